"""Adopted items of earlier quarters from a workbook: the empty one, and bringing in the filled one."""

import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.views.base import Acting
from assessments.actions.rewards_importing import import_items
from assessments.exports.rewards_import import MOST_ROWS, empty_ledger, read_ledger
from assessments.forms.rewards_import import LedgerImportForm
from assessments.querysets.rewards import ADOPTERS
from core.errors import DomainError
from core.views import CreatePage, as_download
from petitions.actions.importing import Mistake


class ImportItems(Acting, CreatePage):
    """All mistakes at once, each with its row and column; nothing is written while there is one."""

    template_name = "assessments/items_import.html"
    form_class = LedgerImportForm
    mistakes: list[Mistake] = []
    final = gettext_lazy("导入的条目不能一并撤销；导错的，请逐条撤回。")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ADOPTERS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mistakes=self.mistakes, most=MOST_ROWS, **kwargs)

    def act(self, form: LedgerImportForm) -> Any:
        rows, self.mistakes = form.parse(*read_ledger(form.cleaned_data["file"].content))
        if self.mistakes:
            raise DomainError(_("表格中有错误，全部没有导入。请改正后重新上传。"))
        return import_items(rows, unit=form.cleaned_data["unit"], **self.stamp)

    def get_success_message(self) -> str:
        return _("已导入%(new)d条；另有%(there)d条以前已经导入，没有重复。") % vars(self.result)

    def get_success_url(self) -> str:
        return reverse("assessments:items")


@require_GET
def empty(request: HttpRequest) -> FileResponse:
    """The workbook to fill in."""
    user: Any = request.user
    if not user.access.has_role(*ADOPTERS):
        raise PermissionDenied
    return as_download(io.BytesIO(empty_ledger()), _("信息采用台账模板.xlsx"))
