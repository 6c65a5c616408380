"""Pages of secondments: who is or was sent, the closing report, the evaluation (R2)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.models import Secondment
from accounts.views.base import Acting, FormPage
from assessments import access
from assessments.actions import secondments as actions
from assessments.forms import statements as forms
from assessments.models import SecondmentReport
from core.undo import TOLD
from core.views import ListPage, TargetActionView, VisibleMixin

ROWS = Secondment.objects.select_related("cadre", "host", "report")


class Secondments(Acting, ListPage):
    queryset = ROWS
    template_name = "assessments/secondments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(today=self.today, **kwargs)
        for row in context["object_list"]:
            row.closing = getattr(row, "report", None)
        return context


class SecondmentPage(Acting, VisibleMixin, DetailView):
    queryset = ROWS
    template_name = "assessments/secondment.html"
    context_object_name = "secondment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        secondment, user = self.object, self.request.user
        report = SecondmentReport.objects.filter(secondment=secondment).select_related("evaluated_by").first()
        is_over = secondment.end is not None and secondment.end <= self.today
        return super().get_context_data(
            report=report,
            may_report=report is None and is_over and secondment.cadre_id in user.access.cadre_ids,
            may_evaluate=report is not None and access.may_evaluate(user, secondment, on=self.today),
            **kwargs,
        )


class OfSecondment(Acting, FormPage, TargetActionView):
    queryset = ROWS

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:secondment", args=[self.target.pk]), self.target


class Report(OfSecondment):
    form_class = forms.SecondmentReportForm
    heading = _("提交锻炼总结")
    submit = _("提交")
    success_message = _("总结已提交，等待组织人事部门鉴定。")
    final = TOLD

    def permitted(self) -> bool:
        return self.target.cadre_id in self.request.user.access.cadre_ids

    def act(self, form: Any) -> SecondmentReport:
        return actions.hand_in_report(self.target, **form.cleaned_data, **self.stamp)


class Evaluate(OfSecondment):
    form_class = forms.EvaluationForm
    heading = _("锻炼鉴定")
    success_message = _("鉴定已保存，本人会在收件箱中看到。")
    final = TOLD

    def permitted(self) -> bool:
        there = SecondmentReport.objects.filter(secondment=self.target).exists()
        return there and access.may_evaluate(self.request.user, self.target, on=self.today)

    def get_initial(self) -> dict[str, Any]:
        return {"grade": self.target.report.grade, "evaluation": self.target.report.evaluation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)

    @property
    def version(self) -> str:
        return self.request.POST.get("version", str(self.target.report.version))

    def act(self, form: Any) -> SecondmentReport:
        return actions.evaluate_secondment(self.target.report, **form.cleaned_data, version=self.version, **self.stamp)
