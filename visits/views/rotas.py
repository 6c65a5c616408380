"""Rotas: those of a unit, one by months, setting up, the order of turns, laying out, the sheet for the wall."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from accounts.access import ROTA_KEEPERS
from accounts.views.base import Acting
from contacts.views.base import FormPage
from core.forms import YEARS
from core.periods import Period, month
from core.undo import EDITABLE
from core.views import CreatePage, EditPage, ListPage, PostActionView, TargetActionView, TargetMixin, as_pdf
from visits import actions
from visits.duty_days import in_words
from visits.exports.rota_sheet import rota_sheet_pdf
from visits.forms.rotas import NewRotaForm, OrderForm, RotaFilter, RotaForm
from visits.models import Rota, RotaSlot, SlotSwap
from visits.selectors import rotas as selectors
from visits.selectors.turnout import people_of


class RotaList(Acting, ListPage):
    model = Rota
    template_name = "visits/rotas.html"
    filter_class = RotaFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user, "today": self.today}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "kind")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["may_write"] = self.request.user.access.has_role(*ROTA_KEEPERS)
        context["lines"] = selectors.rota_lines(context["object_list"], self.today)
        return context


class RotaMixin(Acting, TargetMixin):
    """About one rota that the user sees; writing is for its keepers."""

    model = Rota
    context_object_name = "rota"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "kind", "group")

    @property
    def may_keep(self) -> bool:
        return selectors.may_keep(self.request.user, self.target)  # type: ignore[attr-defined]


class Kept(RotaMixin):
    def permitted(self) -> bool:
        return self.may_keep


def asked_month(request: HttpRequest, today: datetime.date) -> Period:
    """`?month=2026-11-01`, else the month of today."""
    try:
        day = parse_date(request.GET.get("month", ""))
    except ValueError:
        day = None
    return month(day if day and day.year in YEARS else today)


class RotaPage(RotaMixin, DetailView):
    """A month as a table: who, when, where, whether it was held; and what one may change."""

    template_name = "visits/rota.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rota, user = self.target, self.request.user
        shown = asked_month(self.request, self.today)
        slots = RotaSlot.objects.filter(rota=rota).between(shown.start, shown.end)
        swaps = SlotSwap.objects.visible_to(user).open().filter(mine__rota=rota, mine__day__gte=self.today)
        return super().get_context_data(
            month=shown,
            lines=selectors.lines(slots, user, self.today),
            swaps=selectors.swap_lines(swaps, user),
            people=people_of(rota, self.today),
            left_out=set(rota.members.filter(is_left_out=True).values_list("cadre", flat=True)),
            may_keep=self.may_keep,
            days=in_words(rota.when),
            notice_url=self.request.build_absolute_uri(rota.public_path) if rota.is_public else "",
            **kwargs,
        )


class RotaCreate(FormPage, CreatePage):
    form_class = NewRotaForm
    heading = gettext_lazy("新建值班表")
    submit = gettext_lazy("保存并排班")
    success_message = gettext_lazy("已新建值班表并排班。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ROTA_KEEPERS)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("visits:rotas"), _("值班表")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Rota()}

    def act(self, form: NewRotaForm) -> Rota:
        return actions.create_rota(**form.facts, **self.stamp)


class RotaEdit(FormPage, Kept, EditPage):
    form_class = RotaForm
    heading = gettext_lazy("修改值班表")
    lead_text = gettext_lazy("保存后重新排班；已经过去的、今天的和手工调整过的值班不变。")
    success_message = gettext_lazy("已保存，并重新排班。")

    def act(self, form: RotaForm) -> Rota:
        return actions.edit_rota(self.target, version=self.version, **form.facts, **self.stamp)


class RotaOrder(Kept, TargetActionView):
    template_name = "visits/rota_order.html"
    form_class = OrderForm
    success_message = gettext_lazy("已保存顺序，并重新排班。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.may_keep

    def get_form_kwargs(self) -> dict[str, Any]:
        left_out = self.target.members.filter(is_left_out=True).values_list("cadre", flat=True)
        people = people_of(self.target, self.today)
        return super().get_form_kwargs() | {"people": people, "left_out": left_out}

    def act(self, form: OrderForm) -> Rota:
        order, left_out = form.ordered()
        return actions.set_order(self.target, order, left_out=left_out, **self.stamp)


class RotaGenerate(Kept, PostActionView):
    """Lays the coming days out anew, as every night does."""

    final = gettext_lazy("排班可以随时重新生成；已过去的和手工调整的不变。")

    def act(self, obj: Rota) -> None:
        self.laid = actions.generate_slots(obj, **self.stamp)

    def get_success_message(self) -> str:
        text = _("已排班：新增%(created)d天，调整%(moved)d天，取消%(removed)d天。")
        return text % self.laid.counts


class RotaSheet(RotaMixin, View):
    """The month as an A4 sheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = asked_month(request, self.today)
        rows = selectors.notice_rows(self.target, shown.start, shown.end)
        return as_pdf(rota_sheet_pdf(self.target, shown, rows), f"rota-{self.target.pk}-{shown.start:%Y-%m}.pdf")
