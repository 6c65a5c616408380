"""What the page of a score sheet and its paper show: lines as on the form, and the steps that were taken."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assessments.models import How, Score, ScoreSheet, SheetEntry
from assessments.sheet_access import sees_scores
from assessments.sources import ALL
from assessments.workflow import BY_ACTION, SheetActor
from core.wording import with_note

if TYPE_CHECKING:
    from accounts.models import User

ASSESSED = frozenset({SheetActor.ASSESSED})
# What is decided before the announcement; the assessed reads of it afterwards.
BEFORE = ("score", "send_back", "confirm")


@dataclass(frozen=True)
class PaperLine:
    """One row of 季度考核表."""

    line: Score
    source: str

    @property
    def why(self) -> str:
        return deduction_of(self.line)


def paper_lines(sheet: ScoreSheet) -> list[PaperLine]:
    """One query."""
    lines = sheet.scores.select_related("criterion").order_by("criterion__number")
    return [PaperLine(line, source_of(line)) for line in lines]


def source_of(line: Score) -> str:
    """数据来源: where the figure comes from, and what it is."""
    if line.criterion.how == How.JUDGED:
        return _("评分人评定")
    title = str(ALL[line.criterion.source["of"]].title)
    return with_note(title, figure_of(line))


def figure_of(line: Score) -> str:
    if line.achieved is None:
        return ""
    achieved, required = (
        f"{value.normalize():f}" if value is not None else "" for value in (line.achieved, line.required)
    )
    return f"{achieved}/{required}" if required else achieved


def deduction_of(line: Score) -> str:
    """扣分原因: what the scorer wrote; of a proposal that was left as it is, the records say it."""
    if line.reason or line.score is None or line.score == line.points:
        return line.reason
    return _("按记录计算：%(figure)s") % {"figure": figure_of(line)} if line.score == line.proposed else ""


@dataclass(frozen=True)
class Entry:
    """A step as it is shown. Who objected for a branch is nobody's business: the side is named, not the person."""

    entry: SheetEntry
    label: Any
    who: str


def entries_for(user: "User", sheet: ScoreSheet) -> list[Entry]:
    """The steps that the user may know of, in order. One query."""
    rows = sheet.entries.select_related("by", "on_behalf_of")
    if not sees_scores(user, sheet):
        rows = rows.exclude(action__in=BEFORE)
    return [Entry(row, BY_ACTION[row.action].label, _who(row)) for row in rows]


def _who(entry: SheetEntry) -> str:
    if BY_ACTION[entry.action].actors == ASSESSED:
        return str(SheetActor.ASSESSED.label)
    if entry.by is None:
        return str(SheetActor.PRODUCT.label)
    note = _("代%(name)s") % {"name": entry.on_behalf_of} if entry.on_behalf_of else ""
    return with_note(entry.by, note)
