"""Reports that are made regularly: setting them up, changing and ending them, and what was made."""

from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import KEEPERS, READERS
from accounts.models import Unit
from accounts.views.base import Acting, FormPage, Versioned
from core.keys import parse_number
from core.undo import AGAIN
from core.views import CreatePage, ListPage, PermittedMixin, PostActionView, Restorable, TargetActionView, VisibleMixin
from duties.selectors import units_near
from reports import actions
from reports.forms.subscriptions import SubscriptionChangeForm, SubscriptionFilter, SubscriptionForm, initial_of
from reports.models import ReportJob, ReportSubscription
from reports.views.jobs import SaysWhetherAWorkerRuns

SHOWN = 24


class Subscriptions(SaysWhetherAWorkerRuns, PermittedMixin, ListPage):
    queryset = (
        ReportSubscription.objects.select_related("unit")
        .annotate(made=Count("reports"))
        .order_by("unit__path", "kind", "frequency", "-made_at")
    )
    template_name = "reports/subscriptions.html"
    filter_class = SubscriptionFilter

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*READERS)

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_write=self.request.user.access.has_role(*KEEPERS), **kwargs)


class SubscriptionDetail(Acting, VisibleMixin, DetailView):
    queryset = ReportSubscription.objects.select_related("unit", "made_by").prefetch_related("recipients")
    template_name = "reports/subscription.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = ReportJob.objects.visible_to(self.request.user)
        rows = self.object.reports.annotate(files=Count("jobs"))
        rows = rows.prefetch_related(Prefetch("jobs", mine, to_attr="mine"), "subscription")[:SHOWN]
        running = None if self.object.ended_at else self.object
        page = {"made": rows, "may_write": running and self.keeps(self.object.unit), "shown": SHOWN}
        return super().get_context_data(next_on=running and running.next_on(on=self.today), **page, **kwargs)


class SubscriptionCreate(Acting, CreatePage):
    """For the unit in the address, else for the first that the user keeps; another one is chosen by a link."""

    form_class = SubscriptionForm
    template_name = "reports/subscription_new.html"
    success_message = _("已设置定期报表。")
    undo_view = "reports:subscription_end"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    @cached_property
    def unit(self) -> Unit:
        asked = self.request.GET.get("unit")
        kept = Unit.objects.kept_by(self.request.user).open_on(self.today).order_by("path")
        return get_object_or_404(kept, pk=parse_number(asked) or 0) if asked else get_object_or_404(kept[:1])

    @property
    def units(self) -> list[Unit]:
        near = units_near(self.request.user, str(self.unit.pk))
        return list(near.filter(self.request.user.access.within("path", *KEEPERS)))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"unit": self.unit, "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": self.today, "recipients": [self.request.user.pk]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(unit=self.unit, units=self.units, **kwargs)

    def act(self, form: SubscriptionForm) -> ReportSubscription:
        return actions.subscribe(unit=self.unit, **form.cleaned_data, **self.stamp, on=self.today)


class SubscriptionEdit(Restorable, Acting, FormPage, Versioned, TargetActionView):
    model = ReportSubscription
    form_class = SubscriptionChangeForm
    heading = _("修改定期报表")
    success_message = _("已修改定期报表。")

    def permitted(self) -> bool:
        return self.keeps(self.target.unit)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"unit": self.target.unit, "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.target)

    def act(self, form: SubscriptionChangeForm) -> ReportSubscription:
        return actions.change_subscription(
            self.target, **form.cleaned_data, version=self.version, **self.stamp, on=self.today
        )


class SubscriptionEnd(Acting, PostActionView):
    model = ReportSubscription
    success_message = _("已停止，不再生成；已生成的报表在保留期内仍可下载。")
    final = AGAIN
    success_url = reverse_lazy("reports:subscriptions")

    def permitted(self) -> bool:
        return self.keeps(self.target.unit)

    def act(self, subscription: ReportSubscription) -> None:
        actions.end_subscription(subscription, **self.stamp)
