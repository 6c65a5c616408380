"""The house style of a unit's contact cards."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import actions
from contacts.forms import cards as forms
from contacts.models import CardStyle
from contacts.selectors import may_keep
from contacts.views.base import FormPage, KeeperPage
from core.undo import EDITABLE
from core.views import CreatePage, EditPage, ListPage, PermittedMixin

ABOUT = gettext_lazy(
    "版式用于本单位的卡，也用于没有自己版式的下级单位。服务范围、职责和电话变更后，已发出的卡列入待换发名单。"
)


class StyleList(KeeperPage, PermittedMixin, ListPage):
    queryset = CardStyle.objects.select_related("unit")
    template_name = "contacts/card_styles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = set(CardStyle.objects.kept_by(self.request.user).values_list("pk", flat=True))
        return super().get_context_data(kept=kept, **kwargs)


class StylePage(FormPage):
    heading = gettext_lazy("连心卡版式")
    lead_text = ABOUT
    success_message = gettext_lazy("版式已保存。")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:card_styles"), _("连心卡版式")

    def get_success_url(self) -> str:
        return reverse("contacts:card_styles")


class StyleCreate(StylePage, KeeperPage, CreatePage):
    form_class = forms.NewStyleForm
    final = EDITABLE

    def act(self, form: Any) -> CardStyle:
        data = dict(form.cleaned_data)
        return actions.save_style(data.pop("unit"), data=data, on=self.today, **self.stamp)


class StyleEdit(StylePage, EditPage):
    model = CardStyle
    form_class = forms.StyleForm

    def permitted(self) -> bool:
        return may_keep(self.request.user, self.target.unit)

    def act(self, form: Any) -> CardStyle:
        data = form.cleaned_data
        return actions.save_style(self.target.unit, data=data, version=self.version, on=self.today, **self.stamp)
