"""Pages of the kinds of contact work."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.views.base import Acting, FormPage
from core.views import CreatePage, EditPage, ListPage, PostActionView
from visits import actions
from visits.actions.kinds import may_keep_kinds
from visits.forms.kinds import KindEditForm, KindForm
from visits.models import VisitKind


class KindList(ListPage):
    model = VisitKind
    template_name = "visits/kinds.html"
    paginate_by = 100

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_write=may_keep_kinds(self.request.user), **kwargs)


class Kept(Acting):
    """Kinds are kept by administrators."""

    success_url = reverse_lazy("visits:kinds")

    def permitted(self) -> bool:
        return may_keep_kinds(self.request.user)  # type: ignore[attr-defined]


class KindPage(Kept, FormPage):
    success_message = gettext_lazy("走访形式已保存。")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("visits:kinds"), _("走访形式")


class KindCreate(KindPage, CreatePage):
    form_class = KindForm
    heading = gettext_lazy("新增走访形式")
    undo_view = "visits:kind_retire"

    def act(self, form: Any) -> VisitKind:
        return actions.create_kind(**form.cleaned(), **self.stamp)


class KindEdit(KindPage, EditPage):
    model = VisitKind
    form_class = KindEditForm
    heading = gettext_lazy("编辑走访形式")

    def get_lead_text(self) -> Any:
        return _("系统自带的走访形式只能改名称和排序。") if self.target.is_shipped else ""

    def act(self, form: Any) -> VisitKind:
        return actions.edit_kind(self.target, **form.cleaned(), version=self.version, **self.stamp)


class KindRetire(Kept, PostActionView):
    model = VisitKind
    success_message = gettext_lazy("走访形式已停用。")
    undo_view = "visits:kind_restore"

    def act(self, obj: VisitKind) -> None:
        actions.retire_kind(obj, on=self.today, **self.stamp)


class KindRestore(Kept, PostActionView):
    model = VisitKind
    success_message = gettext_lazy("走访形式已恢复使用。")
    undo_view = "visits:kind_retire"

    def act(self, obj: VisitKind) -> None:
        actions.restore_kind(obj, **self.stamp)
