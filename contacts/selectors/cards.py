"""Contact cards as lists: who holds a stale one, by unit and person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min

from contacts.card_querysets import CardIssueQuerySet
from contacts.models import CardIssue, CardStyle
from contacts.selectors.card_faces import styles_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class StaleOf:
    """How many stale cards of one card are out there. `oldest`: since when the longest of them."""

    card: int
    name: str
    unit: str
    count: int
    oldest: datetime.date


def stale_by_card(issues: CardIssueQuerySet) -> list[StaleOf]:
    """Of the stale ones among the issues, by card, in the order of the tree: nobody is ranked. One query."""
    columns = ("card", "card__cadre__name", "card__name", "card__unit__name")
    rows = issues.stale().order_by().values(*columns).annotate(count=Count("pk"), oldest=Min("stale_since"))
    return [
        StaleOf(
            row["card"],
            row["card__cadre__name"] or row["card__name"],
            row["card__unit__name"],
            row["count"],
            row["oldest"],
        )
        for row in rows.order_by("card__unit__path", "card")
    ]


def stale_by_unit(issues: CardIssueQuerySet) -> list[dict[str, Any]]:
    """`unit`, `name`, `count`, `oldest` of the units whose cards are stale, in the order of the tree. One query."""
    rows = issues.stale().order_by().values("card__unit", "card__unit__name")
    counted = rows.annotate(count=Count("pk"), oldest=Min("stale_since")).order_by("card__unit__path")
    return [
        {"unit": row["card__unit"], "name": row["card__unit__name"], "count": row["count"], "oldest": row["oldest"]}
        for row in counted
    ]


def due_of(issue: CardIssue, styles: dict[int, CardStyle]) -> datetime.date | None:
    """Until when a stale card is to be replaced, by the style of the card's unit."""
    style = styles.get(issue.card.unit_id)
    if issue.stale_since is None or style is None:
        return None
    return issue.stale_since + datetime.timedelta(days=style.reissue_days)


def with_due(issues: Iterable[CardIssue], *, on: datetime.date) -> list[CardIssue]:
    """The issues with `due` and `is_overdue`, for a template. One query for the styles."""
    rows = list(issues)
    styles = styles_of({issue.card.unit_id: issue.card.unit for issue in rows}.values())
    for issue in rows:
        due = due_of(issue, styles)
        issue.due, issue.is_overdue = due, due is not None and due < on  # type: ignore[attr-defined]
    return rows


def count_stale(user: "User") -> int:
    """How many stale cards are out there that the user should see replaced: one's own, and of units that one keeps."""
    issues = CardIssue.objects.all()
    return (issues.kept_by(user) | issues.filter(card__cadre__in=user.access.cadre_ids)).stale().count()
