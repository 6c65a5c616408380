"""Pages of pairings: what I hold, one pairing, a new one, its end, and passing it on."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView

from accounts.access import KEEPERS
from accounts.models import Cadre
from accounts.selectors import keeps_cadre
from accounts.views.base import Acting, Versioned
from contacts import actions
from contacts.forms import pairings as forms
from contacts.leavers import open_pairings
from contacts.models import Arrangement, Pairing
from contacts.selectors import may_keep, may_keep_anywhere, resolve_targets
from contacts.selectors.arrangements import year_bounds
from contacts.selectors.mine import contacts_of
from contacts.selectors.pairable import choice_for, default_category, pairable, unit_for
from contacts.views.base import FormPage
from core.keys import parse_number
from core.undo import AGAIN, EDITABLE, MISTAKEN, TOLD, Undo
from core.views import CreatePage, PostActionView, TargetActionView, VisibleMixin

SHOWN = 30


class Mine(Acting, TemplateView):
    """What the user's cadre holds, by category, with the telephone numbers for calling."""

    template_name = "contacts/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=contacts_of(self.request.user, on=self.today), **kwargs)


class PairingDetail(Acting, VisibleMixin, DetailView):
    model = Pairing
    template_name = "contacts/pairing.html"
    context_object_name = "pairing"

    def get_queryset(self) -> Any:
        return super().get_queryset().with_target_units().select_related("arrangement__unit", "handed_over_from__cadre")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairing = self.object
        in_draft = pairing.arrangement is not None and pairing.arrangement.state == "draft"
        keeper = pairing.arrangement.unit if in_draft else pairing.unit
        ended = pairing.end is not None and pairing.end < self.today
        may_write = may_keep(self.request.user, keeper) and not ended
        hand_over = may_write and not in_draft and pairing.cadre is not None
        # Whoever reads the holder's unit need not read the place where the contact is.
        target = pairing.target
        may_open = type(target)._default_manager.visible_to(self.request.user).filter(pk=target.pk).exists()
        context = {"in_draft": in_draft, "may_write": may_write, "may_hand_over": hand_over, "may_open": may_open}
        return super().get_context_data(**context, **kwargs)


