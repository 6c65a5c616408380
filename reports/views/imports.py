"""Bringing in workbooks: templates, upload, preview, all or nothing, and taking back."""

import hashlib
import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import KEEPERS
from accounts.forms.base import PlainForm
from accounts.views.base import Acting
from core import clock
from core.keys import parse_number
from core.undo import Undo
from core.views import CreatePage, ListPage, PermittedMixin, PostActionView, TargetActionView, as_download
from reports.actions import importing, request_report
from reports.exports.import_reading import MOST_ROWS, read_workbook
from reports.exports.import_template import write_template
from reports.forms.imports import ApplyForm, ImportUploadForm
from reports.import_maker import IMPORT, SMALL_ROWS
from reports.imports.base import CHINESE, Plan, State, Workbook, stated
from reports.imports.registry import WORKBOOKS, may_bring_in, may_somewhere, workbooks_for
from reports.models import ImportBatch, ImportKind, ImportState, ReportJob, WorkerSign

SHOWN_MISTAKES = 200
ROWS_TO_A_PAGE = 100


class Imports(Acting, PermittedMixin, ListPage):
    """What can be brought in, in the order in which a new organisation does it, and what was."""

    queryset = ImportBatch.objects.select_related("unit", "uploaded_by")
    template_name = "reports/imports.html"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(books=workbooks_for(self.request.user), **kwargs)


class OfKind:
    """The kind of workbook that the address names; 404 for a word that names none."""

    @cached_property
    def book(self) -> Workbook:
        found = WORKBOOKS.get(self.kwargs["kind"])  # type: ignore[attr-defined]
        if found is None:
            raise Http404
        return found

    @property
    def name(self) -> str:
        return str(ImportKind(self.book.code).label)

    def permitted(self) -> bool:
        return may_somewhere(self.request.user, self.book)  # type: ignore[attr-defined]


class ImportUpload(Acting, OfKind, CreatePage):
    """Reads the file and keeps it until it is brought in; what is wrong with its rows is on the next page."""

    template_name = "reports/import_upload.html"
    form_class = ImportUploadForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "book": self.book}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(book=self.book, name=self.name, most=MOST_ROWS, **kwargs)

    def act(self, form: ImportUploadForm) -> ImportBatch:
        file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
        read = read_workbook(file.content, self.book)
        digest = hashlib.sha256(file.content).hexdigest()
        found = {"file_name": file.name, "digest": digest, "rows": read.rows, "unknown": read.unknown}
        return importing.check_in(self.book.code, unit=unit, **found, **self.stamp)


@require_GET
def template(request: HttpRequest, kind: str) -> FileResponse:
    """The workbook to fill in."""
    book, user = WORKBOOKS.get(kind), request.user
    if book is None:
        raise Http404
    if not may_somewhere(user, book):  # type: ignore[arg-type]
        raise PermissionDenied
    with translation.override(CHINESE):
        name = str(ImportKind(kind).label)
        file_name = _("%(name)s导入模板.xlsx") % {"name": name}
    return as_download(io.BytesIO(write_template(book, name)), file_name)


