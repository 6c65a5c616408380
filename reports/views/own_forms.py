"""Forms of the organisation: the list, setting one up, a new version, filling it, the names that cells may have."""

import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from accounts.access import KEEPERS, READERS
from accounts.models import Unit
from accounts.views.base import Acting
from core import periods
from core.errors import DomainError
from core.undo import AGAIN
from core.views import (
    CreatePage,
    ListPage,
    OnceMixin,
    PermittedMixin,
    PostActionView,
    TargetActionView,
    as_download,
    show_refusal,
)
from reports import actions
from reports.exports.own_form import check_form
from reports.exports.own_form_example import example_form
from reports.forms.annual import readable_units
from reports.forms.own_forms import FillForm, FormFileForm, OwnFormForm
from reports.models import OwnForm, OwnFormVersion
from reports.own_forms.catalogue import figure_names
from reports.own_forms.shipped import COLUMNS, FACTS, SCOPES


class Reading(PermittedMixin):
    def permitted(self) -> bool:
        return self.request.user.access.has_role(*READERS)


class OwnForms(Reading, ListPage):
    queryset = OwnForm.objects.in_use().select_related("unit")
    template_name = "reports/own_forms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_write=self.request.user.access.has_role(*KEEPERS), **kwargs)


class Names(Reading, TemplateView):
    """What cells may be called."""

    template_name = "reports/own_form_names.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = {"scopes": SCOPES.values(), "facts": FACTS.values(), "columns": COLUMNS.values()}
        return super().get_context_data(figures=figure_names(), **lists, **kwargs)


class Looked:
    """Looks into the uploaded workbook; the mistakes are shown on the page."""

    mistakes: list[tuple[str, str]] = []

    def looked_into(self, form: FormFileForm) -> dict[str, Any]:
        file = form.cleaned_data["file"]
        checked = check_form(file.content)
        self.mistakes = checked.mistakes
        return {"file": file, "checked": checked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mistakes=self.mistakes, **kwargs)  # type: ignore[misc]


class OwnFormCreate(Looked, Acting, CreatePage):
    form_class = OwnFormForm
    template_name = "reports/own_form_new.html"
    success_message = gettext_lazy("表样已保存，可以填报。")
    undo_view = "reports:own_form_end"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        return {"unit": Unit.objects.kept_by(self.request.user).order_by("path").first()}

    def act(self, form: OwnFormForm) -> OwnForm:
        about = {name: form.cleaned_data[name] for name in ("unit", "name")}
        return actions.add_form(**about, **self.looked_into(form), **self.stamp)


class OwnFormRenew(Looked, Acting, OnceMixin, TargetActionView):
    model = OwnForm
    form_class = FormFileForm
    template_name = "reports/own_form_renew.html"
    success_message = gettext_lazy("新版本已保存，今后按新版本填报。")
    final = gettext_lazy("换错的，可以再次换用新版本。")

    def permitted(self) -> bool:
        return self.keeps(self.target.unit)

    def act(self, form: FormFileForm) -> OwnForm:
        return actions.add_form_version(self.target, **self.looked_into(form), **self.stamp).form


class OwnFormPage(Acting, TargetActionView):
    """The form, its versions, and filling it: the answer is the workbook."""

    queryset = OwnForm.objects.select_related("unit")
    form_class = FillForm
    template_name = "reports/own_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"form": self.target, "user": self.request.user, "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        """The last month, of the highest unit that the user reads there."""
        unit = readable_units(self.request.user).under(self.target.unit).first()
        month = periods.month(self.today).previous
        return {"unit": unit, "period": f"month:{month.start}"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.target.versions.select_related("uploaded_by"))
        may_write = self.keeps(self.target.unit) and not self.target.ended_at
        return super().get_context_data(versions=versions, newest=versions[0], may_write=may_write, **kwargs)

    def form_valid(self, form: FillForm) -> Any:
        asked = form.cleaned_data
        try:
            file = actions.fill(self.target, **asked, **self.stamp, on=self.today)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        name = _("%(unit)s%(period)s%(form)s.xlsx") % {**asked, "form": self.target}
        return as_download(file, name)


class OwnFormEnd(Acting, PostActionView):
    model = OwnForm
    success_message = gettext_lazy("表样已停用。")
    final = AGAIN
    success_url = reverse_lazy("reports:own_forms")

    def permitted(self) -> bool:
        return self.keeps(self.target.unit)

    def act(self, form: OwnForm) -> None:
        actions.end_form(form, **self.stamp)


@require_GET
def version_file(request: HttpRequest, pk: int) -> FileResponse:
    """A version as it was uploaded."""
    version = get_object_or_404(OwnFormVersion.objects.visible_to(request.user), pk=pk)
    if not version.file.storage.exists(version.file.name):
        raise Http404
    return as_download(version.file.open("rb"), version.file_name)


@require_GET
def example(request: HttpRequest) -> FileResponse:
    """A form to begin with."""
    return as_download(io.BytesIO(example_form()), _("自有表样示例.xlsx"))
