"""Gaps in the data that an administrator mends: each with how it is mended, how many, and the first of them by name.

Everything is read off the rows; nobody ticks anything. A gap that there is none of is not told of."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from accounts.models import PATH_STEP, Cadre, MailPreference, Position, Post, RoleGrant, Unit, User
from accounts.querysets import in_force
from contacts.models import ContactPoint, Household, HouseholdKind, Pairing
from core.calendar_days import years_to_know
from core.selectors import load_work_calendar
from reports.home.parts import CALM, DUE, Part

# What ends within so many days is told of.
ENDING = datetime.timedelta(days=30)
# Nobody needs to know how many more there are.
MOST = 999
# Levels of the deepest tree.
DEEPEST = 12
# On the page of the gaps so many are named of each.
NAMED = 20
# Households that regulations pair with a cadre: those in need (R7, R11), not every one of a village.
_NOT_IN_NEED = (HouseholdKind.ORDINARY, HouseholdKind.VETERAN, HouseholdKind.WELL_OFF)


@dataclass(frozen=True)
class Gap:
    """`rows`: not yet read, in the order of their names. `mend`: what to do. `url`: where it is done for many."""

    code: str
    label: str
    mend: str
    rows: Any
    url: str
    count: int = 0

    @property
    def page(self) -> str:
        return f"{reverse('reports:gaps')}#{self.code}"

    @property
    def how_many(self) -> str:
        return f"{MOST}+" if self.count > MOST else str(self.count)

    @property
    def named(self) -> list[Any]:
        return list(self.rows[:NAMED])

    @property
    def has_more(self) -> bool:
        return self.count > NAMED


def part(user: User, *, on: datetime.date) -> Part | None:
    """One query."""
    if not user.access.has_role(*ADMINS):
        return None
    return Part("reports/home/_gaps.html", found := gaps(user, on=on), DUE if found else CALM)


def gaps(user: User, *, on: datetime.date) -> list[Gap]:
    """Those that there are any of, in the parts of the tree that the user administers. One query."""
    found = [gap for tell in _SORTS for gap in tell(user, on)]
    counts = _counts(user, found)
    return [replace(gap, count=counts[gap.code]) for gap in found if counts[gap.code]]


def _counts(user: User, found: list[Gap]) -> dict[str, int]:
    """By code, not much beyond MOST: all of them in one query, as columns beside the one row of the user."""
    columns = {f"count_{gap.code}": Subquery(_counted(gap.rows)) for gap in found}
    row: Any = User.objects.filter(pk=user.pk).values(**columns).get()
    return {gap.code: row[f"count_{gap.code}"] for gap in found}


def _counted(rows: Any) -> Any:
    first = rows.order_by().values("pk")[: MOST + 1]
    how_many = Func("pk", function="COUNT", output_field=IntegerField())
    return rows.model.objects.filter(pk__in=first).order_by().annotate(number=how_many).values("number")


Tell = Callable[[User, datetime.date], Iterator[Gap]]


def _units(user: User, on: datetime.date) -> Iterator[Gap]:
    units = Unit.objects.administered_by(user).open_on(on).order_by("path")
    posts = Post.objects.in_force(on).filter(unit=OuterRef("pk"))
    # A secretary of a unit answers for those below it as well. Each path on the way up is looked for by itself, which
    # an index answers; to compare every unit with every secretary would not.
    up = [Substr(OuterRef("path"), 1, PATH_STEP * depth) for depth in range(1, DEEPEST + 1)]
    secretaries = RoleGrant.objects.filter(in_force(on), role="secretary", user__is_active=True)
    above = secretaries.filter(unit__path__in=up)
    yield Gap(
        "secretary",
        _("没有书记账号的单位"),
        _("由书记掌握进度、核对记录。请给书记开通账号，并授予“书记”角色。"),
        units.filter(Exists(posts), ~Exists(above)),
        reverse("accounts:users"),
    )
    yield Gap(
        "head",
        _("没有主要负责人的单位"),
        _("谈话、审批和提醒要找主要负责人。请在单位页面登记任职，岗位类别选“主要负责人”。"),
        units.filter(Exists(posts), ~Exists(posts.filter(position=Position.HEAD))),
        reverse("accounts:units"),
    )


def _people(user: User, on: datetime.date) -> Iterator[Gap]:
    posts = Post.objects.in_force(on).filter(user.access.within("unit__path", *ADMINS))
    cadres = Cadre.objects.filter(Exists(posts.filter(cadre=OuterRef("pk")))).order_by("name", "pk")
    users = User.objects.filter(is_active=True, cadre=OuterRef("pk"))
    yield Gap(
        "account",
        _("没有账号的在职干部"),
        _("没有账号的干部不能登记走访，也收不到提醒。请开通账号。"),
        cadres.filter(~Exists(users)),
        reverse("accounts:users"),
    )
    mailed = User.objects.filter(is_active=True, email="").exclude(mail_preference=MailPreference.OFF)
    mine = posts.filter(cadre=OuterRef("cadre"))
    yield Gap(
        "email",
        _("没有电子邮箱的账号"),
        _("提醒邮件发不到，只能在系统内看到。请补登电子邮箱。"),
        mailed.filter(Exists(mine)).order_by("name", "pk"),
        reverse("accounts:users"),
    )
    yield Gap(
        "posts",
        _("三十天内到期的任职"),
        _("到期后职责和权限随之停止。续任的请延长任职，离任的请办理交接。"),
        posts.filter(end__range=(on, on + ENDING)).select_related("cadre", "unit").order_by("end", "pk"),
        reverse("accounts:cadres"),
    )
    grants = RoleGrant.objects.filter(user.access.within("unit__path", *ADMINS), user__is_active=True)
    yield Gap(
        "grants",
        _("三十天内到期的角色授权"),
        _("到期后不能再查看和办理。继续承担的请延长。"),
        grants.filter(end__range=(on, on + ENDING)).select_related("user", "unit").order_by("end", "pk"),
        reverse("accounts:users"),
    )


def _contacts(user: User, on: datetime.date) -> Iterator[Gap]:
    place = user.access.within("unit__path", *ADMINS)
    homes = Household.objects.filter(place).registered_on(on).exclude(kind__in=_NOT_IN_NEED)
    yield Gap(
        "households",
        _("没有结对干部的困难户"),
        _("请结对到干部，或在年度联系安排中一并安排。"),
        homes.unheld_on(on).select_related("unit").order_by("unit__path", "pk"),
        reverse("contacts:households"),
    )
    points = ContactPoint.objects.filter(place).open_on(on).unheld_on(on)
    yield Gap(
        "points",
        _("没有联系领导的联系点"),
        _("请在年度联系安排中明确联系领导；不再使用的请撤销。"),
        points.select_related("unit").order_by("name", "pk"),
        reverse("contacts:points"),
    )
    serving = Post.objects.in_force(on).filter(cadre=OuterRef("cadre"))
    held = Pairing.objects.filter(place).in_force(on).filter(cadre__isnull=False).exclude(Exists(serving))
    yield Gap(
        "left",
        _("干部已离任、尚未移交的结对"),
        _("请办理交接，或结束结对后另行安排。"),
        held.with_targets().order_by("cadre__name", "pk"),
        reverse("contacts:arrangement"),
    )


_SORTS: tuple[Tell, ...] = (_units, _people, _contacts)


# --- what the product itself needs ----------------------------------------------------------------------


@dataclass(frozen=True)
class Warning:
    """Something that an administrator should mend before anything else, with the page where it is mended."""

    text: str
    url: str
    label: str


def warnings(user: User, *, on: datetime.date) -> list[Warning]:
    """Years whose days off are not loaded. One query."""
    if not user.access.has_role(*ADMINS):
        return []
    return [
        Warning(
            _("%(year)s年的放假和调休安排尚未载入，暂按周一至周五计算工作日。") % {"year": year},
            reverse("accounts:calendar"),
            _("载入日历"),
        )
        for year in sorted(years_to_know(on) - load_work_calendar().years)
    ]
