"""What the page of a statement shows: texts with their figures, and the records behind one figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from assessments.models import Statement, StatementSection
from assessments.statement_figures import BY_CODE, FIGURES, About, Figure, values
from assessments.statement_text import filled, parts
from duties.models import Obligation
from petitions.models import Sponsorship
from visits.models import Goods, VisitLog

SHOWN = 200


def about(statement: Statement) -> About:
    return About(statement.subject, statement.year)


def figures_of(statement: Statement) -> Mapping[str, Any]:
    """Every figure by its code: as the records are now, or as they were when it was handed in."""
    return values(about(statement)) if statement.is_draft else statement.figures


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or the value of a figure with its name."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True)
class ShownSection:
    """`others`: figures of the section that its text does not name."""

    title: str
    pieces: list[Piece]
    others: list[tuple[Figure, Any]]


def sections_of(statement: Statement, found: Mapping[str, Any]) -> list[ShownSection]:
    """Each section with its figures in place."""
    return [_shown(section, found) for section in statement.sections.all()]


def _shown(section: StatementSection, found: Mapping[str, Any]) -> ShownSection:
    pieces = [
        Piece(str(found.get(figure.code, "")) if figure else text, figure)
        for text, figure in parts(section.text)
        if figure or text
    ]
    named = {piece.figure for piece in pieces}
    others = [figure for figure in FIGURES if figure.section == section.code and figure not in named]
    return ShownSection(section.get_code_display(), pieces, [(f, found.get(f.code, "")) for f in others])


def plain_sections(statement: Statement, found: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """For paper: the title and the paragraphs of each section."""
    return [
        (section.get_code_display(), filled(section.text, found).split("\n")) for section in statement.sections.all()
    ]


@dataclass(frozen=True)
class Line:
    """One record behind a figure, as a line with a link where it has a page."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Records:
    """`hidden`: how many more there are which the reader may not open."""

    lines: list[Line]
    count: int
    hidden: int


def records_of(statement: Statement, code: str, reader: User) -> Records:
    """The records behind a figure. Raises KeyError for no such figure."""
    rows = BY_CODE[code].rows(about(statement))
    seen = _visible(rows, reader)
    count, visible = rows.order_by().count(), seen.order_by().count()
    return Records([_line(row) for row in _with_names(seen)[:SHOWN]], count, count - visible)


def _visible(rows: Any, reader: User) -> Any:
    """Goods are seen with the visit on which they were given."""
    if rows.model is Goods:
        return rows.filter(log__in=VisitLog.objects.visible_to(reader).order_by().values("pk"))
    return rows.visible_to(reader)


def _with_names(rows: Any) -> Any:
    """With what their names are made of, so that a line costs no query."""
    related = {
        "visitlog": ("kind",),
        "obligation": ("rule",),
        "sponsorship": ("case", "leader"),
        "goods": ("log__kind",),
        "pairing": ("contact_point", "household", "resident", "category", "cadre"),
    }
    return rows.select_related(*related.get(rows.model._meta.model_name, ()))


def _line(row: Any) -> Line:
    if isinstance(row, Goods):
        return Line(f"{row.log.first_day:%Y-%m-%d} {row.item} {row.amount}", row.log.get_absolute_url())
    if isinstance(row, Obligation):
        return Line(f"{row.due:%Y-%m-%d} {row.rule}", row.get_absolute_url())
    if isinstance(row, Sponsorship):
        return Line(f"{row.start:%Y-%m-%d} {row.case.title or row.case.number}", row.get_absolute_url())
    return Line(str(row), row.get_absolute_url() if hasattr(row, "get_absolute_url") else "")
