"""What waits for the person, of every sort, on one list: what is late first. Nothing that there is none of."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import KEEPERS
from accounts.models import User
from assessments.selectors import arrears, overview, service
from contacts.selectors.cards import count_stale
from petitions.access import SUPERVISORS, WRITERS
from petitions.models import Case, WorkSheet
from petitions.selectors.matters import waiting_matters
from reports.home.cases import KEEPERS as KEEPERS_OF_CASES
from reports.home.parts import DUE, SOON, Line, Part, urgency_of
from reports.publication.overview import to_approve
from visits.models import Matter, SlotSwap
from visits.querysets import in_read_units

# Who answers for what was heard in their part of the tree. Administrators may as well; it is not what waits for them.
ANSWERABLE = SUPERVISORS
_ORDER = {"late": 0, "due": 1}


def part(user: User, *, on: datetime.date) -> Part | None:
    """A fixed number of queries: at most thirteen."""
    lines = [line for tell in _SORTS for line in tell(user, on) if line.count]
    lines.sort(key=lambda line: _ORDER.get(line.tone, 2))
    urgency = min(DUE, urgency_of(line.tone for line in lines))
    pages = frozenset[str]().union(*(line.pages for line in lines))
    return Part("reports/home/_waiting.html", lines, urgency, pages) if lines else None


def _counted(rows: Any, due: str, on: datetime.date) -> dict[str, int]:
    """`late`, `soon` and `all` of rows with an end in the field `due`. One query."""
    soon = Q(**{f"{due}__range": (on, on + SOON)})
    late = Q(**{f"{due}__lt": on})
    return rows.order_by().aggregate(late=Count("pk", filter=late), soon=Count("pk", filter=soon), all=Count("pk"))


def _matters(user: User, on: datetime.date) -> Iterator[Line]:
    """Of the parts of the tree that the user answers for; for a clerk, those that are to become a case."""
    if user.access.has_role(*ANSWERABLE):
        rows = Matter.objects.visible_to(user).open().filter(in_read_units(user, "unit", ANSWERABLE))
        found, url = _counted(rows, "due", on), f"{reverse('visits:matters')}?state=open"
        yield Line(_("超过时限的群众诉求"), found["late"], url, "late")
        yield Line(_("七日内到期的群众诉求"), found["soon"], url, "due")
        yield Line(_("其他待办理的群众诉求"), found["all"] - found["late"] - found["soon"], url)
    if user.access.has_role(*WRITERS):
        heard = waiting_matters(user).order_by().count()
        yield Line(_("走访中听到、可登记为信访的诉求"), heard, reverse("petitions:matters"))


def _cases(user: User, on: datetime.date) -> Iterator[Line]:
    """Whoever has the queue itself on the page (reports/home/cases.py) is not told the numbers once more."""
    page = reverse("petitions:cases")
    if user.access.has_role(*KEEPERS_OF_CASES):
        return
    if user.access.has_role(*SUPERVISORS):
        found = _counted(Case.objects.visible_to(user).open(), "next_due", on)
        yield Line(_("超过时限的信访事项"), found["late"], f"{page}?tab=overdue", "late")
        yield Line(_("七日内到期的信访事项"), found["soon"], page, "due")
    elif user.access.cadre_ids:
        found = _counted(Case.objects.visible_to(user).handled_by(user), "next_due", on)
        tone = "late" if found["late"] else "due" if found["soon"] else "open"
        yield Line(_("我承办的信访事项"), found["all"], f"{page}?tab=mine", tone)


def _sheets(user: User, on: datetime.date) -> Iterator[Line]:
    if user.access.has_role(*ANSWERABLE, *WRITERS) and user.access.home_paths:
        rows = WorkSheet.objects.visible_to(user).waiting_for(user).order_by()
        found = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(pk__in=rows.overdue(on=on).values("pk"))))
        page = f"{reverse('petitions:sheets')}?way=mine"
        yield Line(_("待我单位处理的工作联系单"), found["all"], page, "late" if found["late"] else "due")


def _asked_of_me(user: User, on: datetime.date) -> Iterator[Line]:
    if user.access.cadre_ids:
        swaps = SlotSwap.objects.asked_of(user).filter(mine__day__gte=on, other__day__gte=on)
        yield Line(_("待同意的调班"), swaps.count(), reverse("duties:mine"), "due")
    editions = to_approve(user, on=on)
    pages = [edition.get_absolute_url() for edition in editions]
    url = pages[0] if len(pages) == 1 else reverse("reports:publication")
    yield Line(_("待审核的公开内容"), len(pages), url, "due", frozenset(pages))


def _assessments(user: User, on: datetime.date) -> Iterator[Line]:
    for line in overview.to_do(user, on=on):
        yield Line(line.label, line.count, line.url, line.tone)
    for label, count, url, tone in service.to_do(user, on=on):
        yield Line(label, count, url, tone)


def _secondments(user: User, on: datetime.date) -> Iterator[Line]:
    if user.access.has_role("personnel"):
        for label, count, url in arrears.of_secondments(user, on):
            yield Line(label, count, url, "due")


def _cards(user: User, on: datetime.date) -> Iterator[Line]:
    """Contact cards that say something else than they ought to, and are to be replaced (R6)."""
    if user.access.cadre_ids or user.access.has_role(*KEEPERS):
        yield Line(_("内容已变更、待换发的连心卡"), count_stale(user), reverse("contacts:cards_stale"), "due")


_SORTS = (_matters, _cases, _sheets, _asked_of_me, _assessments, _secondments, _cards)
