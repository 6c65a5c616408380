"""Members, branches and what they did, for the tests of R11 to R20."""

from tests.factories import make_resident
from tests.factories_duties import County, figures, owed

TODAY = "11-20"


def member(county, kind="party_branch", **fields):
    return county.cadre(kind, is_party_member=True, **fields)


def hold(county, cadre, category, number=1):
    unit = cadre.posts.first().unit
    return [county.pair(cadre, make_resident(unit=unit), category) for _number in range(number)]


def met(code, subject, start="", **narrowed):
    return owed(code, subject, start, **narrowed).is_met


def by_unit(book, code, kind, unit_kind, times, done_day, start="", missed=""):
    """A unit that did it so many times in a window, and one less in another, or a unit that did not."""
    county = County(book)
    unit, other = county.unit(unit_kind), county.unit(unit_kind, f"另一个{unit_kind}")
    for _number in range(times):
        county.log(None, kind, done_day, unit=unit)
    for _number in range(times - 1):
        county.log(None, kind, done_day, unit=other)
    county.recompute(TODAY)
    assert figures(owed(code, unit, start)) == (times, times, True)
    assert figures(owed(code, other, start)) == (times, times - 1, False)
    if missed:
        assert figures(owed(code, unit, missed)) == (times, 0, False)


def by_person(book, code, kind, person, times, done_day, start="", missed="", targets=lambda county: ()):
    county = County(book)
    busy, idle = person(county), person(county)
    aims = targets(county)
    for target in aims:
        county.pair(busy, target)
        county.pair(idle, target)
    for _number in range(times):
        county.log(busy, kind, done_day, "", *aims)
    for _number in range(times - 1):
        county.log(idle, kind, done_day, "", *aims)
    county.recompute(TODAY)
    assert figures(owed(code, busy, start)) == (times, times, True)
    assert figures(owed(code, idle, start)) == (times, times - 1, False)
    if missed:
        assert figures(owed(code, busy, missed)) == (times, 0, False)
