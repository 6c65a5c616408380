"""What can be done to several pairings, points or households at once."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import CadreField, LaidOut, UnitField
from contacts import actions
from contacts.forms.base import kept_units
from contacts.forms.households import RemoveForm
from contacts.forms.pairings import EndForm
from contacts.forms.points import WithdrawForm
from contacts.models import ContactPoint, Household, Pairing
from contacts.selectors import may_keep_anywhere
from contacts.selectors.pairable import pairable_cadres
from core.forms import DayField
from core.lists import Bulk
from core.wording import with_note


class KeeperBulk(Bulk):
    """For those who keep contacts somewhere; which unit, the action asks."""

    @staticmethod
    def permitted(user: Any) -> bool:
        return may_keep_anywhere(user)


class PairingBulk(KeeperBulk):
    def label_of(self, row: Pairing) -> str:
        return with_note(row.target, row.cadre or row.unit.label)


class EndPairings(PairingBulk):
    name = "end"
    label = gettext_lazy("结束结对")
    icon = "x-circle"
    danger = True

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> EndForm:
        return EndForm(data, user=user, today=on)

    def effect(self, row: Pairing, data: dict[str, Any]) -> str:
        return _("%(day)s结束") % {"day": data["on"]}

    def act(self, row: Pairing, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        actions.end_pairing(row, **data, by=by, at=at)


class ReplaceForm(LaidOut, forms.Form):
    to = CadreField(label=gettext_lazy("接手干部"))
    on = DayField(label=gettext_lazy("接手日期"), help_text=gettext_lazy("原结对于前一日结束。"))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)

    def __init__(self, *args: Any, user: Any, on: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", on)
        self.fields["to"].queryset = pairable_cadres(user, None, on=on)  # type: ignore[attr-defined]


class ReplaceHolders(PairingBulk):
    name = "replace"
    label = gettext_lazy("移交他人")
    icon = "arrow-left-right"

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> ReplaceForm:
        return ReplaceForm(data, user=user, on=on)

    def effect(self, row: Pairing, data: dict[str, Any]) -> str:
        return _("%(day)s起由%(cadre)s联系") % {"day": data["on"], "cadre": data["to"]}

    def act(self, row: Pairing, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        actions.replace_holder(row, **data, by=by, at=at)


class WithdrawPoints(KeeperBulk):
    name = "withdraw"
    label = gettext_lazy("撤销联系点")
    icon = "x-circle"
    danger = True

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> WithdrawForm:
        return WithdrawForm(data, today=on, open_pairings=1)

    def effect(self, row: ContactPoint, data: dict[str, Any]) -> str:
        return _("%(day)s撤销") % {"day": data["on"]}

    def act(
        self, row: ContactPoint, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date
    ) -> None:
        actions.withdraw_point(row, **data, by=by, at=at)


class MoveForm(LaidOut, forms.Form):
    unit = UnitField(label=gettext_lazy("新的所在单位"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = kept_units(user)  # type: ignore[attr-defined]


class MovePoints(KeeperBulk):
    """To another unit; everything else stays as it is."""

    name = "move"
    label = gettext_lazy("调整所在单位")
    icon = "box-arrow-right"

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> MoveForm:
        return MoveForm(data, user=user)

    def effect(self, row: ContactPoint, data: dict[str, Any]) -> str:
        return _("由%(before)s调整到%(after)s") % {"before": row.unit.label, "after": data["unit"].label}

    def act(
        self, row: ContactPoint, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date
    ) -> None:
        kept = {"name": row.name, "category": row.category, "opened_on": row.opened_on}
        actions.edit_point(row, data=kept | {"unit": data["unit"]}, by=by, at=at)


class RemoveHouseholds(KeeperBulk):
    name = "remove"
    label = gettext_lazy("移出名册")
    icon = "x-circle"
    danger = True

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> RemoveForm:
        return RemoveForm(data, today=on, open_pairings=1)

    def effect(self, row: Household, data: dict[str, Any]) -> str:
        return _("%(day)s移出，历史记录保留") % {"day": data["on"]}

    def act(self, row: Household, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        actions.remove_household(row, **data, by=by, at=at)
