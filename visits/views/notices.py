"""What the public may read of a rota, without an account: name, post, day, place and hours of the coming weeks."""

import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import clock
from visits.selectors.rotas import NOTICE_DAYS, notice_of, notice_rows

# Whoever asks again within so many seconds is answered by caches on the way.
FRESH = 300


@login_not_required
@require_safe
@cache_control(public=True, max_age=FRESH)
def rota_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Three small queries, whoever asks and however often. 404 for an address that is not (any more) public."""
    today = clock.today()
    rota = notice_of(public_id, today)
    if rota is None:
        raise Http404
    rows = notice_rows(rota, today, today + datetime.timedelta(days=NOTICE_DAYS))
    return render(request, "visits/rota_notice.html", {"rota": rota, "rows": rows, "today": today})
