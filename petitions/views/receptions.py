"""Pages of receptions: the list, the register of a day, closing it."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.views.base import Acting, FormPage, Versioned
from core.keys import parse_number
from core.undo import MISTAKEN, ON_RECORD
from core.views import CreatePage, ListPage, OnceMixin, PostActionView, TargetActionView
from petitions.actions import receptions
from petitions.columns import RECEPTIONS
from petitions.forms import receptions as forms
from petitions.models import Case, Reception, ReceptionKind, ReceptionState
from petitions.views.cases_new import keep_receipt
from visits.models import RotaSlot


def may_keep_any(user: Any) -> bool:
    return bool(user.access.cadre_ids) or user.access.has_role(*receptions.KEEPERS)


class Receptions(Acting, ListPage):
    model = Reception
    template_name = "petitions/receptions.html"
    filter_class = forms.ReceptionFilter
    columns = RECEPTIONS
    cells, row_name = "petitions/_reception_cells.html", "reception"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "leader").order_by("-on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        slots = RotaSlot.objects.visible_to(user).filter(day=self.today, rota__kind__code="reception")
        due = slots.filter(receptions=None, cancelled_reason="").select_related("rota__unit", "cadre", "substitute")
        may_open = may_keep_any(user)
        return super().get_context_data(due=[s for s in due if self._may_open(s)], may_open=may_open, **kwargs)

    def prepare(self, rows: list[Reception]) -> list[Reception]:
        """Only the cases that one sees: a number tells nobody that something was said about them."""
        seen = Case.objects.visible_to(self.request.user).filter(visitor__reception__in=[row.pk for row in rows])
        heard = dict(seen.order_by().values_list("visitor__reception").annotate(Count("pk")))
        for row in rows:
            row.heard = heard.get(row.pk, 0)  # type: ignore[attr-defined]
        return rows

    def _may_open(self, slot: RotaSlot) -> bool:
        return slot.on_duty is not None and receptions.may_keep(self.request.user, slot.rota.unit, slot.on_duty)


class ReceptionFormPage(Acting, FormPage):
    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:receptions"), _("接访")


class Open(ReceptionFormPage, CreatePage):
    """`?kind=appointment&case=3` fills in what it is about."""

    form_class = forms.ReceptionForm
    heading = _("安排接访")
    success_message = _("已保存。")
    undo_view, undo_fields = "petitions:reception_cancel", {"reason": MISTAKEN}

    def permitted(self) -> bool:
        return may_keep_any(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        kind, key = self.request.GET.get("kind", ""), parse_number(self.request.GET.get("case"))
        case = Case.objects.visible_to(self.request.user).filter(pk=key).first()
        return {
            "kind": kind if kind in ReceptionKind.values else ReceptionKind.RECEPTION,
            "case": case.number if case else "",
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Reception:
        return receptions.open_reception(**form.cleaned_data, **self.stamp)


class OpenSlot(Acting, PostActionView):
    """The button beside a day of duty: opens its register, with who is on duty and where filled in."""

    model = RotaSlot

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(rota__kind__code="reception")

    def permitted(self) -> bool:
        slot = self.target
        return slot.on_duty is not None and receptions.may_keep(self.request.user, slot.rota.unit, slot.on_duty)

    def act(self, obj: RotaSlot) -> None:
        assert obj.on_duty is not None, "permitted asks"
        self.opened = receptions.open_reception(
            kind=ReceptionKind.RECEPTION,
            unit=obj.rota.unit,
            leader=obj.on_duty,
            on=obj.day,
            time=obj.rota.hours,
            place=obj.where,
            slot=obj,
            **self.stamp,
        )

    def get_success_url(self) -> str:
        return self.opened.get_absolute_url()

    def get_refused_url(self) -> str:
        return reverse("petitions:receptions")


class Register(OnceMixin, Acting, TargetActionView):
    """The register of the day: each visitor is a case in a few fields."""

    model = Reception
    template_name = "petitions/reception.html"
    form_class = forms.VisitorForm
    final = ON_RECORD

    @property
    def may_write(self) -> bool:
        reception = self.target
        return (
            reception.state == ReceptionState.OPEN
            and reception.kind == ReceptionKind.RECEPTION
            and reception.on <= self.today
            and receptions.may_keep(self.request.user, reception.unit, reception.leader)
        )

    def permitted(self) -> bool:
        return self.request.method == "GET" or self.may_write

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reception, user = self.target, self.request.user
        keeps = receptions.may_keep(user, reception.unit, reception.leader)
        heard = Case.objects.visible_to(user).filter(visitor__reception=reception).order_by("visitor__pk")
        return super().get_context_data(
            reception=reception,
            cases=heard.select_related("handling_unit"),
            may_write=self.may_write,
            may_close=keeps and reception.state == ReceptionState.OPEN,
            others=reception.others.all(),
            about=Case.objects.visible_to(user).filter(pk=reception.case_id).first(),
            **kwargs,
        )

    def act(self, form: Any) -> Any:
        return receptions.add_visitor(self.target, form.incoming(), **self.stamp)

    def get_success_url(self) -> str:
        """The receipt with the code, and from there back to the register."""
        return keep_receipt(self.request, self.result, back=self.target.get_absolute_url())


class OfReception(Versioned, ReceptionFormPage, TargetActionView):
    model = Reception

    def permitted(self) -> bool:
        reception = self.target
        keeps = receptions.may_keep(self.request.user, reception.unit, reception.leader)
        return reception.state == ReceptionState.OPEN and keeps

    def get_parent(self) -> tuple[str, Any]:
        return self.target.get_absolute_url(), self.target


class Close(OfReception):
    form_class = forms.CloseForm
    heading = submit = _("结束接访")
    lead_text = _("结束后自动计入接待领导的走访记录，不必另行登记。")
    success_message = _("接访已结束，并已计入走访记录。")
    final = ON_RECORD

    def act(self, form: Any) -> Reception:
        return receptions.close_reception(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Cancel(OfReception):
    form_class = forms.ReasonForm
    heading = submit = _("取消接访")
    success_message = _("接访已取消。")
    final = _("取消的接访不能恢复；仍需接访的，请重新登记。")

    def act(self, form: Any) -> Reception:
        return receptions.cancel_reception(self.target, **form.cleaned_data, version=self.version, **self.stamp)
