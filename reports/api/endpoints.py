"""What can be asked of `/api/`, and its OpenAPI document."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError

from accounts.models import Unit
from core import clock
from core.periods import Period
from reports.api.reader import Key, reader_of
from reports.api.rows import SORTS, Sort
from reports.api.schemas import PAGES, Asked, AskedPage, AskedRollup, FigureRow, RollupAnswer, UnitRow
from reports.asking import Question
from reports.figures import FIGURES
from reports.models import Scope
from reports.rollup import rollup

# No page of the library's own: it would load scripts from elsewhere. /reports/api/ explains the API.
api = NinjaAPI(
    title="Liaison",
    version="1",
    description="Read-only: rollups, obligations, visit logs, cases.",
    urls_namespace="api",
    docs_url=None,
    auth=Key(),
)


@api.exception_handler(AuthenticationError)
def refuse(request: HttpRequest, _error: Any) -> Any:
    """Without a key, and with one that is unknown, revoked or over."""
    return api.create_response(request, {"detail": _("没有密钥，或者密钥无效、已停用、已过期。")}, status=401)


@api.get("/units", response=list[UnitRow], summary="Units")
def units(request: HttpRequest) -> Any:
    """The part of the tree that the key covers."""
    inside = Unit.objects.filter(path__startswith=_token(request).unit.path)
    return inside.order_by("path").values("id", "parent_id", "name", "kind", "closed_on")


@api.get("/rollups", response=RollupAnswer, summary="Rollups")
def rollups(request: HttpRequest, asked: Query[AskedRollup]) -> Any:
    """The figures of a unit with everything below it, and of each unit directly below."""
    unit = _unit(request, asked, Scope.ROLLUPS)
    if asked.end < asked.start:
        raise HttpError(422, _("截止日期不能早于起始日期。"))
    question = Question(unit, Period(asked.start, asked.end), asked.organised, asked.rule, asked.kind)
    on = clock.today()
    found = rollup(question, reader=reader_of(_token(request).unit, on=on), on=on)
    return RollupAnswer(
        as_of=found.as_of,
        definitions={figure.code: str(figure.definition) for figure in FIGURES},
        total=_figures(found.total),
        rows=[_figures(row) for row in found.rows],
    )


def _figures(row: Any) -> FigureRow:
    values = {figure.code: row.value(figure.code) for figure in FIGURES}
    return FigureRow(unit_id=row.unit.pk, unit_name=str(row.unit), is_own=row.is_own, values=values)


@api.get("/obligations", response=PAGES["obligations"], summary="Obligations")
def obligations(request: HttpRequest, asked: Query[AskedPage]) -> Any:
    """What cadres, units and groups owe and have done, by the day on which it is due."""
    return _page(request, asked, SORTS["obligations"])


@api.get("/logs", response=PAGES["logs"], summary="Visit logs")
def logs(request: HttpRequest, asked: Query[AskedPage]) -> Any:
    """Visits by their first day: of which kind, of whom, how many were reached; nothing of what was said."""
    return _page(request, asked, SORTS["logs"])


@api.get("/cases", response=PAGES["cases"], summary="Petition cases")
def cases(request: HttpRequest, asked: Query[AskedPage]) -> Any:
    """Cases by the day on which they came in, without who raised them and what they said; no accusations."""
    return _page(request, asked, SORTS["cases"])


def _page(request: HttpRequest, asked: AskedPage, sort: Sort) -> dict[str, Any]:
    unit = _unit(request, asked, sort.name)
    rows = sort.rows(reader_of(_token(request).unit, on=clock.today()), unit, asked.start, asked.end)
    found = list(sort.named(rows.filter(pk__gt=asked.after)[: asked.limit + 1]))
    has_more = len(found) > asked.limit
    items = found[: asked.limit]
    return {"items": items, "next": items[-1]["id"] if has_more else None}


def _token(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]


def _unit(request: HttpRequest, asked: Asked, scope: str) -> Unit:
    """The unit asked for, inside what the key covers. Raises HttpError 403 without the scope, 404 for another unit."""
    token = _token(request)
    if scope not in token.scopes:
        raise HttpError(403, _("该密钥无权读取此类数据。"))
    if asked.unit is None or asked.unit == token.unit.pk:
        return token.unit
    inside = Unit.objects.filter(path__startswith=token.unit.path, pk=asked.unit).first()
    if inside is None:
        raise HttpError(404, _("没有这个单位，或者不在密钥的数据范围内。"))
    return inside


def addresses() -> Any:
    """The addresses of the API: the key is what lets in, no log-in."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        view: Any = pattern.callback
        pattern.callback = login_not_required(view)
    return patterns, app, namespace
