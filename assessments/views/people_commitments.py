"""What a unit and its members promised, for everybody to read and to rate, without log-in (R19.3)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.models import Unit
from assessments.forms.commitments import RatingForm
from assessments.selectors.commitments import form_address, shown_to_people
from core import clock
from core.errors import DomainError
from core.views import show_refusal
from petitions.actions.public import take_step_once
from petitions.limits import Allowance, address_of
from petitions.views.people import is_too_often, key_of, public
from visits.actions.commitments import rate_commitment
from visits.models import Commitment

# Of one commitment from one address in an hour: a family behind one telephone, not a campaign.
RATINGS = Allowance("commitment", 10)
SAID = "commitment_rated"


@public
class UnitCommitments(TemplateView):
    """The list of a unit. A unit that has made nothing known has no such page."""

    template_name = "assessments/public/commitments.html"
    http_method_names = ("get", "head")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = Unit.objects.filter(pk=self.kwargs["unit"], closed_on=None).first()
        shown = shown_to_people(unit) if unit else []
        if unit is None or not shown:
            raise Http404
        said = self.request.session.pop(SAID, False) if SAID in self.request.session else False
        extra = {"unit": unit, "shown": shown, "today": clock.today(), "said": said, "form_url": form_address(unit)}
        return super().get_context_data(**kwargs | extra)


@public
class Rate(FormView):
    """What one thinks of a commitment; nothing tells who that was. Sent twice, it counts once."""

    template_name = "assessments/public/rate.html"
    form_class = RatingForm
    request: HttpRequest

    @cached_property
    def commitment(self) -> Commitment:
        rows = Commitment.objects.published().filter(unit=self.kwargs["unit"], unit__closed_on=None)
        found = rows.select_related("unit", "cadre").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_list_url(self) -> str:
        return reverse("assessments:public_commitments", args=[self.commitment.unit_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {"commitment": self.commitment, "list_url": self.get_list_url(), "once_key": key_of(self.request)}
        return super().get_context_data(**page, **kwargs)

    def form_valid(self, form: RatingForm) -> HttpResponse:
        whom = f"{address_of(self.request)}|{self.commitment.pk}"
        if is_too_often(self.request, (RATINGS, whom)):
            form.add_error(None, _("提交过于频繁，请一小时后再试。您填写的内容还在本页。"))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        try:
            take_step_once(key_of(self.request), at=clock.now(), act=lambda: self._rate(form))
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        self.request.session[SAID] = True
        return redirect(self.get_list_url())

    def _rate(self, form: RatingForm) -> None:
        rate_commitment(self.commitment, **form.cleaned_data, on=clock.today(), at=clock.now())
