"""An annual arrangement as people read it: by leader and category, with what is missing, doubled or left to nobody."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Cadre, Post
from contacts import quota
from contacts.models import Arrangement, ArrangementState, ContactCategory, ContactPoint, Pairing
from core.wording import joined

if TYPE_CHECKING:
    from accounts.models import Unit


def year_bounds(year: int) -> tuple[datetime.date, datetime.date]:
    """1 January and 31 December."""
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def day_in(year: int, today: datetime.date) -> datetime.date:
    """Today, or the nearest day of that year."""
    first, last = year_bounds(year)
    return min(max(today, first), last)


# --- last year's pairings, and whether they can still stand --------------------------------------


@dataclass(frozen=True)
class LeftOut:
    """A pairing that was not copied or no longer holds good, and why."""

    pairing: Pairing
    reason: str


def last_years(arrangement: Arrangement) -> list[Pairing]:
    """What stood at the end of last year in the arrangement that the unit had published."""
    eve = datetime.date(arrangement.year - 1, 12, 31)
    before = Pairing.objects.filter(arrangement__unit=arrangement.unit, arrangement__year=arrangement.year - 1)
    rows = before.filter(Q(end=None) | Q(end__gte=eve), arrangement__state=ArrangementState.PUBLISHED)
    return list(rows.with_target_units())


def identity(pairing: Pairing) -> tuple[Any, ...]:
    """Who holds what in which category, whatever the year."""
    return (pairing.cadre_id or -pairing.unit_id, pairing.category_id, pairing.target_key)


def serving_units(arrangement: Arrangement, pairings: list[Pairing], *, on: datetime.date) -> dict[int, "Unit"]:
    """The unit of the main post of each cadre who serves in the arrangement's part of the tree on that day."""
    people = {key for pairing in pairings for key in (pairing.cadre_id, pairing.contact_person_id) if key}
    return {key: post.unit for key, post in posts_of(people, arrangement.unit, on=on).items()}


def posts_of(cadre_ids: set[int], unit: "Unit", *, on: datetime.date) -> dict[int, Post]:
    """The main post in the unit or below it of each of these cadres. One query."""
    posts = Post.objects.in_force(on).filter(cadre__in=cadre_ids, unit__path__startswith=unit.path)
    found: dict[int, Post] = {}
    for post in posts.select_related("unit", "cadre").order_by("-is_main", "order", "pk"):
        found.setdefault(post.cadre_id, post)
    return found


def why_not(pairing: Pairing, *, serving: dict[int, "Unit"], on: datetime.date) -> str:
    """Why a pairing cannot stand from that day on, in words; empty when it can."""
    target: Any = pairing.target
    gone = target.withdrawn_on if isinstance(target, ContactPoint) else target.removed_on
    if gone is not None and gone <= on:
        return _("联系对象已于%(day)s撤销或移出登记册") % {"day": gone}
    if pairing.category.retired_on is not None and pairing.category.retired_on <= on:
        return _("类别“%(name)s”已停用") % {"name": pairing.category}
    person: Cadre | None = pairing.cadre or pairing.contact_person
    if person is not None and person.pk not in serving:
        return _("%(cadre)s届时不在本单位任职") % {"cadre": person}
    return ""


def problems_of(arrangement: Arrangement, pairings: list[Pairing]) -> list[LeftOut]:
    """Pairings of a draft that no longer hold good: target gone, cadre moved, category retired."""
    by_day: dict[datetime.date, list[Pairing]] = defaultdict(list)
    for pairing in pairings:
        by_day[pairing.start].append(pairing)
    problems = []
    for day, rows in sorted(by_day.items()):
        serving = serving_units(arrangement, rows, on=day)
        problems += [LeftOut(row, reason) for row in rows if (reason := why_not(row, serving=serving, on=day))]
    return problems


def left_behind(arrangement: Arrangement) -> list[LeftOut]:
    """What last year's arrangement had and the draft has not, each with the reason."""
    first, _last = year_bounds(arrangement.year)
    source = last_years(arrangement)
    there = {identity(pairing) for pairing in arrangement.pairings.all()}
    missing = [pairing for pairing in source if identity(pairing) not in there]
    serving = serving_units(arrangement, missing, on=first)
    return [LeftOut(row, why_not(row, serving=serving, on=first) or _("未列入本年草稿")) for row in missing]


