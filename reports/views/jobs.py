"""Reports that the worker makes: one's own list, how far each is, giving it up, fetching it."""

import mimetypes
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.generic import DetailView

from accounts.access import READERS
from core import clock
from core.errors import DomainError
from core.views import ListPage, PermittedMixin, PostActionView, VisibleMixin, say
from reports import actions
from reports.models import JobState, ReportJob, WorkerSign


class SaysWhetherAWorkerRuns:
    """Gives the page `worker_is_up`; templates/reports/_no_worker.html says what that means."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        worker_is_up = WorkerSign.is_fresh(at=clock.now())
        return super().get_context_data(worker_is_up=worker_is_up, **kwargs)  # type: ignore[misc]


class Jobs(SaysWhetherAWorkerRuns, PermittedMixin, ListPage):
    """What I asked for."""

    queryset = ReportJob.objects.select_related("unit")
    template_name = "reports/jobs.html"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*READERS)


class JobDetail(SaysWhetherAWorkerRuns, VisibleMixin, DetailView):
    """With script it looks again every two seconds by itself, without one the browser loads it anew."""

    queryset = ReportJob.objects.select_related("unit", "requested_by", "on_behalf_of")
    template_name = "reports/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_make_now = actions.may_make_now(self.object, at=clock.now())
        may_repeat = self.object.may_become(JobState.WAITING)
        return super().get_context_data(may_make_now=may_make_now, may_repeat=may_repeat, **kwargs)


class JobCancel(PostActionView):
    model = ReportJob
    success_message = gettext_lazy("已取消，不再生成。")
    final = gettext_lazy("取消的可以重新生成。")

    def act(self, job: ReportJob) -> None:
        actions.cancel_report(job, by=self.request.user, at=clock.now())


class JobRepeat(PostActionView):
    model = ReportJob

    def act(self, job: ReportJob) -> None:
        actions.repeat_report(job, by=self.request.user, at=clock.now())


class JobMakeNow(PostActionView):
    model = ReportJob

    def act(self, job: ReportJob) -> None:
        actions.make_now(job, by=self.request.user, clock=clock.now)


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The finished file, asked for anew each time: who lost the unit finds nothing here."""
    job = get_object_or_404(ReportJob.objects.visible_to(request.user), pk=pk)
    try:
        file = actions.open_report(job, by=request.user, at=clock.now())
    except DomainError as error:
        return say(request, error.message, then=job, level="error")
    kind = mimetypes.guess_type(job.file_name)[0] or "application/octet-stream"
    headers: dict[str, Any] = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return FileResponse(file, as_attachment=True, filename=job.file_name, content_type=kind, headers=headers)
