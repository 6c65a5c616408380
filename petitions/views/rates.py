"""Pages of the three rates, of what is left out of them, and of the year's figures (article 41)."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts.models import Unit
from accounts.views.base import Acting, FormPage
from core.errors import DomainError
from core.keys import parse_number
from core.undo import ON_RECORD
from core.views import ListPage, PermittedMixin, TargetActionView, say
from petitions.access import CLERKS, SUPERVISORS
from petitions.actions import rates
from petitions.forms import rates as forms
from petitions.models import Case, Clock, ExclusionState, RateExclusion, RateSnapshot
from petitions.selectors.annual import annual_figures
from petitions.selectors.rates import DEFINITIONS, days_of, rates_of

READERS = (*CLERKS, *SUPERVISORS)


class ReaderPage(Acting, PermittedMixin):
    """For those who read petitions of some part of the tree."""

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*READERS)

    @property
    def units(self) -> Any:
        return Unit.objects.filter(self.request.user.access.within("path", *READERS))


class RatesPage(ReaderPage, TemplateView):
    template_name = "petitions/rates.html"

    @cached_property
    def form(self) -> forms.QuarterForm:
        return forms.QuarterForm(self.request.GET or None, today=self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year, quarter = self.form.asked
        user, span = self.request.user, days_of(year, quarter)
        rows = rates_of(self._concerned(year, quarter, span), year, quarter)
        for row in rows:
            may = user.access.covers(row.unit.path, *rates.RULERS) and not row.is_frozen
            row.__dict__["may_close"] = may and span[1] < self.today
        definitions = [(kind.label, text) for kind, text in DEFINITIONS.items()]
        return super().get_context_data(
            form=self.form, rows=rows, year=year, quarter=quarter, definitions=definitions, **kwargs
        )

    def _concerned(self, year: int, quarter: int, span: Any) -> Any:
        """Units with a limit that ended then, with a case that was rated, or with rates that were closed."""
        limits = Clock.objects.filter(unit=OuterRef("pk"), due__range=span)
        rated = Case.objects.filter(handling_unit=OuterRef("pk"), ratings__at__date__range=span)
        closed = RateSnapshot.objects.filter(unit=OuterRef("pk"), year=year, quarter=quarter)
        return self.units.filter(Exists(limits) | Exists(rated) | Exists(closed))


class CloseQuarter(ReaderPage, View):
    """The button beside a unit's rates: keeps them as they are."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = {name: parse_number(request.POST.get(name)) or 0 for name in ("unit", "year", "quarter")}
        unit = get_object_or_404(self.units, pk=asked["unit"])
        then = f"{reverse('petitions:rates')}?year={asked['year']}&quarter={asked['quarter']}"
        try:
            rates.close_quarter(unit, year=asked["year"], quarter=asked["quarter"], on=self.today, **self.stamp)
        except DomainError as error:
            return say(request, error.message, then=then, level="error")
        return say(request, _("已封存。"), then=then, final=_("封存的数字不再改动。"))


class Exclusions(ListPage):
    model = RateExclusion
    template_name = "petitions/exclusions.html"
    filter_class = forms.ExclusionFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("case", "unit", "asked_by").order_by("-asked_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, user = super().get_context_data(**kwargs), self.request.user
        for row in context["object_list"]:
            row.may_rule, row.may_appeal = may_rule(user, row), may_appeal(user, row)
        return context


def may_rule(user: Any, row: RateExclusion) -> bool:
    """Whether something waits that the user may rule on; by whom else not, the action says."""
    return row.state in (ExclusionState.ASKED, ExclusionState.APPEALED) and user.access.has_role(*rates.RULERS)


def may_appeal(user: Any, row: RateExclusion) -> bool:
    mine = user.access.covers(row.unit.path, "petition_clerk", *SUPERVISORS)
    return row.state == ExclusionState.REFUSED and row.appealed_at is None and mine


class AskExclusion(Acting, FormPage, TargetActionView):
    """Asks that the case of the address be left out of a rate."""

    model = Case
    form_class = forms.AskForm
    heading = gettext_lazy("申请不计入三率")
    submit = gettext_lazy("提交")
    success_message = gettext_lazy("已提交，由上级单位审核。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return self.request.user.access.covers(self.target.handling_unit.path, "petition_clerk", *SUPERVISORS)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()

    def act(self, form: Any) -> RateExclusion:
        return rates.ask_exclusion(self.target, **form.cleaned_data, **self.stamp)


class OfExclusion(Acting, FormPage, TargetActionView):
    model = RateExclusion

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:exclusions"), _("不计入申请")

    def get_lead_text(self) -> Any:
        return self.target.reason

    def get_success_url(self) -> str:
        return reverse("petitions:exclusions")


class Rule(OfExclusion):
    """Rules on what was asked, or on the appeal, whichever waits."""

    form_class = forms.RuleForm
    heading = gettext_lazy("审核不计入申请")
    success_message = gettext_lazy("已审核。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return may_rule(self.request.user, self.target)

    def act(self, form: Any) -> RateExclusion:
        appealed = self.target.state == ExclusionState.APPEALED
        ruling = rates.rule_on_appeal if appealed else rates.rule_on_exclusion
        return ruling(self.target, **form.cleaned_data, **self.stamp)


class Appeal(OfExclusion):
    form_class = forms.AppealForm
    heading = gettext_lazy("对审核意见申诉")
    submit = gettext_lazy("申诉")
    success_message = gettext_lazy("已提出申诉。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return may_appeal(self.request.user, self.target)

    def act(self, form: Any) -> RateExclusion:
        return rates.appeal_exclusion(self.target, **form.cleaned_data, **self.stamp)


class Figures(ReaderPage, TemplateView):
    """The figures of the annual report (article 41)."""

    template_name = "petitions/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = forms.YearForm(self.request.GET or None, user=self.request.user, today=self.today)
        form.fields["unit"].queryset = form.fields["unit"].queryset.filter(pk__in=self.units.values("pk"))
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
        unit = chosen.get("unit") or form.fields["unit"].queryset.first()
        year = chosen.get("year") or self.today.year
        form.initial = {"unit": unit, "year": year}
        figures = annual_figures(self.request.user, unit, year) if unit else None
        return super().get_context_data(form=form, figures=figures, unit=unit, **kwargs)
