"""Handing over contact cards, who holds one, who holds a stale one, taking one back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.views.base import Acting, FormPage, Versioned
from contacts import actions
from contacts.forms import cards as forms
from contacts.models import CardIssue, ContactCard
from contacts.selectors import may_hand_over, resolve_targets
from contacts.selectors.card_targets import candidates
from contacts.selectors.cards import stale_by_card, stale_by_unit, with_due
from core.undo import AGAIN
from core.views import ListPage, OnceMixin, TargetActionView


class HandOver(Acting, OnceMixin, TargetActionView):
    """Whom to give the card is chosen by GET and ticked; one POST for all of them."""

    model = ContactCard
    template_name = "contacts/card_hand_over.html"
    form_class = forms.HandOverForm
    final = gettext_lazy("登记错的，可以在持卡户名单中登记收回。")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "cadre", "current")

    def permitted(self) -> bool:
        return may_hand_over(self.request.user, self.target)

    @cached_property
    def whom_form(self) -> forms.WhomForm:
        return forms.WhomForm(self.request.GET, user=self.request.user, card=self.target)

    @cached_property
    def found(self) -> Any:
        return candidates(self.request.user, self.target, self.whom_form.asked(), on=self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = [candidate.value for candidate in self.found[0]]
        more = {"user": self.request.user, "today": self.today, "card": self.target, "values": offered}
        return super().get_form_kwargs() | more

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, count = self.found
        ticked = set(self.request.POST.getlist("targets"))
        page = {"filter_form": self.whom_form, "candidates": rows, "count": count, "ticked": ticked}
        return super().get_context_data(**page, card=self.target, **kwargs)

    def act(self, form: Any) -> list[CardIssue]:
        data = dict(form.cleaned_data)
        targets = resolve_targets(self.request.user, data.pop("targets"), on=data["handed_on"])
        return actions.hand_over_card(self.target, targets=targets, today=self.today, **data, **self.stamp)

    def get_success_url(self) -> str:
        return reverse("contacts:card_holders", args=[self.target.pk])

    def get_success_message(self) -> str:
        count = len(self.result)
        text = ngettext("已登记发放%(count)d张，并计入走访记录。", "已登记发放%(count)d张，并计入走访记录。", count)
        return text % {"count": count}


class Holders(Acting, ListPage):
    """Who holds one card: those of today, stale ones, and what was given back."""

    model = CardIssue
    template_name = "contacts/card_holders.html"
    filter_class = forms.HolderFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET}

    @cached_property
    def card(self) -> ContactCard:
        cards = ContactCard.objects.visible_to(self.request.user).select_related("unit", "cadre", "current")
        return get_object_or_404(cards, pk=self.kwargs["pk"])

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(card=self.card).with_targets()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(card=self.card, **kwargs)
        context["object_list"] = with_due(context["object_list"], on=self.today)
        may = may_hand_over(self.request.user, self.card)
        return context | {"may_end": may, "may_hand_over": may and self.card.withdrawn_on is None}


class StaleList(Acting, ListPage):
    """Who holds a stale card: how many by unit and by person, and which."""

    model = CardIssue
    template_name = "contacts/cards_stale.html"
    filter_class = forms.StaleFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user}

    def get_queryset(self) -> Any:
        return super().get_queryset().stale().with_targets().order_by("stale_since", "card__unit__path", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["object_list"] = with_due(context["object_list"], on=self.today)
        rows = self.get_queryset()
        return context | {"by_unit": stale_by_unit(rows), "by_card": stale_by_card(rows)[:50]}


class IssueEnd(Acting, Versioned, FormPage, TargetActionView):
    model = CardIssue
    form_class = forms.EndForm
    heading = gettext_lazy("登记收回")
    success_message = gettext_lazy("已登记。")
    final = AGAIN

    def permitted(self) -> bool:
        return may_hand_over(self.request.user, self.target.card)

    def get_initial(self) -> dict[str, Any]:
        return {"ended_on": self.today}

    def get_lead_text(self) -> str:
        issue = self.target
        return _("%(target)s持有的%(card)s的连心卡") % {"target": issue.target, "card": issue.card}

    def get_parent(self) -> tuple[str, Any]:
        return self.target.get_absolute_url(), _("持卡名单")

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()

    def act(self, form: Any) -> CardIssue:
        data = form.cleaned_data
        return actions.end_issue(self.target, version=self.version, today=self.today, **data, **self.stamp)
