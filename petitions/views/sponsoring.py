"""Pages of leaders in charge of key cases (包案, R3.9)."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.views.base import Acting, FormPage, Versioned
from core.undo import ON_RECORD, TOLD
from core.views import ListPage, OnceMixin, TargetActionView, VisibleMixin
from petitions.actions import sponsoring
from petitions.forms import receptions as forms
from petitions.models import Case, Promise, SponsorEntry, Sponsorship


class Sponsorships(Acting, ListPage):
    model = Sponsorship
    template_name = "petitions/sponsorships.html"
    filter_class = forms.SponsorshipFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "today": self.today}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("case__handling_unit", "leader").prefetch_related("entries")
        return rows.order_by("-start", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for row in context["object_list"]:
            row.kept = len({entry.promise for entry in row.entries.all() if entry.is_kept})
            row.gaps = months_without(row, on=self.today)
        return context | {"promises": len(Promise.choices)}


def months_without(sponsorship: Sponsorship, *, on: datetime.date) -> list[datetime.date]:
    """Months that are over in which nothing was written down."""
    written = {entry.on.replace(day=1) for entry in sponsorship.entries.all()}
    return [month for month in sponsorship.months(on=on)[:-1] if month not in written]


class Detail(Acting, VisibleMixin, DetailView):
    model = Sponsorship
    template_name = "petitions/sponsorship.html"
    context_object_name = "sponsorship"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("case__unit", "case__handling_unit", "leader", "decided_by")
        return rows.prefetch_related("entries__by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sponsorship, user = self.object, self.request.user
        entries = list(sponsorship.entries.all())
        may_report = sponsoring.may_report(user, sponsorship)
        return super().get_context_data(
            promises=[(label, [e for e in entries if e.promise == value]) for value, label in Promise.choices],
            gaps=months_without(sponsorship, on=self.today),
            may_report=may_report,
            may_end=sponsorship.end is None and (may_report or sponsoring.may_name(user, sponsorship.case)),
            is_fulfilled=sponsoring.is_fulfilled(sponsorship.case),
            **kwargs,
        )


class Name(Acting, Versioned, FormPage, TargetActionView):
    """Puts a leader in charge of the case that the address names."""

    model = Case
    form_class = forms.SponsorForm
    heading = submit = _("确定包案领导")
    lead_text = _("包案领导对五项承诺负责：包解决问题、包思想疏导、包情绪稳定、包困难帮扶、包依法处理。")
    success_message = _("已确定包案领导。")
    final = TOLD

    def permitted(self) -> bool:
        return self.target.is_open and sponsoring.may_name(self.request.user, self.target)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Sponsorship:
        return sponsoring.name_sponsor(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class OfSponsorship(Acting, FormPage, TargetActionView):
    model = Sponsorship

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class Report(OnceMixin, OfSponsorship):
    form_class = forms.PromiseForm
    heading = _("登记包案工作")
    success_message = _("已保存。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return sponsoring.may_report(self.request.user, self.target)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "today": self.today}

    def act(self, form: Any) -> SponsorEntry:
        return sponsoring.report_promise(self.target, **form.cleaned_data, **self.stamp)


class End(Versioned, OfSponsorship):
    form_class = forms.EndForm
    heading = submit = _("结束包案")
    success_message = _("包案已结束。")
    final = ON_RECORD

    def permitted(self) -> bool:
        user, target = self.request.user, self.target
        return target.end is None and (sponsoring.may_report(user, target) or sponsoring.may_name(user, target.case))

    def get_lead_text(self) -> Any:
        if sponsoring.is_fulfilled(self.target.case):
            return _("事项已办结，信访人满意。")
        return _("事项尚未办结或者信访人尚未表示满意，只能由上级单位说明理由后决定结束。")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:sponsorship", args=[self.target.pk]), self.target

    def act(self, form: Any) -> Sponsorship:
        return sponsoring.end_sponsorship(
            self.target, on=self.today, **form.cleaned_data, version=self.version, **self.stamp
        )
