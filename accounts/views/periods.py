"""Pages of the organisation's periods, its festivals, and the calendar of days off."""

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from accounts import actions
from accounts.access import ADMINS
from accounts.forms import groups as forms
from accounts.forms.base import EndForm, PlainForm
from accounts.models import Festival, OwnPeriod, OwnPeriodKind, Unit
from accounts.views.base import Acting, FormPage
from core import calendar_days, calendar_hooks
from core.actions import forget_calendars, load_calendar
from core.calendar_days import AnnouncedDay, CalendarFileError
from core.errors import DomainError
from core.keys import parse_number, parse_numbers, parse_words
from core.models import CalendarDay, CalendarYear
from core.selectors import calendar_changes, calendars_around
from core.undo import AGAIN, EDITABLE, Undo, tell
from core.views import CreatePage, PermittedMixin, PostActionView, TargetActionView, UserFormMixin, say


class Periods(Acting, TemplateView):
    """Everything that has a name in time: own periods, special periods, festivals."""

    template_name = "accounts/periods.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        periods = OwnPeriod.objects.visible_to(user).select_related("unit")
        festivals = Festival.objects.visible_to(user).select_related("unit").order_by("unit__path", "month", "day")
        rows = [*periods, *festivals]
        for row in rows:
            row.may_change = self.administers(row.unit)
        return super().get_context_data(
            periods=[row for row in periods if row.kind != OwnPeriodKind.SPECIAL],
            special=[row for row in periods if row.kind == OwnPeriodKind.SPECIAL],
            festivals=festivals,
            may_create=user.access.has_role(*ADMINS),
            today=self.today,
            **kwargs,
        )


class CreatesPeriod(Acting, FormPage, UserFormMixin, CreatePage):
    success_url = reverse_lazy("accounts:periods")
    success_message = gettext_lazy("已保存。")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ADMINS)

    def get_initial(self) -> dict[str, Any]:
        return {"unit": Unit.objects.administered_by(self.request.user).first()}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:periods"), _("时段与节日")


class PeriodCreate(CreatesPeriod):
    form_class = forms.PeriodForm
    heading = gettext_lazy("新增时段")
    undo_view = "accounts:period_remove"

    def get_initial(self) -> dict[str, Any]:
        if self.request.GET.get("kind") != OwnPeriodKind.SPECIAL:
            return super().get_initial()
        named = {"kind": OwnPeriodKind.SPECIAL, "code": "special", "name": _("特殊时期"), "start": self.today}
        return {**super().get_initial(), **named}

    def act(self, form: Any) -> OwnPeriod:
        return actions.create_period(**form.cleaned_data, **self.stamp)


class FestivalCreate(CreatesPeriod):
    form_class = forms.FestivalForm
    heading = gettext_lazy("新增节日")
    undo_view = "accounts:festival_remove"

    def act(self, form: Any) -> Festival:
        return actions.create_festival(**form.cleaned_data, **self.stamp)


class OnPeriod(Acting):
    """A page about a period or festival, for those who administer its unit."""

    success_url = reverse_lazy("accounts:periods")
    success_message = gettext_lazy("已保存。")

    def permitted(self) -> bool:
        return self.administers(self.target.unit)


class PeriodEnd(OnPeriod, FormPage, TargetActionView):
    model = OwnPeriod
    form_class = EndForm
    heading = gettext_lazy("调整结束日期")
    final = EDITABLE

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:periods"), _("时段与节日")

    def get_lead_text(self) -> Any:
        return self.target.name

    def act(self, form: Any) -> OwnPeriod:
        return actions.end_period(self.target, **form.cleaned_data, **self.stamp)


class Removal(OnPeriod, TargetActionView):
    """Asks before it deletes."""

    template_name = "components/confirm_page.html"
    form_class = PlainForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {
            "heading": _("删除“%(name)s”") % {"name": self.target},
            "question": _("删除后，引用代码“%(code)s”的制度不再有这个时间。操作记录会保留。")
            % {"code": self.target.code},
            "submit": _("删除"),
            "danger": True,
            "cancel_url": reverse("accounts:periods"),
        }
        return super().get_context_data(**page, **kwargs)


class PeriodRemove(Removal):
    model = OwnPeriod
    final = AGAIN

    def act(self, form: Any) -> None:
        actions.remove_period(self.target, **self.stamp)


class FestivalMajor(OnPeriod, PostActionView):
    model = Festival

    def act(self, obj: Any) -> None:
        actions.set_major(obj, is_major=self.request.POST.get("is_major") == "1", **self.stamp)

    def get_undo(self) -> Undo:
        was = "0" if self.request.POST.get("is_major") == "1" else "1"
        return Undo(self.request.path, {"is_major": was})


class FestivalRemove(Removal):
    model = Festival
    final = AGAIN

    def act(self, form: Any) -> None:
        actions.remove_festival(self.target, **self.stamp)


class KeepsCalendar(Acting):
    """The calendar is everybody's: read by all, loaded by administrators of a whole organisation."""

    @property
    def may_load(self) -> bool:
        roots = Unit.objects.filter(parent=None).values_list("path", flat=True)
        return any(self.request.user.access.covers(path, *ADMINS) for path in roots)


