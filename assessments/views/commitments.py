"""Pages of commitments (R19): list, draft, published, progress, done, taken back; the sheet for the wall."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from accounts.views.base import Acting, FormPage, Versioned
from assessments.forms import commitments as forms
from assessments.selectors.commitments import may_do, may_write_any, published_units, said_of
from core.exports.qr import qr_of
from core.undo import AGAIN, MISTAKEN, ON_RECORD
from core.views import CreatePage, EditPage, ListPage, OnceMixin, TargetActionView, UserFormMixin, VisibleMixin
from visits.actions import commitments as actions
from visits.models import Commitment, CommitmentEntry, VisitLog

ROWS = Commitment.objects.select_related("unit", "cadre", "answers")


class Commitments(Acting, ListPage):
    queryset = ROWS
    template_name = "assessments/commitments.html"
    filter_class = forms.CommitmentFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user, "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            may_write=may_write_any(self.request.user, on=self.today),
            published_units=published_units(self.request.user)[:10],
            **kwargs,
        )
        for row in context["object_list"]:
            row.is_late = row.is_overdue(self.today)
        return context


class Detail(Acting, VisibleMixin, DetailView):
    queryset = ROWS.select_related("log__kind", "evidence__kind")
    template_name = "assessments/commitment.html"
    context_object_name = "commitment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment, user = self.object, self.request.user
        evidence = VisitLog.objects.visible_to(user).filter(pk=commitment.evidence_id)
        return super().get_context_data(
            may=may_do(user, commitment, on=self.today),
            entries=commitment.entries.all(),
            said=said_of(commitment),
            is_late=commitment.is_overdue(self.today),
            sees_evidence=bool(commitment.evidence_id) and evidence.exists(),
            **kwargs,
        )


class CommitmentPage(Acting, FormPage):
    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:commitments"), _("公开承诺")


class New(CommitmentPage, CreatePage):
    form_class = forms.CommitmentForm
    heading = _("新增承诺")
    success_message = _("已保存草稿，核对后公示。")
    undo_view, undo_fields = "assessments:commitment_withdraw", {"reason": MISTAKEN}

    def permitted(self) -> bool:
        return may_write_any(self.request.user, on=self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Commitment:
        return actions.write_commitment(**form.cleaned_data, **self.stamp)


class OfCommitment(Acting, FormPage):
    """A page with a form about a commitment; `step` says what one must be allowed to do."""

    queryset = ROWS
    target: Commitment
    step = ""

    def permitted(self) -> bool:
        return bool(getattr(may_do(self.request.user, self.target, on=self.today), self.step))  # type: ignore[attr-defined]

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class Edit(OfCommitment, UserFormMixin, EditPage):
    form_class = forms.EditForm
    heading = _("修改承诺")
    success_message = _("已保存。")
    step = "edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "today": self.today}

    def act(self, form: Any) -> Commitment:
        return actions.edit_commitment(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Publish(Versioned, OfCommitment, TargetActionView):
    form_class = forms.PublishForm
    heading = _("公示承诺")
    submit = _("公示")
    lead_text = _("公示后任何人都可以在公示页上看到，内容不能再修改。")
    success_message = _("已公示。")
    final = _("公示后不能收回；不再兑现的，请写明原因后撤销。")
    step = "publish"

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, form: Any) -> Commitment:
        return actions.publish_commitment(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Progress(OnceMixin, OfCommitment, TargetActionView):
    form_class = forms.ProgressForm
    heading = _("登记进展")
    success_message = _("已登记进展。")
    final = ON_RECORD
    step = "work"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "commitment": self.target, "today": self.today}

    def act(self, form: Any) -> CommitmentEntry:
        return actions.add_progress(self.target, **form.cleaned_data, **self.stamp)


class Fulfil(Versioned, OfCommitment, UserFormMixin, TargetActionView):
    form_class = forms.FulfilForm
    heading = _("登记兑现")
    success_message = _("已登记兑现。")
    final = ON_RECORD
    step = "work"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "commitment": self.target, "today": self.today}

    def act(self, form: Any) -> Commitment:
        return actions.fulfil_commitment(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Withdraw(Versioned, OfCommitment, TargetActionView):
    form_class = forms.WithdrawForm
    heading = _("撤销承诺")
    submit = _("撤销")
    danger = True
    success_message = _("已撤销。")
    final = AGAIN
    step = "withdraw"

    def act(self, form: Any) -> Commitment:
        return actions.withdraw_commitment(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Poster(TemplateView):
    """The QR code of a unit's page on a sheet of A4, to be put up where people come."""

    template_name = "assessments/commitments_poster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = get_object_or_404(published_units(self.request.user), pk=self.kwargs["unit"])
        path = reverse("assessments:public_commitments", args=[unit.pk])
        address = self.request.build_absolute_uri(path)
        extra = {"unit": unit, "qr": qr_of(path), "address": address, "path": path}
        return super().get_context_data(**kwargs | extra)
