"""Who is told what a sheet has come to: those who must act next, in the inbox."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.querysets import in_force
from core import inbox
from petitions.models import SheetEntry, WorkSheet

# After these steps it is the sender's turn; after all others the receiver's.
TO_SENDER = ("sign_for", "object", "report_progress", "reply", "appeal")


def tell_about(sheet: WorkSheet, entry: SheetEntry, *, at: datetime.datetime) -> None:
    """A notice for those of the other side who may see it. A draft is nobody else's business."""
    if entry.action in ("draft", "change"):
        return
    unit = sheet.sender if entry.action in TO_SENDER else sheet.receiver
    title = _("工作联系单“%(subject)s”：%(step)s") % {"subject": sheet.subject, "step": entry.label}
    inbox.notify_all(
        inbox.notice(f"sheet:{sheet.pk}", f"entry-{entry.pk}", user, title, url=sheet.get_absolute_url(), at=at)
        for user in _who_acts_for(unit, on=timezone.localdate(at))
        if user != entry.by and WorkSheet.objects.visible_to(user).filter(pk=sheet.pk).exists()
    )


def _who_acts_for(unit: Unit, *, on: datetime.date) -> list[User]:
    """Heads and members of the leadership of the unit, and those who keep its business by a role on it."""
    grants = User.objects.filter(
        in_force(on, "grants__"), grants__unit=unit, grants__role__in=["secretary", "petition_clerk", "leader"]
    )
    posts = User.objects.filter(
        in_force(on, "cadre__posts__"),
        cadre__posts__unit=unit,
        cadre__posts__position__in=["head", "leadership_member"],
    )
    return list((grants | posts).filter(is_active=True).distinct())
