"""Large workbooks are brought in by the worker: with progress, to be given up until it is written, and as a whole or
not at all. What is offered afterwards is a list of what became of each row; it names nobody."""

from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.exports.sheets import Column, SheetHead, book_file, write_sheet
from reports import jobs
from reports.actions import importing
from reports.imports.base import Item, State
from reports.models import ImportBatch, ImportState, ReportJob

IMPORT = "import"
# Up to so many rows are brought in while the person waits.
SMALL_ROWS = 1_000
# Read and compared; written; recorded.
STEPS = 3


def register() -> None:
    """Called in ReportsConfig.ready."""
    options = {"is_small": lambda *_asked: True, "is_settled": is_settled}
    jobs.register(IMPORT, bring_in, gettext_lazy("表格导入结果"), **options)


def is_settled(job: ReportJob) -> bool:
    """Whether everything is written."""
    batches = ImportBatch.objects.filter(pk=job.params["batch"], state=ImportState.APPLIED)
    return batches.filter(applied_at__gte=job.created_at).exists()


def bring_in(job: ReportJob, progress: jobs.Progress) -> IO[bytes]:
    """Bring the workbook in, and say what became of each row. Done again after a crash, it finds that it is done.

    Raises DomainError as `importing.apply_import` does.
    """
    batch = ImportBatch.objects.visible_to(job.reader()).filter(pk=job.params["batch"]).first()
    if batch is None:
        raise DomainError(_("上传的内容已被删除，没有导入。"))
    at = job.started_at or job.created_at
    if is_settled(job):
        return _result(job, batch, [])
    progress.of(STEPS)
    items = importing.plan(batch, by=job.reader(), at=at).items if batch.rows else []
    fingerprint = job.params["fingerprint"]

    def step() -> None:
        progress.step()
        if progress.done == STEPS:
            _hold(job)

    batch = importing.apply_import(batch, fingerprint=fingerprint, by=job.reader(), at=at, step=step)
    return _result(job, batch, items)


def _hold(job: ReportJob) -> None:
    """The last moment at which it can be given up: until the transaction ends, whoever would give it up waits."""
    if not ReportJob.objects.select_for_update().filter(pk=job.pk, state=job.state, claim=job.claim).exists():
        raise jobs.Cancelled


def _result(job: ReportJob, batch: ImportBatch, items: list[Item]) -> IO[bytes]:
    columns = [Column(_("工作表"), 20), Column(_("行"), 8, "number"), Column(_("结果"), 12)]
    counts = _("新增%(new)d，变更%(changed)d，不变%(same)d。") % batch.counts
    day = (batch.applied_at or job.created_at).date()
    head = SheetHead(batch.file_name, batch.unit.name, day, str(job.reader()), remarks=(counts,))
    rows: Any = ([item.line.sheet, item.line.row, str(State(item.state).label)] for item in items)
    return book_file(lambda book: write_sheet(book, _("导入结果"), head, columns, rows))
