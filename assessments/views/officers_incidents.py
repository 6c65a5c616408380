"""Pages of emergencies (R17.3): told, written down, acknowledged, answered, opened as a matter."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.models import Post
from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import officers_incidents as incidents
from assessments.forms import officers as forms
from assessments.models import IncidentReport
from assessments.selectors.officers import officer_post, settings_of
from assessments.views.officers import OfRecord
from core import clock
from core.undo import ON_RECORD, TOLD
from core.views import ListPage, OnceMixin, PostActionView, TargetActionView, VisibleMixin
from visits.models import Matter

# Line 1 of what the product does not do: an officer passes on what happened and who needs help.
NO_COLLEAGUES = _("只报告事件、险情和需要帮助的人，不报告同事的言行。")


class Incidents(Acting, ListPage):
    model = IncidentReport
    template_name = "assessments/incidents.html"
    filter_class = forms.IncidentFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "officer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for report in context["object_list"]:
            report.is_late = report.is_overdue(clock.now())
        return context


class Incident(VisibleMixin, DetailView):
    model = IncidentReport
    template_name = "assessments/incident.html"
    context_object_name = "report"

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("unit", "officer", "acknowledged_by", "done_by", "recorded_by", "log", "report_log")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, user = self.object, self.request.user
        handles = incidents.may_handle(user, report)
        report.is_late = report.is_overdue(clock.now())
        return super().get_context_data(
            matter=Matter.objects.visible_to(user).filter(pk=report.matter_id).select_related("unit").first(),
            may_write=report.reported_at is None and incidents.may_report(user, report.officer, report.unit),
            may_acknowledge=handles and report.acknowledged_at is None,
            may_feed_back=handles,
            may_pass_on=incidents.may_pass_on(user, report),
            **kwargs,
        )


class ReportIncident(OnceMixin, OfRecord):
    """By the officer, or by who writes it down for them."""

    form_class = forms.IncidentForm
    heading = _("报告突发情况")
    submit = _("上报")
    success_message = _("已上报，本单位领导和书记已收到通知。")
    final = TOLD

    @cached_property
    def post_held(self) -> Post:
        post = officer_post(self.target, self.today)
        if post is None:
            raise Http404
        return post

    def permitted(self) -> bool:
        return incidents.may_report(self.request.user, self.target, self.post_held.unit)

    def get_initial(self) -> dict[str, Any]:
        return {"happened_at": clock.now()}

    def get_lead_text(self) -> Any:
        hours = settings_of(self.post_held.unit, self.today).incident_hours
        return _("%(rule)s书面报告应在发生后%(hours)d小时内提交。") % {"rule": NO_COLLEAGUES, "hours": hours}

    def get_form_kwargs(self) -> dict[str, Any]:
        own = self.target.pk in self.request.user.access.cadre_ids
        return {**super().get_form_kwargs(), "is_own": own}

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()

    def act(self, form: Any) -> IncidentReport:
        return incidents.report_incident(self.target, **form.cleaned_data, **self.stamp)


class OfIncident(Versioned, Acting, FormPage, TargetActionView):
    model = IncidentReport

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class WriteReport(OfIncident):
    form_class = forms.WrittenReportForm
    heading = _("提交书面报告")
    lead_text = NO_COLLEAGUES
    submit = _("提交")
    success_message = _("书面报告已提交。")
    final = TOLD

    def permitted(self) -> bool:
        report = self.target
        return report.reported_at is None and incidents.may_report(self.request.user, report.officer, report.unit)

    def get_form_kwargs(self) -> dict[str, Any]:
        own = self.target.officer_id in self.request.user.access.cadre_ids
        return {**super().get_form_kwargs(), "is_own": own}

    def act(self, form: Any) -> IncidentReport:
        return incidents.write_report(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Acknowledge(Acting, PostActionView):
    model = IncidentReport
    success_message = _("已签收，报告人会收到通知。")
    final = TOLD

    def permitted(self) -> bool:
        return incidents.may_handle(self.request.user, self.target)

    def act(self, obj: IncidentReport) -> None:
        incidents.acknowledge(obj, **self.stamp)


class FeedBack(OfIncident):
    form_class = forms.FeedbackForm
    heading = _("反馈处理情况")
    submit = _("反馈")
    success_message = _("已反馈给报告人。")
    final = TOLD

    def permitted(self) -> bool:
        return incidents.may_handle(self.request.user, self.target)

    def get_initial(self) -> dict[str, Any]:
        return {"done": self.target.done}

    def act(self, form: Any) -> IncidentReport:
        return incidents.feed_back(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class PassOn(OfIncident):
    form_class = forms.PassOnForm
    heading = _("转为诉求办理")
    lead_text = _("列入责任单位的群众诉求，办理和答复与其他诉求相同。")
    submit = _("转办")
    success_message = _("已转为诉求。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return incidents.may_pass_on(self.request.user, self.target)

    def get_initial(self) -> dict[str, Any]:
        return {"text": self.target.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "unit": self.target.unit}

    def act(self, form: Any) -> Matter:
        return incidents.pass_on(self.target, **form.cleaned_data, version=self.version, **self.stamp)
