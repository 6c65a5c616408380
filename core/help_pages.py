"""The handbook under /help/: its chapters with the search in them, their pictures, and the terms of all forms."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from core import handbook, terms


class Contents(TemplateView):
    """The contents, or what was found for ?q=."""

    template_name = "core/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()
        found = handbook.find(words)
        return super().get_context_data(words=words, hits=found, chapter=handbook.chapter("index"), **kwargs)


class ChapterPage(TemplateView):
    template_name = "core/help_chapter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not (chapter := handbook.chapter(kwargs["name"])):
            raise Http404
        return super().get_context_data(chapter=chapter, **kwargs)


class Terms(TemplateView):
    """Every term that a form explains."""

    template_name = "core/help_terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(terms=terms.every(), **kwargs)


def picture(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """A picture of the handbook; kept by the browser for a day."""
    path = settings.HANDBOOK_DIR / "_images" / f"{name}.png"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png", headers={"Cache-Control": "private, max-age=86400"})
