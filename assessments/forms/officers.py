"""Forms on liaison officers (R17)."""

import datetime
import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import KEEPERS as POST_KEEPERS
from accounts.forms.base import CadreField, CadresField, FilterForm, LaidOut, UnitField, open_units, units_where
from accounts.models import Unit
from accounts.selectors import cadres_for_choice, kept_cadres_for_choice
from assessments.actions.officers_elections import Ballots, Stood
from assessments.models import ElectionMode, OfficerTraining
from assessments.querysets.officers import OFFICER_KEEPERS
from assessments.querysets.rewards import FEEDBACK_DAYS
from assessments.querysets.sheets import KEEPERS, READERS
from assessments.selectors.officers import officers_for_choice, open_points_only, read_by
from core.forms import DayField, MomentField, TimeField, long_text
from petitions.actions.meetings import CONVENORS

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_NAME = 40
BALLOTS = ("eligible", "issued", "returned", "valid")


def number(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, **options)


class CandidatesField(forms.CharField):
    """One candidate on each line, with the votes behind the name; cleans to a list of Stood."""

    LINE = re.compile(r"(.+?)[\s,，、:：]*(\d{1,6})\s*\D?")

    def __init__(self, **options: Any):
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **options)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [self._read(number, line) for number, line in enumerate(lines, 1)]

    def _read(self, number: int, line: str) -> Stood:
        found = self.LINE.fullmatch(line)
        if found is None or len(found[1]) > LONGEST_NAME:
            text = _("第%(row)d行“%(line)s”看不出姓名和得票，请写成“王强 6”这样。")
            raise forms.ValidationError(text % {"row": number, "line": line[:40]})
        return Stood(found[1], int(found[2]))


