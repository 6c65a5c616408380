"""What everybody reads of a unit, without an account (R10.8). No cookie is set and nothing is counted; the same address
gives everybody the same page, so that caches on the way may answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import clock
from core.templatetags.languages import other_languages
from reports.models import PublicEdition, PublicFile, PublicPage
from reports.publication import showing

# For how many seconds caches on the way answer whoever asks again.
FRESH = 300
IN_FEED = 20
LARGE = "large"
View = Callable[..., HttpResponseBase]


def everybody(view: View) -> View:
    """Without log-in, in the language that the address asks for (`?lang=en`): no cookie keeps the choice."""

    @login_not_required
    @require_safe
    @cache_control(public=True, max_age=FRESH)
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("lang")
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with translation.override(asked):
            answer = view(request, *args, **kwargs)
        answer["Content-Language"] = asked
        return answer

    return shown


def _page(slug: str) -> tuple[PublicPage, list[PublicEdition]]:
    """The page and what is shown of it today. 404 where nothing is: a page without content is no page yet."""
    page = showing.open_page(slug)
    editions = showing.shown_editions(page, on=clock.today()) if page else []
    if page is None or not editions:
        raise Http404
    return page, editions


def frame(request: HttpRequest) -> dict[str, Any]:
    """How the reader wants it: carried by the links of the page."""
    lang, is_large = request.GET.get("lang", ""), request.GET.get("size") == LARGE
    lang = lang if lang in dict(settings.LANGUAGES) else ""
    asked = {name: value for name, value in (("lang", lang), ("size", LARGE if is_large else "")) if value}
    return {
        "is_large": is_large,
        "kept": _query(asked),
        "in_other_languages": [other | {"url": _query(asked | {"lang": other["code"]})} for other in other_languages()],
        "in_other_size": _query({"lang": lang} if is_large else {"lang": lang, "size": LARGE}),
    }


def _query(asked: dict[str, str]) -> str:
    asked = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(asked)}" if asked else "?"


@everybody
def public_index(request: HttpRequest) -> HttpResponse:
    pages = showing.open_pages(on=clock.today())
    return render(request, "reports/public/index.html", {"pages": pages, **frame(request)})


@everybody
def public_page(request: HttpRequest, slug: str) -> HttpResponse:
    page, editions = _page(slug)
    front = showing.front(page, editions, on=clock.today())
    return render(request, "reports/public/page.html", {"page": page, "front": front, **frame(request)})


@everybody
def public_year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    page, editions = _page(slug)
    found = showing.of_year(editions, year)
    if not found:
        raise Http404
    return render(
        request, "reports/public/year.html", {"page": page, "editions": found, "year": year, **frame(request)}
    )


@everybody
def public_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One item by its own address: the same for all its editions."""
    page, editions = _page(slug)
    found = [row for row in editions if row.item_id == pk]
    if not found:
        raise Http404
    part = showing.parts_of(page, found, on=clock.today())[0]
    return render(request, "reports/public/item.html", {"page": page, "part": part, **frame(request)})


@everybody
def public_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file of what is shown today; that of a draft, or of an edition before, answers 404."""
    _page_shown, editions = _page(slug)
    file = get_object_or_404(PublicFile.objects.filter(editions__in=editions).distinct(), pk=pk)
    return serve(file)


def serve(file: PublicFile) -> FileResponse:
    """As a download. 404 also where it is gone from the disk."""
    if not file.file.storage.exists(file.file.name):
        raise Http404
    answer = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type="application/pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class News(Feed):
    """What is new on a page, for programs that ask by themselves."""

    feed_type = Atom1Feed
    # Of what is told, whatever the reader's language.
    language = settings.LANGUAGE_CODE

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> tuple[PublicPage, list[PublicEdition]]:
        return _page(kwargs["slug"])

    def title(self, obj: Any) -> str:
        return str(obj[0])

    def link(self, obj: Any) -> str:
        return str(obj[0].public_path)

    def subtitle(self, obj: Any) -> str:
        return _("经批准公开的内容。")

    def author_name(self, obj: Any) -> str:
        return str(obj[0].unit)

    def items(self, obj: Any) -> list[tuple[PublicPage, PublicEdition]]:
        page, editions = obj
        return [(page, row) for row in editions if row.item.kind not in showing.STANDING][:IN_FEED]

    def item_title(self, item: Any) -> str:
        return str(item[1].title)

    def item_description(self, item: Any) -> str:
        return linebreaks(item[1].text, autoescape=True)

    def item_link(self, item: Any) -> str:
        return reverse("reports:public_item", args=[item[0].slug, item[1].item_id])

    def item_guid(self, item: Any) -> str:
        """Another edition is news again."""
        return f"{settings.BASE_URL}{self.item_link(item)}#{item[1].number}"

    def item_updateddate(self, item: Any) -> Any:
        return item[1].approved_at

    def item_pubdate(self, item: Any) -> Any:
        return item[1].approved_at


public_feed = everybody(News())