class PairPage(FormPage, CreatePage):
    """Find whom to pair (by GET), then pair: on its own, or in the arrangement that the address names."""

    template_name = "contacts/pair.html"
    form_class = forms.PairForm
    heading = gettext_lazy("新增结对")
    success_message = gettext_lazy("结对已保存。")

    def permitted(self) -> bool:
        user = self.request.user
        return may_keep(user, self.arrangement.unit) if self.arrangement else may_keep_anywhere(user)

    @cached_property
    def arrangement(self) -> Arrangement | None:
        key = self.request.GET.get("arrangement", "")
        if not key:
            return None
        rows = Arrangement.objects.visible_to(self.request.user).select_related("unit")
        return get_object_or_404(rows, pk=parse_number(key))

    @property
    def by_unit(self) -> bool:
        return self.request.GET.get("by_unit") == "1"

    @cached_property
    def chosen(self) -> tuple[Any, Any]:
        return choice_for(self.request.user, self.request.GET.get("target", ""), on=self.today)

    @cached_property
    def finder(self) -> forms.FindTarget:
        target, choice = self.chosen
        data = self.request.GET.copy()
        if target is not None and not data.get("category"):
            data["category"] = getattr(default_category(target), "pk", "")
        kind = choice.value.partition("-")[0] if choice else ""
        return forms.FindTarget(
            data if data.get("category") else None, initial=data.dict(), today=self.today, kind=kind
        )

    @cached_property
    def category(self) -> Any:
        return self.finder.cleaned_data["category"] if self.finder.is_bound and self.finder.is_valid() else None

    @cached_property
    def day(self) -> datetime.date:
        """The first day that the new pairing is for, unless another is typed."""
        if self.arrangement is None or self.arrangement.state == "published":
            return self.today
        return year_bounds(self.arrangement.year)[0]

    @cached_property
    def choices(self) -> list[Any]:
        if self.category is None:
            return []
        if self.chosen[1] is not None:
            return [self.chosen[1]]
        text = self.finder.cleaned_data["q"]
        return pairable(self.request.user, self.category, text, on=self.day, arrangement=self.arrangement, limit=SHOWN)

    def get_form_kwargs(self) -> dict[str, Any]:
        how = {"choices": self.choices, "arrangement": self.arrangement, "by_unit": self.by_unit}
        return {**super().get_form_kwargs(), **how}

    def get_initial(self) -> dict[str, Any]:
        end = year_bounds(self.arrangement.year)[1] if self.arrangement else None
        choice = self.chosen[1]
        start = {"start": self.day, "end": end, "cadre": self.request.GET.get("cadre")}
        return start | ({"target": choice.value} if choice else {})

    def get_parent(self) -> tuple[str, Any]:
        if self.arrangement is not None:
            return self.arrangement.get_absolute_url(), self.arrangement
        target = self.chosen[0]
        return (target.get_absolute_url(), target) if target else (reverse("contacts:points"), _("联系点"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        query["by_unit"] = "" if self.by_unit else "1"
        return super().get_context_data(
            finder=self.finder,
            category=self.category,
            by_unit=self.by_unit,
            other_query=query.urlencode(),
            is_cut=len(self.choices) >= SHOWN,
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.arrangement.get_absolute_url() if self.arrangement else self.result.get_absolute_url()

    def get_undo(self) -> Undo:
        if self.arrangement is not None and self.arrangement.state == "draft":
            return Undo(reverse("contacts:pairing_remove", args=[self.result.pk]))
        ended = {"on": str(self.today), "reason": str(MISTAKEN)}
        return Undo(reverse("contacts:pairing_end", args=[self.result.pk]), ended)

    def act(self, form: Any) -> Pairing:
        data = dict(form.cleaned_data)
        reason = data.pop("reason", "")
        [target] = resolve_targets(self.request.user, [data.pop("target")], on=data["start"])
        unit = data.pop("unit", None) or self._unit_of(data["cadre"], on=data["start"])
        terms = actions.Terms(unit=unit, target=target, category=self.category, arrangement=self.arrangement, **data)
        return actions.pair(terms, reason=reason, **self.stamp)

    def _unit_of(self, cadre: Cadre, *, on: datetime.date) -> Any:
        found = unit_for(cadre, self.request.user, self.arrangement, on=on)
        return found or unit_for(cadre, self.request.user, self.arrangement, on=self.today) or self._nowhere()

    def _nowhere(self) -> Any:
        if self.arrangement is not None:
            return self.arrangement.unit
        raise PermissionDenied


class PairingPage(FormPage):
    """A page about a pairing that the user keeps."""

    model = Pairing

    def permitted(self) -> bool:
        pairing = self.target
        draft = pairing.arrangement is not None and pairing.arrangement.state == "draft"
        return may_keep(self.request.user, pairing.arrangement.unit if draft else pairing.unit)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class PairingEnd(Versioned, PairingPage, TargetActionView):
    form_class = forms.EndForm
    heading = gettext_lazy("结束结对")
    submit = gettext_lazy("结束结对")
    danger = True
    success_message = gettext_lazy("结对已结束。")
    final = gettext_lazy("结束的结对不能恢复；仍需结对的，请重新结对。")

    def act(self, form: Any) -> Pairing:
        return actions.end_pairing(self.target, version=self.version, **form.cleaned_data, **self.stamp)


class PairingReplace(Versioned, PairingPage, TargetActionView):
    form_class = forms.ReplaceForm
    heading = gettext_lazy("调整结对干部")
    submit = gettext_lazy("移交")
    success_message = gettext_lazy("已移交，接手干部会收到通知。")
    final = TOLD

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pairing": self.target}

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()

    def act(self, form: Any) -> Pairing:
        return actions.replace_holder(self.target, version=self.version, **form.cleaned_data, **self.stamp)


class PairingChange(Versioned, PairingPage, TargetActionView):
    """A pairing of a draft."""

    form_class = forms.ChangeForm
    heading = gettext_lazy("修改结对")
    success_message = gettext_lazy("结对已修改。")
    final = EDITABLE

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pairing": self.target}

    def get_initial(self) -> dict[str, Any]:
        names = ("cadre", "contact_person", "start", "end")
        return {name: getattr(self.target, name) for name in names}

    def get_success_url(self) -> str:
        return self.target.arrangement.get_absolute_url() if self.target.arrangement else super().get_success_url()

    def act(self, form: Any) -> Pairing:
        data, old = form.cleaned_data, self.target
        cadre = data.get("cadre")
        unit = unit_for(cadre, None, old.arrangement, on=data["start"]) if cadre else None
        terms = actions.Terms(
            unit=unit or old.unit, target=old.target, category=old.category, arrangement=old.arrangement, **data
        )
        return actions.change_pairing(old, terms, version=self.version, **self.stamp)


class PairingRemove(PairingPage, PostActionView):
    """Takes a pairing out of a draft."""

    model = Pairing
    success_message = gettext_lazy("已从草稿中删除。")
    final = AGAIN

    def get_success_url(self) -> str:
        arrangement = self.target.arrangement
        return arrangement.get_absolute_url() if arrangement else self.target.get_absolute_url()

    def act(self, obj: Pairing) -> None:
        actions.remove_pairing(obj, **self.stamp)


class HandOver(FormPage, TargetActionView):
    """All that a cadre holds passes to another from a day on, or ends."""

    model = Cadre
    template_name = "contacts/hand_over.html"
    form_class = forms.HandOverForm
    heading = gettext_lazy("移交联系对象")
    submit = gettext_lazy("移交")
    success_message = gettext_lazy("已移交。")
    final = TOLD

    def permitted(self) -> bool:
        return keeps_cadre(self.request.user, self.target, self.today, *KEEPERS)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:points"), _("联系点")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cadre": self.target}

    def get_success_url(self) -> str:
        return reverse("contacts:hand_over", args=[self.target.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pairings=open_pairings(self.target, self.today), **kwargs)

    def act(self, form: Any) -> Any:
        return actions.hand_over_pairings(self.target, **form.cleaned_data, **self.stamp)
