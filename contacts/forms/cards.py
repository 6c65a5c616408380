"""Forms of contact cards: the style of a unit, one card, handing over, taking back, printing."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, DayField, FilterForm, LaidOut, UnitField
from accounts.models import Cadre, User
from accounts.selectors import kept_cadres_for_choice, with_posts
from contacts.card_paper import Paper
from contacts.forms.base import DataForm, PlaceFilter, kept_units, visible_units
from contacts.models import CardEnd, CardStyle, CardWording, ContactCard, TargetKind
from contacts.selectors.card_targets import Asked

LONG = ("duties", "procedure")


class CardFilter(PlaceFilter):
    q = forms.CharField(label=_("姓名"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("使用中")),
            ("stale", _("有人持旧卡")),
            ("none", _("尚未发放")),
            ("withdrawn", _("已停用")),
            ("all", _("全部")),
        ],
    )
    field_order = ("q", "unit", "state")

    def narrow(self, rows: Any) -> Any:
        data, rows = self.cleaned_data, super().narrow(rows)
        if data["q"]:
            rows = rows.filter(cadre__name__icontains=data["q"]) | rows.filter(name__icontains=data["q"])
        return self._in_state(rows, data["state"])

    @staticmethod
    def _in_state(rows: Any, state: str) -> Any:
        if state in ("", "none"):
            rows = rows.in_use()
            return rows.never_handed() if state else rows
        if state == "withdrawn":
            return rows.exclude(withdrawn_on=None)
        return rows.with_stale() if state == "stale" else rows


class StyleForm(DataForm):
    terms = {"reissue_days": "contacts.card"}
    rows = [("heading", "colour"), "service_scope", "duties", "procedure", ("service_phone", "supervision_phone")]
    rows += ["reissue_days"]

    class Meta:
        model = CardStyle
        fields = [
            *("heading", "colour", "service_scope", "duties", "procedure"),
            *("service_phone", "supervision_phone", "reissue_days"),
        ]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in LONG}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["heading"].initial = self.fields["heading"].initial or _("联系群众连心卡")


class NewStyleForm(StyleForm):
    unit = UnitField(label=_("单位"))
    rows = ["unit", *StyleForm.rows]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = kept_units(self.user).filter(card_style=None)  # type: ignore[attr-defined]

    class Meta(StyleForm.Meta):
        fields = ["unit", *StyleForm.Meta.fields]


OWN_WORDS = ["service_scope", "duties", "procedure"]


class CardEditForm(DataForm):
    rows = [("title", "phone"), "area", [_("与单位版式不同的内容"), *OWN_WORDS]]

    class Meta:
        model = ContactCard
        fields = ["name", "title", "phone", "area", *OWN_WORDS]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in LONG}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.cadre_id:
            del self.fields["name"]
        elif self.instance.pk:
            self.rows = ["name", *self.rows]


class CardForm(CardEditForm):
    terms = {"service_scope": "contacts.card"}
    unit = UnitField(label=_("单位"))
    cadre = CadreField(
        label=_("责任人"), required=False, help_text=_("以单位名义发放、不写明干部的，不选干部，填写卡上姓名。")
    )
    rows = ["unit", "cadre", "name", *CardEditForm.rows]

    class Meta(CardEditForm.Meta):
        fields = ["unit", "cadre", *CardEditForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = CardForm.rows
        self.fields["unit"].queryset = kept_units(self.user)  # type: ignore[attr-defined]
        self.fields["cadre"].queryset = kept_cadres_for_choice(self.user, self.today)  # type: ignore[attr-defined]


class MakeForm(LaidOut, forms.Form):
    unit = UnitField(label=_("单位"))
    include_below = forms.BooleanField(label=_("包括下级单位的干部"), required=False)

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = kept_units(user)  # type: ignore[attr-defined]


class WhomForm(FilterForm):
    """Which households, people or points are listed to be ticked."""

    unit = UnitField(label=_("所在单位（含下级）"), required=False)
    kind = forms.ChoiceField(label=_("对象"), required=False, choices=TargetKind.choices)
    held = forms.ChoiceField(
        label=_("持卡情况"),
        required=False,
        choices=[
            ("", _("须发放（未持卡或持旧卡）")),
            ("none", _("未持卡")),
            ("stale", _("持旧卡")),
            ("all", _("全部")),
        ],
    )
    q = forms.CharField(label=_("姓名或村民小组"), required=False, max_length=40)

    def __init__(self, *args: Any, user: User, card: ContactCard, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.card = card
        self.fields["unit"].queryset = visible_units(user)  # type: ignore[attr-defined]
        self.fields["kind"].initial = TargetKind.HOUSEHOLD

    def asked(self) -> Asked:
        """What was chosen; without a choice, the households of the card's unit that have no card of today."""
        data = self.cleaned_data if self.is_valid() else {}
        return Asked(
            unit=data.get("unit") or self.card.unit,
            kind=data.get("kind") or TargetKind.HOUSEHOLD,
            held=data.get("held") or "due",
            text=data.get("q") or "",
        )


