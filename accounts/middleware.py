"""What each request of a logged-in user passes: idle log-out, change of the first password, acting for another."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.actions.delegations import usable_by
from accounts.models import Delegation
from core import clock
from core.views import local_url

LAST_SEEN = "last_seen"
ACTING_FOR = "acting_for_delegation"
# Pages for people without an account. Whoever is logged in all the same leaves no time there: it could be that of an
# answer which must not be theirs.
PEOPLES_PAGES = "/p/"
Handler = Callable[[HttpRequest], HttpResponse]


class IdleLogOutMiddleware:
    """Ends a session after the set minutes without a request, and brings back whom the user chose to act for.

    The time is written at most once a minute, so that reading pages does not write to the database each time.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.path.startswith(PEOPLES_PAGES):
            now = clock.now().timestamp()
            seen = request.session.get(LAST_SEEN, now)
            if now - seen > settings.IDLE_LOG_OUT_MINUTES * 60:
                logout(request)
                out = redirect(f"{reverse('accounts:login')}?{urlencode(_back_to(request))}")
                # What was said to this person and not yet shown.
                out.delete_cookie(CookieStorage.cookie_name)
                return out
            if now - seen > 60 or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
            self._act_for(request)
            return _for_one_reader(self.get_response(request))
        return self.get_response(request)

    def _act_for(self, request: HttpRequest) -> None:
        key = request.session.get(ACTING_FOR)
        if key is None:
            return
        usable = Delegation.objects.filter(usable_by(request.user, clock.today()), pk=key)
        delegation = usable.select_related("principal").first()
        if delegation is None:
            del request.session[ACTING_FOR]
        else:
            request.user.acting_for = delegation.principal


def _for_one_reader(response: HttpResponse) -> HttpResponse:
    """What nobody says anything about is kept by no proxy, and by no browser without asking again."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _back_to(request: HttpRequest) -> dict[str, str]:
    """Where one goes on after logging in again: the page, or the page with the form or the button that was pressed."""
    if request.method != "POST":
        return {"idle": "1", "next": request.get_full_path()}
    return {"idle": "unsaved", "next": local_url(request, request.headers.get("Referer"), otherwise="/")}


class ChangePasswordFirstMiddleware:
    """A password that somebody else set must be changed before anything else is shown."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        allowed = {
            reverse("accounts:password"),
            reverse("accounts:logout"),
            reverse("set_language"),
            reverse("healthz"),
        }
        if request.user.is_authenticated and request.user.must_change_password and request.path not in allowed:
            return redirect("accounts:password")
        return self.get_response(request)
