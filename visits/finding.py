"""Visit logs and matters heard, as the search finds them (core/search.py).

What was withdrawn is not found; nor what was said in a confidential talk, which is encrypted, nor what was written down
before its kind became confidential."""

from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core import search
from core.search import Hit
from core.wording import joined
from visits.models import Matter, VisitLog, VisitTarget

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called in AppConfig.ready."""
    search.register(
        search.Source(
            kind="visits",
            label=pgettext_lazy("list", "走访记录"),
            icon="journal-text",
            model=VisitLog,
            rows=_logs,
            hit=_log,
            texts=("content",),
        )
    )
    search.register(
        search.Source(
            kind="matters",
            label=pgettext_lazy("list", "群众诉求"),
            icon="chat-left-text",
            model=Matter,
            rows=_matters,
            hit=_matter,
            texts=("text",),
        )
    )


def _logs(user: "User") -> QuerySet[VisitLog]:
    rows = VisitLog.objects.visible_to(user).recorded().filter(kind__is_confidential=False)
    targets = VisitTarget.objects.select_related("contact_point", "household", "resident")
    return rows.select_related("kind", "unit").prefetch_related("participants__cadre", Prefetch("targets", targets))


def _log(log: VisitLog) -> Hit:
    reached = joined(str(row.target) for row in log.targets.all())
    title = _("%(kind)s：%(targets)s") % {"kind": log.kind, "targets": reached} if reached else str(log.kind)
    where = joined(str(row.cadre) for row in log.participants.all())
    return Hit(title=title, url=log.get_absolute_url(), text=log.content, where=where, day=log.first_day)


def _matters(user: "User") -> QuerySet[Matter]:
    rows = Matter.objects.visible_to(user).filter(log__state="recorded")
    return rows.select_related("unit", "log").order_by("-pk")


def _matter(matter: Matter) -> Hit:
    return Hit(
        title=matter.text[:40],
        url=matter.get_absolute_url(),
        text=matter.text if len(matter.text) > 40 else "",
        where=matter.unit.label,
        label=matter.mark,
        tone=matter.tone,
        day=matter.log.first_day,
    )