# --- the table -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """What one leader holds of one category in this arrangement, and how it stands to the quota."""

    category: ContactCategory
    pairings: list[Pairing]
    # Against the quota, what is held in other arrangements and single pairings of the year included.
    missing: int = 0
    excess: int = 0


@dataclass(frozen=True)
class Row:
    """One leader, or a unit in its own name (`post` and `cadre` empty)."""

    cadre: Cadre | None
    unit: "Unit"
    title: str
    cells: list[Cell]

    @property
    def post_text(self) -> str:
        """Unit and title; a title that names its unit (县委书记 of 县委) stands alone."""
        unit = self.unit.label
        return self.title if self.title.startswith(unit) else f"{unit}{self.title}"

    @property
    def has_gap(self) -> bool:
        return any(cell.missing > 0 or cell.excess > 0 for cell in self.cells)


@dataclass
class Section:
    """Leaders who owe the same categories: one table, as the documents print it."""

    clauses: str
    categories: list[ContactCategory]
    rows: list[Row] = field(default_factory=list)

    @property
    def of_units(self) -> bool:
        """Held in the units' own names; such rows stand in a section of their own."""
        return bool(self.rows) and self.rows[0].cadre is None


@dataclass(frozen=True)
class Overlap:
    """A point, household or resident that more than one holder has."""

    target: Any
    holders: list[str]


Holder = tuple[int, int]  # (cadre, unit): one of them is 0


