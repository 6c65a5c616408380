"""What the pages of contacts share."""

from typing import Any

from accounts.views.base import Acting
from accounts.views.base import FormPage as AccountsFormPage
from contacts.models import ContactPoint, Household, Pairing, Resident
from contacts.panels import panels_for
from contacts.selectors import may_keep, may_keep_anywhere, target_field, target_value
from core.views import ListPage


class FormPage(Acting, AccountsFormPage):
    """A page that is one form, whose form is given the user and the day."""

    template_name = "components/form_page.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}  # type: ignore[misc]


class KeeperPage:
    """403 for those who keep no contacts anywhere; which unit, the action asks."""

    def permitted(self) -> bool:
        return may_keep_anywhere(self.request.user)  # type: ignore[attr-defined]


class PlaceList(Acting, ListPage):
    """A list with a filter that is always read, so that what was withdrawn is left out unless asked for."""

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user, "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_write=may_keep_anywhere(self.request.user), **kwargs)


def holders(target: ContactPoint | Household | Resident, *, on: Any) -> dict[str, list[Pairing]]:
    """Who holds the target, who will, who did; drafts left out. One query."""
    rows = Pairing.objects.filter(Pairing.objects.effective(), **{target_field(target): target})
    rows = rows.with_targets().select_related("contact_person", "arrangement").order_by("-start", "-pk")
    found: dict[str, list[Pairing]] = {"current": [], "coming": [], "past": []}
    for row in rows:
        found["past" if row.end and row.end < on else "coming" if row.start > on else "current"].append(row)
    return found


class TargetDetail(Acting):
    """The page of a point, household or resident: holders, and what floors above have to show."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        target, user = self.object, self.request.user  # type: ignore[attr-defined]
        found = holders(target, on=self.today)
        for pairing in (*found["current"], *found["coming"]):
            pairing.may_open = may_keep(user, pairing.unit)  # type: ignore[attr-defined]
        gone = target.withdrawn_on if isinstance(target, ContactPoint) else target.removed_on
        return super().get_context_data(  # type: ignore[misc]
            **found,
            panels=panels_for(user, target, on=self.today),
            may_pair=gone is None and may_keep_anywhere(user),
            target_value=target_value(target),
            **kwargs,
        )
