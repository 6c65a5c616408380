"""Pages of groups."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts import actions
from accounts.access import KEEPERS
from accounts.forms import groups as forms
from accounts.forms.base import EndForm, OnForm
from accounts.models import Group, GroupMembership
from accounts.views.base import Acting, FormPage, Versioned
from core.undo import AGAIN, EDITABLE
from core.views import (
    CreatePage,
    EditPage,
    ListPage,
    OnceMixin,
    TargetActionView,
    UserFormMixin,
    VisibleMixin,
)


class GroupList(Acting, ListPage):
    model = Group
    template_name = "accounts/groups.html"
    filter_class = forms.GroupFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET}

    def get_queryset(self) -> Any:
        members = Count("memberships", filter=Q(memberships__end=None))
        return super().get_queryset().select_related("unit").annotate(members=members).order_by("kind", "name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_create=self.request.user.access.has_role(*KEEPERS), **kwargs)


class GroupDetail(Acting, VisibleMixin, DetailView):
    model = Group
    template_name = "accounts/group.html"
    context_object_name = "group"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.object.memberships.select_related("cadre"))
        return super().get_context_data(
            members=[row for row in rows if row.end is None],
            former=sorted((row for row in rows if row.end), key=lambda row: row.end, reverse=True),
            may_keep=self.keeps(self.object.unit) and self.object.closed_on is None,
            **kwargs,
        )


class GroupCreate(Acting, FormPage, UserFormMixin, CreatePage):
    form_class = forms.GroupForm
    heading = _("新增小组")
    success_message = _("小组已新增。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:groups"), _("班子与小组")

    def act(self, form: Any) -> Group:
        return actions.create_group(**form.cleaned_data, **self.stamp)


class OnGroup(Acting, FormPage):
    """A page about a group, for those who keep it."""

    model: Any = Group

    @property
    def group(self) -> Group:
        return self.target if isinstance(self.target, Group) else self.target.group

    def permitted(self) -> bool:
        return self.keeps(self.group.unit) and self.group.closed_on is None

    def get_parent(self) -> tuple[str, Any]:
        return self.group.get_absolute_url(), self.group

    def get_success_url(self) -> str:
        return self.group.get_absolute_url()


class GroupEdit(OnGroup, EditPage):
    form_class = forms.GroupEditForm
    heading = _("修改小组")
    success_message = _("已保存。")

    def act(self, form: Any) -> Group:
        return actions.edit_group(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class GroupClose(Versioned, OnGroup, TargetActionView):
    form_class = OnForm
    heading = _("撤销小组")
    submit = _("撤销小组")
    lead_text = _("成员的任期随之结束，以往记录全部保留。")
    danger = True
    success_message = _("小组已撤销。")
    final = _("撤销的小组不能恢复；仍需使用的，请新增小组。")

    def act(self, form: Any) -> Group:
        return actions.close_group(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class MemberAdd(OnceMixin, OnGroup, TargetActionView):
    form_class = forms.MemberForm
    heading = _("增加成员")
    success_message = _("成员已增加。")
    final = _("加错的，可以登记退出。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> GroupMembership:
        return actions.add_member(self.target, **form.cleaned_data, **self.stamp)


class OnMembership(OnGroup):
    """Whoever sees the group sees who belongs to it, wherever they serve."""

    model = GroupMembership

    def get_queryset(self) -> Any:
        groups = Group.objects.visible_to(self.request.user)
        return GroupMembership.objects.filter(group__in=groups).select_related("group__unit", "cadre")


class MemberEnd(OnMembership, TargetActionView):
    form_class = EndForm
    heading = _("退出小组")
    success_message = _("已登记退出。")
    final = AGAIN

    def get_lead_text(self) -> Any:
        return self.target.cadre.name

    def act(self, form: Any) -> GroupMembership:
        return actions.end_membership(self.target, **form.cleaned_data, **self.stamp)


class MakeConvenor(OnMembership, TargetActionView):
    form_class = OnForm
    heading = _("设为召集人")
    success_message = _("召集人已变更。")
    final = _("指定错的，请重新指定召集人。")

    def get_lead_text(self) -> Any:
        return self.target.cadre.name

    def act(self, form: Any) -> GroupMembership:
        return actions.make_convenor(self.target, **form.cleaned_data, **self.stamp)
