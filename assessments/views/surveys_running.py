"""Buttons and pages that carry a survey from the draw to its publication, and the one that gives out a code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import surveys_answering, surveys_closing, surveys_drawing, surveys_opening
from assessments.forms.surveys import DrawForm
from assessments.models import Survey
from assessments.views.surveys_editing import OfSurvey
from core.errors import DomainError
from core.exports.qr import qr_of
from core.views import PostActionView, TargetActionView, say


class Draw(Versioned, OfSurvey, FormPage, TargetActionView):
    model = Survey
    form_class = DrawForm
    heading = _("确定参加人")
    submit = _("确定")
    lead_text = _("可以重新确定，以开始前最后一次为准，每次都有记录。")
    success_message = _("已确定参加人，请核对各单位人数。")
    final = _("开始前可以重新确定。")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.target, name) for name in ("draw", "register", "sample_size")}

    def act(self, form: Any) -> Survey:
        data = form.cleaned_data
        return surveys_drawing.draw_participants(self.target, **data, version=self.version, **self.stamp)


class Open(OfSurvey, PostActionView):
    model = Survey
    success_message = _("已开始。请发放答题条；有账号的参加人在“调查评议”中自行领取答题码。")
    final = _("开始后不能撤销，答题码已可领取。")

    def act(self, obj: Survey) -> None:
        surveys_opening.open_survey(obj, **self.stamp)


class Close(OfSurvey, PostActionView):
    model = Survey
    success_message = _("已截止并统计。")
    final = _("截止后不能重新开始。")

    def act(self, obj: Survey) -> None:
        surveys_closing.close_survey(obj, **self.stamp)


class Publish(OfSurvey, PostActionView):
    model = Survey
    success_message = _("已公布结果，原始答卷已销毁。")
    final = _("公布后不能撤销，原始答卷已经销毁。")

    def act(self, obj: Survey) -> None:
        surveys_closing.publish_survey(obj, **self.stamp)


@method_decorator(never_cache, name="dispatch")
class TakeCode(Acting, View):
    """Shows the code in the answer to the button, once. It is in no address, no session and no message."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = get_object_or_404(Survey.objects.asking(self.today), pk=pk)
        try:
            code = surveys_answering.take_slip(survey, by=request.user, on=self.today)
        except DomainError as error:
            return say(request, error.message, then="assessments:surveys", level="error")
        address = reverse("assessments:answer_code", args=[code])
        words = {"survey": survey, "code": code, "address": address, "qr": qr_of(address)}
        return render(request, "assessments/survey_code.html", words)