class ImportPage(Acting, TargetActionView):
    """What bringing it in would do, or everything that is wrong; then the button. Afterwards: what was done."""

    model = ImportBatch
    queryset = ImportBatch.objects.select_related("unit", "uploaded_by")
    template_name = "reports/import.html"
    form_class = ApplyForm
    undo_view = "reports:import_undo"
    job: ReportJob | None = None

    @cached_property
    def planned(self) -> Plan | None:
        waits = self.target.state == ImportState.CHECKED and self.target.rows
        return importing.plan(self.target, **self.stamp) if waits else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"] = ApplyForm(initial={"fingerprint": self.planned.fingerprint if self.planned else ""})
        context["errors"] = kwargs["form"].non_field_errors() if "form" in kwargs else []
        context["batch"], context["plan"] = self.target, self.planned
        may_write = may_bring_in(self.request.user, WORKBOOKS[self.target.kind], self.target.unit)
        context["may_write"], context["may_undo"] = may_write, may_write and importing.may_undo(self.target)
        context["unknown"] = importing.unknown_columns(self.target)
        context["job"] = ReportJob.objects.filter(kind=IMPORT, params__batch=self.target.pk).unfinished().first()
        return context | (self._shown(self.planned) if self.planned else {})

    def _shown(self, plan: Plan) -> dict[str, Any]:
        """One sort of rows at a time, the first that there are."""
        asked = self.request.GET.get("show", "")
        filled = [state for state in State if plan.counts[state]]
        show = asked if asked in State.values else (filled or [State.NEW])[0]
        pages = Paginator(plan.of(show), ROWS_TO_A_PAGE)
        page = pages.get_page(parse_number(self.request.GET.get("page")) or 1)
        book = WORKBOOKS[self.target.kind]
        return {
            "rows": [(item, list(stated(book, item.line)) if show == State.NEW else []) for item in page],
            "tabs": [(state, plan.counts[state]) for state in State],
            "show": show,
            "page_obj": page,
            "mistakes": plan.mistakes[:SHOWN_MISTAKES],
            "sheets": len({item.line.sheet for item in plan.items} | {one.sheet for one in plan.mistakes}) > 1,
            "nothing_new": not plan.mistakes and plan.counts[State.SAME] == len(plan.items),
        }

    def act(self, form: Any) -> ImportBatch:
        """A large one is left to the worker, where there is one."""
        fingerprint = form.cleaned_data["fingerprint"]
        if importing.rows_in(self.target) > SMALL_ROWS and WorkerSign.is_fresh(at=clock.now()):
            params = {"batch": self.target.pk, "fingerprint": fingerprint}
            unit, purpose = self.target.unit, _("从Excel导入")
            self.job = request_report(IMPORT, unit=unit, params=params, purpose=purpose, **self.stamp)
            return self.target
        return importing.apply_import(self.target, fingerprint=fingerprint, **self.stamp)

    def get_undo(self) -> Undo | None:
        return None if self.job else super().get_undo()

    def get_success_url(self) -> str:
        return resolve_url(self.job or self.target)

    def get_success_message(self) -> str:
        if self.job:
            return _("表格较大，正在后台导入，完成后会通知您。取消的，全部不写入。")
        return _("已导入：新增%(new)d，变更%(changed)d，不变%(same)d。") % self.result.counts

    def form_invalid(self, form: Any) -> HttpResponse:
        """What changed meanwhile is read anew."""
        self.__dict__.pop("planned", None)
        return super().form_invalid(form)


class ImportUndo(Acting, TargetActionView):
    """Asks before it takes back."""

    queryset = ImportBatch.objects.filter(state=ImportState.APPLIED)
    template_name = "components/confirm_page.html"
    form_class = PlainForm
    success_message = gettext_lazy("已撤销这次导入。")
    final = gettext_lazy("撤销后不能恢复；需要的，请重新上传。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        logs = self.target.kind == ImportKind.LOGS
        page = {
            "heading": _("撤销导入“%(name)s”") % {"name": self.target},
            "question": _("这次导入的记录将全部撤回，不再计入。") if logs else _("新增的将删除，变更的将恢复原样。"),
            "consequences": [_("已有其他记录与之关联，或者导入后又有改动的，不能撤销。")],
            "submit": _("撤销导入"),
            "danger": True,
            "cancel_url": self.target.get_absolute_url(),
        }
        return super().get_context_data(**page, **kwargs)

    def act(self, form: Any) -> ImportBatch:
        return importing.undo_import(self.target, **self.stamp)


class ImportDiscard(Acting, PostActionView):
    """What was read is deleted."""

    model = ImportBatch
    success_url = reverse_lazy("reports:imports")
    success_message = gettext_lazy("已删除上传的内容，没有导入。")
    final = gettext_lazy("删除的内容不能恢复；需要的，请重新上传。")

    def act(self, obj: Any) -> None:
        importing.discard_import(obj, **self.stamp)

    def get_refused_url(self) -> str:
        return reverse("reports:imports")
