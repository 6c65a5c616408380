"""How the product itself runs, for administrators: the regulations in force and mail. For auditors: the trail."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from accounts.models import User
from core.audit import names
from core.models import AuditEntry, OutboxMessage
from core.sweep import is_mail_configured
from duties.models import Rule, Rulebook, RulebookVersion
from duties.selectors import count_behind
from petitions.models import Case, IdentityView
from petitions.querysets import CaseQuerySet
from reports.home.parts import CALM, LATE, Line, Part, urgency_of
from visits.models import Matter

SHOWN = 8
ENTRIES = 6
# The trail tells of so many days.
LATELY = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Mail:
    """`oldest`: since when the letter waits that should have gone out first; None where all are sent or not yet due."""

    configured: bool
    waiting: int
    failed: int
    oldest: datetime.datetime | None

    @property
    def tone(self) -> str:
        if self.failed:
            return "late"
        return "due" if not self.configured or self.oldest else "ok"


def mail(user: User, *, at: datetime.datetime) -> Part | None:
    """One query, of the letters that did not go out."""
    if not user.access.has_role(*ADMINS):
        return None
    unsent = OutboxMessage.objects.visible_to(user).filter(sent_at=None).order_by()
    late = Q(given_up_at=None, not_before__lte=at - datetime.timedelta(hours=1))
    found = unsent.aggregate(
        waiting=Count("pk", filter=Q(given_up_at=None)),
        failed=Count("pk", filter=Q(given_up_at__isnull=False)),
        oldest=Min("not_before", filter=late),
    )
    health = Mail(is_mail_configured(), **found)
    return Part(
        "reports/home/_mail.html", health, urgency_of([health.tone]) if health.waiting or health.failed else CALM
    )


@dataclass(frozen=True)
class Book:
    """A regulation with the version in force (`rulebook.current_number`, `.since`), the day from which the next one
    holds, and how many numbers of the version in force the organisation has still to confirm."""

    rulebook: Any
    coming: datetime.date | None
    unconfirmed: int


@dataclass(frozen=True)
class Books:
    books: list[Book]
    count: int


def versions(user: User, *, on: datetime.date) -> Part | None:
    """Three queries."""
    if not user.access.has_role(*ADMINS):
        return None
    books: list[Any] = list(Rulebook.objects.visible_to(user).with_current(on).order_by("unit__path", "title"))
    coming = RulebookVersion.objects.filter(rulebook__in=books, effective_from__gt=on)
    starts = dict(coming.order_by("-effective_from").values_list("rulebook", "effective_from"))
    open_rules = Rule.objects.filter(version__rulebook__in=books, to_confirm=True).order_by()
    counted = {
        (row["version__rulebook"], row["version__number"]): row["count"]
        for row in open_rules.values("version__rulebook", "version__number").annotate(count=Count("pk"))
    }
    found = [Book(row, starts.get(row.pk), counted.get((row.pk, row.current_number), 0)) for row in books[:SHOWN]]
    return Part("reports/home/_versions.html", Books(found, len(books)))


# --- for auditors -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trail:
    lines: list[Line]
    entries: list[AuditEntry]


def trail(user: User, *, on: datetime.date) -> Part | None:
    """What was done of late that an auditor looks at first, and the latest entries. Three queries."""
    if not user.access.has_role("auditor"):
        return None
    rows = AuditEntry.objects.visible_to(user)
    entries = list(rows.exclude(action__in=_COMINGS).select_related("actor", "on_behalf_of")[:ENTRIES])
    return Part("reports/home/_trail.html", Trail(_looked_at(user, rows, on), entries))


# Who comes and goes is nothing that was done.
_COMINGS = ("accounts.log_in", "accounts.log_out")


def _looked_at(user: User, rows: Any, on: datetime.date) -> list[Line]:
    """Each counts what its link lists: the actions whose name holds the word. Two queries."""
    since = on - LATELY
    words = {"export": _("导出"), "print": _("打印"), "roles": _("角色"), "withdrawn": _("撤回")}
    meant = {key: [code for code, name in names().items() if word in str(name)] for key, word in words.items()}
    counts = {key: Count("pk", filter=Q(action__in=codes)) for key, codes in meant.items()}
    found = rows.between(since, on).order_by().aggregate(**counts)
    looks = IdentityView.objects.visible_to(user).filter(at__date__gte=since).count()
    labels = {"export": _("导出"), "print": _("打印"), "roles": _("角色授予和收回"), "withdrawn": _("撤回")}
    page, asked = reverse("core:audit"), {"since": since.isoformat()}
    return [
        Line(_("查阅信访人身份"), looks, reverse("petitions:identity_log")),
        *(Line(labels[key], found[key], f"{page}?{urlencode({**asked, 'action': words[key]})}") for key in words),
    ]


def overdue(user: User, *, on: datetime.date) -> Part | None:
    """For an auditor: what ran over its limit in the part of the tree that they oversee. Three queries."""
    behind = reverse("duties:behind")
    if not user.access.has_role("auditor") or user.access.has_role("leader", "secretary", "petition_clerk"):
        return None
    cases: CaseQuerySet = Case.objects.visible_to(user)
    queue = f"{reverse('petitions:cases')}?tab=overdue"
    matters = Matter.objects.visible_to(user).open().filter(due__lt=on)
    lines = [
        Line(_("近三个月逾期未落实的职责"), count_behind(user, on=on), behind, "late"),
        Line(_("超过时限的信访事项"), cases.overdue(on=on).count(), queue, "late"),
        Line(_("超过时限的群众诉求"), matters.count(), f"{reverse('visits:matters')}?state=open", "late"),
    ]
    found = [line for line in lines if line.count]
    return Part("reports/home/_overdue.html", found, LATE if found else CALM)
