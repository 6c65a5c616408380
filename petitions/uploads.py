"""What a form without log-in may carry: a file that is too large is left out while it still arrives, and everything
that was typed is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_FILES = 5
View = Callable[..., HttpResponseBase]


class Quota(FileUploadHandler):
    """Lets files through up to the largest size that is taken. Names of those left out: `request.left_out`."""

    def __init__(self, request: HttpRequest):
        super().__init__(request)
        self.size = self.total = 0
        self.left_out: list[str] = []
        request.left_out = self.left_out  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        self.total += len(raw_data)
        most = settings.ATTACHMENT_MAX_BYTES
        if self.size > most or self.total > most * MOST_FILES:
            self.left_out.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def with_quota(view: View) -> View:
    """A view whose files pass the quota. The token is checked inside: to read it is to read the files."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers.insert(0, Quota(request))
        return protected(request, *args, **kwargs)

    return guarded
