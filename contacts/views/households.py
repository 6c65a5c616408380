"""Pages of the register of households."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.views.base import Versioned
from contacts import actions
from contacts.bulks import RemoveHouseholds
from contacts.columns import HOUSEHOLDS
from contacts.forms import households as forms
from contacts.models import HelpPlan, Household, Pairing
from contacts.selectors import may_edit_household, may_keep, may_read_private
from contacts.views.base import FormPage, KeeperPage, PlaceList, TargetDetail
from core.undo import TODAY
from core.views import CreatePage, EditPage, TargetActionView, VisibleMixin


class HouseholdList(PlaceList):
    model = Household
    template_name = "contacts/households.html"
    filter_class = forms.HouseholdFilter
    columns = HOUSEHOLDS
    bulks = (RemoveHouseholds,)
    cells, row_name = "contacts/_place_cells.html", "place"

    def get_queryset(self) -> Any:
        current = Pairing.objects.in_force(self.today).select_related("cadre", "unit")
        rows = super().get_queryset().filter(merged_into=None).select_related("unit").with_private(self.request.user)
        return rows.prefetch_related(Prefetch("pairings", current, to_attr="current_pairings"))


class HouseholdDetail(TargetDetail, VisibleMixin, DetailView):
    model = Household
    template_name = "contacts/household.html"
    context_object_name = "household"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "merged_into")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, household = self.request.user, self.object
        listed = household.removed_on is None
        may_read = may_read_private(user, household)
        return super().get_context_data(
            may_read=may_read,
            may_edit=listed and may_edit_household(user, household),
            may_keep=listed and may_keep(user, household.unit),
            residents=household.residents.filter(removed_on=None) if may_read else [],
            plans=HelpPlan.objects.visible_to(user).filter(household=household).select_related("unit", "cadre"),
            **kwargs,
        )


class HouseholdCreate(FormPage, KeeperPage, CreatePage):
    form_class = forms.HouseholdForm
    heading = gettext_lazy("登记联系户")
    lead_text = gettext_lazy("只填写帮扶需要的内容，不登记身份证号、银行账户和病历。")
    success_message = gettext_lazy("联系户已登记。")
    undo_view, undo_fields = "contacts:household_remove", {"on": TODAY}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:households"), _("联系户")

    def act(self, form: Any) -> Household:
        return actions.create_household(data=form.cleaned_data, **self.stamp)


class HouseholdPage(FormPage):
    model = Household

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class HouseholdEdit(HouseholdPage, EditPage):
    form_class = forms.HouseholdForm
    heading = gettext_lazy("编辑联系户")
    lead_text = gettext_lazy("只填写帮扶需要的内容，不登记身份证号、银行账户和病历。")
    success_message = gettext_lazy("联系户已保存。")

    def permitted(self) -> bool:
        return may_edit_household(self.request.user, self.target)

    def act(self, form: Any) -> Household:
        return actions.edit_household(self.target, data=form.cleaned_data, version=self.version, **self.stamp)


class HouseholdRemove(Versioned, HouseholdPage, TargetActionView):
    form_class = forms.RemoveForm
    heading = gettext_lazy("移出登记册")
    submit = gettext_lazy("移出登记册")
    danger = True
    success_message = gettext_lazy("已移出登记册，历史记录保留。")
    final = gettext_lazy("移出后不能恢复，历史记录保留；仍需联系的，请重新登记。")

    def permitted(self) -> bool:
        return may_keep(self.request.user, self.target.unit)

    def _open_pairings(self) -> int:
        of_household = Pairing.objects.filter(household=self.target)
        of_residents = Pairing.objects.filter(resident__household=self.target)
        return (of_household | of_residents).open_from(self.today).count()

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("user")
        return kwargs | {"open_pairings": self._open_pairings()}

    def get_lead_text(self) -> str:
        return _("该户及户内人员自移出之日起不再列入名册，以往的走访和帮扶记录保留。")

    def act(self, form: Any) -> Household:
        return actions.remove_household(self.target, version=self.version, **form.cleaned_data, **self.stamp)
