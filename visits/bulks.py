"""What can be done to several matters at once."""

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import KEEPERS
from core.lists import Bulk
from visits import actions
from visits.forms import SolveForm
from visits.models import Matter


class SolveMatters(Bulk):
    """The same answer to several people who asked for the same."""

    name = "solve"
    label = gettext_lazy("办结并答复")
    icon = "check2-circle"
    lead_text = gettext_lazy("同一事项多人反映、答复相同的，可以一并办结。先预览，确认后才办理。")

    @staticmethod
    def permitted(user: Any) -> bool:
        return bool(user.access.cadre_ids) or user.access.has_role("leader", *KEEPERS)

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> SolveForm:
        return SolveForm(data, today=on)

    def effect(self, row: Matter, data: dict[str, Any]) -> str:
        return _("%(day)s办结") % {"day": data["on"]}

    def act(self, row: Matter, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        actions.solve_matter(row, by=by, at=at, on=data["on"], reply=data["reply"])
