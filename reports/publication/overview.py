"""What the keepers of a public page see of it: where each of its items stands."""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.selectors import headed_units
from reports.models import EditionState, PublicEdition, PublicPage
from reports.publication.querysets import APPROVERS

if TYPE_CHECKING:
    from accounts.models import User

# In which order, in which words, in which colour (templates/components/status.html).
STANDS = {
    "submitted": (_("待审核"), "due"),
    "draft": (_("草稿"), "open"),
    "shown": (_("公开中"), "ok"),
    "coming": (_("将公开"), "open"),
    "over": (_("已到期"), "off"),
    "replaced": (_("已被新版替代"), "off"),
    "withdrawn": (_("已撤下"), "off"),
    "discarded": (_("已作废"), "off"),
}


@dataclass(frozen=True)
class Group:
    """Editions that stand alike."""

    code: str
    label: Any
    tone: str
    editions: list[PublicEdition] = field(default_factory=list)


def stands(edition: PublicEdition, *, on: datetime.date) -> str:
    """A key of STANDS: of what is approved, it depends on the day."""
    if edition.state != EditionState.APPROVED:
        return str(edition.state)
    if edition.shown_from > on:
        return "coming"
    return "shown" if edition.shown_until is None or edition.shown_until >= on else "over"


def by_state(page: PublicPage, *, on: datetime.date) -> list[Group]:
    """Everything ever written for the page. One query."""
    groups = {code: Group(code, label, tone) for code, (label, tone) in STANDS.items()}
    for row in PublicEdition.objects.filter(item__page=page).select_related("item", "written_by"):
        groups[stands(row, on=on)].editions.append(row)
    return [group for group in groups.values() if group.editions]


def to_approve(user: "User", *, on: datetime.date) -> list[PublicEdition]:
    """What waits for the user, who has not written it. One query."""
    unit = "item__page__unit"
    mine = user.access.within(f"{unit}__path", *APPROVERS)
    headed = PublicEdition.objects.filter(item__page__unit__in=headed_units(user, on=on).values("pk"))
    rows = PublicEdition.objects.filter(mine) | headed
    hands = {user.pk, user.acting_for.pk} if user.acting_for else {user.pk}
    wrote = PublicEdition.objects.filter(steps__step__in=["write", "edit", "submit"], steps__by__in=hands)
    waiting = rows.filter(state=EditionState.SUBMITTED).exclude(pk__in=wrote.order_by().values("pk"))
    return list(waiting.select_related("item__page__unit", "written_by").order_by("shown_from", "pk"))
