"""Pages of residents: in a household, or known to a unit on their own."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.views.base import Versioned
from contacts import actions
from contacts.columns import RESIDENTS
from contacts.forms import households as forms
from contacts.models import Household, Pairing, Resident
from contacts.selectors import may_edit_household, may_edit_resident, may_read_private
from contacts.views.base import FormPage, KeeperPage, PlaceList, TargetDetail
from core.undo import TODAY
from core.views import CreatePage, EditPage, OnceMixin, TargetActionView, VisibleMixin


class ResidentList(PlaceList):
    """Everybody in the register by name; who belongs to a household is reached from there as well."""

    model = Resident
    template_name = "contacts/residents.html"
    filter_class = forms.ResidentFilter
    title = gettext_lazy("群众名册")
    columns = RESIDENTS
    cells, row_name = "contacts/_place_cells.html", "place"

    def get_queryset(self) -> Any:
        current = Pairing.objects.in_force(self.today).select_related("cadre", "unit")
        rows = super().get_queryset().select_related("unit", "household").with_private(self.request.user)
        return rows.prefetch_related(Prefetch("pairings", current, to_attr="current_pairings"))


class ResidentDetail(TargetDetail, VisibleMixin, DetailView):
    model = Resident
    template_name = "contacts/resident.html"
    context_object_name = "resident"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "household")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, resident = self.request.user, self.object
        return super().get_context_data(
            may_read=may_read_private(user, resident),
            may_edit=resident.removed_on is None and may_edit_resident(user, resident),
            **kwargs,
        )


class ResidentCreate(FormPage, KeeperPage, CreatePage):
    form_class = forms.ResidentForm
    heading = gettext_lazy("登记群众")
    success_message = gettext_lazy("已登记。")
    undo_view, undo_fields = "contacts:resident_remove", {"on": TODAY}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:residents"), _("群众")

    def act(self, form: Any) -> Resident:
        return actions.add_resident(data=form.cleaned_data, **self.stamp)


class HouseholdResidentCreate(OnceMixin, FormPage, TargetActionView):
    """Somebody joins a household: keepers of the village and who holds the household enter them."""

    model = Household
    form_class = forms.ResidentForm
    heading = gettext_lazy("添加家庭成员")
    success_message = gettext_lazy("已登记。")
    undo_view, undo_fields = "contacts:resident_remove", {"on": TODAY}

    def permitted(self) -> bool:
        return may_edit_household(self.request.user, self.target)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "household": self.target}

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()

    def act(self, form: Any) -> Resident:
        return actions.add_resident(data={**form.cleaned_data, "household": self.target}, **self.stamp)


class ResidentPage(FormPage):
    model = Resident

    def permitted(self) -> bool:
        return may_edit_resident(self.request.user, self.target)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class ResidentEdit(ResidentPage, EditPage):
    form_class = forms.ResidentForm
    heading = gettext_lazy("编辑人员")
    success_message = gettext_lazy("已保存。")

    def act(self, form: Any) -> Resident:
        return actions.edit_resident(self.target, data=form.cleaned_data, version=self.version, **self.stamp)


class ResidentRemove(Versioned, ResidentPage, TargetActionView):
    form_class = forms.RemoveForm
    heading = gettext_lazy("移出登记册")
    submit = gettext_lazy("移出登记册")
    danger = True
    success_message = gettext_lazy("已移出登记册，历史记录保留。")
    final = gettext_lazy("移出后不能恢复，历史记录保留；仍需联系的，请重新登记。")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("user")
        return kwargs | {"open_pairings": self.target.pairings.open_from(self.today).count()}

    def act(self, form: Any) -> Resident:
        return actions.remove_resident(self.target, version=self.version, **form.cleaned_data, **self.stamp)
