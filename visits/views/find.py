"""What the boxes to type in ask for (static/js/choose.js), and the pairings of a chosen cadre."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts.selectors import find_targets
from core import clock
from core.keys import parse_words
from visits.forms import VisitForm
from visits.selectors import offered_cadres

SHOWN = 20


@require_GET
def find_targets_view(request: HttpRequest) -> HttpResponse:
    """Points, households and residents whose name holds `q`, among those that the user sees."""
    found = find_targets(request.user, parse_words(request.GET.get("q")), on=clock.today(), limit=SHOWN)
    rows = [{"value": choice.value, "label": choice.label, "note": choice.hint} for choice in found]
    return JsonResponse(rows, safe=False)


@require_GET
def find_cadres_view(request: HttpRequest) -> HttpResponse:
    """Cadres whose name holds `q`, among those that the user may name."""
    rows = offered_cadres(request.user, on=clock.today(), text=parse_words(request.GET.get("q")))[:SHOWN]
    found = [{"value": c.pk, "label": c.name, "note": note_of(c)} for c in rows.prefetch_related("posts__unit")]
    return JsonResponse(found, safe=False)


def note_of(cadre: object) -> str:
    """Unit and title, to tell namesakes apart."""
    on = clock.today()
    held = [p for p in cadre.posts.all() if p.is_held_on(on)]  # type: ignore[attr-defined]
    return f"{held[0].unit.label} {held[0].title}" if held else ""


@require_GET
def pairings_view(request: HttpRequest) -> HttpResponse:
    """The part of the form that offers the pairings of the cadres in `cadres`."""
    form = VisitForm(user=request.user, today=clock.today(), initial={"cadres": request.GET.getlist("cadres")})
    return render(request, "visits/_pairings.html", {"form": form})
