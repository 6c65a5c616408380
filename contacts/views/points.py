"""Pages of contact points."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.views.base import Versioned
from contacts import actions
from contacts.bulks import MovePoints, WithdrawPoints
from contacts.columns import POINTS
from contacts.forms import points as forms
from contacts.models import ContactPoint, Pairing
from contacts.selectors import may_keep, may_read_private
from contacts.views.base import FormPage, KeeperPage, PlaceList, TargetDetail
from core.undo import MISTAKEN, TODAY
from core.views import CreatePage, EditPage, TargetActionView, VisibleMixin


class PointList(PlaceList):
    model = ContactPoint
    template_name = "contacts/points.html"
    filter_class = forms.PointFilter
    columns = POINTS
    bulks = (MovePoints, WithdrawPoints)
    cells, row_name = "contacts/_place_cells.html", "place"

    def get_queryset(self) -> Any:
        current = Pairing.objects.in_force(self.today).select_related("cadre", "unit")
        rows = super().get_queryset().select_related("category", "unit")
        return rows.prefetch_related(Prefetch("pairings", current, to_attr="current_pairings"))


class PointDetail(TargetDetail, VisibleMixin, DetailView):
    model = ContactPoint
    template_name = "contacts/point.html"
    context_object_name = "point"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("category", "unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, point = self.request.user, self.object
        keeps = may_keep(user, point.unit)
        return super().get_context_data(
            may_read=may_read_private(user, point), may_write=keeps and point.withdrawn_on is None, **kwargs
        )


class PointCreate(FormPage, KeeperPage, CreatePage):
    form_class = forms.PointForm
    heading = gettext_lazy("新增联系点")
    success_message = gettext_lazy("联系点已保存。")
    undo_view, undo_fields = "contacts:point_withdraw", {"on": TODAY, "reason": MISTAKEN}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:points"), _("联系点")

    def act(self, form: Any) -> ContactPoint:
        return actions.create_point(data=form.cleaned_data, **self.stamp)


class KeptPoint(FormPage):
    """A page about a point that the user keeps; the button is not there once it was withdrawn."""

    model = ContactPoint

    def permitted(self) -> bool:
        return may_keep(self.request.user, self.target.unit)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class PointEdit(KeptPoint, EditPage):
    form_class = forms.PointForm
    heading = gettext_lazy("编辑联系点")
    success_message = gettext_lazy("联系点已保存。")

    def act(self, form: Any) -> ContactPoint:
        return actions.edit_point(self.target, data=form.cleaned_data, version=self.version, **self.stamp)


class PointWithdraw(Versioned, KeptPoint, TargetActionView):
    form_class = forms.WithdrawForm
    heading = gettext_lazy("撤销联系点")
    submit = gettext_lazy("撤销联系点")
    danger = True
    success_message = gettext_lazy("联系点已撤销。")
    final = gettext_lazy("撤销的联系点不能恢复；仍需使用的，请重新设立。")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("user")
        return kwargs | {"open_pairings": self.target.pairings.open_from(self.today).count()}

    def get_lead_text(self) -> str:
        count = self.target.pairings.open_from(self.today).count()
        return _("现有%(count)d个结对尚未结束，撤销时须一并结束。") % {"count": count} if count else ""

    def act(self, form: Any) -> ContactPoint:
        return actions.withdraw_point(self.target, version=self.version, **form.cleaned_data, **self.stamp)