class Calendar(KeepsCalendar, TemplateView):
    """Days off and make-up working days of a year, and which years are missing."""

    template_name = "accounts/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        loaded = list(CalendarYear.objects.order_by("-year"))
        year = self._year()
        return super().get_context_data(
            year=year,
            loaded=loaded,
            months=_by_month(year),
            source=next((row for row in loaded if row.year == year), None),
            missing=[y for y in (self.today.year, self.today.year + 1) if y not in {row.year for row in loaded}],
            may_load=self.may_load,
            **kwargs,
        )

    def _year(self) -> int:
        year = parse_number(self.request.GET.get("year"))
        return year if year and year <= datetime.MAXYEAR else self.today.year


def _by_month(year: int) -> list[tuple[datetime.date, list[CalendarDay]]]:
    """Months that have announced days: (first of the month, days)."""
    months: dict[datetime.date, list[CalendarDay]] = {}
    for row in CalendarDay.objects.filter(day__year=year).order_by("day"):
        months.setdefault(row.day.replace(day=1), []).append(row)
    return list(months.items())


class CalendarLoad(KeepsCalendar, PermittedMixin, FormView):
    """Asks for a file or a shipped year, shows what would change, and loads it when that is confirmed."""

    template_name = "components/form_page.html"
    form_class = forms.CalendarForm

    def permitted(self) -> bool:
        return self.may_load

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "years": sorted(calendar_days.shipped(), reverse=True)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("accounts:calendar")
        page = {"heading": _("载入工作日历"), "submit": _("查看变动"), "cancel_url": url}
        return super().get_context_data(parent_url=url, parent=_("工作日历"), **page, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            years = read_calendar(form.cleaned_data["file"], form.cleaned_data["shipped"])
        except CalendarFileError as error:
            for mistake in error.mistakes[:20]:
                form.add_error("file", mistake)
            return self.form_invalid(form)
        context = {
            "years": [_compared(year, days, on=self.today) for year, days in years.items()],
            "text": form.cleaned_data["file"],
            "shipped": form.cleaned_data["shipped"],
            "name": form.files["file"].name if form.cleaned_data["file"] else "",
        }
        return render(self.request, "accounts/calendar_preview.html", context)


def _compared(year: int, days: list[AnnouncedDay], *, on: datetime.date) -> tuple[int, int, Any, Any]:
    """A year of the preview: how many days it has, which of them differ, what that moves."""
    moved = calendar_hooks.effect(*calendars_around(year, days), year, on=on)
    return year, len(days), calendar_changes(year, days), moved


class CalendarConfirm(KeepsCalendar, PermittedMixin, View):
    """Loads what the preview showed."""

    http_method_names = ["post"]

    def permitted(self) -> bool:
        return self.may_load

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        text, shipped = request.POST.get("text", ""), parse_number(request.POST.get("shipped"))
        try:
            years = read_calendar(text, shipped)
            undo = _back_to(sorted(years))
            self._load(years, source=parse_words(request.POST.get("name")) or "chinesecalendar")
        except (CalendarFileError, DomainError, KeyError) as error:
            messages.error(request, str(error))
            return redirect("accounts:calendar_load")
        tell(
            request, _("工作日历已载入，期限已按新的工作日计算。"), undo=undo, final=_("弄错的，请重新载入正确的安排。")
        )
        return redirect(f"{reverse('accounts:calendar')}?year={max(years)}")

    @transaction.atomic
    def _load(self, years: dict[int, list[AnnouncedDay]], *, source: str) -> None:
        for year, days in years.items():
            load_calendar(days, year=year, source=source, **self.stamp)


def _back_to(years: list[int]) -> Undo | None:
    """How the years become what they are now: none of them known, or all of them; None where it is neither."""
    known = dict(CalendarYear.objects.filter(year__in=years).values_list("year", "source"))
    if not known:
        return Undo(reverse("accounts:calendar_forget"), {"year": years})
    if len(known) < len(years):
        return None
    text = calendar_days.write_csv(CalendarDay.objects.filter(day__year__in=years).order_by("day"))
    return Undo(reverse("accounts:calendar_confirm"), {"text": text, "name": known[years[-1]]})


class CalendarForget(KeepsCalendar, PermittedMixin, View):
    """The button 撤销 after a year was loaded for the first time."""

    http_method_names = ["post"]

    def permitted(self) -> bool:
        return self.may_load

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            forget_calendars(parse_numbers(request.POST.getlist("year")), **self.stamp)
        except DomainError as error:
            return say(request, error.message, then="accounts:calendar", level="error")
        return say(request, _("已撤销载入。需要的，可以重新载入。"), then="accounts:calendar")


def read_calendar(text: str, shipped: int | None) -> dict[int, list[AnnouncedDay]]:
    """Announced days by year: of a file's text, or of a year that comes with the product."""
    if shipped:
        return {shipped: calendar_days.shipped()[shipped]}
    return calendar_days.by_year(calendar_days.read_csv(text))
