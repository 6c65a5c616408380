"""Forms of receptions and of leaders in charge of cases."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, CadresField, FilterForm, LaidOut, UnitField, open_units
from accounts.models import Unit
from accounts.selectors import cadres_for_choice
from core.forms import DayField, long_text
from petitions.actions.receiving import Incoming, Person
from petitions.actions.receptions import KEEPERS
from petitions.forms.fields import KINDS, AccusedFields
from petitions.models import Case, Channel, Promise, ReceptionKind, ReceptionState

if TYPE_CHECKING:
    from accounts.models import User
    from petitions.selectors.rooms import Room


class ReceptionForm(LaidOut, forms.Form):
    """A reception outside the rota, an outreach, or an appointment."""

    terms = {"kind": "petitions.reception_kind"}
    kind = forms.ChoiceField(label=_("方式"), choices=ReceptionKind.choices)
    unit = UnitField(label=_("单位"), empty_label=None)
    leader = CadreField(label=_("接待领导"))
    on = DayField(label=_("日期"))
    time = forms.CharField(label=_("时间"), max_length=40, required=False, help_text=_("例如“9:00—11:30”。"))
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    others = CadresField(label=_("陪同接待"), required=False)
    case = forms.CharField(
        label=_("信访事项编号"),
        max_length=40,
        required=False,
        help_text=_("带案下访、约访须填写，例如：信〔2026〕5号。"),
    )
    rows = [("kind", "unit"), ("leader", "on"), ("time", "place"), "case", "others"]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(user.access.within("path", *KEEPERS, home=bool(user.access.cadre_ids)))
        self.fields["unit"].queryset = open_units(units)
        self.fields["leader"].queryset = self.fields["others"].queryset = cadres_for_choice(user, today)
        self.user = user
        self.fields["on"].initial = today
        self.fields["leader"].initial = user.cadre_id

    def clean_case(self) -> Case | None:
        number = self.cleaned_data["case"].strip()
        if not number:
            return None
        found = list(Case.objects.visible_to(self.user).open().filter(number=number)[:2])
        if len(found) != 1:
            raise forms.ValidationError(gettext("没有找到编号为“%(number)s”的事项，请核对。") % {"number": number})
        return found[0]


class VisitorForm(AccusedFields):
    """A visitor in a few fields: what they say is enough; who they are may stay open."""

    terms = {"accused_cadres": "petitions.accused", "kind": "petitions.kind", "people_count": "petitions.people_count"}
    text = long_text(_("反映的内容"), 4, error_messages={"required": _("请填写反映的内容。")})
    name = forms.CharField(
        label=_("姓名"),
        max_length=40,
        required=False,
        help_text=_("不愿具名的，留空。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )
    address = forms.CharField(label=_("地址"), max_length=100, required=False)
    people_count = forms.IntegerField(label=_("人数"), min_value=1, max_value=100_000, required=False)
    kind = forms.ChoiceField(
        label=_("信访类型"), choices=KINDS, required=False, help_text=_("选定后即时登记编号；不选的，留待登记。")
    )

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.offer_accused()

    @property
    def has_more(self) -> bool:
        """Whether the folded fields are open from the start: something is in them, or wrong with them."""
        return any(self[name].value() or self.errors.get(name) for name in ("address", "people_count"))

    @property
    def has_accused(self) -> bool:
        """The same of whom an accusation is about."""
        return any(self[name].value() or self.errors.get(name) for name in AccusedFields.base_fields)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_accused()
        if (data.get("phone") or data.get("address")) and not data.get("name"):
            self.add_error("name", _("填写了电话或者地址的，请一并填写姓名。"))
        return data

    def incoming(self) -> Incoming:
        data = self.cleaned_data
        person = Person(data["name"], data["phone"], data["address"])
        return Incoming(
            channel=Channel.RECEPTION,
            text=data["text"],
            people=(person,) if data["name"].strip() else (),
            people_count=data["people_count"] or 1,
            kind=data["kind"],
            accused=self.accused(),
        )


class WalkInForm(VisitorForm):
    """The same before anybody asked which register: `rooms` says where somebody may be received today."""

    where = forms.ChoiceField(label=_("接待人"))

    def __init__(self, *args: Any, rooms: "list[Room]", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rooms = {room.value: room for room in rooms}
        field: Any = self.fields["where"]
        field.choices = [(room.value, str(room)) for room in rooms]
        field.initial = next(iter(self.rooms), "")
        if len(rooms) == 1:  # nothing to ask
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return data | {"room": self.rooms.get(data.get("where", ""))}


class CloseForm(LaidOut, forms.Form):
    note = long_text(_("接待情况"), 4, required=False, help_text=_("来访人反映的内容只记在信访事项中，不写在这里。"))
    people_count = forms.IntegerField(
        label=_("接待人数"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("不填的，按登记的来访人数合计。"),
    )


class ReasonForm(LaidOut, forms.Form):
    reason = forms.CharField(label=_("取消的原因"), max_length=200)


class ReceptionFilter(LaidOut, FilterForm):
    kind = forms.ChoiceField(label=_("方式"), required=False, choices=[("", _("全部")), *ReceptionKind.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *ReceptionState.choices])
    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)

    def narrow(self, rows: Any) -> Any:
        names = {"kind": "kind", "state": "state", "since": "on__gte", "until": "on__lte"}
        return rows.filter(**{names[name]: value for name, value in self.cleaned_data.items() if value})


class SponsorForm(LaidOut, forms.Form):
    terms = {"leader": "petitions.sponsorship"}
    leader = CadreField(label=_("包案领导"))
    on = DayField(label=_("包案日期"))

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = cadres_for_choice(user, today)
        self.fields["on"].initial = today


class PromiseForm(LaidOut, forms.Form):
    promise = forms.ChoiceField(label=_("承诺"), choices=Promise.choices, widget=forms.RadioSelect)
    on = DayField(label=_("日期"))
    text = long_text(_("工作情况"), 4)
    is_kept = forms.BooleanField(label=_("此项已落实"), required=False)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class EndForm(LaidOut, forms.Form):
    decision = long_text(_("上级决定的理由"), 3, required=False, help_text=_("事项已办结且信访人满意的，不必填写。"))


class SponsorshipFilter(LaidOut, FilterForm):
    WHERE = (("open", _("包案中")), ("lacking", _("上月无进展")), ("all", _("全部")))
    where = forms.ChoiceField(label=_("状态"), required=False, choices=WHERE)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        self.today = today
        super().__init__(*args, **kwargs)

    def narrow(self, rows: Any) -> Any:
        where = self.cleaned_data["where"] or "open"
        if where == "lacking":
            before = (self.today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
            return rows.in_force().without_entry_in(before)
        return rows if where == "all" else rows.in_force()
