"""Pages of the tree."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts import actions, selectors
from accounts.access import ADMINS
from accounts.forms import units as forms
from accounts.models import Post, Supervision, Unit
from accounts.panels import panels_for_unit
from accounts.querysets import not_over
from accounts.views.base import Acting, FormPage, FoundFirst, Versioned
from core import clock
from core.undo import EDITABLE
from core.views import CreatePage, EditPage, ListPage, OnceMixin, TargetActionView, VisibleMixin


class UnitList(FoundFirst, ListPage):
    """The tree; or, searched by name, a list."""

    model = Unit
    template_name = "accounts/units.html"
    filter_class = forms.UnitFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent").order_by("path")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        searched = bool(self.request.GET.get("q"))
        tree = [] if searched else selectors.unit_tree(self.request.user, clock.today())
        may_administer = self.request.user.access.has_role(*ADMINS)
        return super().get_context_data(searched=searched, tree=tree, may_administer=may_administer, **kwargs)


class UnitDetail(Acting, VisibleMixin, DetailView):
    model = Unit
    template_name = "accounts/unit.html"
    context_object_name = "unit"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent", "successor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit, today = self.object, self.today
        posts = Post.objects.in_force(today).filter(unit=unit).select_related("cadre").order_by("order", "pk")
        return super().get_context_data(
            above=Unit.objects.visible_to(self.request.user).filter(pk__in=unit.ancestor_ids),
            children=selectors.count_open_children(unit.children.open_on(today)).order_by("order", "path"),
            posts=posts,
            leaders=Supervision.objects.visible_to(self.request.user)
            .filter(not_over(today), unit=unit)
            .select_related("leader"),
            groups=unit.groups.filter(closed_on=None),
            events=unit.events.select_related("other"),
            panels=panels_for_unit(self.request.user, unit, on=today),
            may_administer=self.administers(unit) and unit.closed_on is None,
            may_keep=self.keeps(unit) and unit.closed_on is None,
            **kwargs,
        )


class Found(Acting, FormPage, CreatePage):
    """An empty installation begins here."""

    form_class = forms.FoundForm
    heading = gettext_lazy("建立组织")
    lead_text = gettext_lazy("系统内还没有单位。请先建立最上级单位，其余单位都在它之下。")
    submit = gettext_lazy("建立")
    success_message = gettext_lazy("组织已建立，常用节日和时节已一并设好。")
    success_url = reverse_lazy("home")
    final = gettext_lazy("填错的，可以随时修改；要从头再来的，在“准备工作”中重新开始。")

    def permitted(self) -> bool:
        return self.request.user.is_superuser and not Unit.objects.exists()

    def get_parent(self) -> tuple[str, Any]:
        return reverse("home"), _("首页")

    def act(self, form: Any) -> Unit:
        return actions.found_organisation(**form.cleaned_data, **self.stamp)


class UnitAction(Acting, FormPage, TargetActionView):
    """A form on a unit, for those who administer it."""

    model = Unit

    def permitted(self) -> bool:
        return self.administers(self.target) and self.target.closed_on is None

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class UnitCreate(OnceMixin, UnitAction):
    form_class = forms.UnitForm
    heading = gettext_lazy("新增下级单位")
    success_message = gettext_lazy("单位已新增。")
    final = EDITABLE

    def act(self, form: Any) -> Unit:
        return actions.create_unit(self.target, **form.cleaned_data, **self.stamp)


class UnitEdit(Acting, FormPage, EditPage):
    model = Unit
    form_class = forms.UnitEditForm
    heading = gettext_lazy("修改单位资料")
    success_message = gettext_lazy("已保存。")

    def permitted(self) -> bool:
        return self.administers(self.target)

    def act(self, form: Any) -> Unit:
        return actions.edit_unit(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class UnitChange(Versioned, UnitAction):
    """A change of the tree, with its day."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "user": self.request.user,
            "unit": self.target,
            "today": self.today,
        }


class UnitRename(UnitChange):
    form_class = forms.RenameForm
    heading = gettext_lazy("单位更名")
    lead_text = gettext_lazy("原名称保留在变更记录中。")
    success_message = gettext_lazy("单位已更名。")
    final = gettext_lazy("更名已记入单位沿革；改错的，请再次更名。")

    def act(self, form: Any) -> Unit:
        return actions.rename_unit(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class UnitMove(UnitChange):
    form_class = forms.MoveForm
    heading = gettext_lazy("调整隶属关系")
    lead_text = gettext_lazy("该单位连同全部下级单位一起调整。以往的走访记录仍按当时的隶属关系统计。")
    success_message = gettext_lazy("隶属关系已调整。")
    final = gettext_lazy("隶属关系弄错的，请再次调整。")

    def act(self, form: Any) -> Unit:
        return actions.move_unit(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class UnitMerge(UnitChange):
    template_name = "accounts/unit_merge.html"
    form_class = forms.MergeForm
    heading = gettext_lazy("并入其他单位")
    submit = gettext_lazy("并入")
    danger = True
    success_message = gettext_lazy("单位已并入。原单位的角色授权已终止，请在新单位重新授权。")
    final = gettext_lazy("合并不能撤销，原单位的人员和记录已归到新单位。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = Post.objects.in_force(self.today).filter(unit=self.target).count()
        children = self.target.children.filter(closed_on=None).count()
        handed_on = actions.handed_on(self.target)
        return super().get_context_data(posts=posts, children=children, handed_on=handed_on, **kwargs)

    def act(self, form: Any) -> Unit:
        return actions.merge_units(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class UnitSplit(OnceMixin, UnitChange):
    form_class = forms.SplitForm
    heading = gettext_lazy("分设新单位")
    lead_text = gettext_lazy("新单位与原单位同属一个上级，选中的干部和下级单位划入新单位。")
    submit = gettext_lazy("分设")
    success_message = gettext_lazy("新单位已分设。")
    final = gettext_lazy("分错的，可以并回原单位。")

    def permitted(self) -> bool:
        parent = self.target.parent
        return super().permitted() and parent is not None and self.request.user.access.covers(parent.path, *ADMINS)

    def act(self, form: Any) -> Unit:
        return actions.split_unit(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class UnitClose(UnitChange):
    form_class = forms.CloseForm
    heading = gettext_lazy("撤销单位")
    lead_text = gettext_lazy("撤销后不能再登记新内容，以往记录全部保留。")
    submit = gettext_lazy("撤销单位")
    danger = True
    success_message = gettext_lazy("单位已撤销。")
    final = gettext_lazy("撤销的单位不能恢复；仍需使用的，请新增单位。")
    success_url = reverse_lazy("accounts:units")

    def get_success_url(self) -> str:
        return str(self.success_url)

    def act(self, form: Any) -> Unit:
        return actions.close_unit(self.target, **form.cleaned_data, version=self.version, **self.stamp)
