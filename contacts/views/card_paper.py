"""Contact cards printed: one, or all of a unit. What is not on any paper is 404; too many at once is told."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from contacts.exports.cards import cards_pdf
from contacts.forms import cards as forms
from contacts.models import ContactCard
from core.errors import DomainError
from core.views import TargetMixin, UserFormMixin, as_pdf, say, show_refusal

HOLD_ON = gettext_lazy("打印时请选择“实际大小”和“双面打印、长边翻转”。")


def pdf_answer(cards: Sequence[ContactCard], data: dict[str, Any], name: str) -> HttpResponse:
    return as_pdf(cards_pdf(cards, data["paper"], data["copies"]), f"{name}.pdf")


class CardPdf(TargetMixin, View):
    """One card: `?paper=sheet&copies=10`."""

    queryset = ContactCard.objects.in_use().select_related("unit", "cadre", "current")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = forms.PrintForm(request.GET)
        if not form.is_valid():
            return say(request, _("请选择纸张，份数在1至500之间。"), then=self.target, level="error")
        try:
            return pdf_answer([self.target], form.cleaned_data, f"card-{self.target.pk}")
        except DomainError as error:
            return say(request, error.message, then=self.target, level="error")


class CardsPrint(UserFormMixin, FormView):
    """All cards of a unit that the user sees: asked for by GET, because nothing is changed."""

    form_class = forms.PrintManyForm
    template_name = "contacts/cards_print.html"
    extra_context = {"hold_on": HOLD_ON}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"data": self.request.GET or None}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            return pdf_answer(self.cards(form.cleaned_data["unit"]), form.cleaned_data, "cards")
        except DomainError as error:
            show_refusal(form, error)
            return self.render_to_response(self.get_context_data(form=form))

    def cards(self, unit: Any) -> list[ContactCard]:
        """In the order of the tree; DomainError where there is none to print."""
        rows = ContactCard.objects.visible_to(self.request.user).in_use().under(unit)
        cards = list(rows.exclude(current=None).select_related("unit", "cadre", "current"))
        if not cards:
            raise DomainError(_("该单位没有可以打印的连心卡。"), field="unit")
        return cards

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(action=reverse("contacts:cards_print"), **kwargs)
