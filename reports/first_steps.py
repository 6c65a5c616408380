"""The first ten minutes of an organisation: what is left to do until the first visit can be logged.

What is done follows from the data and is ticked by nobody; what an organisation does without is remembered with its
reason (`reports.models.SkippedStep`).
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from accounts.models import Post, Unit, User
from contacts.models import ContactPoint, Household, Pairing, Resident
from core.calendar_days import years_to_know
from core.models import CalendarYear, OutboxMessage
from duties.models import Rulebook
from reports.models import ImportKind, SkippedStep, StepCode
from visits.models import VisitLog

# Nothing goes on without these.
NEEDED = {StepCode.FOUND, StepCode.CADRES, StepCode.LOG}


@dataclass(frozen=True)
class Link:
    """A page that belongs to a step."""

    url: str
    label: str


@dataclass(frozen=True)
class Step:
    """One step. `reason`: why the organisation does without it. `links`: other ways to it, or a template."""

    code: str
    title: str
    text: str
    url: str
    label: str
    links: tuple[Link, ...]
    # Where what was done is looked at and taken back.
    back: Link | None
    is_done: bool
    reason: str = ""

    @property
    def is_left(self) -> bool:
        return not self.is_done and not self.reason

    @property
    def may_skip(self) -> bool:
        return self.is_left and self.code not in NEEDED

    @property
    def may_resume(self) -> bool:
        return bool(self.reason) and not self.is_done


@dataclass(frozen=True)
class FirstSteps:
    """`unit` is what is set up; None as long as there is none."""

    unit: Unit | None
    steps: list[Step]

    @cached_property
    def left(self) -> list[Step]:
        return [step for step in self.steps if step.is_left]

    @property
    def next(self) -> Step | None:
        return self.left[0] if self.left else None

    @property
    def settled(self) -> int:
        return len(self.steps) - len(self.left)

    @property
    def is_running(self) -> bool:
        """The first visit is logged: what is left is said in a line."""
        return any(step.code == StepCode.LOG and step.is_done for step in self.steps)


def organisation_of(user: User) -> Unit | None:
    """What the user sets up: the whole organisation, or the uppermost part of it of which they are administrator."""
    return Unit.objects.administered_by(user).filter(closed_on=None).order_by("depth", "path").first()


def may_set_up(user: User, unit: Unit | None) -> bool:
    """An administrator of a part of the tree; whoever has all rights, as long as there is no tree."""
    return unit is not None or (user.is_superuser and not Unit.objects.exists())


def first_steps(user: User, *, on: datetime.date) -> FirstSteps | None:
    """The steps while one of them is left; None for everybody else. At most three queries."""
    if not user.access.has_role(*ADMINS):
        return None
    unit = organisation_of(user)
    found = all_steps(unit, on=on) if may_set_up(user, unit) else None
    return found if found and found.left else None


def all_steps(unit: Unit | None, *, on: datetime.date, may_start_over: bool = False) -> FirstSteps:
    """Every step of an organisation, also when nothing is left."""
    done = _done(unit, on) if unit else {}
    skipped = dict(SkippedStep.objects.filter(unit=unit).values_list("step", "reason")) if unit else {}
    backs = _backs(may_start_over=may_start_over and not done.get(StepCode.LOG))
    steps = [
        Step(
            code,
            str(code.label),
            _texts()[code],
            *_way(code, unit),
            links=_links(code),
            back=backs.get(code),
            is_done=done.get(code, False),
            reason=skipped.get(code, ""),
        )
        for code in StepCode
    ]
    return FirstSteps(unit, steps)


def _done(unit: Unit, on: datetime.date) -> dict[str, bool]:
    """By step, whether it is there. One query."""
    here = {"unit__path__startswith": unit.path}
    targets = [model.objects.filter(**here) for model in (ContactPoint, Household, Resident)]
    users = User.objects.filter(is_superuser=False)
    asked: dict[str, Any] = {
        StepCode.UNITS: Exists(Unit.objects.filter(path__startswith=unit.path).exclude(pk=unit.pk)),
        StepCode.CADRES: Exists(Post.objects.filter(**here)),
        StepCode.CALENDAR: Exists(CalendarYear.objects.filter(year=max(years_to_know(on)))),
        StepCode.RULEBOOKS: Exists(Rulebook.objects.filter(Q(**here) | Q(unit__in=unit.ancestor_ids))),
        StepCode.CONTACTS: Exists(targets[0]) | Exists(targets[1]) | Exists(targets[2]),
        StepCode.PAIRINGS: Exists(Pairing.objects.filter(**here)),
        StepCode.INVITE: Exists(users.filter(cadre__posts__unit__path__startswith=unit.path))
        | Exists(users.filter(grants__unit__path__startswith=unit.path)),
        StepCode.MAIL: Exists(OutboxMessage.objects.filter(what="core.test_letter", sent_at__isnull=False)),
        StepCode.LOG: Exists(VisitLog.objects.recorded().filter(unit_path__startswith=unit.path)),
    }
    conditions = {f"is_{code}": condition for code, condition in asked.items()}
    row = Unit.objects.filter(Q(pk=unit.pk)).annotate(**conditions).values(*conditions).get()
    return {StepCode.FOUND: True, **{code: row[f"is_{code}"] for code in asked}}


def _texts() -> dict[str, str]:
    """What a step is for, and what it takes."""
    return {
        StepCode.FOUND: _("最上级单位，其余单位都在它之下。常用节日和时节一并设好。"),
        StepCode.UNITS: _("下载模板，按示例填写各级单位，上传后先预览再导入。只有一个单位的，可以不办。"),
        StepCode.CADRES: _("姓名、单位、职务和电话，每个职务一行。有电子邮箱的，可以用邮件邀请。"),
        StepCode.CALENDAR: _("放假和调休上班的日期，决定期限按哪些工作日计算。"),
        StepCode.RULEBOOKS: _("从随系统提供的制度中选用，先看约束哪些人、什么时候到期，再施行。"),
        StepCode.CONTACTS: _("走访的对象：村、企业、班组等联系点，以及困难户等联系户。"),
        StepCode.PAIRINGS: _("哪位干部联系哪个点、哪一户。结对之后，登记走访时对象已经在列表中。"),
        StepCode.INVITE: _("用邮件邀请，或者打印一次性密码条当面交给本人。"),
        StepCode.MAIL: _("发一封测试邮件到自己的邮箱，确认提醒邮件能够送达。")
        if settings.EMAIL_HOST
        else _("还没有设置邮件服务器，请部署系统的人设置后再办；不用邮件提醒的，选“暂不办理”。"),
        StepCode.LOG: _("准备完毕。登记一条走访，看看完成了哪些职责。"),
    }


def _way(code: StepCode, unit: Unit | None) -> tuple[str, str]:
    """Where a step is done, and what the button there is called. The calendar is loaded for a whole organisation."""
    if code == StepCode.CALENDAR and unit is not None and unit.parent_id:
        return reverse("accounts:calendar"), _("查看工作日历")
    ways: dict[str, tuple[str, str]] = {
        StepCode.FOUND: (reverse("accounts:found"), _("建立组织")),
        StepCode.UNITS: (_upload(ImportKind.UNITS), _("上传单位表")),
        StepCode.CADRES: (_upload(ImportKind.CADRES), _("上传干部表")),
        StepCode.CALENDAR: (reverse("accounts:calendar_load"), _("载入工作日历")),
        StepCode.RULEBOOKS: (reverse("duties:rulebook_shipped"), _("选用制度")),
        StepCode.CONTACTS: (_upload(ImportKind.POINTS), _("上传联系点表")),
        StepCode.PAIRINGS: (_upload(ImportKind.PAIRINGS), _("上传结对表")),
        StepCode.INVITE: (reverse("accounts:invite"), _("邀请用户")),
        StepCode.MAIL: (reverse("core:outbox"), _("发送测试邮件")),
        StepCode.LOG: (reverse("visits:create"), _("登记走访")),
    }
    return ways[code]


def _links(code: StepCode) -> tuple[Link, ...]:
    """Templates, and pages on which the same is done one by one."""
    links: dict[str, list[Link]] = {
        StepCode.UNITS: [_template(ImportKind.UNITS, _("下载单位模板"))],
        StepCode.CADRES: [_template(ImportKind.CADRES, _("下载干部模板"))],
        StepCode.CONTACTS: [
            _template(ImportKind.POINTS, _("下载联系点模板")),
            _template(ImportKind.HOUSEHOLDS, _("下载联系户模板")),
            Link(_upload(ImportKind.HOUSEHOLDS), _("上传联系户表")),
        ],
        StepCode.PAIRINGS: [
            _template(ImportKind.PAIRINGS, _("下载结对模板")),
            Link(reverse("contacts:pair"), _("逐个结对")),
        ],
        StepCode.MAIL: [Link(reverse("accounts:me"), _("填写自己的邮箱"))] if settings.EMAIL_HOST else [],
    }
    return tuple(links.get(code, ()))


def _backs(*, may_start_over: bool) -> dict[str, Link]:
    imports = Link(reverse("reports:imports"), _("查看或撤销导入"))
    backs: dict[str, Link] = {
        StepCode.UNITS: imports,
        StepCode.CADRES: imports,
        StepCode.CONTACTS: imports,
        StepCode.PAIRINGS: imports,
        StepCode.CALENDAR: Link(reverse("accounts:calendar"), _("查看工作日历")),
        StepCode.RULEBOOKS: Link(reverse("duties:rulebooks"), _("查看或撤销制度")),
        StepCode.INVITE: Link(reverse("accounts:invite"), _("查看或撤回邀请")),
    }
    if may_start_over:
        backs[StepCode.FOUND] = Link(reverse("reports:start_over"), _("重新开始"))
    return backs


def _upload(kind: str) -> str:
    return reverse("reports:import_upload", args=[kind])


def _template(kind: str, label: str) -> Link:
    return Link(reverse("reports:import_template", args=[kind]), label)
