"""What can be done to several cases at once: each through its own step, which asks who may and what is due."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import CadresField, LaidOut
from accounts.selectors import cadres_for_choice
from core.forms import long_text
from core.lists import Bulk
from core.wording import joined
from petitions.actions.naming import name_handlers
from petitions.actions.urging import urge
from petitions.models import Case
from petitions.selectors.offices import registers


class HandlersForm(LaidOut, forms.Form):
    cadres = CadresField(label=gettext_lazy("承办人"), help_text=gettext_lazy("取代原来指定的承办人。"))

    def __init__(self, *args: Any, user: Any, on: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cadres"].queryset = cadres_for_choice(user, on)  # type: ignore[attr-defined]


class NameHandlers(Bulk):
    name = "handlers"
    label = gettext_lazy("指定承办人")
    icon = "person-check"

    @staticmethod
    def permitted(user: Any) -> bool:
        return registers(user) or user.access.has_role("leader", "secretary")

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> HandlersForm:
        return HandlersForm(data, user=user, on=on)

    def effect(self, row: Case, data: dict[str, Any]) -> str:
        return _("由%(cadres)s承办") % {"cadres": joined(data["cadres"])}

    def act(self, row: Case, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        name_handlers(row, cadres=data["cadres"], by=by, on=on, at=at)


class UrgeForm(LaidOut, forms.Form):
    reason = long_text(gettext_lazy("催办要求"), 3, most=500)


class UrgeCases(Bulk):
    name = "urge"
    label = gettext_lazy("催办")
    icon = "bell"

    @staticmethod
    def permitted(user: Any) -> bool:
        return registers(user)

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> UrgeForm:
        return UrgeForm(data)

    def effect(self, row: Case, data: dict[str, Any]) -> str:
        return _("提醒%(unit)s") % {"unit": row.handling_unit.label}

    def act(self, row: Case, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        urge(row, reason=data["reason"], by=by, on=on, at=at)
