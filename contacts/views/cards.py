"""Contact cards (连心卡, R6): the list, one card, making them, changing and withdrawing one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView

from accounts.forms.base import PlainForm
from accounts.views.base import Acting, Versioned
from contacts import actions
from contacts.exports.cards import printed
from contacts.forms import cards as forms
from contacts.models import ContactCard
from contacts.selectors import may_hand_over, may_keep
from contacts.views.base import FormPage, KeeperPage, PlaceList
from core.undo import EDITABLE
from core.views import ActionView, CreatePage, EditPage, TargetActionView, VisibleMixin
from core.wording import joined


class CardList(PlaceList):
    model = ContactCard
    template_name = "contacts/cards.html"
    filter_class = forms.CardFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "cadre", "current").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for card in context["object_list"]:
            card.may_hand_over = card.withdrawn_on is None and may_hand_over(self.request.user, card)
        return context


class CardDetail(Acting, VisibleMixin, DetailView):
    model = ContactCard
    template_name = "contacts/card.html"
    context_object_name = "card"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "cadre", "current").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, card = self.request.user, self.object
        in_use = card.withdrawn_on is None
        return super().get_context_data(
            printed=next(iter(printed([card])), None),
            wordings=card.wordings.all(),
            print_form=forms.PrintForm(),
            may_keep=in_use and may_keep(user, card.unit),
            may_hand_over=in_use and may_hand_over(user, card),
            **kwargs,
        )


class CardCreate(FormPage, KeeperPage, CreatePage):
    form_class = forms.CardForm
    heading = gettext_lazy("制作连心卡")
    lead_text = gettext_lazy("卡上内容取自干部的任职、电话、结对和单位版式，只填写与之不同的内容。")
    success_message = gettext_lazy("连心卡已制作。")
    undo_view = "contacts:card_withdraw"

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:cards"), _("连心卡")

    def act(self, form: Any) -> ContactCard:
        return actions.create_card(data=form.cleaned_data, on=self.today, **self.stamp)


class KeptCard(FormPage):
    """A page about a card of a unit that the user keeps."""

    model = ContactCard

    def permitted(self) -> bool:
        return may_keep(self.request.user, self.target.unit)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class CardEdit(KeptCard, EditPage):
    form_class = forms.CardEditForm
    heading = gettext_lazy("修改连心卡")
    lead_text = gettext_lazy("保存后生成新的版次，已发出的卡列入待换发名单。")
    success_message = gettext_lazy("连心卡已保存。")

    def act(self, form: Any) -> ContactCard:
        return actions.edit_card(self.target, data=form.cleaned_data, version=self.version, on=self.today, **self.stamp)


class CardWithdraw(Versioned, KeptCard, TargetActionView):
    form_class = PlainForm
    heading = gettext_lazy("停用连心卡")
    submit = gettext_lazy("停用")
    danger = True
    lead_text = gettext_lazy("停用后不能恢复，需要时另制新卡；持卡户列入待换发名单。")
    success_message = gettext_lazy("连心卡已停用，持卡户列入待换发名单。")
    final = gettext_lazy("停用的卡不能恢复；仍需使用的，请重新制作。")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {name: value for name, value in kwargs.items() if name not in ("user", "today")}

    def act(self, form: Any) -> ContactCard:
        return actions.withdraw_card(self.target, version=self.version, on=self.today, **self.stamp)


class CardsMake(FormPage, KeeperPage, ActionView):
    """A card for everybody in a unit who has none."""

    form_class = forms.MakeForm
    heading = gettext_lazy("批量制卡")
    submit = gettext_lazy("制卡")
    lead_text = gettext_lazy("为单位中还没有连心卡的干部各制一张，内容取自任职、电话、结对和单位版式。")
    final = EDITABLE

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:cards"), _("连心卡")

    def act(self, form: Any) -> tuple[int, list[Any]]:
        return actions.make_cards(**form.cleaned_data, on=self.today, **self.stamp)

    def get_success_message(self) -> str:
        count = self.result[0]
        return ngettext("已制作%(count)d张连心卡。", "已制作%(count)d张连心卡。", count) % {"count": count}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.result and self.result[1]:
            warn_of_missing_phones(self.request, self.result[1])
        return response

    def get_success_url(self) -> str:
        return reverse("contacts:cards")


def warn_of_missing_phones(request: HttpRequest, cadres: list[Any]) -> None:
    text = _("以下干部没有电话，没有制卡：%(names)s。请在干部资料中补填后再制卡。")
    messages.warning(request, text % {"names": joined(cadres[:20])})
