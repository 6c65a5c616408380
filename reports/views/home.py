"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from reports.home import home as read_home


def home(request: HttpRequest) -> HttpResponse:
    """What needs this user today."""
    return render(request, "reports/home.html", {"home": read_home(request.user, at=clock.now(), on=clock.today())})
