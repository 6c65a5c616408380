"""Who reads what was said. A confidential talk is a fact for many and words for few (R4)."""

from typing import TYPE_CHECKING

from accounts.selectors import superiors_of
from visits.models import VisitLog

if TYPE_CHECKING:
    from accounts.models import User


def may_read_content(user: "User", log: VisitLog) -> bool:
    """Whether a user who sees the log may read its content (and its files).

    Of a confidential one: those who took part, and the superior, on that day, of the leader who held it. No role
    opens it, nor does recording it for somebody, administering the product, or acting for one of those people.
    """
    if not log.kind.is_confidential:
        return True
    if not user.cadre_id:
        return False
    participants = list(log.participants.all())
    if user.cadre_id in [p.cadre_id for p in participants]:
        return True
    leads = [p.cadre for p in participants if p.is_lead]
    return any(user.cadre_id == superior.pk for lead in leads for superior in superiors_of(lead, log.first_day))


def content_of(user: "User", log: VisitLog) -> str | None:
    """The content for this reader; None where there is something that they may not read."""
    if not may_read_content(user, log):
        return None
    return log.talk if log.kind.is_confidential else log.content
