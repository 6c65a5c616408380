"""Pages of the categories of contacts."""

from typing import Any

from django.db.models import Count
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.views.base import Acting
from contacts import actions
from contacts.actions.categories import may_keep_categories
from contacts.forms import points as forms
from contacts.models import ContactCategory
from contacts.views.base import FormPage
from core.views import CreatePage, EditPage, ListPage, PostActionView


class CategoryList(ListPage):
    model = ContactCategory
    template_name = "contacts/categories.html"
    paginate_by = 100

    def get_queryset(self) -> Any:
        return super().get_queryset().annotate(pairing_count=Count("pairings")).order_by("order", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_write=may_keep_categories(self.request.user), **kwargs)


class Kept:
    """Categories are kept by administrators."""

    success_url = reverse_lazy("contacts:categories")

    def permitted(self) -> bool:
        return may_keep_categories(self.request.user)  # type: ignore[attr-defined]


class CategoryPage(Kept, FormPage):
    success_message = gettext_lazy("类别已保存。")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:categories"), _("联系类别")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {name: value for name, value in kwargs.items() if name not in ("user", "today")}


class CategoryCreate(CategoryPage, CreatePage):
    form_class = forms.CategoryForm
    heading = gettext_lazy("新增类别")
    undo_view = "contacts:category_retire"

    def act(self, form: Any) -> ContactCategory:
        return actions.create_category(**form.cleaned_data, **self.stamp)


class CategoryEdit(CategoryPage, EditPage):
    model = ContactCategory
    form_class = forms.CategoryEditForm
    heading = gettext_lazy("编辑类别")

    def act(self, form: Any) -> ContactCategory:
        return actions.edit_category(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class CategoryRetire(Kept, Acting, PostActionView):
    model = ContactCategory
    success_message = gettext_lazy("类别已停用。")
    undo_view = "contacts:category_restore"

    def act(self, obj: ContactCategory) -> None:
        actions.retire_category(obj, on=self.today, **self.stamp)


class CategoryRestore(Kept, Acting, PostActionView):
    model = ContactCategory
    success_message = gettext_lazy("类别已恢复使用。")
    undo_view = "contacts:category_retire"

    def act(self, obj: ContactCategory) -> None:
        actions.restore_category(obj, **self.stamp)
