"""The rows of 走访台账, one for each log, in the order of the queryset."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Cadre, Post
from contacts.models import ContactPoint, Resident
from contacts.selectors import Target
from core.wording import joined
from visits.models import Matter, MatterState, VisitLog, VisitTarget

CHUNK = 500


@dataclass(frozen=True)
class LedgerRow:
    """The 18 columns as on paper, without the running number. Several people or matters of one log are joined.

    `phones` is personal data: the exporter leaves it out for those who may not see it. Nothing of a confidential
    talk is in here but the text of a matter that was entered from it.
    """

    log_id: int
    day: datetime.date
    cadres: str
    titles: str
    place: str
    people: str
    phones: str
    kind: str
    content: str
    matters: str
    replies: str
    promises: str
    responsible: str
    due: datetime.date | None
    result: str
    solved_on: datetime.date | None
    rating: str
    remarks: str


def ledger_rows(
    logs: QuerySet[VisitLog], *, chunk_size: int = CHUNK, phones_under: Sequence[str] | None = None
) -> Iterator[LedgerRow]:
    """The ledger of these logs, read in chunks: six queries for each, whatever is on the logs.

    `phones_under`: paths of the parts of the tree whose people's telephone numbers the reader may see (None: all).
    Sealed matters stand in no ledger, whoever reads it.
    """
    targets = VisitTarget.objects.select_related(
        "contact_point__unit", "household__unit", "resident__unit", "resident__household"
    )
    rows = logs.select_related("kind").prefetch_related(
        Prefetch("participants__cadre__posts", Post.objects.order_by("-is_main", "order", "pk")),
        Prefetch("targets", targets),
        Prefetch("matters", Matter.objects.unsealed().select_related("unit").order_by("pk")),
    )
    return (_row(log, phones_under) for log in rows.iterator(chunk_size=chunk_size))


def _row(log: VisitLog, phones_under: Sequence[str] | None) -> LedgerRow:
    cadres = [p.cadre for p in log.participants.all()]
    targets = [t.target for t in log.targets.all()]
    matters = list(log.matters.all())
    return LedgerRow(
        log_id=log.pk,
        day=log.first_day,
        cadres=_join(str(cadre) for cadre in cadres),
        titles=_join(_title(cadre, log.first_day) for cadre in cadres),
        place=_join(_place(target) for target in targets),
        people=_join(str(target) for target in targets if not isinstance(target, ContactPoint)),
        phones=_phones(targets, phones_under),
        kind=str(log.kind),
        content=_("（谈话内容保密）") if log.kind.is_confidential else log.content,
        matters=_lines(m.text for m in matters),
        replies=_lines(m.reply for m in matters if m.solved_on_the_spot),
        promises=_lines(m.promise for m in matters),
        responsible=_join(m.unit.label for m in matters),
        due=min((m.due for m in matters if m.due), default=None),
        result=_lines(_result(m) for m in matters),
        solved_on=_all_solved_on(matters),
        rating="",
        remarks=_remarks(log),
    )


def _join(texts: Iterable[str]) -> str:
    return joined(dict.fromkeys(text for text in texts if text))


def _lines(texts: Iterable[str]) -> str:
    """Several on a line each, numbered; a single one as it is."""
    found = [text for text in texts if text]
    return found[0] if len(found) == 1 else "\n".join(f"{number}. {text}" for number, text in enumerate(found, 1))


def _title(cadre: Cadre, day: datetime.date) -> str:
    """The title of the main post on that day, else of any."""
    post = next((p for p in cadre.posts.all() if p.is_held_on(day)), None)
    return post.title if post else ""


def _place(target: Target) -> str:
    if isinstance(target, ContactPoint):
        return target.name
    household = target.household if isinstance(target, Resident) else target
    return f"{target.unit.label}{household.group_name if household else ''}"


def _phones(targets: Iterable[Target], under: Sequence[str] | None) -> str:
    """One number to a line, of those who live in one of the parts of the tree."""
    shown = (_phone(target) for target in targets if under is None or target.unit.path.startswith(tuple(under)))
    return "\n".join(dict.fromkeys(filter(None, shown)))


def _phone(target: Target) -> str:
    if isinstance(target, Resident) and not target.phone and target.household:
        return target.household.phone
    return target.phone


def _result(matter: Matter) -> str:
    if matter.state == MatterState.OPEN:
        return _("待办理")
    return _("当场解决") if matter.solved_on_the_spot else matter.reply


def _all_solved_on(matters: list[Matter]) -> datetime.date | None:
    """The day on which the last of them was solved; None while one is open."""
    days = [matter.solved_on for matter in matters]
    return max(day for day in days if day) if days and all(days) else None


def _remarks(log: VisitLog) -> str:
    notes = []
    if log.last_day > log.first_day:
        notes.append(_("至%(day)s") % {"day": log.last_day.isoformat()})
    if log.is_from_paper:
        notes.append(_("纸质补录"))
    return "；".join(notes)
