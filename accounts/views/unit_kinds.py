"""Pages of the kinds of unit that an organisation added."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.actions.unit_kinds import may_keep_unit_kinds
from accounts.forms.unit_kinds import UnitKindEditForm, UnitKindForm
from accounts.models import OwnUnitKind, UnitKind
from accounts.views.base import Acting, FormPage
from core.views import CreatePage, EditPage, ListPage, PostActionView


class UnitKindList(ListPage):
    model = OwnUnitKind
    template_name = "accounts/unit_kinds.html"
    paginate_by = 100

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_write = may_keep_unit_kinds(self.request.user)
        return super().get_context_data(may_write=may_write, shipped=UnitKind.choices, **kwargs)


class Kept(Acting):
    """Kinds are kept by administrators."""

    success_url = reverse_lazy("accounts:unit_kinds")

    def permitted(self) -> bool:
        return may_keep_unit_kinds(self.request.user)  # type: ignore[attr-defined]


class UnitKindPage(Kept, FormPage):
    success_message = gettext_lazy("单位类型已保存。")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:unit_kinds"), _("单位类型")


class UnitKindCreate(UnitKindPage, CreatePage):
    form_class = UnitKindForm
    heading = gettext_lazy("新增单位类型")
    undo_view = "accounts:unit_kind_retire"

    def act(self, form: Any) -> OwnUnitKind:
        return actions.create_unit_kind(**form.cleaned_data, **self.stamp)


class UnitKindEdit(UnitKindPage, EditPage):
    model = OwnUnitKind
    form_class = UnitKindEditForm
    heading = gettext_lazy("编辑单位类型")

    def act(self, form: Any) -> OwnUnitKind:
        return actions.edit_unit_kind(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class UnitKindRetire(Kept, PostActionView):
    model = OwnUnitKind
    success_message = gettext_lazy("单位类型已停用。")
    undo_view = "accounts:unit_kind_restore"

    def act(self, obj: OwnUnitKind) -> None:
        actions.retire_unit_kind(obj, on=self.today, **self.stamp)


class UnitKindRestore(Kept, PostActionView):
    model = OwnUnitKind
    success_message = gettext_lazy("单位类型已恢复使用。")
    undo_view = "accounts:unit_kind_retire"

    def act(self, obj: OwnUnitKind) -> None:
        actions.restore_unit_kind(obj, **self.stamp)
