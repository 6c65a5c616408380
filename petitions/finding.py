"""Petition cases, as the search finds them (core/search.py): through `visible_to`, so that a case does not exist for
whom it is about. Who raised one stands encrypted elsewhere, and nobody is found by it."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core import search
from core.search import Hit
from petitions.models import Case

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called in AppConfig.ready."""
    search.register(
        search.Source(
            kind="cases",
            label=gettext_lazy("信访事项"),
            icon="envelope-paper",
            model=Case,
            rows=_cases,
            hit=_case,
            texts=("number", "title", "text", "place"),
        )
    )


def _cases(user: "User") -> QuerySet[Case]:
    return Case.objects.visible_to(user).select_related("handling_unit")


def _case(case: Case) -> Hit:
    return Hit(
        title=str(case),
        url=case.get_absolute_url(),
        text=case.text,
        where=case.handling_unit.label,
        label=case.get_state_display(),
        tone=case.tone,
        day=case.received_on,
    )
