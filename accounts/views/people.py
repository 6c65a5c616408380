"""Pages of cadres: list, detail, posts, leave, secondment."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts import actions, selectors
from accounts.access import KEEPERS
from accounts.actions.cadres import PERSONNEL
from accounts.bulks import JoinGroup
from accounts.columns import CADRES
from accounts.forms import people as forms
from accounts.forms.base import EndForm
from accounts.models import Cadre, Leave, Post, Secondment, Supervision, Unit, User
from accounts.panels import panels_for
from accounts.querysets import not_over
from accounts.views.base import Acting, FormPage
from accounts.views.users import READERS as LOG_IN_READERS
from core.keys import parse_number
from core.undo import AGAIN, EDITABLE
from core.views import (
    CreatePage,
    EditPage,
    ListPage,
    OnceMixin,
    PostActionView,
    TargetActionView,
    UserFormMixin,
    VisibleMixin,
)


class CadreList(Acting, ListPage):
    model = Cadre
    template_name = "accounts/cadres.html"
    filter_class = forms.CadreFilter
    columns = CADRES
    bulks = (JoinGroup,)
    cells, row_name = "accounts/_cadre_cells.html", "cadre"

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user, "today": self.today}

    def get_queryset(self) -> Any:
        return selectors.with_posts(super().get_queryset(), self.today).order_by("name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_create=self.request.user.access.has_role(*KEEPERS), **kwargs)


class CadreDetail(Acting, VisibleMixin, DetailView):
    model = Cadre
    template_name = "accounts/cadre.html"
    context_object_name = "cadre"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cadre, user, today = self.object, self.request.user, self.today
        posts = self._posts()
        now = [post for post in posts if post.is_held_on(today)]
        return super().get_context_data(
            posts=posts,
            main_post_problem=selectors.main_post_problem(now),
            memberships=cadre.memberships.select_related("group__unit").order_by("-start"),
            leaves=Leave.objects.visible_to(user).filter(cadre=cadre),
            secondments=Secondment.objects.visible_to(user).filter(cadre=cadre).select_related("host"),
            log_in=User.objects.visible_to(user).filter(cadre=cadre).first(),
            panels=panels_for(user, cadre, on=today),
            **self._supervision(),
            **self._permissions(),
            **kwargs,
        )

    def _supervision(self) -> dict[str, Any]:
        rows = Supervision.objects.visible_to(self.request.user)
        return {
            "supervisions": rows.filter(leader=self.object).select_related("unit", "cadre"),
            "supervised_by": rows.filter(not_over(self.today), cadre=self.object).select_related("leader"),
        }

    def _posts(self) -> list[Any]:
        posts: list[Any] = list(self.object.posts.select_related("unit").order_by("-start", "-pk"))
        for post in posts:
            post.may_change = self.keeps(post.unit)
        return posts

    def _permissions(self) -> dict[str, Any]:
        cadre, user, today = self.object, self.request.user, self.today
        serves = cadre.left_on is None
        may_keep = serves and selectors.keeps_cadre(user, cadre, today, *KEEPERS)
        return {
            "sees_personal_data": selectors.sees_personal_data(user, cadre),
            "reads_log_ins": user.access.has_role(*LOG_IN_READERS),
            "may_keep": may_keep,
            "may_register_leave": serves and selectors.keeps_cadre(user, cadre, today, *PERSONNEL),
            "hanging": selectors.hanging_on(cadre, today) if may_keep else [],
        }


class CadreCreate(Acting, FormPage, UserFormMixin, CreatePage):
    form_class = forms.CadreCreateForm
    heading = _("新增干部")
    success_message = _("干部已新增。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    def get_initial(self) -> dict[str, Any]:
        unit = Unit.objects.kept_by(self.request.user).filter(pk=parse_number(self.request.GET.get("unit"))).first()
        return {"unit": unit}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:cadres"), _("干部")

    def act(self, form: Any) -> Cadre:
        return actions.create_cadre(**form.cleaned_data, **self.stamp)


class KeepsCadre(Acting):
    """For those who keep the cadre of the page."""

    roles: tuple[str, ...] = KEEPERS

    def permitted(self) -> bool:
        cadre = self.cadre
        return cadre.left_on is None and selectors.keeps_cadre(self.request.user, cadre, self.today, *self.roles)

    @property
    def cadre(self) -> Cadre:
        return self.target if isinstance(self.target, Cadre) else self.target.cadre

    def get_parent(self) -> tuple[str, Any]:
        return self.cadre.get_absolute_url(), self.cadre

    def get_success_url(self) -> str:
        return self.cadre.get_absolute_url()


class CadreEdit(KeepsCadre, FormPage, EditPage):
    model = Cadre
    form_class = forms.CadreForm
    heading = _("修改干部资料")
    success_message = _("已保存。")

    def act(self, form: Any) -> Cadre:
        return actions.edit_cadre(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class PostCreate(OnceMixin, KeepsCadre, FormPage, UserFormMixin, TargetActionView):
    model = Cadre
    form_class = forms.PostForm
    heading = _("新增任职")
    lead_text = _("原有职务继续有效；不再担任的，请另行办理免职。")
    success_message = _("任职已登记。")
    final = _("填错的，可以更正任职或者免去职务。")

    def permitted(self) -> bool:
        """A keeper of any unit may appoint whom they see: whoever comes from elsewhere is not kept there yet."""
        return self.target.left_on is None and self.request.user.access.has_role(*KEEPERS)

    def act(self, form: Any) -> Post:
        return actions.add_post(self.target, **form.cleaned_data, **self.stamp)


class OnPost(KeepsCadre):
    """A page about one post, for those who keep its unit."""

    model = Post

    def permitted(self) -> bool:
        return self.keeps(self.target.unit)


class PostEdit(OnPost, FormPage, EditPage):
    form_class = forms.PostEditForm
    heading = _("更正任职")
    success_message = _("已保存。")

    @property
    def opened_version(self) -> int:
        return self.target.cadre.version

    def act(self, form: Any) -> Post:
        return actions.edit_post(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class PostEnd(OnPost, FormPage, TargetActionView):
    form_class = EndForm
    heading = _("免去职务")
    submit = _("免去职务")
    success_message = _("已免去职务。")
    final = _("免职不能撤销；办错的，请重新登记任职。")

    def get_lead_text(self) -> Any:
        return str(self.target)

    def act(self, form: Any) -> Post:
        return actions.end_post(self.target, **form.cleaned_data, **self.stamp)


class LeaveCreate(OnceMixin, KeepsCadre, FormPage, TargetActionView):
    model = Cadre
    roles = PERSONNEL
    form_class = forms.LeaveForm
    heading = _("登记请假")
    lead_text = _("请假期间不计应完成的职责。不需要填写原因。")
    success_message = _("请假已登记。")
    undo_view = "accounts:leave_remove"

    def act(self, form: Any) -> Leave:
        return actions.add_leave(self.target, **form.cleaned_data, **self.stamp)


class LeaveRemove(KeepsCadre, PostActionView):
    model = Leave
    roles = PERSONNEL
    success_message = _("请假登记已取消。")
    final = AGAIN

    def act(self, obj: Any) -> None:
        actions.remove_leave(obj, **self.stamp)


class SecondmentCreate(OnceMixin, KeepsCadre, FormPage, UserFormMixin, TargetActionView):
    model = Cadre
    roles = PERSONNEL
    form_class = forms.SecondmentForm
    heading = _("登记下基层锻炼")
    lead_text = _("锻炼期间不计原单位的职责。")
    success_message = _("下基层锻炼已登记。")
    final = _("填错的，请登记结束日期后重新登记。")

    def act(self, form: Any) -> Secondment:
        return actions.start_secondment(self.target, **form.cleaned_data, **self.stamp)


class SecondmentEnd(KeepsCadre, FormPage, TargetActionView):
    model = Secondment
    roles = PERSONNEL
    form_class = EndForm
    heading = _("结束下基层锻炼")
    success_message = _("已登记结束日期。")
    final = AGAIN

    def act(self, form: Any) -> Secondment:
        return actions.end_secondment(self.target, **form.cleaned_data, **self.stamp)


class Leaver(KeepsCadre, FormPage, TargetActionView):
    """Everything that hangs on a cadre, and to whom it goes."""

    model = Cadre
    template_name = "accounts/leaver.html"
    form_class = forms.LeaverForm
    heading = _("离任交接")
    submit = _("办理离任")
    danger = True
    success_message = _("离任交接已办理。")
    final = _("离任交接不能撤销，结对和分管已经移交；返岗的，请重新登记任职。")

    def get_form_kwargs(self) -> dict[str, Any]:
        mine = {"user": self.request.user, "cadre": self.target, "today": self.today}
        return {**super().get_form_kwargs(), **mine}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cadre, today = self.target, self.today
        members = cadre.memberships.filter(end=None).select_related("group")
        return super().get_context_data(
            hanging=selectors.hanging_on(cadre, today),
            posts=cadre.posts.in_force(today).select_related("unit"),
            memberships=members,
            log_in=User.objects.filter(cadre=cadre).first(),
            **kwargs,
        )

    def act(self, form: Any) -> Cadre:
        return actions.leave_organisation(self.target, **form.cleaned_data, **self.stamp)
