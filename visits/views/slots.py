"""One day of duty: who, where, whether it was held; a substitute, an exchange, another place, no duty."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.views.base import Acting, Versioned
from accounts.views.base import FormPage as BaseFormPage
from core.undo import AGAIN, EDITABLE, TOLD
from core.views import PostActionView, TargetActionView, TargetMixin
from visits import actions
from visits.forms.rotas import CancelSlotForm, PlaceForm, SubstituteForm, SwapForm
from visits.models import RotaSlot, SlotSwap
from visits.selectors import rotas as selectors


class SlotMixin(Acting, TargetMixin):
    model = RotaSlot
    context_object_name = "slot"

    def get_queryset(self) -> Any:
        return super().get_queryset().with_state(self.today).for_list()

    @property
    def may_keep(self) -> bool:
        return selectors.may_keep(self.request.user, self.target.rota)  # type: ignore[attr-defined]

    @property
    def is_own(self) -> bool:
        return self.target.cadre_id in self.request.user.access.cadre_ids  # type: ignore[attr-defined]


class SlotPage(SlotMixin, DetailView):
    template_name = "visits/slot.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slot, user = self.target, self.request.user
        posts = selectors.posts_on([(slot.on_duty_id, slot.day)])
        line = selectors.Line(slot, slot.state, posts[slot.on_duty_id, slot.day])
        swaps = SlotSwap.objects.visible_to(user).open().filter(mine=slot)
        return super().get_context_data(
            line=line,
            may_keep=self.may_keep,
            may_change=line.is_open and (self.may_keep or self.is_own),
            may_swap=selectors.may_be_swapped(slot, self.today) and (self.may_keep or self.is_own),
            swaps=selectors.swap_lines(swaps, user),
            **kwargs,
        )


class SlotForm(SlotMixin, Versioned, BaseFormPage, TargetActionView):
    """A form about one day, of those whose day it is and of keepers."""

    def permitted(self) -> bool:
        return self.may_keep or self.is_own

    def get_parent(self) -> tuple[str, Any]:
        return self.target.rota.get_absolute_url(), self.target.rota

    def get_lead_text(self) -> str:
        words = {"day": date_format(self.target.day, "DATE_FORMAT"), "name": self.target.on_duty or "–"}
        return _("%(day)s，值班干部：%(name)s") % words


class KeeperForm(SlotForm):
    def permitted(self) -> bool:
        return self.may_keep


class Substitute(SlotForm):
    form_class = SubstituteForm
    heading = gettext_lazy("安排替班")
    submit = gettext_lazy("安排替班")
    success_message = gettext_lazy("已安排替班，并通知有关同志。")
    undo_view = "visits:slot_end_substitution"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"slot": self.target}

    def act(self, form: SubstituteForm) -> RotaSlot:
        return actions.substitute_slot(self.target, version=self.version, **form.cleaned_data, **self.stamp)


class Swap(SlotForm):
    """A keeper exchanges the days at once; whose day it is asks the other one."""

    form_class = SwapForm
    heading = gettext_lazy("调班")
    final = TOLD

    @property
    def submit(self) -> str:
        return _("调换") if self.may_keep else _("请求对方同意")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"slot": self.target, "today": self.today}

    def get_success_message(self) -> str:
        return _("已调换，并通知双方。") if self.may_keep else _("已向对方提出，对方同意后调换。")

    def act(self, form: SwapForm) -> RotaSlot:
        other = form.cleaned_data["other"]
        if self.may_keep:
            actions.swap_slots(self.target, other, **self.stamp)
        else:
            actions.ask_swap(self.target, other, reason=form.cleaned_data["reason"], **self.stamp)
        return self.target


class Cancel(KeeperForm):
    form_class = CancelSlotForm
    heading = gettext_lazy("取消这次值班")
    submit = gettext_lazy("取消值班")
    danger = True
    success_message = gettext_lazy("已取消，并通知值班干部。")
    undo_view = "visits:slot_restore"

    def act(self, form: CancelSlotForm) -> RotaSlot:
        return actions.cancel_slot(self.target, version=self.version, **form.cleaned_data, **self.stamp)


class Place(KeeperForm):
    form_class = PlaceForm
    heading = gettext_lazy("更改本次地点")
    success_message = gettext_lazy("已保存，并通知值班干部。")
    final = EDITABLE

    def get_initial(self) -> dict[str, Any]:
        return {"place": self.target.place}

    def act(self, form: PlaceForm) -> RotaSlot:
        return actions.place_slot(self.target, version=self.version, **form.cleaned_data, **self.stamp)


class Restore(SlotMixin, PostActionView):
    success_message = gettext_lazy("已恢复值班。")
    final = gettext_lazy("恢复错的，可以再次取消值班。")

    def permitted(self) -> bool:
        return self.may_keep

    def act(self, obj: RotaSlot) -> None:
        actions.restore_slot(obj, **self.stamp)


class EndSubstitution(SlotMixin, PostActionView):
    success_message = gettext_lazy("已取消替班。")
    final = gettext_lazy("取消错的，请重新安排替班。")

    def permitted(self) -> bool:
        return self.may_keep or self.is_own

    def act(self, obj: RotaSlot) -> None:
        actions.end_substitution(obj, **self.stamp)


class SwapButton(Acting, PostActionView):
    """What becomes of a request; only the two whose days they are decide."""

    model = SlotSwap
    decides = "asked_id"

    def permitted(self) -> bool:
        return getattr(self.target, self.decides) in self.request.user.access.cadre_ids

    def get_success_url(self) -> str:
        return reverse("visits:rota", args=[self.target.mine.rota_id])


class SwapAgree(SwapButton):
    success_message = gettext_lazy("已同意调班。")
    final = TOLD

    def act(self, obj: SlotSwap) -> None:
        actions.answer_swap(obj, agrees=True, **self.stamp)


class SwapDecline(SwapButton):
    success_message = gettext_lazy("已答复对方不同意调班。")
    final = TOLD

    def act(self, obj: SlotSwap) -> None:
        actions.answer_swap(obj, agrees=False, **self.stamp)


class SwapWithdraw(SwapButton):
    decides = "asker_id"
    success_message = gettext_lazy("已撤回调班请求。")
    final = AGAIN

    def act(self, obj: SlotSwap) -> None:
        actions.withdraw_swap(obj, **self.stamp)
