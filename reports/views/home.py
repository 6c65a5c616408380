"""The home page, how one's own part of the tree stands, and the gaps in the data that an administrator mends."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView

from accounts.access import ADMINS
from core import clock
from core.pages import RoleOnlyMixin
from reports.home import gaps as gaps_of
from reports.home import home as read_home
from reports.standing import standing as read_standing


def home(request: HttpRequest) -> HttpResponse:
    """What needs this user today."""
    return render(
        request, "reports/home/home.html", {"home": read_home(request.user, at=clock.now(), on=clock.today())}
    )


def standing(request: HttpRequest) -> HttpResponse:
    """This quarter beside the last one. The home page fetches the panel when somebody scrolls to it: it costs as much
    as all the rest."""
    found = read_standing(request.user, on=clock.today())
    if found is None:
        raise Http404
    template = "reports/home/_standing.html" if request.htmx else "reports/home/standing.html"
    return render(request, template, {"standing": found, "is_page": not request.htmx})


class Gaps(RoleOnlyMixin, TemplateView):
    """Each gap with how it is mended and the first of those that it is about."""

    roles = ADMINS
    template_name = "reports/home/gaps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(gaps=gaps_of.gaps(self.request.user, on=clock.today()), **kwargs)
