"""Forms on groups, periods and the calendar."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, DayField, FilterForm, LaidOut, UnitField, open_units
from accounts.models import FestivalBasis, Group, GroupKind, OwnPeriodKind, Unit, User
from accounts.selectors import cadres_for_choice

CALENDAR_MAX_BYTES = 100_000


class GroupFilter(FilterForm):
    q = forms.CharField(label=_("名称"), required=False)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *GroupKind.choices])
    closed = forms.BooleanField(label=_("包括已撤销的"), required=False)

    def narrow(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if asked["q"]:
            rows = rows.filter(name__icontains=asked["q"])
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        return rows if asked["closed"] else rows.filter(closed_on=None)


class GroupForm(LaidOut, forms.Form):
    terms = {"kind": "accounts.group"}
    unit = UnitField(label=_("所属单位"))
    name = forms.CharField(label=_("名称"), max_length=100)
    kind = forms.ChoiceField(label=_("类别"), choices=GroupKind.choices)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(Unit.objects.kept_by(user))


class GroupEditForm(LaidOut, forms.ModelForm):
    terms = {"kind": "accounts.group"}

    class Meta:
        model = Group
        fields = ["name", "kind"]


class MemberForm(LaidOut, forms.Form):
    cadre = CadreField(label=_("成员"))
    start = DayField(label=_("加入日期"))
    is_convenor = forms.BooleanField(label=_("担任召集人"), required=False)

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cadre"].queryset = cadres_for_choice(user, today)
        self.fields["start"].initial = today


def code_field(help_text: Any) -> forms.SlugField:
    """The name by which rulebooks call a period or festival; what is wrong is said in the user's words."""
    errors = {"invalid": _("代码只能包含英文字母、数字、下划线和连字符，例如 autumn_term。")}
    return forms.SlugField(label=_("代码"), max_length=40, help_text=help_text, error_messages=errors)


class PeriodForm(LaidOut, forms.Form):
    terms = {"kind": "accounts.period"}
    unit = UnitField(label=_("适用单位"), help_text=_("包括该单位及其全部下级单位。"))
    kind = forms.ChoiceField(label=_("类别"), choices=OwnPeriodKind.choices)
    name = forms.CharField(label=_("名称"), max_length=60)
    code = code_field(_("制度规则引用的英文代码，例如 autumn_term。"))
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"))
    is_yearly = forms.BooleanField(label=_("每年重复"), required=False)
    rows = ["unit", ("kind", "name"), "code", ("start", "end"), "is_yearly"]

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(Unit.objects.administered_by(user))


class FestivalForm(LaidOut, forms.Form):
    terms = {"is_major": "accounts.major_festival"}
    unit = UnitField(label=_("适用单位"))
    name = forms.CharField(label=_("名称"), max_length=40)
    code = code_field(_("制度规则引用的英文代码，例如 new_year。"))
    basis = forms.ChoiceField(label=_("历法"), choices=FestivalBasis.choices)
    month = forms.IntegerField(label=_("月"), min_value=1, max_value=12)
    day = forms.IntegerField(label=_("日"), min_value=1, max_value=31)
    days_off = forms.IntegerField(label=_("放假天数"), min_value=0, max_value=15, initial=1)
    is_major = forms.BooleanField(label=_("重大节日"), required=False)
    rows = ["unit", ("name", "code"), "basis", ("month", "day", "days_off"), "is_major"]

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(Unit.objects.administered_by(user))


class CalendarForm(LaidOut, forms.Form):
    """A file of announced days, or a year that comes with the product."""

    shipped = forms.TypedChoiceField(label=_("随系统提供的年份"), required=False, coerce=int, empty_value=None)
    file = forms.FileField(
        label=_("CSV 文件"),
        required=False,
        help_text=_("每行为“日期,off 或 working,名称”，例如 2027-01-01,off,元旦。请保存为 UTF-8 编码。"),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(year, _("%(year)s年") % {"year": year}) for year in years]
        self.fields["shipped"].choices = [("", _("不使用")), *choices]

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > CALENDAR_MAX_BYTES:
            raise forms.ValidationError(_("文件过大，一年的日历不应超过100KB。"))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("文件不是 UTF-8 编码的文本，请另存为“CSV UTF-8”。")) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(data.get("shipped")):
            raise forms.ValidationError(_("请选择随系统提供的年份，或者上传一个文件（二者选一）。"))
        return data