class Sheet:
    """The working table of an arrangement. A number of queries that does not depend on how many pairings there are."""

    def __init__(self, arrangement: Arrangement, *, on: datetime.date, pairings: Any = None):
        self.arrangement, self.on = arrangement, on
        rows = arrangement.pairings.all() if pairings is None else pairings
        self.pairings = list(rows.with_target_units())
        self.posts = posts_of(self._people(), arrangement.unit, on=on)
        self.quotas = self._quotas()
        self.held = self._held()
        self.categories = ContactCategory.objects.in_bulk()
        self.codes = {category.code: category for category in self.categories.values()}

    def _people(self) -> set[int]:
        """Who is in the arrangement, and who serves in its part of the tree without an arrangement of their own."""
        own = Arrangement.objects.filter(
            year=self.arrangement.year, unit__path__startswith=self.arrangement.unit.path
        ).exclude(pk=self.arrangement.pk)
        elsewhere = Q(pk__in=[])
        for path in own.values_list("unit__path", flat=True):
            elsewhere |= Q(unit__path__startswith=path)
        posts = Post.objects.in_force(self.on).filter(unit__path__startswith=self.arrangement.unit.path)
        serving = posts.exclude(elsewhere).values_list("cadre_id", flat=True)
        return {pairing.cadre_id for pairing in self.pairings if pairing.cadre_id} | set(serving)

    def _quotas(self) -> dict[int, list[quota.Quota]]:
        found: dict[int, list[quota.Quota]] = defaultdict(list)
        for item in quota.quotas(self.posts, self.on):
            found[item.cadre_id].append(item)
        return found

    def _held(self) -> dict[tuple[int, int], set[int]]:
        """Targets by cadre and category: of this arrangement, and what is in force beside it on the day."""
        held: dict[tuple[int, int], set[int]] = defaultdict(set)
        beside = Pairing.objects.in_force(self.on).filter(cadre__in=self.quotas).exclude(arrangement=self.arrangement)
        for cadre, category, key in beside.values_list("cadre_id", "category_id", "target_key"):
            held[cadre, category].add(key)
        for pairing in self.pairings:
            if pairing.cadre_id:
                held[pairing.cadre_id, pairing.category_id].add(pairing.target_key)
        return held

    def rows(self) -> list[tuple[tuple[str, ...], Row]]:
        """Every row with the codes that its leader owes, leaders in the order of units and posts, units last."""
        mine: dict[Holder, list[Pairing]] = defaultdict(list)
        for pairing in self.pairings:
            mine[(pairing.cadre_id, 0) if pairing.cadre_id else (0, pairing.unit_id)].append(pairing)
        for cadre in self.quotas:
            mine.setdefault((cadre, 0), [])
        rows = [self._row(holder, pairings) for holder, pairings in sorted(mine.items(), key=self._order)]
        return [row for row in rows if row is not None]

    def _order(self, item: tuple[Holder, list[Pairing]]) -> tuple[Any, ...]:
        (cadre, unit), _pairings = item
        post = self.posts.get(cadre)
        return (not cadre, post is None, post.unit.path if post else "", post.order if post else 0, cadre or unit)

    def _row(self, holder: Holder, pairings: list[Pairing]) -> tuple[tuple[str, ...], Row]:
        owed = [item for item in self.quotas.get(holder[0], []) if item.category_code in self.codes]
        post = self.posts.get(holder[0])
        cadre = post.cadre if post else (pairings[0].cadre if pairings else None)
        unit = post.unit if post else pairings[0].unit
        cells = [self._cell(category, holder, pairings, owed) for category in self._categories(pairings, owed)]
        codes = tuple(dict.fromkeys(item.category_code for item in owed))
        return codes, Row(cadre, unit, post.title if post else "", cells)

    def _categories(self, pairings: list[Pairing], owed: list[quota.Quota]) -> list[ContactCategory]:
        keys = {pairing.category_id for pairing in pairings} | {self.codes[item.category_code].pk for item in owed}
        return sorted((self.categories[key] for key in keys), key=lambda category: (category.order, category.pk))

    def _cell(
        self, category: ContactCategory, holder: Holder, pairings: list[Pairing], owed: list[quota.Quota]
    ) -> Cell:
        limits = [item for item in owed if item.category_code == category.code]
        counted = [(self._count(holder[0], item), item) for item in limits]
        return Cell(
            category=category,
            pairings=[pairing for pairing in pairings if pairing.category_id == category.pk],
            missing=max((item.least - held for held, item in counted), default=0),
            excess=max((held - item.most for held, item in counted if item.most is not None), default=0),
        )

    def _count(self, cadre: int, item: quota.Quota) -> int:
        """How many targets the cadre holds of the categories that count towards the quota."""
        keys = [self.held[cadre, self.codes[code].pk] for code in item.category_codes if code in self.codes]
        return len(set().union(*keys))

    def sections(self, rows: list[tuple[tuple[str, ...], Row]]) -> list[Section]:
        """The rows put together by what their leaders owe; those who owe nothing come later, units last."""
        sections: dict[tuple[Any, ...], Section] = {}
        for codes, row in sorted(rows, key=lambda pair: (pair[1].cadre is None, not pair[0])):
            section = sections.setdefault((row.cadre is None, codes), Section(self._clauses(row), []))
            section.rows.append(row)
        for section in sections.values():
            self._even_out(section)
        return list(sections.values())

    def _clauses(self, row: Row) -> str:
        owed = self.quotas.get(row.cadre.pk, []) if row.cadre else []
        return joined(dict.fromkeys(item.clause for item in owed if item.clause))

    def _even_out(self, section: Section) -> None:
        """Every row of a section gets a cell for every category of the section."""
        used = {cell.category.pk: cell.category for row in section.rows for cell in row.cells}
        section.categories = sorted(used.values(), key=lambda category: (category.order, category.pk))
        for row in section.rows:
            cells = {cell.category.pk: cell for cell in row.cells}
            row.cells[:] = [cells.get(category.pk) or Cell(category, []) for category in section.categories]

    def overlaps(self) -> list[Overlap]:
        holders: dict[int, dict[str, None]] = defaultdict(dict)
        targets: dict[int, Any] = {}
        for pairing in self.pairings:
            targets[pairing.target_key] = pairing.target
            holders[pairing.target_key][str(pairing.cadre or pairing.unit)] = None
        return [Overlap(targets[key], list(names)) for key, names in holders.items() if len(names) > 1]

    def unheld(self) -> QuerySet[ContactPoint]:
        """Open points of the unit's part of the tree that nobody has, neither here nor beside it."""
        taken = {pairing.contact_point_id for pairing in self.pairings if pairing.contact_point_id}
        points = ContactPoint.objects.under(self.arrangement.unit).open_on(self.on).unheld_on(self.on)
        return points.exclude(pk__in=taken).select_related("category", "unit")
