"""Matters heard on visits that wait to be registered, and hand-overs: signed for, reported on, rated."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.views.base import Acting, FormPage
from core.undo import ON_RECORD
from core.views import ListPage, OnceMixin, PostActionView, TargetActionView
from petitions.actions.from_matters import open_from_matter
from petitions.actions.handing import rate_call, report_in, take_handover
from petitions.bulks import RegisterMatters
from petitions.forms.cases_matters import MatterCaseForm, RateCallForm, ReportForm
from petitions.models import CaseKind, Handover
from petitions.selectors.handovers import may_report, may_take, side_to_rate
from petitions.selectors.matters import waiting_matters
from petitions.selectors.offices import registers
from visits.models import Matter


class Matters(ListPage):
    model = Matter
    template_name = "petitions/matters.html"
    title = gettext_lazy("待登记的走访诉求")
    bulks = (RegisterMatters,)
    extra_context = {"kinds": CaseKind.choices}

    def get_queryset(self) -> Any:
        return waiting_matters(self.request.user)


class RegisterMatter(OnceMixin, Acting, FormPage, TargetActionView):
    """Makes a case of what was heard: one click in the queue, or with more about it here."""

    queryset = Matter.objects.select_related("log__kind", "unit")
    form_class = MatterCaseForm
    template_name = "petitions/matter_case.html"
    heading = gettext_lazy("登记走访诉求")
    submit = gettext_lazy("登记并编号")
    success_message = gettext_lazy("已登记。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return registers(self.request.user) and waiting_matters(self.request.user).filter(pk=self.target.pk).exists()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": self.today}

    def act(self, form: MatterCaseForm) -> Any:
        return open_from_matter(self.target, on=self.today, **form.arguments(), **self.stamp)


class OfHandover:
    """About one hand-over of a visible case."""

    queryset = Handover.objects.select_related("case__unit", "case__handling_unit", "receiver", "sender")

    def get_parent(self) -> tuple[str, Any]:
        case = self.target.case  # type: ignore[attr-defined]
        return case.get_absolute_url(), case

    def get_success_url(self) -> str:
        return str(self.target.case.get_absolute_url())  # type: ignore[attr-defined]


class Take(OfHandover, Acting, PostActionView):
    success_message = gettext_lazy("已签收。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return may_take(self.request.user, self.target)

    def act(self, handover: Handover) -> None:
        take_handover(handover, on=self.today, **self.stamp)


class Report(OfHandover, Acting, FormPage, TargetActionView):
    form_class = ReportForm
    heading = gettext_lazy("报到并报送情况")
    submit = gettext_lazy("报送")
    success_message = gettext_lazy("已报送。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return may_report(self.request.user, self.target)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.today}

    def act(self, form: ReportForm) -> None:
        report_in(self.target, **form.cleaned_data, **self.stamp)


class RateCall(OfHandover, Acting, FormPage, TargetActionView):
    form_class = RateCallForm
    heading = gettext_lazy("评价吹哨报到")
    submit = gettext_lazy("评价")
    lead_text = gettext_lazy("呼叫和报到的单位互相评价一次，评价后不能更改。")
    success_message = gettext_lazy("已评价。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return bool(side_to_rate(self.request.user, self.target))

    def act(self, form: RateCallForm) -> None:
        side = side_to_rate(self.request.user, self.target)
        rate_call(self.target, side=side, value=form.cleaned_data["value"], on=self.today, **self.stamp)