class HandOverForm(LaidOut, forms.Form):
    handed_on = DayField(label=_("发放日期"))
    handed_by = CadreField(label=_("发放人"))
    wording = forms.ModelChoiceField(CardWording.objects.none(), label=_("发放的版次"), empty_label=None)
    targets = forms.MultipleChoiceField(
        error_messages={"required": _("请至少选择一户、一人或一个联系点。")}, label=_("发放对象")
    )
    rows = [("handed_on", "handed_by"), "wording"]

    def __init__(
        self, *args: Any, user: User, today: datetime.date, card: ContactCard, values: list[str], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        serving = with_posts(Cadre.objects.under(card.unit, on=today), today).order_by("name", "pk")
        keeps = user.access.covers(card.unit.path, "secretary", "organisation_admin", "system_admin")
        own = serving.filter(pk__in=user.access.cadre_ids)
        self.fields["handed_by"].queryset = serving if keeps else own  # type: ignore[attr-defined]
        self.fields["handed_by"].initial = card.cadre_id or own.first()
        self.fields["wording"].queryset = card.wordings.all()  # type: ignore[attr-defined]
        self.fields["wording"].initial = card.current_id
        self.fields["handed_on"].initial = today
        self.fields["targets"].choices = [(value, value) for value in values]  # type: ignore[attr-defined]


class EndForm(LaidOut, forms.Form):
    end_kind = forms.ChoiceField(
        label=_("收回情况"),
        widget=forms.RadioSelect,
        choices=[choice for choice in CardEnd.choices if choice[0] != CardEnd.REPLACED],
        help_text=_("登记有误的，这次发放不再计入，走访记录中的这一对象同时撤下。"),
    )
    ended_on = DayField(label=_("日期"))


class HolderFilter(FilterForm):
    held = forms.ChoiceField(
        label=_("持卡情况"),
        required=False,
        choices=[("", _("持卡中")), ("stale", _("持旧卡")), ("ended", _("已收回或换发")), ("all", _("全部"))],
    )

    def narrow(self, rows: Any) -> Any:
        chosen = self.cleaned_data["held"]
        if chosen == "ended":
            return rows.exclude(ended_on=None)
        return {"": rows.held, "stale": rows.stale, "all": rows.all}[chosen]()


class StaleFilter(FilterForm):
    unit = UnitField(label=_("单位（含下级）"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = visible_units(user)  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        unit = self.cleaned_data["unit"]
        return rows.filter(card__unit__path__startswith=unit.path) if unit else rows


class PrintForm(LaidOut, forms.Form):
    """By GET: on which paper, and how many of each."""

    paper = forms.ChoiceField(label=_("纸张"), choices=Paper.choices, initial=Paper.SHEET)
    copies = forms.IntegerField(label=_("每张卡份数"), min_value=1, max_value=500, initial=10)
    rows = ["paper", "copies"]


class PrintManyForm(PrintForm):
    unit = UnitField(label=_("单位（含下级）"))
    rows = ["unit", "paper", "copies"]

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = visible_units(user)  # type: ignore[attr-defined]
        self.fields["copies"].initial = 1
