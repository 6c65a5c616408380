"""Files of a log: added, removed, and served only to those who may read what the log says."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core import clock
from core.views import OnceMixin, PostActionView
from visits import actions
from visits.actions.guards import may_change
from visits.forms import FilesForm
from visits.models import Attachment
from visits.selectors import may_read_content
from visits.views.logs import LogActionView


class AddFiles(OnceMixin, LogActionView):
    template_name = "visits/files.html"
    form_class = FilesForm
    success_message = gettext_lazy("附件已上传。")
    final = gettext_lazy("传错的，可以逐个删除。")

    def permitted(self) -> bool:
        return self.may_change

    def act(self, form: FilesForm) -> None:
        files = form.cleaned_data["attachments"]
        actions.add_attachments(self.target, by=self.request.user, at=clock.now(), files=files)


class RemoveFile(PostActionView):
    model = Attachment
    success_message = gettext_lazy("附件已删除。")
    final = gettext_lazy("删除的附件不能恢复；需要的，请重新上传。")

    def permitted(self) -> bool:
        return may_change(self.request.user, self.target.log)

    def act(self, attachment: Attachment) -> None:
        actions.remove_attachment(attachment, by=self.request.user, at=clock.now())

    def get_success_url(self) -> str:
        return self.target.log.get_absolute_url()


@require_GET
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file as a download: never shown inside the page, and of the type that its content has.

    404 also where the file is gone from the disk (a data folder restored without its files).
    """
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    if not may_read_content(request.user, attachment.log):
        raise Http404
    if not attachment.file.storage.exists(attachment.file.name):
        raise Http404
    headers: dict[str, Any] = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
        headers=headers,
    )
