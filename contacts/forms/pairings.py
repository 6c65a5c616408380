"""Forms of pairings: found by category and name, made, ended, passed on."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, DayField, FilterForm, LaidOut, UnitField
from accounts.models import User
from contacts.forms.base import PlaceFilter, kept_units
from contacts.models import Arrangement, ArrangementState, ContactCategory, Pairing, TargetKind
from contacts.selectors.pairable import pairable_cadres
from contacts.selectors.targets import Choice
from core.wording import with_note


class FindTarget(FilterForm):
    """Step one, by GET: which category, and a name to look for."""

    category = forms.ModelChoiceField(ContactCategory.objects.none(), label=_("类别"))
    q = forms.CharField(label=_("名称或所在村（单位）"), required=False, max_length=40)
    # Carried along from page to page.
    arrangement = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cadre = forms.IntegerField(required=False, widget=forms.HiddenInput)
    target = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    by_unit = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: datetime.date, kind: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        categories = ContactCategory.objects.in_use(today)
        field: Any = self.fields["category"]
        field.queryset = categories.filter(target=kind) if kind in TargetKind.values else categories


class PairingFilter(PlaceFilter):
    """Who holds what, when."""

    q = forms.CharField(label=_("联系对象"), required=False, max_length=40)
    cadre = forms.CharField(label=_("结对干部"), required=False, max_length=40)
    category = forms.ModelChoiceField(
        ContactCategory.objects.all(), label=_("类别"), required=False, empty_label=_("全部类别")
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("联系中")), ("coming", _("尚未开始")), ("ended", _("已结束")), ("all", _("全部"))],
    )
    field_order = ("q", "cadre", "category", "unit", "state")

    def narrow(self, rows: Any) -> Any:
        data, rows = self.cleaned_data, self._in_state(super().narrow(rows))
        if data["category"]:
            rows = rows.filter(category=data["category"])
        if data["cadre"]:
            rows = rows.filter(cadre__name__icontains=data["cadre"])
        return rows.reaching(data["q"]) if data["q"] else rows

    def _in_state(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        if state == "coming":
            return rows.filter(start__gt=self.today)
        if state == "ended":
            return rows.filter(end__lt=self.today)
        return rows if state == "all" else rows.in_force(self.today)


class PairForm(LaidOut, forms.Form):
    """Step two: who holds whom from when to when. In a unit's own name: the unit, and who answers for it."""

    terms = {"cadre": "contacts.pairing", "unit": "contacts.unit_pairing"}
    cadre = CadreField(label=_("结对干部"))
    unit = UnitField(label=_("结对单位"))
    contact_person = CadreField(label=_("具体负责人"), required=False)
    target = forms.ChoiceField(
        label=_("联系对象"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择联系对象。没有找到的，请在上方按名称查找。")},
    )
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"), required=False)
    reason = forms.CharField(label=_("增补原因"), max_length=200)
    rows = ["cadre", "unit", "contact_person", "target", ("start", "end"), "reason"]

    def __init__(
        self,
        *args: Any,
        user: User,
        today: datetime.date,
        choices: list[Choice],
        arrangement: Arrangement | None = None,
        by_unit: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (choice.value, with_note(choice.label, choice.hint)) for choice in choices
        ]
        cadres = pairable_cadres(user, arrangement, on=today)
        for name in ("cadre", "contact_person"):
            self.fields[name].queryset = cadres  # type: ignore[attr-defined]
        units = kept_units(user)
        self.fields["unit"].queryset = units.under(arrangement.unit) if arrangement else units  # type: ignore[attr-defined]
        self._leave_out(arrangement, by_unit)

    def _leave_out(self, arrangement: Arrangement | None, by_unit: bool) -> None:
        unused = {"cadre"} if by_unit else {"unit", "contact_person"}
        if arrangement is None or arrangement.state != ArrangementState.PUBLISHED:
            unused.add("reason")
        if arrangement is not None:
            self.fields["end"].required = True
        for name in unused:
            del self.fields[name]
        self.rows = [row for row in self.rows if row not in unused]


class EndForm(LaidOut, forms.Form):
    on = DayField(label=_("结束日期"), help_text=_("结对的最后一天。"))
    reason = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)


class ReplaceForm(LaidOut, forms.Form):
    to = CadreField(label=_("接手干部"))
    on = DayField(label=_("接手日期"), help_text=_("原结对于前一日结束。"))
    reason = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args: Any, user: User, today: datetime.date, pairing: Pairing, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)
        cadres = pairable_cadres(user, pairing.arrangement, on=today)
        self.fields["to"].queryset = cadres.exclude(pk=pairing.cadre_id)  # type: ignore[attr-defined]


class HandOverForm(LaidOut, forms.Form):
    to = CadreField(label=_("接手干部"), required=False, empty_label=_("不移交，直接结束"))
    on = DayField(label=_("接手日期"), help_text=_("原结对于前一日结束。"))

    def __init__(self, *args: Any, user: User, today: datetime.date, cadre: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)
        cadres = pairable_cadres(user, None, on=today)
        self.fields["to"].queryset = cadres.exclude(pk=cadre.pk)  # type: ignore[attr-defined]


class ChangeForm(LaidOut, forms.Form):
    """A pairing of a draft: another holder, other dates. Another target is another pairing."""

    terms = {"cadre": "contacts.pairing"}
    cadre = CadreField(label=_("结对干部"), required=False)
    contact_person = CadreField(label=_("具体负责人"), required=False)
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"))
    rows = ["cadre", "contact_person", ("start", "end")]

    def __init__(self, *args: Any, user: User, today: datetime.date, pairing: Pairing, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("cadre", "contact_person"):
            self.fields[name].queryset = pairable_cadres(user, pairing.arrangement, on=today)  # type: ignore[attr-defined]
        self.fields["cadre"].required = pairing.cadre_id is not None
        del self.fields["contact_person" if pairing.cadre_id else "cadre"]
        self.rows = [row for row in self.rows if row in self.fields or isinstance(row, tuple)]
