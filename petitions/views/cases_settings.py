"""Settings of a petition office: number mark, form for the people, limits, fields; and the poster of the form."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts.models import Unit
from accounts.views.base import Acting, FormPage, FoundFirst
from core.exports.qr import qr_of
from core.keys import parse_number
from core.undo import EDITABLE, Undo
from core.views import ActionView, CreatePage, PermittedMixin, PostActionView, say
from petitions.actions.receiving import mark_of
from petitions.actions.settings import (
    SETTERS,
    add_field,
    drop_limit,
    retire_field,
    save_settings,
    set_limit,
    sets_fields,
)
from petitions.forms.cases_settings import FieldForm, LimitForm, SettingsForm, UnitPicker, initial_settings
from petitions.models import CaseField, LimitSetting, PetitionSettings
from petitions.selectors.limits import first_set_unit, limits_of, set_units
from petitions.selectors.settings import settings_of
from petitions.shipped import CLOCK_NAMES, LIMITS


class SetterMixin(PermittedMixin):
    """403 for those who set nothing anywhere; `self.unit` is 404 outside their part of the tree."""

    request: Any
    kwargs: dict[str, Any]

    def permitted(self) -> bool:
        return bool(self.request.user.access.has_role(*SETTERS))

    @cached_property
    def unit(self) -> Unit:
        return get_object_or_404(set_units(self.request.user), pk=self.kwargs["unit"])

    @property
    def page_url(self) -> str:
        return f"{reverse('petitions:settings')}?unit={self.unit.pk}"


class Settings(FoundFirst, SetterMixin, TemplateView):
    """`?unit=`: of which unit; one's own office otherwise."""

    template_name = "petitions/settings.html"

    @cached_property
    def unit(self) -> Unit:
        units, key = set_units(self.request.user), parse_number(self.request.GET.get("unit"))
        found = units.filter(pk=key).first() if key else first_set_unit(self.request.user)
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = settings_of(self.unit)
        return super().get_context_data(
            unit=self.unit,
            row=row,
            mark=mark_of(self.unit),
            # Below another unit an accusation goes there (petitions/actions/routing.py).
            lacks_discipline=self.unit.parent_id is None and row.discipline_unit is None,
            is_own=row.unit_id == self.unit.pk and row.pk is not None,
            limits=limits_of(self.unit),
            fields=CaseField.objects.all(),
            sets_fields=sets_fields(self.request.user),
            picker=UnitPicker(self.request.GET, units=set_units(self.request.user), unit=self.unit),
            **kwargs,
        )


class SettingsPage(SetterMixin, Acting, FormPage):
    def get_parent(self) -> tuple[str, Any]:
        return self.page_url, _("信访设置")

    def get_success_url(self) -> str:
        return self.page_url


class EditSettings(SettingsPage, ActionView):
    form_class = SettingsForm
    heading = gettext_lazy("修改信访设置")
    lead_text = gettext_lazy("对本单位和未单独设置的下级单位有效。")
    success_message = gettext_lazy("已保存设置。")
    final = EDITABLE

    @cached_property
    def own(self) -> PetitionSettings | None:
        return PetitionSettings.objects.filter(unit=self.unit).first()

    def get_initial(self) -> dict[str, Any]:
        return initial_settings(self.own or settings_of(self.unit), is_own=self.own is not None)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": self.today}

    @property
    def version(self) -> str:
        return str(self.request.POST.get("version", str(self.own.version if self.own else 0)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)

    def act(self, form: SettingsForm) -> Any:
        return save_settings(self.unit, version=self.version, **form.cleaned_data, **self.stamp)


class EditLimit(SettingsPage, ActionView):
    form_class = LimitForm
    lead_text = gettext_lazy("写明依据。正在计时的事项仍按原时限，不受影响。")
    success_message = gettext_lazy("已保存时限。")
    final = EDITABLE

    @property
    def heading(self) -> Any:
        if self.kwargs["code"] not in LIMITS:
            raise Http404
        return _("修改时限：%(name)s") % {"name": CLOCK_NAMES[self.kwargs["code"]]}

    def get_initial(self) -> dict[str, Any]:
        line = next((line for line in limits_of(self.unit) if line.code == self.kwargs["code"]), None)
        if line is None:
            raise Http404
        limit = line.limit
        values = {"days": limit.days, "is_working": limit.is_working, "most_extension": limit.most_extension}
        return values | {"article": line.article}

    def act(self, form: LimitForm) -> Any:
        return set_limit(self.unit, self.kwargs["code"], **form.cleaned_data, **self.stamp)


class DropLimit(Acting, PostActionView):
    """Back to the limit of the unit above, or the one that comes with the product."""

    model = LimitSetting
    success_message = gettext_lazy("已恢复上级或法定的时限。")
    final = gettext_lazy("需要的，可以再次设定本级时限。")

    def permitted(self) -> bool:
        return bool(self.request.user.access.covers(self.target.unit.path, *SETTERS))

    def get_success_url(self) -> str:
        return f"{reverse('petitions:settings')}?unit={self.target.unit_id}"

    def act(self, limit: LimitSetting) -> None:
        drop_limit(limit, **self.stamp)


class AddField(Acting, FormPage, CreatePage):
    form_class = FieldForm
    heading = gettext_lazy("新增事项类别")
    success_message = gettext_lazy("已新增事项类别。")
    final = gettext_lazy("不再使用的，可以停用。")

    def permitted(self) -> bool:
        return sets_fields(self.request.user)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:settings"), _("信访设置")

    def get_success_url(self) -> str:
        return reverse("petitions:settings")

    def act(self, form: FieldForm) -> CaseField:
        return add_field(**form.cleaned_data, **self.stamp)


class RetireField(Acting, PermittedMixin, View):
    """A button: retires the field, or offers a retired one again. Fields hold for everybody and are seen by all."""

    http_method_names = ["post"]
    request: HttpRequest

    def permitted(self) -> bool:
        return sets_fields(self.request.user)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        retire_field(get_object_or_404(CaseField, pk=pk), on=self.today, **self.stamp)
        return say(request, _("已更新事项类别。"), then="petitions:settings", undo=Undo(request.path))


class Poster(SetterMixin, TemplateView):
    """The QR code of the unit's form on a sheet of A4, to be put up where people come."""

    template_name = "petitions/poster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(PetitionSettings, unit=self.unit, has_form=True)
        path = reverse("petitions:public_qr", args=[row.slug])
        plain = reverse("petitions:public_form", args=[row.slug])
        address = self.request.build_absolute_uri(plain)
        return super().get_context_data(
            **kwargs | {"unit": self.unit, "row": row, "qr": qr_of(path), "address": address}
        )
