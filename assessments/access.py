"""Who may do what with statements, democratic-life meetings and reports of secondments."""

import datetime
from typing import TYPE_CHECKING, Any

from accounts.models import Cadre, Secondment, Unit
from accounts.selectors import is_head, keeps_cadre
from assessments.models import LifeMeeting, Speech, Statement
from assessments.querysets.sheets import SCORERS
from assessments.querysets.statements import WRITERS

if TYPE_CHECKING:
    from accounts.models import User

# Who may give a statement back to be mended.
SUPERIORS = ("leader", "secretary", "personnel", "organisation_admin")
CONVENORS = ("secretary", "organisation_admin")


def may_write_for(user: "User", subject: Cadre | Unit, *, on: datetime.date) -> bool:
    """A cadre's statement is written by the cadre; a unit's by its head, or who keeps its papers."""
    if isinstance(subject, Cadre):
        return subject.pk in user.access.cadre_ids
    return user.access.covers(subject.path, *WRITERS) or is_head(user, subject, on=on)


def may_return(user: "User", statement: Statement) -> bool:
    """Who reads it above its author."""
    own = statement.cadre_id in user.access.cadre_ids
    return not own and user.access.covers(statement.unit_path, *SUPERIORS)


def may_convene(user: "User", unit: Unit, *, on: datetime.date) -> bool:
    return user.access.covers(unit.path, *CONVENORS) or is_head(user, unit, on=on)


def with_readable_texts(user: "User", meeting: LifeMeeting, *, on: datetime.date) -> list[Speech]:
    """The speeches with `is_own` and `shown`: the text for its author, the recorder and the
    head of the unit, else ""."""
    cadres = user.access.cadre_ids
    reads_all = meeting.recorder_id in cadres or is_head(user, meeting.unit, on=on)
    speeches: list[Any] = list(meeting.speeches.select_related("cadre"))
    for speech in speeches:
        speech.is_own = speech.cadre_id in cadres
        speech.shown = speech.text if reads_all or speech.is_own else ""
    return speeches


def may_read_minutes(user: "User", meeting: LifeMeeting, *, on: datetime.date) -> bool:
    """Who took part, who wrote them, and the superior party organisation's leaders and discipline inspection."""
    took_part = meeting.recorder_id in user.access.cadre_ids or is_head(user, meeting.unit, on=on)
    there = meeting.speeches.filter(cadre__in=user.access.cadre_ids).exists()
    return took_part or there or user.access.covers(meeting.unit.path, "leader", "auditor")


def may_evaluate(user: "User", secondment: Secondment, *, on: datetime.date) -> bool:
    """The personnel office where the cadre serves, or where they were sent; never oneself."""
    if secondment.cadre_id in user.access.cadre_ids:
        return False
    there = user.access.covers(secondment.host.path, *SCORERS)
    return there or keeps_cadre(user, secondment.cadre, on, *SCORERS)
