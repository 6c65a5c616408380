"""Pages of plans put to all staff (R11.6), and of what delegates send up (R8.4)."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.views.base import Acting, FormPage, Versioned
from core import clock
from core.undo import TOLD
from core.views import CreatePage, ListPage, OnceMixin, TargetActionView, VisibleMixin
from petitions.access import WRITERS
from petitions.actions import consulting
from petitions.actions.meetings import CONVENORS, may_convene
from petitions.actions.public import take_step_once
from petitions.forms import consulting as forms
from petitions.models import Case, Channel, Consultation
from petitions.querysets import not_about


def opinions_for(user: Any) -> Count:
    """How many opinions came in; without one that is about the reader."""
    return Count("opinions", filter=not_about(user, "opinions__case"))


class Consultations(Acting, ListPage):
    model = Consultation
    template_name = "petitions/consultations.html"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("unit").annotate(count=opinions_for(self.request.user))
        return rows.order_by("-opens_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.request.user.access.has_role(*CONVENORS)
        return super().get_context_data(may_open=may, today=self.today, **kwargs)


def may_give_opinion(user: Any, consultation: Consultation, on: Any) -> bool:
    """Staff are asked, while it is open; who only oversees is not."""
    return consultation.opens_on <= on <= consultation.closes_on and bool(user.access.home_paths)


class Detail(Acting, VisibleMixin, DetailView):
    model = Consultation
    template_name = "petitions/consultation.html"
    context_object_name = "consultation"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit").annotate(count=opinions_for(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation, user = self.object, self.request.user
        cases = Case.objects.visible_to(user).filter(opinion_on__consultation=consultation)
        return super().get_context_data(
            is_open=may_give_opinion(user, consultation, self.today),
            may_publish=may_convene(user, consultation.unit),
            cases=cases.select_related("handling_unit").order_by("pk"),
            **kwargs,
        )


class ConsultationPage(Acting, FormPage):
    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:consultations"), _("征求意见")


class OpenConsultation(ConsultationPage, CreatePage):
    form_class = forms.ConsultationForm
    heading = _("征求意见")
    submit = _("发布")
    success_message = _("已发布。")
    final = TOLD

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*CONVENORS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Consultation:
        return consulting.open_consultation(**form.cleaned_data, **self.stamp)


class GiveOpinion(OnceMixin, Acting, FormPage, TargetActionView):
    """Leads back to the plan: nothing that is kept ties an anonymous opinion to who sent it."""

    model = Consultation
    form_class = forms.OpinionForm
    heading = _("提出意见")
    submit = _("提交")
    success_message = _("意见已提交，采纳情况将向全体人员反馈。")
    final = _("意见一经提交，不能撤回。")

    def get_lead_text(self) -> Any:
        return self.target.title

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()

    def permitted(self) -> bool:
        return may_give_opinion(self.request.user, self.target, self.today)

    def perform(self, form: Any) -> str:
        """Once for each form, by a key that stands beside no user."""
        if self._key is None:
            self.act(form)
        else:
            take_step_once(self._key, at=clock.now(), act=lambda: self.act(form))
        return self.get_success_url()

    def act(self, form: Any) -> Any:
        return consulting.give_opinion(self.target, **form.cleaned_data, **self.stamp)


class Publish(Versioned, Acting, FormPage, TargetActionView):
    model = Consultation
    form_class = forms.ResultForm
    heading = _("反馈意见采纳情况")
    submit = _("发布")
    success_message = _("已发布。")
    final = TOLD

    def permitted(self) -> bool:
        return may_convene(self.request.user, self.target.unit)

    def get_initial(self) -> dict[str, Any]:
        return {"result": self.target.result}

    def act(self, form: Any) -> Consultation:
        return consulting.publish_result(self.target, **form.cleaned_data, version=self.version, **self.stamp)


def may_send_up(user: Any, on: Any) -> bool:
    """Delegates, and the offices that gather what they send up."""
    return user.access.has_role(*WRITERS) or bool(consulting.delegates_units(user, on=on))


class Proposals(Acting, ListPage):
    model = Case
    template_name = "petitions/proposals.html"
    filter_class = forms.ProposalFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(channel=Channel.DELEGATE)
        return rows.for_list().order_by("-received_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_send_up=may_send_up(self.request.user, self.today), **kwargs)


class SendUp(Acting, FormPage, CreatePage):
    form_class = forms.ProposalForm
    heading = _("上报议案、建议和意见")
    submit = _("上报")
    success_message = _("已上报。")
    final = TOLD

    def permitted(self) -> bool:
        return may_send_up(self.request.user, self.today)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:proposals"), _("党代表意见建议")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def get_success_url(self) -> str:
        return reverse("petitions:proposals")

    def act(self, form: Any) -> Case:
        return consulting.send_up_proposal(**form.cleaned_data, **self.stamp)
