"""Somebody stands at the door: what they say is written down at once, whether a register was opened or not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from accounts.views.base import Acting
from core.undo import ON_RECORD
from core.views import CreatePage
from petitions.actions import receptions
from petitions.forms.receptions import WalkInForm
from petitions.models import Case
from petitions.selectors.offices import registers
from petitions.selectors.rooms import Room, rooms
from petitions.views.cases_new import keep_receipt
from petitions.views.receptions import may_keep_any
from visits.ways import ways_of


class WalkIn(Acting, CreatePage):
    """Opens the register of who receives today, if need be, and writes the visitor into it."""

    template_name = "petitions/walk_in.html"
    form_class = WalkInForm
    final = ON_RECORD

    def permitted(self) -> bool:
        return may_keep_any(self.request.user)

    @cached_property
    def rooms(self) -> list[Room]:
        return rooms(self.request.user, on=self.today)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where nobody receives today, a clerk writes down a case, and anybody else arranges a reception."""
        if self.rooms:
            return super().get(request, *args, **kwargs)
        return redirect("petitions:new" if registers(request.user) else "petitions:reception_open")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": self.today, "rooms": self.rooms}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ways=ways_of(self.request.user), **kwargs)

    def act(self, form: WalkInForm) -> Any:
        room = form.cleaned_data["room"]
        return receptions.receive_at_once(room, form.incoming(), on=self.today, **self.stamp)

    def get_success_url(self) -> str:
        """The receipt with the code, and from there on to the register that was written into."""
        register = Case.objects.get(pk=self.result.case.pk).visitor.reception
        return keep_receipt(self.request, self.result, back=register.get_absolute_url())
