"""What one keeps about lists: saving a view, one's views, sharing them, choosing columns."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts import actions
from accounts.forms.lists import SavedViewForm
from accounts.models import SavedView
from accounts.views.base import Acting, FormPage
from core.errors import DomainError
from core.lists import kept
from core.lists.page import filters_of
from core.undo import Undo
from core.views import EditPage, ListPage, PostActionView, UserFormMixin, local_url, say

# Names of lists ("accounts:cadres") and of columns.
WORD = re.compile(r"[a-z_:]{1,100}")


class SavedViews(ListPage):
    """One's own views of all lists."""

    model = SavedView
    template_name = "accounts/saved_views.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")


def list_at(path: str) -> Any:
    """The list page that stands at a path of this site, or None."""
    if len(path) > SavedView._meta.get_field("path").max_length:
        return None
    try:
        kind = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        return None
    return kind() if kind is not None and issubclass(kind, ListPage) and kind.filter_class else None


class ViewSave(Acting, View):
    """Keeps the list that one has in front of one, and stays there."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = {name: request.POST.get(name, "").replace("\x00", "") for name in ("path", "query", "name")}
        # Only what narrows a list: an address that is passed on must not lead to anything else.
        asked["query"] = filters_of(QueryDict(asked["query"])).urlencode()
        page = list_at(asked["path"])
        if page is None:
            return say(request, _("这个列表不能保存查询。"), then="accounts:saved_views", level="error")
        back = kept.address(asked["path"], asked["query"])
        is_default = "is_default" in request.POST
        before = SavedView.objects.visible_to(request.user).filter(path=asked["path"], name=asked["name"]).first()
        try:
            view = actions.save_view(**asked, title=page.get_title(), is_default=is_default, **self.stamp)
        except DomainError as error:
            return say(request, error.message, then=back, level="error")
        return say(
            request, _("已保存为常用查询“%(name)s”。") % {"name": view.name}, then=back, undo=_undo(view, before, back)
        )


def _undo(view: SavedView, before: SavedView | None, back: str) -> Undo:
    """What was kept under the name before is kept again; a new view goes."""
    if before is not None:
        return Undo(reverse("accounts:view_save"), {"path": before.path, "query": before.query, "name": before.name})
    return Undo(reverse("accounts:view_delete", args=[view.pk]), {"next": back})


class ViewEdit(UserFormMixin, Acting, FormPage, EditPage):
    """Its name, with whom it is shared, and whether the list opens with it."""

    model = SavedView
    form_class = SavedViewForm
    heading = gettext_lazy("修改常用查询")
    success_message = gettext_lazy("已保存。")
    success_url = reverse_lazy("accounts:saved_views")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:saved_views"), _("常用查询")

    def act(self, form: Any) -> SavedView:
        return actions.edit_view(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class ViewDelete(Acting, PostActionView):
    """Its undo keeps it anew."""

    model = SavedView
    success_url = reverse_lazy("accounts:saved_views")
    success_message = gettext_lazy("已删除常用查询。")

    def act(self, obj: SavedView) -> None:
        self.was = {"path": obj.path, "query": obj.query, "name": obj.name}
        if obj.is_default:
            self.was["is_default"] = "1"
        actions.delete_view(obj, **self.stamp)

    def get_undo(self) -> Undo:
        return Undo(reverse("accounts:view_save"), self.was)


class Columns(View):
    """Which columns a list shows to oneself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        back = local_url(request, request.POST.get("next"), otherwise=reverse("home"))
        user: Any = request.user
        name, columns = request.POST.get("list", ""), request.POST.getlist("column")[:40]
        if not all(WORD.fullmatch(word) for word in (name, *columns)):
            return say(request, _("这个列表不能选择列。"), then=back, level="error")
        actions.choose_columns(name=name, columns=None if "usual" in request.POST else columns, by=user)
        return say(request, _("已按您的选择显示列。"), then=back)
