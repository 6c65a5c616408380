"""Forms of those who hold surveys and appraisals."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import FilterForm, LaidOut, UnitField, open_units
from accounts.models import Cadre, Unit, UnitKind
from accounts.selectors import with_posts
from assessments.actions.surveys import MOST_OPTIONS
from assessments.models import (
    OF_PEOPLE,
    DrawMethod,
    QuestionKind,
    Register,
    SubjectKind,
    SurveyKind,
    SurveyState,
)
from assessments.querysets.surveys import ORGANISERS
from contacts.models import ContactPoint
from core.forms import DayField, long_text
from core.keys import parse_numbers
from petitions.forms.fields import PickCadresField, chosen
from visits.selectors import offered_cadres

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Survey

OF_POINTS = (SubjectKind.CONTACT_POINT,)


class SurveyFilter(FilterForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), required=False, choices=[("", gettext_lazy("全部")), *SurveyKind.choices]
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *SurveyState.choices]
    )

    def narrow(self, rows: Any) -> Any:
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**asked)


class DaysForm(LaidOut, forms.Form):
    """From when to when: what a copy needs."""

    opens_on = DayField(label=gettext_lazy("开始日期"))
    closes_on = DayField(label=gettext_lazy("截止日期"), help_text=gettext_lazy("当天仍可以答题。"))
    rows = [("opens_on", "closes_on")]


class SurveyEditForm(DaysForm):
    title = forms.CharField(label=gettext_lazy("标题"), max_length=80)
    introduction = long_text(
        gettext_lazy("说明"), 4, required=False, help_text=gettext_lazy("写在题目前面，给参加人看。"), most=2000
    )
    paper_until = DayField(
        label=gettext_lazy("纸质票录入截止"),
        required=False,
        help_text=gettext_lazy("使用纸质票的填写；到这一天为止录入，之后自动截止统计。"),
    )
    rows = ["title", "introduction", ("opens_on", "closes_on"), "paper_until"]


class SurveyForm(SurveyEditForm):
    terms = {"kind": "assessments.appraisal"}
    unit = UnitField(label=gettext_lazy("组织单位"), empty_label=None)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=SurveyKind.choices, widget=forms.RadioSelect)
    rows = ["unit", "kind", *SurveyEditForm.rows]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(user.access.within("path", *ORGANISERS))
        self.fields["unit"].queryset = open_units(units)  # type: ignore[attr-defined]
        self.fields["kind"].initial = SurveyKind.SURVEY
        self.fields["opens_on"].initial = today


class QuestionForm(LaidOut, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("题型"), choices=QuestionKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=gettext_lazy("题目"), max_length=200)
    options = long_text(
        gettext_lazy("选项"),
        5,
        required=False,
        help_text=gettext_lazy("单选、多选题填写，每行一个；其他题型的选项由系统给出。"),
        most=MOST_OPTIONS * 100,
    )
    is_of_each = forms.BooleanField(
        label=gettext_lazy("逐个对象作答"),
        required=False,
        help_text=gettext_lazy("对每个评议对象分别回答；由联系对象参加的，只回答联系自己的人。"),
    )
    is_required = forms.BooleanField(label=gettext_lazy("必答"), required=False)

    def __init__(self, *args: Any, survey: "Survey", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = QuestionKind.SATISFACTION
        self.fields["is_of_each"].initial = survey.subjects.exists()

    def clean_options(self) -> list[str]:
        return [line for line in self.cleaned_data["options"].splitlines() if line.strip()]


class SubjectsForm(LaidOut, forms.Form):
    """Whom a survey covers: all of a kind at once, or some that are picked."""

    kind = forms.ChoiceField(label=gettext_lazy("对象类别"), choices=SubjectKind.choices, widget=forms.RadioSelect)
    takes_all = forms.BooleanField(
        label=gettext_lazy("组织单位及其下级的全部"),
        required=False,
        help_text=gettext_lazy("党支部、执法管理部门、联系点、干部、党员可以全部选入；领导班子、服务窗口请逐个选择。"),
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("单位"),
        required=False,
        widget=forms.SelectMultiple({"data-choose": ""}),
        help_text=gettext_lazy("领导班子、执法管理部门、服务窗口、党支部在这里选择。"),
    )
    points = forms.ModelMultipleChoiceField(
        ContactPoint.objects.none(),
        label=gettext_lazy("联系点"),
        required=False,
        widget=forms.SelectMultiple({"data-choose": ""}),
    )
    subjects = PickCadresField(
        label=gettext_lazy("干部、党员"), required=False, help_text=gettext_lazy("输入姓名查找。")
    )

    def __init__(self, *args: Any, survey: "Survey", user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.survey, self.user, self.today = survey, user, today
        fields: Any = self.fields
        fields["kind"].initial = SubjectKind.CADRE
        fields["units"].queryset = self._units
        fields["points"].queryset = self._points
        fields["subjects"].ask(f"{reverse('visits:find_cadres')}?q=")
        sent = self.data.getlist("subjects") if self.is_bound else []  # type: ignore[attr-defined]
        keys = parse_numbers(sent)
        fields["subjects"].offer_cadres(with_posts(self._offered.filter(pk__in=keys), today))

    @property
    def _units(self) -> Any:
        return Unit.objects.under(self.survey.unit).open_on(self.today).order_by("path")

    @property
    def _points(self) -> Any:
        return ContactPoint.objects.under(self.survey.unit).open_on(self.today).order_by("name", "pk")

    @property
    def _offered(self) -> Any:
        return offered_cadres(self.user, on=self.today)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("takes_all") and data.get("kind") in (SubjectKind.LEADING_TEAM, SubjectKind.SERVICE_WINDOW):
            self.add_error("takes_all", _("领导班子、服务窗口请在下面逐个选择单位。"))
        return data

    def chosen(self) -> list[Any]:
        """What was meant, of the kind that was chosen."""
        data = self.cleaned_data
        kind, takes_all = data["kind"], data["takes_all"]
        if kind in OF_PEOPLE:
            return self._people(kind) if takes_all else chosen(data["subjects"], self._offered)
        if kind in OF_POINTS:
            return list(self._points if takes_all else data["points"])
        kinds = {SubjectKind.BRANCH: UnitKind.PARTY_BRANCH, SubjectKind.DEPARTMENT: UnitKind.DEPARTMENT}
        return list(self._units.filter(kind=kinds[kind]) if takes_all else data["units"])

    def _people(self, kind: str) -> list[Any]:
        people = Cadre.objects.under(self.survey.unit, on=self.today)
        people = people.filter(is_party_member=True) if kind == SubjectKind.MEMBER else people
        return list(people.order_by("pk"))


class DrawForm(LaidOut, forms.Form):
    terms = {"draw": "assessments.draw"}
    draw = forms.ChoiceField(label=gettext_lazy("产生方式"), choices=DrawMethod.choices, widget=forms.RadioSelect)
    register = forms.ChoiceField(
        label=gettext_lazy("参加范围"),
        choices=Register.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("由联系对象参加的不用选择。"),
    )
    sample_size = forms.IntegerField(label=gettext_lazy("抽取人数"), required=False, min_value=5)
    seed = forms.CharField(
        label=gettext_lazy("抽取种子"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("可以当众抽一个数字填入，不填由系统产生。种子和名册摘要会记录下来，供复核。"),
    )
    rows = ["draw", "register", ("sample_size", "seed")]


def initial_of_question(question: Any) -> dict[str, Any]:
    """As the form shows a question that is there."""
    kept = {name: getattr(question, name) for name in ("kind", "text", "is_of_each", "is_required")}
    return kept | {"options": "\n".join(question.options)}
