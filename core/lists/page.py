"""The part of a list page that knows columns, saved views, the workbook and actions on many rows.

All of it happens at the list's own address, so that its rights, its filters and its rows hold: `?do=export` asks what
the workbook is for, `?do=bulk` shows what an action would do to the chosen rows.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.functional import cached_property

from core.lists.bulk import MOST, Bulk
from core.lists.columns import Column, chosen, offered_to
from core.lists.kept import EVERYTHING, KeptView, address, keeper
from core.lists.steps import STEPS, Step

# What in the address is about the page and not about the rows (`view`: see EVERYTHING).
NOT_FILTERS = ("page", "do", "bulk", "row", "all", "view")
AT_A_TIME = 500


@dataclass(frozen=True)
class Table:
    """What components/table.html draws."""

    caption: str
    columns: Sequence[Column]
    cells: str
    row_name: str
    bulks: Sequence[Bulk]
    # All that a filter finds is offered to be done at once only where it may be.
    most: int = MOST


class ListTools:
    """`title`: what the list is called (else the name of its model). `columns`: without any the page draws its own
    table, and there is nothing to choose or to take out. `cells`: the template that draws those columns that are
    `is_cell`, which is given the row as `row_name` and the name of the column as `cell`. `bulks`: actions on many rows.
    """

    title: Any = ""
    columns: ClassVar[Sequence[Column]] = ()
    cells = ""
    row_name = "row"
    bulks: ClassVar[Sequence[type[Bulk]]] = ()
    request: Any
    filter_class: Any

    def prepare(self, rows: list[Any]) -> list[Any]:
        """The rows of a page, or of a part of a workbook, with what their columns need, in a fixed number of
        queries."""
        return rows

    def may_export(self) -> bool:
        """Whether the user may take the list out. Whoever sees it may, unless the list says otherwise."""
        return True

    def get_columns(self) -> Sequence[Column]:
        return self.columns

    def get_title(self) -> str:
        """Asked without a request as well, by whoever keeps a view of the list."""
        if self.title:
            return str(self.title)
        model = getattr(self, "model", None) or self.queryset.model  # type: ignore[attr-defined]
        return str(model._meta.verbose_name)

    @cached_property
    def offered_columns(self) -> list[Column]:
        return offered_to(self.get_columns(), self.request.user)

    @cached_property
    def shown_columns(self) -> list[Column]:
        if not self.offered_columns:
            return []
        name = self.request.resolver_match.view_name
        return chosen(self.offered_columns, keeper().columns(self.request.user, name))

    @cached_property
    def offered_bulks(self) -> list[Bulk]:
        return [bulk() for bulk in self.bulks if bulk.permitted(self.request.user)]

    @cached_property
    def views(self) -> list[KeptView]:
        """What is kept about lists is kept about those that can be narrowed."""
        return keeper().views(self.request.user, self.request.path) if self.filter_class else []

    @cached_property
    def filters(self) -> QueryDict:
        """What the list is narrowed by, as it stands in the address."""
        return filters_of(self.request.GET)

    @property
    def filtered_url(self) -> str:
        return address(self.request.path, self.filters.urlencode())

    def get_export_queryset(self) -> Any:
        """What the workbook holds: the rows of the list, unless some of them may be in none."""
        return self.get_queryset()  # type: ignore[attr-defined]

    def all_rows(self) -> Iterator[Any]:
        """Every row of the workbook, prepared part by part."""
        source = self.get_export_queryset().iterator(chunk_size=AT_A_TIME)
        while part := list(islice(source, AT_A_TIME)):
            yield from self.prepare(part)

    @property
    def step(self) -> Step | None:
        """The page that is asked for instead of the list."""
        kind = STEPS.get(self.request.GET.get("do", ""))
        return kind(self) if kind else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if step := self.step:
            return step.get()
        default = next((view for view in self.views if view.is_default), None) if not request.GET else None
        if default and default.query:
            return redirect(f"{request.path}?{default.query}")
        return super().get(request, *args, **kwargs)  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        step = self.step
        return step.post() if step else self.http_method_not_allowed(request)  # type: ignore[attr-defined]

    def list_context(self) -> dict[str, Any]:
        """For components/table.html and components/list_tools.html."""
        title = self.get_title()
        table = Table(title, self.shown_columns, self.cells, self.row_name, self.offered_bulks)
        return {"table": table, "list_tools": self._tools() if self.filter_class or self.offered_columns else None}

    def _tools(self) -> dict[str, Any]:
        shown, query = set(self.shown_columns), self.filters.urlencode()
        return {
            "columns": [(column, column in shown) for column in self.offered_columns],
            "list_name": self.request.resolver_match.view_name,
            "views": [(view, view.query == query) for view in self.views],
            "keeps_views": bool(self.filter_class),
            "has_default": any(view.is_default for view in self.views),
            "query": query,
            "narrowed": narrowed(self.filter_form, self.filters) if self.filter_class else [],  # type: ignore[attr-defined]
            "path": self.request.path,
            "filters": list(pairs(self.filters)),
            "may_export": bool(self.offered_columns) and self.may_export(),
        }


def filters_of(query: QueryDict) -> QueryDict:
    """The part of a query that narrows a list: without the page, without empty fields."""
    kept = query.copy()
    for name in list(kept):
        values = [value for value in kept.getlist(name) if value]
        if name in NOT_FILTERS or not values:
            del kept[name]
        else:
            kept.setlist(name, values)
    return kept


def narrowed(form: Any, query: QueryDict) -> list[tuple[str, str, str]]:
    """What a valid filter asks for in words: field, value, and the query that remains without it."""
    if not form.is_valid():
        return []
    said = []
    for field in form.visible_fields():
        if field.name in query:
            others = query.copy()
            del others[field.name]
            said.append((str(field.label), in_words(field), others.urlencode() or EVERYTHING))
    return said


def in_words(field: Any) -> str:
    """The value of a bound field as its form would show it."""
    value = field.form.cleaned_data.get(field.name)
    if isinstance(value, datetime.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    chosen_value = "" if value is None else str(getattr(value, "pk", value))
    if hasattr(field.field, "queryset"):
        return str(value or "")
    return str(dict(flatten_choices(getattr(field.field, "choices", ()))).get(chosen_value, chosen_value))


def pairs(query: QueryDict) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, values in query.lists() for value in values)
