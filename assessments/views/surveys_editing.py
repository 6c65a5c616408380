"""Pages on which a survey is drafted: its days, questions and subjects."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import surveys
from assessments.forms import surveys as forms
from assessments.models import Question, Survey, SurveySubject
from assessments.querysets.surveys import ORGANISERS
from assessments.survey_access import may_organise
from core.undo import AGAIN, EDITABLE
from core.views import CreatePage, OnceMixin, PostActionView, Restorable, TargetActionView


class OfSurvey(Acting):
    """A page about a survey, or about a row of one."""

    request: Any
    target: Any

    @property
    def survey(self) -> Survey:
        return self.target if isinstance(self.target, Survey) else self.target.survey

    def permitted(self) -> bool:
        return may_organise(self.request.user, self.survey.unit)

    def get_parent(self) -> tuple[str, Any]:
        return self.survey.get_absolute_url(), self.survey

    def get_success_url(self) -> str:
        return self.survey.get_absolute_url()


class New(Acting, FormPage, CreatePage):
    form_class = forms.SurveyForm
    heading = _("新建调查评议")
    success_message = _("已建立草稿，请继续添加题目、评议对象和参加人。")
    undo_view = "assessments:survey_drop"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ORGANISERS)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:surveys"), _("调查评议")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Survey:
        return surveys.draft_survey(**form.cleaned_data, **self.stamp)


class Edit(Restorable, Versioned, OfSurvey, FormPage, TargetActionView):
    model = Survey
    form_class = forms.SurveyEditForm
    heading = _("修改标题、说明和日期")
    success_message = _("已保存。")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.target, name) for name in self.form_class.base_fields}

    def act(self, form: Any) -> Survey:
        return surveys.edit_survey(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Copy(OnceMixin, OfSurvey, FormPage, TargetActionView):
    model = Survey
    form_class = forms.DaysForm
    heading = _("以此为底稿新建")
    submit = _("新建")
    lead_text = _("题目和评议对象照搬，参加人重新确定。")
    success_message = _("已建立草稿，请核对后确定参加人。")
    undo_view = "assessments:survey_drop"

    def get_initial(self) -> dict[str, Any]:
        return {"opens_on": self.today}

    def act(self, form: Any) -> Survey:
        return surveys.copy_survey(self.target, **form.cleaned_data, **self.stamp)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()


class Drop(OfSurvey, PostActionView):
    model = Survey
    success_message = _("已删除草稿。")
    final = AGAIN

    def act(self, obj: Survey) -> None:
        surveys.drop_survey(obj, **self.stamp)

    def get_success_url(self) -> str:
        return reverse("assessments:surveys")

    def get_refused_url(self) -> str:
        return self.survey.get_absolute_url()


class QuestionPage(OfSurvey, FormPage, TargetActionView):
    form_class = forms.QuestionForm
    success_message = _("已保存题目。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "survey": self.survey}


class AddQuestion(OnceMixin, QuestionPage):
    model = Survey
    heading = _("添加题目")
    success_message = _("已添加题目。")
    final = EDITABLE

    def get_initial(self) -> dict[str, Any]:
        return {"is_required": True}

    def act(self, form: Any) -> Question:
        return surveys.add_question(self.target, **form.cleaned_data, **self.stamp)


class EditQuestion(Restorable, QuestionPage):
    model = Question
    heading = _("修改题目")

    def get_initial(self) -> dict[str, Any]:
        return forms.initial_of_question(self.target)

    def act(self, form: Any) -> Question:
        return surveys.edit_question(self.target, **form.cleaned_data, **self.stamp)


class DropQuestion(OfSurvey, PostActionView):
    model = Question
    success_message = _("已删除题目。")
    final = AGAIN

    def act(self, obj: Question) -> None:
        surveys.drop_question(obj, **self.stamp)


class RaiseQuestion(OfSurvey, PostActionView):
    model = Question
    final = EDITABLE

    def act(self, obj: Question) -> None:
        surveys.raise_question(obj, **self.stamp)


class AddSubjects(OnceMixin, OfSurvey, FormPage, TargetActionView):
    model = Survey
    form_class = forms.SubjectsForm
    heading = _("添加评议对象")
    submit = _("添加")
    success_message = _("已添加评议对象。")
    final = _("加错的，可以逐个移出。")

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"survey": self.target, "user": self.request.user, "today": self.today}
        return {**super().get_form_kwargs(), **more}

    def act(self, form: Any) -> int:
        kind = form.cleaned_data["kind"]
        return surveys.add_subjects(self.target, kind=kind, subjects=form.chosen(), **self.stamp)


class DropSubject(OfSurvey, PostActionView):
    model = SurveySubject
    success_message = _("已移出评议对象。")
    final = AGAIN

    def act(self, obj: SurveySubject) -> None:
        surveys.drop_subject(obj, **self.stamp)
