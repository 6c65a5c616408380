"""Cases from a workbook: the empty one, and bringing in the filled one."""

import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.views.base import Acting
from core.errors import DomainError
from core.views import CreatePage, as_download
from petitions.actions.importing import Mistake, import_cases, repeated
from petitions.exports.case_sheet import MOST_ROWS, empty_sheet, read_sheet
from petitions.forms.cases_import import ImportForm
from petitions.selectors.offices import registers


class ImportCases(Acting, CreatePage):
    """All mistakes at once, each with its row and column; nothing is written while there is one."""

    template_name = "petitions/case_import.html"
    form_class = ImportForm
    mistakes: list[Mistake] = []
    final = gettext_lazy("导入的事项不能一并撤销；导错的，请逐件作废。")

    def permitted(self) -> bool:
        return registers(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mistakes=self.mistakes, most=MOST_ROWS, **kwargs)

    def act(self, form: ImportForm) -> Any:
        rows, mistakes = form.parse(read_sheet(form.cleaned_data["file"].content))
        self.mistakes = mistakes or repeated(rows)
        if self.mistakes:
            raise DomainError(_("表格中有错误，全部没有导入。请改正后重新上传。"))
        return import_cases(rows, unit=form.cleaned_data["unit"], on=self.today, **self.stamp)

    def get_success_message(self) -> str:
        return _("已导入%(new)d件；另有%(there)d件以前已经导入，没有重复。") % vars(self.result)

    def get_success_url(self) -> str:
        return f"{reverse('petitions:cases')}?tab=all&channel=import"


@require_GET
def empty(request: HttpRequest) -> FileResponse:
    """The workbook to fill in."""
    if not registers(request.user):
        raise PermissionDenied
    return as_download(io.BytesIO(empty_sheet()), _("信访事项导入模板.xlsx"))