class ElectionForm(LaidOut, forms.Form):
    terms = {"mode": "assessments.election"}
    unit = UnitField(label=gettext_lazy("班组"))
    on = DayField(label=gettext_lazy("推选日期"))
    mode = forms.ChoiceField(label=gettext_lazy("产生方式"), choices=ElectionMode.choices)
    eligible = number(gettext_lazy("应到人数"), required=False)
    issued = number(gettext_lazy("发出选票"), required=False)
    returned = number(gettext_lazy("收回选票"), required=False)
    valid = number(gettext_lazy("有效选票"), required=False)
    candidates = CandidatesField(
        label=gettext_lazy("候选人和得票"),
        required=False,
        help_text=gettext_lazy("每行一人，姓名后写得票，例如“王强 6”。"),
    )
    chosen = CadreField(
        label=gettext_lazy("联络员"), help_text=gettext_lazy("当选或者指定的人。还不在干部名册中的，请先登记。")
    )
    reason = forms.CharField(
        label=gettext_lazy("指定原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("选举产生的不填。指定是例外，须写明原因。"),
    )
    term_start = DayField(label=gettext_lazy("任期开始"))
    term_end = DayField(
        label=gettext_lazy("任期届满"),
        required=False,
        help_text=gettext_lazy("留空的按设置的任期；没有设置的不定任期。"),
    )
    rows: ClassVar[list[Any]] = [
        ("unit", "on"),
        "mode",
        [gettext_lazy("选票"), ("eligible", "issued"), ("returned", "valid"), "candidates"],
        [gettext_lazy("结果"), "chosen", "reason", "term_start", "term_end"],
    ]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_where(user, *POST_KEEPERS)  # type: ignore[attr-defined]
        self.fields["chosen"].queryset = kept_cadres_for_choice(user, today)  # type: ignore[attr-defined]

    def recorded(self) -> dict[str, Any]:
        """As `record_election` takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in BALLOTS}
        return data | {"ballots": Ballots(**{name: self.cleaned_data[name] or 0 for name in BALLOTS})}


class TrainingForm(LaidOut, forms.Form):
    unit = UnitField(label=gettext_lazy("组织单位"), empty_label=None)
    title = forms.CharField(label=gettext_lazy("培训内容"), max_length=100)
    on = DayField(label=gettext_lazy("日期"))
    hours = forms.DecimalField(
        label=gettext_lazy("学时"), min_value=0, max_digits=4, decimal_places=1, help_text=gettext_lazy("例如1.5。")
    )
    trainer = forms.CharField(label=gettext_lazy("授课人"), max_length=60, required=False)
    cadres = CadresField(label=gettext_lazy("参加人员"), help_text=gettext_lazy("输入姓名查找，可选多人。"))
    rows: ClassVar[list[Any]] = ["unit", "title", ("on", "hours", "trainer"), "cadres"]

    def __init__(
        self, *args: Any, user: "User", today: datetime.date, training: OfficerTraining | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_where(user, *OFFICER_KEEPERS)  # type: ignore[attr-defined]
        self.fields["cadres"].queryset = officers_for_choice(user, on=today)  # type: ignore[attr-defined]
        self.fields["on"].initial = today
        if training is not None:
            self._fill(training)

    def _fill(self, training: OfficerTraining) -> None:
        """A training stays that of its unit; who attended and is officer no longer stays in the list."""
        del self.fields["unit"]
        self.rows = self.rows[1:]  # type: ignore[misc]
        self.initial = {name: getattr(training, name) for name in self.fields if name != "cadres"}
        there = [row.cadre_id for row in training.attendances.all()]
        field: Any = self.fields["cadres"]
        field.queryset = field.queryset | field.queryset.model.objects.filter(pk__in=there)
        self.initial["cadres"] = there


class OfficersMeetingForm(LaidOut, forms.Form):
    unit = UnitField(
        label=gettext_lazy("召开单位"),
        empty_label=None,
        help_text=gettext_lazy("本单位和下级单位的联络员全部列入参会人员。"),
    )
    title = forms.CharField(label=gettext_lazy("名称"), max_length=60, initial=gettext_lazy("联络员例会"))
    on = DayField(label=gettext_lazy("日期"))
    time = TimeField(label=gettext_lazy("时间"), initial=datetime.time(9))
    place = forms.CharField(label=gettext_lazy("地点"), max_length=60, required=False)
    chair = CadreField(label=gettext_lazy("主持"), required=False)
    invitation = long_text(gettext_lazy("会议通知"), 3, required=False)
    rows: ClassVar[list[Any]] = ["unit", "title", ("on", "time", "place"), "chair", "invitation"]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_where(user, *CONVENORS)  # type: ignore[attr-defined]
        self.fields["chair"].queryset = cadres_for_choice(user, today)  # type: ignore[attr-defined]
        self.fields["on"].initial = today


class IncidentForm(LaidOut, forms.Form):
    terms = {"text": "assessments.incident"}
    title = forms.CharField(
        label=gettext_lazy("发生了什么"),
        max_length=60,
        help_text=gettext_lazy("一句话，不写人名，例如“三采区皮带机着火，无人受伤”。"),
    )
    happened_at = MomentField(label=gettext_lazy("发生时间"))
    place = forms.CharField(label=gettext_lazy("地点"), max_length=60)
    text = long_text(
        gettext_lazy("书面报告"),
        6,
        required=False,
        help_text=gettext_lazy("情况紧急的，可先上报，再在规定时限内补交书面报告。"),
    )
    reported_at = MomentField(
        label=gettext_lazy("书面报告交来时间"),
        required=False,
        help_text=gettext_lazy("代为登记纸质报告的填写；留空为现在。"),
    )
    rows: ClassVar[list[Any]] = ["title", ("happened_at", "place"), "text", "reported_at"]

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _only_for_others(self, is_own)


class WrittenReportForm(LaidOut, forms.Form):
    text = long_text(
        gettext_lazy("书面报告"),
        8,
        help_text=gettext_lazy("经过、原因、已采取的措施、需要解决的问题。提交后不能再改。"),
    )
    reported_at = IncidentForm.base_fields["reported_at"]

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _only_for_others(self, is_own)


def _only_for_others(form: Any, is_own: bool) -> None:
    """One's own report is handed in now; another's may have come on paper."""
    if is_own:
        del form.fields["reported_at"]
        form.rows = [row for row in form.rows if row != "reported_at"]


class FeedbackForm(LaidOut, forms.Form):
    done = long_text(gettext_lazy("处理情况"), 5, help_text=gettext_lazy("反馈给报告人。"))


class PassOnForm(LaidOut, forms.Form):
    text = long_text(gettext_lazy("需要解决的问题"), 4)
    unit = UnitField(label=gettext_lazy("责任单位"), empty_label=None)

    def __init__(self, *args: Any, user: "User", unit: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        above = Unit.objects.filter(pk__in=[*unit.ancestor_ids, unit.pk])
        self.fields["unit"].queryset = open_units(above | Unit.objects.visible_to(user))  # type: ignore[attr-defined]
        self.fields["unit"].initial = unit.parent_id or unit.pk


class ReadingForm(LaidOut, forms.Form):
    unit = UnitField(label=gettext_lazy("适用单位"), empty_label=None, help_text=gettext_lazy("对其全部下级单位有效。"))
    title = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    issued_on = DayField(label=gettext_lazy("印发日期"))
    read_by = DayField(label=gettext_lazy("请于此日前阅读"), required=False)
    text = long_text(gettext_lazy("内容或要点"), 8, required=False, most=20_000)
    link = forms.URLField(label=gettext_lazy("网址"), required=False, assume_scheme="https")
    rows: ClassVar[list[Any]] = ["unit", "title", ("issued_on", "read_by"), "text", "link"]

    def __init__(self, *args: Any, user: "User", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_where(user, *OFFICER_KEEPERS)  # type: ignore[attr-defined]


class MarkForm(LaidOut, forms.Form):
    reason = long_text(gettext_lazy("理由"), 3, most=300)


class SettingsForm(LaidOut, forms.Form):
    unit = UnitField(label=gettext_lazy("适用单位"), empty_label=None, help_text=gettext_lazy("对其全部下级单位有效。"))
    effective_from = DayField(label=gettext_lazy("施行日期"))
    incident_hours = forms.IntegerField(label=gettext_lazy("书面报告时限（小时）"), min_value=1, initial=24)
    term_months = forms.IntegerField(
        label=gettext_lazy("任期（月）"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=gettext_lazy("没有规定任期的，留空。"),
    )
    feedback_days = forms.IntegerField(
        label=gettext_lazy("信息反馈时限（天）"),
        min_value=1,
        initial=FEEDBACK_DAYS,
        help_text=gettext_lazy("联络员报送的信息超过此时限没有反馈的，提示书记。"),
    )
    rows: ClassVar[list[Any]] = ["unit", "effective_from", ("incident_hours", "feedback_days"), "term_months"]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_where(user, *KEEPERS)  # type: ignore[attr-defined]
        self.fields["effective_from"].initial = today


class OfficerFilter(LaidOut, FilterForm):
    WHAT = (("", gettext_lazy("全部")), ("open", gettext_lazy("有待办的")))
    q = forms.CharField(label=gettext_lazy("姓名或班组"), required=False, max_length=40)
    unit = UnitField(label=gettext_lazy("单位"), required=False, empty_label=gettext_lazy("全部"))
    what = forms.ChoiceField(label=gettext_lazy("范围"), required=False, choices=WHAT)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.fields["unit"].queryset = units_where(user, *READERS)  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        if text := data["q"].strip():
            rows = rows.filter(Q(cadre__name__icontains=text) | Q(unit__name__icontains=text))
        if data["unit"]:
            rows = rows.filter(unit__path__startswith=data["unit"].path)
        return rows

    def narrow_open(self, rows: Any) -> Any:
        """Of rows with what is open (`for_list`): only they know."""
        asked = self.is_valid() and self.cleaned_data["what"]
        return open_points_only(read_by(self.user, rows), self.today) if asked else rows


class IncidentFilter(LaidOut, FilterForm):
    WHAT = (("", gettext_lazy("全部")), ("open", gettext_lazy("未反馈")), ("unwritten", gettext_lazy("未交书面报告")))
    what = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=WHAT)

    def narrow(self, rows: Any) -> Any:
        what = self.cleaned_data["what"]
        if what == "open":
            return rows.open()
        return rows.filter(reported_at=None) if what else rows
