"""The ledger of information items (信息采用), one item, what is done with it, and the levels (R17.2, R17.4, R17.7)."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View

from accounts.forms.base import ReasonForm
from accounts.models import Unit
from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import rewards_adopting, rewards_items, rewards_levels
from assessments.actions.officers_incidents import may_report
from assessments.exports.rewards import ledger_book
from assessments.forms import rewards as forms
from assessments.models import Adoption, AdoptionLevel, InformationItem
from assessments.querysets.rewards import ADOPTERS, PROPOSAL_READERS
from assessments.querysets.sheets import KEEPERS, READERS, SCORERS
from assessments.selectors import rewards as reads
from core.exports.sheets import SheetHead
from core.pages import RoleOnlyMixin
from core.undo import AGAIN, EDITABLE, MISTAKEN, TOLD
from core.views import CreatePage, EditPage, ListPage, TargetActionView, VisibleMixin, send_book


def top_unit(user: Any, *roles: str) -> Unit | None:
    """The topmost unit on which the user holds one of the roles: what a paper is headed with."""
    units = Unit.objects.filter(user.access.within("path", *roles, home=True))
    return units.order_by("depth", "path").first()


class Narrowed(Acting):
    """What the filters in the address leave of the items that the user sees."""

    request: Any

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET or None, "user": self.request.user, "today": self.today}

    def narrowed(self) -> Any:
        rows = InformationItem.objects.visible_to(self.request.user).standing()
        form = forms.ItemFilter(**self.get_filter_kwargs())
        return form.narrow(rows) if form.is_valid() else rows


class Items(Narrowed, ListPage):
    queryset = InformationItem.objects.standing()
    template_name = "assessments/items.html"
    filter_class = forms.ItemFilter

    def get_queryset(self) -> Any:
        return reads.for_ledger(super().get_queryset())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        facts = {"may_adopt": user.access.has_role(*ADOPTERS), "reads": user.access.has_role(*READERS)}
        facts |= {"may_see_best": user.access.has_role(*PROPOSAL_READERS), "may_report": may_enter(user, self.today)}
        late = reads.unanswered_since(user, on=self.today).count() if facts["may_adopt"] else 0
        sums = reads.ledger_sum(self.narrowed())
        return super().get_context_data(sums=sums, late=late, **facts, **kwargs)


def may_enter(user: Any, today: Any) -> bool:
    """An officer, and who writes for a shift."""
    return user.access.has_role(*SCORERS) or reads.own_officer(user, on=today) is not None


class Ledger(Narrowed, View):
    """信息采用 of what the filters in the address say, as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse | FileResponse:
        user: Any = request.user
        unit = top_unit(user, *READERS)
        head = SheetHead(gettext("信息采用台账"), unit.name if unit else "", self.today, str(user))
        items = reads.for_ledger(self.narrowed().order_by("on", "pk"))
        name = gettext("信息采用台账.xlsx")
        return send_book(request, lambda: ledger_book(items, head), name, then="assessments:items")


class Report(Acting, FormPage, CreatePage):
    """Passes on what is on people's minds: three fields."""

    form_class = forms.ItemForm
    heading = _("报送信息")
    submit = _("报送")
    success_message = _("已报送，办理和采用情况会反馈给您。")
    undo_view, undo_fields = "assessments:item_withdraw", {"reason": MISTAKEN}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:items"), _("信息采用")

    def permitted(self) -> bool:
        return may_enter(self.request.user, self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: forms.ItemForm) -> InformationItem:
        return rewards_items.report_item(**form.values, **self.stamp)


class ItemMixin(Acting):
    model = InformationItem
    queryset = InformationItem.objects.select_related("officer", "unit", "log", "matter")


class ItemPage(ItemMixin, VisibleMixin, DetailView):
    template_name = "assessments/item.html"
    context_object_name = "item"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, user = self.object, self.request.user
        adoptions = list(item.adoptions.select_related("level", "unit"))
        own = item.withdrawn_at is None and may_report(user, item.officer, item.unit)
        stands = any(adoption.reversed_on is None for adoption in adoptions)
        for adoption in adoptions:
            adoption.may_reverse = adoption.reversed_on is None and may_reverse(user, adoption)
        return super().get_context_data(
            adoptions=adoptions,
            rewards=item.rewards.select_related("pay_list__unit"),
            feedback=item.feedback.select_related("by"),
            levels=reads.open_levels(user, item, on=self.today),
            may_judge=item.withdrawn_at is None and reads.may_judge(user, item),
            stands=stands,
            may_edit=own and not adoptions and rewards_items.may_reword(item),
            may_withdraw=own and not stands,
            **kwargs,
        )


