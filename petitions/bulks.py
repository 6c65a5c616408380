"""What can be done to several cases at once: each through its own step, which asks who may and what is due."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import CadresField, LaidOut
from accounts.selectors import cadres_for_choice
from core.forms import long_text
from core.lists import Bulk
from core.wording import joined
from petitions.actions.from_matters import open_from_matter
from petitions.actions.naming import name_handlers
from petitions.actions.urging import urge
from petitions.forms.fields import case_field
from petitions.models import Case, CaseKind
from petitions.selectors.offices import registers
from visits.models import Matter


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


class KindForm(LaidOut, forms.Form):
    """An accusation names whom it is about, and is registered by itself."""

    terms: ClassVar = {"kind": "petitions.kind"}
    kind = forms.ChoiceField(
        label=gettext_lazy("信访类型"),
        choices=[choice for choice in CaseKind.choices if choice[0] != CaseKind.ACCUSATION],
        initial=CaseKind.HELP,
        help_text=gettext_lazy("检举控告须逐件登记，写明被反映人。"),
    )
    field = case_field()


class RegisterMatters(Bulk):
    """What was heard on visits becomes cases of the same kind."""

    name = "register"
    label = gettext_lazy("登记为信访事项")
    icon = "envelope-plus"

    @staticmethod
    def permitted(user: Any) -> bool:
        return registers(user)

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> KindForm:
        return KindForm(data)

    def effect(self, row: Matter, data: dict[str, Any]) -> str:
        return _("登记为%(kind)s") % {"kind": CaseKind(data["kind"]).label}

    def act(self, row: Matter, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        open_from_matter(row, kind=data["kind"], field=data["field"], by=by, at=at, on=on)


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
