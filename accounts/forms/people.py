"""Forms on cadres, their posts, leave and secondment, and the leaver's page."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, DayField, FilterForm, LaidOut, MonthField, UnitField, open_units
from accounts.models import Cadre, LeaveKind, Position, Post, Rank, SecondmentWork, Unit, User
from accounts.querysets import in_force
from accounts.selectors import cadres_for_choice
from core.search import called

FACTS = [
    "name",
    "gender",
    "birth_month",
    "staff_number",
    "phone",
    "email",
    "joined_on",
    "is_party_member",
    "has_grassroots_experience",
    "is_reserve",
    "is_able_to_act",
]
FACT_ROWS: list[Any] = [
    ("name", "gender"),
    ("birth_month", "staff_number"),
    ("phone", "email"),
    "joined_on",
    "is_party_member",
    "has_grassroots_experience",
    "is_reserve",
    "is_able_to_act",
]


class CadreFilter(FilterForm):
    q = forms.CharField(label=_("姓名"), required=False)
    unit = UnitField(label=_("单位（含下级）"), required=False)
    position = forms.ChoiceField(label=_("岗位类别"), required=False, choices=[("", _("全部")), *Position.choices])
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在职")), ("left", _("已离任")), ("all", _("全部"))]
    )

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["unit"].queryset = open_units(Unit.objects.visible_to(user))

    def narrow(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if asked["q"]:
            rows = rows.filter(called(Cadre, asked["q"]))
        rows = self._by_state(rows, asked["state"])
        if asked["unit"]:
            rows = rows.under(asked["unit"], on=self.today)
        if asked["position"]:
            rows = rows.filter(in_force(self.today, "posts__"), posts__position=asked["position"]).distinct()
        return rows

    def _by_state(self, rows: Any, state: str) -> Any:
        if state == "left":
            return rows.exclude(left_on=None)
        return rows if state == "all" else rows.filter(left_on=None)


class CadreForm(LaidOut, forms.ModelForm):
    """What is known of a person. Little: what the duties ask for, and how to reach them."""

    terms = {"is_reserve": "accounts.reserve", "is_able_to_act": "accounts.able_to_act"}
    birth_month = MonthField(label=_("出生年月"), required=False)
    joined_on = DayField(label=_("到岗日期"), required=False)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False, help_text=_("加密保存。"))

    class Meta:
        model = Cadre
        fields = FACTS

    rows = FACT_ROWS


class PostFields(LaidOut, forms.Form):
    """A post; the unit is one where the user keeps cadres."""

    terms = {"position": "accounts.position"}
    unit = UnitField(label=_("单位"))
    title = forms.CharField(label=_("职务"), max_length=60)
    rank = forms.ChoiceField(label=_("职级"), choices=Rank.choices, initial=Rank.STAFF)
    position = forms.ChoiceField(label=_("岗位类别"), choices=Position.choices, initial=Position.CADRE)
    start = DayField(label=_("任职日期"))
    rows = [("unit", "title"), ("rank", "position"), "start"]

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(Unit.objects.kept_by(user))


class CadreCreateForm(PostFields, CadreForm):
    """A person together with their first post."""

    terms = {
        "position": "accounts.position",
        "is_reserve": "accounts.reserve",
        "is_able_to_act": "accounts.able_to_act",
    }
    rows = [*FACT_ROWS, [_("任职"), *PostFields.rows]]


class PostForm(PostFields):
    terms = {"position": "accounts.position"}
    is_main = forms.BooleanField(label=_("主要职务"), required=False)
    end = DayField(label=_("免职日期"), required=False, help_text=_("任期已定的填写，否则留空。"))
    rows = [("unit", "title"), ("rank", "position"), ("start", "end"), "is_main"]


class PostEditForm(LaidOut, forms.ModelForm):
    terms = {"position": "accounts.position"}
    start = DayField(label=_("任职日期"))

    class Meta:
        model = Post
        fields = ["title", "rank", "position", "start", "is_main"]

    rows = ["title", ("rank", "position"), "start", "is_main"]


class LeaveForm(LaidOut, forms.Form):
    kind = forms.ChoiceField(label=_("类别"), choices=LeaveKind.choices)
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"))
    rows = ["kind", ("start", "end")]


class SecondmentForm(LaidOut, forms.Form):
    terms = {"kind": "accounts.secondment"}
    host = UnitField(label=_("锻炼单位"))
    kind = forms.ChoiceField(
        label=_("工作类别"),
        choices=[("", _("请选择")), *SecondmentWork.choices],
        required=False,
        help_text=_("不属于这几类的留空，在锻炼内容中写明。"),
    )
    work = forms.CharField(label=_("锻炼内容"), max_length=100, required=False)
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"), required=False, help_text=_("尚未确定的可以留空，结束时再填。"))
    rows = ["host", ("kind", "work"), ("start", "end")]

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = open_units(Unit.objects.visible_to(user))


class LeaverForm(LaidOut, forms.Form):
    successor = CadreField(label=_("接手人"), required=False)
    on = DayField(label=_("离任日期"), help_text=_("在职的最后一天。"))

    def __init__(self, *args: Any, user: User, cadre: Cadre, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = cadres_for_choice(user, today).exclude(pk=cadre.pk)
        self.fields["on"].initial = today
