"""What is answered where a request cannot be read at all."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request as plain_bad_request

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 with words for a form with too much in it, which was not read; 400 for anything else that makes no sense."""
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", status=413)
    return plain_bad_request(request, exception)