def may_reverse(user: Any, adoption: Adoption) -> bool:
    own = adoption.item.officer_id in user.access.cadre_ids
    return not own and user.access.covers(adoption.unit.path, *ADOPTERS)


class OfItem(ItemMixin, FormPage, TargetActionView):
    """A form on one item, for who judges it."""

    def permitted(self) -> bool:
        return reads.may_judge(self.request.user, self.target)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class Adopt(OfItem):
    form_class = forms.AdoptForm
    heading = _("采用信息")
    submit = _("采用")
    lead_text = _("同一条信息由几级采用的，只计最高一级的奖金。")
    success_message = _("已采用，并已反馈给报送人。")
    final = _("采用错的，可以撤销采用。")

    @cached_property
    def levels(self) -> list[reads.OpenLevel]:
        return reads.open_levels(self.request.user, self.target, on=self.today)

    def permitted(self) -> bool:
        return super().permitted() and bool(self.levels)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "levels": self.levels, "today": self.today}

    def act(self, form: Any) -> Adoption:
        return rewards_adopting.adopt(self.target, **form.cleaned_data, **self.stamp)


class Refuse(OfItem):
    form_class = forms.RefuseForm
    heading = _("不采用")
    success_message = _("已反馈给报送人。")
    final = TOLD

    def act(self, form: Any) -> InformationItem:
        return rewards_adopting.refuse_item(self.target, **form.cleaned_data, **self.stamp)


class Tell(OfItem):
    form_class = forms.TellForm
    heading = _("反馈办理情况")
    submit = _("反馈")
    success_message = _("已反馈给报送人。")
    final = TOLD

    def act(self, form: Any) -> InformationItem:
        return rewards_adopting.tell_officer(self.target, **form.cleaned_data, **self.stamp)


class OfOwnItem(OfItem):
    """For the officer, and who writes for the shift."""

    def permitted(self) -> bool:
        return may_report(self.request.user, self.target.officer, self.target.unit)


class Edit(ItemMixin, FormPage, EditPage):
    form_class = forms.ItemEditForm
    heading = _("修改信息")
    success_message = _("已保存。")

    def permitted(self) -> bool:
        return may_report(self.request.user, self.target.officer, self.target.unit)

    def act(self, form: Any) -> InformationItem:
        return rewards_items.edit_item(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Withdraw(Versioned, OfOwnItem):
    form_class = ReasonForm
    heading = _("撤回信息")
    submit = _("撤回")
    danger = True
    success_message = _("已撤回。")
    final = AGAIN

    def act(self, form: Any) -> InformationItem:
        return rewards_items.withdraw_item(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Reverse(Acting, FormPage, TargetActionView):
    queryset = Adoption.objects.select_related("item", "level", "unit")
    form_class = forms.ReverseForm
    heading = _("撤销采用")
    submit = _("撤销采用")
    danger = True
    lead_text = _("已计的奖金随之扣回：发放表未发放的在本表扣回，已发放的在下一季度扣回。")
    success_message = _("已撤销采用，并已反馈给报送人。")
    final = TOLD

    def permitted(self) -> bool:
        return may_reverse(self.request.user, self.target)

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, form: Any) -> Adoption:
        return rewards_adopting.reverse_adoption(self.target, **form.cleaned_data, **self.stamp)


class Levels(Acting, RoleOnlyMixin, ListPage):
    roles = READERS
    queryset = AdoptionLevel.objects.select_related("unit")
    template_name = "assessments/levels.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_set = self.request.user.access.has_role(*KEEPERS)
        return super().get_context_data(today=self.today, may_set=may_set, **kwargs)


class SetLevel(Acting, FormPage, CreatePage):
    form_class = forms.LevelForm
    heading = _("设置采用层级")
    lead_text = _("自施行日期起，在所选单位及其下属代替原有标准；此前采用的按原标准。")
    success_message = _("已保存。")
    final = EDITABLE

    def get_parent(self) -> tuple[str, Any]:
        return self.get_success_url(), _("采用层级")

    def get_success_url(self) -> str:
        return reverse("assessments:levels")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def act(self, form: Any) -> AdoptionLevel:
        return rewards_levels.set_level(**form.cleaned_data, **self.stamp)
