"""Forms of meetings, topics and decisions."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, CadresField, FilterForm, LaidOut, UnitField, open_units, units_where
from accounts.models import Cadre, Unit
from accounts.selectors import cadres_for_choice, with_posts
from core.forms import DayField, MomentField, TimeField, long_text
from petitions.actions.agenda import Decided
from petitions.actions.meetings import CONVENORS
from petitions.models import Meeting, MeetingKind, MeetingState, Topic, TopicState

if TYPE_CHECKING:
    from accounts.models import User

WEEKDAYS = [_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日")]
# So many decisions on one topic; more belong to more topics.
MOST_DECISIONS = 4


class MeetingForm(LaidOut, forms.Form):
    unit = UnitField(label=_("召开单位"), empty_label=None)
    kind = forms.ChoiceField(label=_("会议"), choices=MeetingKind.choices)
    title = forms.CharField(label=_("名称"), max_length=60)
    on = DayField(label=_("日期"))
    time = TimeField(label=_("时间"), initial=datetime.time(9))
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    chair = CadreField(label=_("主持"), required=False)
    recorder = CadreField(label=_("记录"), required=False)
    invited = CadresField(label=_("参会人员"), required=False)
    guests = forms.CharField(
        label=_("其他参会人员"), max_length=200, required=False, help_text=_("居民代表等没有账号的人员。")
    )
    topics_until = MomentField(label=_("议题截止"), required=False)
    invitation = long_text(_("会议通知"), required=False)
    rows = [
        ("unit", "kind"),
        "title",
        ("on", "time", "place"),
        ("chair", "recorder"),
        "invited",
        "guests",
        "topics_until",
        "invitation",
    ]

    def __init__(self, *args: Any, user: "User", today: Any, meeting: Meeting | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cadres = cadres_for_choice(user, today)
        for name in ("chair", "recorder", "invited"):
            self.fields[name].queryset = cadres
        self.fields["unit"].queryset = units_where(user, *CONVENORS)
        if meeting is not None:
            self._fill(meeting)

    def _fill(self, meeting: Meeting) -> None:
        """A meeting stays that of its unit, and of its kind."""
        del self.fields["unit"], self.fields["kind"]
        self.rows = self.rows[1:]
        self.initial = {name: getattr(meeting, name) for name in self.fields if name != "invited"}
        self.initial["invited"] = [row.cadre_id for row in meeting.attendances.all()]


class HoldForm(LaidOut, forms.Form):
    present = CadresField(label=_("到会人员"))
    guest_count = forms.IntegerField(label=_("其他参会人数"), min_value=0, max_value=100_000, initial=0)
    guests = forms.CharField(label=_("其他参会人员"), max_length=200, required=False)
    minutes = long_text(_("会议记录"), 8, required=False)
    rows = ["present", ("guest_count", "guests"), "minutes"]

    def __init__(self, *args: Any, user: "User", today: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        invited = [row.cadre_id for row in meeting.attendances.all()]
        # Those invited from elsewhere may be there, too, whether or not the user sees them otherwise.
        people = Cadre.objects.filter(Q(pk__in=invited) | Q(pk__in=cadres_for_choice(user, today).values("pk")))
        self.fields["present"].queryset = with_posts(people, today).order_by("name", "pk")
        self.initial = {"present": invited, "guests": meeting.guests, "guest_count": meeting.guest_count}


class ReasonForm(LaidOut, forms.Form):
    reason = forms.CharField(label=_("不召开的原因"), max_length=200)


class AgendaForm(LaidOut, forms.Form):
    """Topics that wait, to be put on the agenda."""

    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=_("待列入的议题"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = waiting


class SeriesForm(LaidOut, forms.Form):
    unit = UnitField(label=_("召开单位"), empty_label=None)
    kind = forms.ChoiceField(label=_("会议"), choices=MeetingKind.choices, initial=MeetingKind.CONSULTATION)
    title = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如“周一会商会”。"))
    weekday = forms.TypedChoiceField(label=_("每周"), choices=list(enumerate(WEEKDAYS)), coerce=int)
    time = TimeField(label=_("时间"), initial=datetime.time(11))
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    topics_days_before = forms.IntegerField(
        label=_("议题提前天数"), min_value=0, max_value=7, initial=3, help_text=_("星期一的会，星期五截止，即提前3天。")
    )
    topics_time = TimeField(label=_("议题截止时间"), initial=datetime.time(12))
    needs_topics = forms.BooleanField(label=_("无议题不召开"), required=False, initial=True)
    members = CadresField(label=_("参会人员"), required=False)
    rows = [
        ("unit", "kind"),
        "title",
        ("weekday", "time", "place"),
        ("topics_days_before", "topics_time"),
        "needs_topics",
        "members",
    ]

    def __init__(self, *args: Any, user: "User", today: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_where(user, *CONVENORS)
        self.fields["members"].queryset = cadres_for_choice(user, today)


class TopicForm(LaidOut, forms.Form):
    terms = {"title": "petitions.topic"}
    unit = UnitField(label=_("提出单位"), empty_label=None)
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=_("会议"),
        required=False,
        empty_label=_("下一次会议"),
        help_text=_("截止后的议题列入下一次会议。"),
    )
    title = forms.CharField(label=_("议题"), max_length=60)
    text = long_text(_("情况说明和建议"), 6)
    rows = [("unit", "meeting"), "title", "text"]

    def __init__(self, *args: Any, user: "User", at: datetime.datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = Unit.objects.filter(Q(path__in=user.access.home_paths) | user.access.within("path", *CONVENORS))
        self.fields["unit"].queryset = open_units(mine)
        planned = Meeting.objects.visible_to(user).filter(state=MeetingState.PLANNED)
        taking = planned.filter(Q(topics_until=None) | Q(topics_until__gte=at))
        self.fields["meeting"].queryset = taking.order_by("on")


class DecideForm(LaidOut, forms.Form):
    """What was decided on one topic: up to four things, each with who answers for it."""

    memo = long_text(_("会商纪要"), 4, required=False)

    def __init__(self, *args: Any, user: "User", today: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units, cadres = open_units(Unit.objects.visible_to(user)), cadres_for_choice(user, today)
        for number in range(1, MOST_DECISIONS + 1):
            self.fields[f"text_{number}"] = long_text(_("议定事项"), 2, required=number == 1)
            self.fields[f"unit_{number}"] = UnitField(label=_("责任单位"), required=number == 1)
            self.fields[f"cadre_{number}"] = CadreField(label=_("责任人"), required=False)
            self.fields[f"due_{number}"] = DayField(label=_("完成时限"), required=False)
            self.fields[f"unit_{number}"].queryset = units
            self.fields[f"cadre_{number}"].queryset = cadres
        numbers = range(1, MOST_DECISIONS + 1)
        self.rows = [part for n in numbers for part in (f"text_{n}", (f"unit_{n}", f"cadre_{n}", f"due_{n}"))]
        self.rows.append("memo")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(2, MOST_DECISIONS + 1):
            if data.get(f"text_{number}") and not data.get(f"unit_{number}"):
                self.add_error(f"unit_{number}", _("请选择责任单位。"))
        return data

    def decided(self) -> Iterator[Decided]:
        data = self.cleaned_data
        for number in range(1, MOST_DECISIONS + 1):
            if data[f"text_{number}"]:
                yield Decided(*(data[f"{name}_{number}"] for name in ("text", "unit", "cadre", "due")))


class TakeUpForm(LaidOut, forms.Form):
    memo = long_text(_("会商情况和分歧"))


class ReportForm(LaidOut, forms.Form):
    result = long_text(_("落实情况"))
    done_on = DayField(label=_("完成日期"), required=False, help_text=_("尚未完成的，留空，只报告进展。"))


class MeetingFilter(LaidOut, FilterForm):
    kind = forms.ChoiceField(label=_("会议"), required=False, choices=[("", _("全部")), *MeetingKind.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *MeetingState.choices])

    def narrow(self, rows: Any) -> Any:
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**asked)


class TopicFilter(LaidOut, FilterForm):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *TopicState.choices])
    q = forms.CharField(label=_("议题"), required=False, max_length=40)

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        rows = rows.filter(state=data["state"]) if data["state"] else rows
        return rows.filter(Q(title__icontains=data["q"]) | Q(text__icontains=data["q"])) if data["q"] else rows


class DecisionFilter(LaidOut, FilterForm):
    WHERE = (("open", _("未完成")), ("late", _("已逾期")), ("all", _("全部")))
    where = forms.ChoiceField(label=_("状态"), required=False, choices=WHERE)

    def __init__(self, *args: Any, today: Any, **kwargs: Any):
        self.today = today
        super().__init__(*args, **kwargs)

    def narrow(self, rows: Any) -> Any:
        where = self.cleaned_data["where"] or "open"
        if where == "late":
            return rows.overdue(on=self.today)
        return rows if where == "all" else rows.open()
