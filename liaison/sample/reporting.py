"""Reports that are made regularly, and a form of the county's own."""

import datetime

from django.utils import timezone

from accounts.models import Role, Unit, User
from core import periods
from core.files import KINDS, CheckedFile
from liaison.sample.people import DAY
from liaison.sample.tree import County
from reports.actions import own_forms, subscriptions
from reports.exports.own_form import check_form
from reports.exports.own_form_example import example_form
from reports.selectors import readers_of

# What, how often, so many days after the end, to how many.
OF_COUNTY = [("brief", "month", 3, 2), ("rollup", "quarter", 5, 3), ("annual", "year", 10, 2)]
OF_TOWN = [("brief", "month", 2, 1), ("rollup", "half_year", 5, 1)]
FORM = "联系群众工作季报表"
SET_UP = 20  # days ago


def set_up(county: County, town: Unit, today: datetime.date) -> None:
    """Everything through the actions. The first report is that of the period that runs: none is due yet."""
    by = User.objects.get(grants__role=Role.ORGANISATION_ADMIN)
    for unit, wanted in ((county.unit, OF_COUNTY), (town, OF_TOWN)):
        for kind, frequency, delay, number in wanted:
            _subscribe(unit, kind, frequency, delay, number, by=by, today=today)
    _add_form(county.unit, by, today)


def _subscribe(
    unit: Unit, kind: str, frequency: str, delay: int, number: int, *, by: User, today: datetime.date
) -> None:
    readers = readers_of(unit, on=today).exclude(pk=by.pk).order_by("pk")[: number - 1]
    subscriptions.subscribe(
        unit=unit,
        kind=kind,
        frequency=frequency,
        delay_days=delay,
        starts_on=periods.containing(frequency, today).start,
        recipients=[by, *readers],
        by=by,
        at=_at(today),
        on=today - DAY * SET_UP,
    )


def _add_form(unit: Unit, by: User, today: datetime.date) -> None:
    content, kind = example_form(), next(kind for kind in KINDS if kind.suffix == ".xlsx")
    file = CheckedFile(f"{FORM}.xlsx", kind.content_type, content)
    own_forms.add_form(unit=unit, name=FORM, file=file, checked=check_form(content), by=by, at=_at(today))


def _at(today: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(today - DAY * SET_UP, datetime.time(10)))
