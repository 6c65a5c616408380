"""Forms of statements, democratic-life meetings and secondment reports."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, CadresField, FilterForm, LaidOut, UnitField, open_units
from accounts.models import Position, Post, Unit, UnitKind
from accounts.selectors import cadres_for_choice, headed_units
from assessments.access import CONVENORS, WRITERS
from assessments.models import Grade, LifeMeeting, Statement, StatementState
from assessments.statement_text import with_names
from core.forms import DayField, long_text

if TYPE_CHECKING:
    from accounts.models import User

MOST = 8000


class StatementFilter(FilterForm):
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *StatementState.choices])

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        if data["year"]:
            rows = rows.filter(year=data["year"])
        return rows.filter(state=data["state"]) if data["state"] else rows


class NewStatementForm(LaidOut, forms.Form):
    """Whose year: one's own, or that of a unit which one writes for."""

    unit = UnitField(
        label=_("述职单位"), required=False, empty_label=_("本人"), help_text=_("为支部等单位起草的，请选择单位。")
    )
    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].queryset = open_units(_written_for(user, today))
        self.fields["year"].initial = today.year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("unit") and self.user.cadre is None:
            self.add_error("unit", _("您的账号没有对应的干部，请选择单位。"))
        return data

    @property
    def subject(self) -> Any:
        return self.cleaned_data["unit"] or self.user.cadre


def _written_for(user: "User", on: datetime.date) -> Any:
    """Units with people of their own to report on: those one keeps papers for, and one's own branch as its head."""
    kinds = (UnitKind.PARTY_BRANCH, UnitKind.GENERAL_BRANCH, UnitKind.PARTY_COMMITTEE)
    kept = Unit.objects.filter(user.access.within("path", *WRITERS), kind__in=kinds)
    return kept | headed_units(user, on=on)


class StatementForm(LaidOut, forms.Form):
    """One field for each section, with the marks of its figures by name."""

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for section in statement.sections.all():
            field = long_text(section.get_code_display(), rows=5, most=MOST, required=False)
            field.initial = with_names(section.text)
            self.fields[section.code] = field


class LifeMeetingForm(LaidOut, forms.Form):
    terms = {"on": "assessments.life_meeting"}
    unit = UnitField(label=_("召开单位"), empty_label=None)
    title = forms.CharField(label=_("名称"), max_length=80)
    on = DayField(label=_("召开日期"))
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    recorder = CadreField(label=_("记录人（党委秘书）"), required=False)
    members = CadresField(label=_("班子成员"))
    topic = long_text(_("会议主题"), required=False)
    rows = ["title", ("unit", "on", "place"), "members", "recorder", "topic"]

    def __init__(
        self, *args: Any, user: "User", today: datetime.date, meeting: LifeMeeting | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(user.access.within("path", *CONVENORS)) | headed_units(user, on=today)
        self.fields["unit"].queryset = open_units(units)
        for name in ("recorder", "members"):
            self.fields[name].queryset = cadres_for_choice(user, today)
        if meeting:
            self._show(meeting)
        else:
            self._propose(headed_units(user, on=today).first() or units.order_by("depth", "path").first(), today)

    def _propose(self, unit: Unit | None, on: datetime.date) -> None:
        """The leading team of the unit that most likely meets; both can be changed."""
        team = Post.objects.in_force(on).filter(unit=unit, position__in=(Position.HEAD, Position.LEADERSHIP_MEMBER))
        self.fields["unit"].initial = unit
        self.fields["members"].initial = list(team.values_list("cadre", flat=True))
        self.fields["members"].help_text = _("已选入召开单位的班子成员，可以增减。") if unit else ""

    def _show(self, meeting: LifeMeeting) -> None:
        del self.fields["unit"]
        self.rows = ["title", ("on", "place"), "members", "recorder", "topic"]
        for name in ("title", "on", "place", "recorder", "topic"):
            self.fields[name].initial = getattr(meeting, name)
        self.fields["members"].initial = [speech.cadre_id for speech in meeting.speeches.all()]


class InformForm(LaidOut, forms.Form):
    """When it was reported upward (R16.6)."""

    organisation_told_on = DayField(label=_("报告组织部门日期"), required=False)
    discipline_told_on = DayField(label=_("报告纪检机关日期"), required=False)


class SpeechForm(LaidOut, forms.Form):
    text = long_text(_("发言提纲"), rows=10, most=MOST, help_text=_("只有您本人、记录人和本单位主要负责人可以查看。"))
    is_ready = forms.BooleanField(label=_("已备好"), required=False)


class HoldLifeMeetingForm(LaidOut, forms.Form):
    present = CadresField(label=_("到会人员"))
    reported = CadresField(
        label=_("口头汇报联系群众情况的人员"), required=False, help_text=_("自动记入各人的口头汇报，不必另行登记。")
    )
    minutes = long_text(_("会议记录"), rows=10, most=MOST * 4)

    def __init__(self, *args: Any, user: "User", today: datetime.date, meeting: LifeMeeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        members = [speech.cadre_id for speech in meeting.speeches.all()]
        for name in ("present", "reported"):
            self.fields[name].queryset = cadres_for_choice(user, today).filter(pk__in=members)
        self.fields["present"].initial = members


class SecondmentReportForm(LaidOut, forms.Form):
    terms = {"text": "assessments.secondment_report"}
    text = long_text(_("锻炼总结"), rows=12, most=MOST)


class EvaluationForm(LaidOut, forms.Form):
    grade = forms.ChoiceField(label=_("鉴定等次"), choices=[("", _("请选择")), *Grade.choices])
    evaluation = long_text(_("鉴定意见"), rows=6)
