"""Writing one rule without a file: the usual parts of the grammar as fields."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import GroupKind, Position, UnitKind
from contacts.models import ContactCategory
from duties.grammar import WEEKDAYS
from duties.wording import NAMES
from visits.models import VisitKind

MEASURES = [
    ("count", gettext_lazy("次数")),
    ("distinct_days", gettext_lazy("天数（同一天只计一次）")),
    ("consecutive_days", gettext_lazy("连续天数")),
    ("distinct_people", gettext_lazy("人数（同一人只计一次）")),
    ("distinct_households", gettext_lazy("户数（同一户只计一次）")),
    ("minutes", gettext_lazy("分钟")),
    ("reports", gettext_lazy("份数（报告、总结、承诺）")),
]
EVERY = [
    ("", gettext_lazy("（按下面的日期）")),
    ("day", gettext_lazy("每天")),
    ("workday", gettext_lazy("每个工作日")),
    ("week", gettext_lazy("每周")),
    ("ten_days", gettext_lazy("每旬")),
    ("month", gettext_lazy("每月")),
    ("quarter", gettext_lazy("每季度")),
    ("half_year", gettext_lazy("每半年")),
    ("year", gettext_lazy("每年")),
]
FESTIVALS = ("major", "new_year", "spring_festival", "labour_day", "dragon_boat", "mid_autumn", "national_day")


def _many(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class RuleForm(forms.Form):
    """`rule()` gives the rule as the data of a rulebook; whatever else the grammar knows needs the file."""

    code = forms.RegexField(r"^[0-9A-Za-z][0-9A-Za-z.-]{0,15}$", label=gettext_lazy("条款编号"))
    title = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    clause = forms.CharField(label=gettext_lazy("条文"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    subject = forms.ChoiceField(
        label=gettext_lazy("由谁承担"),
        choices=[
            ("cadre", gettext_lazy("每名干部")),
            ("unit", gettext_lazy("每个单位")),
            ("group", gettext_lazy("每个小组")),
        ],
    )
    unit_kinds = _many(gettext_lazy("单位类型"), UnitKind.choices, gettext_lazy("不选为全部类型。"))
    positions = _many(gettext_lazy("岗位类别"), Position.choices, gettext_lazy("只用于干部，不选为全部岗位。"))
    groups = _many(gettext_lazy("小组类别"), GroupKind.choices, gettext_lazy("干部为该类小组的成员，或小组本身。"))
    does = _many(gettext_lazy("走访形式"), ())
    scope = forms.ChoiceField(
        label=gettext_lazy("对象"),
        choices=[
            ("anyone", gettext_lazy("不限")),
            ("assigned", gettext_lazy("所结对的对象，合计")),
            ("each", gettext_lazy("所结对的对象，每个分别计算")),
        ],
    )
    categories = _many(gettext_lazy("结对类别"), (), gettext_lazy("不选为全部类别。"))
    of = forms.ChoiceField(label=gettext_lazy("计量"), choices=MEASURES)
    least = forms.IntegerField(label=gettext_lazy("不少于"), min_value=0, max_value=100000)
    every = forms.ChoiceField(label=gettext_lazy("周期"), choices=EVERY, required=False)
    weekdays = _many(gettext_lazy("星期"), [(d, WEEKDAY_NAMES[n]) for n, d in enumerate(WEEKDAYS)])
    days_of_month = forms.CharField(
        label=gettext_lazy("每月几日"), required=False, max_length=80, help_text=gettext_lazy("例如 10、20、30。")
    )
    festivals = _many(gettext_lazy("节日"), [(code, NAMES[code]) for code in FESTIVALS])
    days_before = forms.IntegerField(
        label=gettext_lazy("节前天数"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=gettext_lazy("只用于节日。"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = VisitKind.objects.filter(retired_on=None).values_list("code", "name")
        self.fields["does"].choices = list(kinds)  # type: ignore[attr-defined]
        held = ContactCategory.objects.filter(retired_on=None).values_list("code", "name")
        self.fields["categories"].choices = list(held)  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("条款"), "code", "title", "clause"),
            Fieldset(_("责任主体"), "subject", "unit_kinds", "positions", "groups"),
            Fieldset(_("内容和对象"), "does", "scope", "categories"),
            Fieldset(_("数量"), "of", "least"),
            Fieldset(_("时间"), "every", "weekdays", "days_of_month", "festivals", "days_before"),
        )

    def clean_days_of_month(self) -> list[int]:
        text = self.cleaned_data["days_of_month"]
        parts = [part for part in re.split(r"[、,，\s]+", text) if part]
        if not all(part.isdecimal() and 1 <= int(part) <= 31 for part in parts):
            raise forms.ValidationError(_("请填写1至31之间的日期，用顿号隔开，例如 10、20、30。"))
        return sorted({int(part) for part in parts})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len([name for name in ("every", "weekdays", "days_of_month", "festivals") if data.get(name)]) != 1:
            self.add_error("every", _("请在周期、星期、每月几日、节日中选择一种。"))
        if data.get("subject") != "cadre" and data.get("positions"):
            self.add_error("positions", _("岗位类别只用于干部。"))
        if data.get("subject") == "unit" and data.get("groups"):
            self.add_error("groups", _("小组类别不用于单位。"))
        return data

    def rule(self) -> dict[str, Any]:
        """The rule as it would stand in a file."""
        data = self.cleaned_data
        rule = {name: data[name] for name in ("code", "title", "clause")}
        rule["who"] = {"subject": data["subject"]} | self._chosen("unit_kinds", "positions", "groups")
        rule |= self._chosen("does")
        if data["scope"] != "anyone":
            rule["whom"] = {"scope": "assigned", "each": data["scope"] == "each"} | self._chosen("categories")
        return rule | {"measure": {"of": data["of"], "least": data["least"]}, "when": self._when()}

    def _chosen(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}

    def _when(self) -> dict[str, Any]:
        when = self._chosen("every", "weekdays", "days_of_month", "festivals")
        if "festivals" not in when:
            return when
        if "major" in when["festivals"]:
            when["festivals"] = "major"
        return when | {"days_before": self.cleaned_data["days_before"] or 0}
