"""How far a survey on paper is: what is still to be given out, and which sheets wait for a second or a third look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from assessments.models import AnswerToken, PaperEntry, Pool, Survey
from assessments.paper_readings import Reading, reading_of
from assessments.selectors.survey_sheets import Item, parts_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Progress:
    """`pools`: each with `waiting`, who has no slip yet. `once`: sheets that one clerk entered; `for_me`: those of them
    that this reader did not enter. `differing`: one entry of each sheet that was read differently."""

    pools: Sequence[Pool]
    once: int
    for_me: int
    differing: list[PaperEntry]


def progress_of(survey: Survey, reader: "User") -> Progress:
    """Two queries, however many sheets there are."""
    waiting = Count("participants", filter=Q(participants__is_handed=False))
    pools = list(survey.pools.annotate(waiting=waiting).order_by("number"))
    by_token: dict[str, list[PaperEntry]] = {}
    for entry in PaperEntry.objects.filter(survey=survey).defer("content").order_by("pk"):
        by_token.setdefault(entry.token, []).append(entry)
    once = [entries[0] for entries in by_token.values() if len(entries) == 1]
    return Progress(
        pools,
        once=len(once),
        for_me=sum(entry.entered_by_id != reader.pk for entry in once),
        differing=[entries[0] for entries in by_token.values() if len(entries) > 1],
    )


def differing_entry(token: AnswerToken) -> PaperEntry | None:
    """One of the two entries of a sheet that was read differently; None where there is nothing to be settled."""
    entries = list(PaperEntry.objects.filter(token=token.hash).defer("content").order_by("pk"))
    return entries[0] if len(entries) > 1 else None


@dataclass(frozen=True)
class Difference:
    """What two clerks read of one item, in words; "" where it was left blank."""

    label: str
    readings: tuple[str, str]


def readings_of(entry: PaperEntry) -> tuple[Reading, Reading] | None:
    """The two readings of a sheet; None where there is only one."""
    rows = list(PaperEntry.objects.filter(survey=entry.survey_id, token=entry.token).order_by("pk"))
    return (reading_of(rows[0]), reading_of(rows[1])) if len(rows) > 1 else None


def differences(pool: Pool, first: Reading, second: Reading) -> list[Difference]:
    """Where they differ, in the order of the sheet."""
    differing = first.differences(second)
    found = []
    for item in (item for part in parts_of(pool.survey, pool) for item in part.items):
        key = item.question.pk if item.question.is_text else item.key
        if key in differing:
            found.append(Difference(item.label, (_words(item, first), _words(item, second))))
    return found


def _words(item: Item, reading: Reading) -> str:
    if item.question.is_text:
        return reading.texts.get(item.question.pk, "")
    given = reading.answers.get(item.key, [])
    codes = given if isinstance(given, list) else [given]
    return " ".join(str(words) for code, words in item.question.choices if code in codes)
