"""What a log must satisfy before it is written. Each function raises DomainError at the form field to be mended."""

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.access import KEEPERS
from accounts.models import Cadre, Post, Unit
from contacts.selectors.targets import Target, check_open
from core.errors import DomainError
from core.guards import require_text
from visits.entries import GoodsGiven, MatterHeard, Travel
from visits.models import LogState, VisitKind, VisitLog

if TYPE_CHECKING:
    from accounts.models import User

# One entry for a stay or field study; a longer absence is a secondment (R2), not a visit.
MOST_DAYS = 92


def check_days(kind: VisitKind, first_day: datetime.date, last_day: datetime.date, *, today: datetime.date) -> None:
    if first_day > today:
        raise DomainError(_("走访日期不能晚于今天，请改为实际走访的日期。"), field="first_day")
    if last_day < first_day:
        raise DomainError(_("结束日期不能早于走访日期，请核对两个日期。"), field="last_day")
    if last_day > today:
        raise DomainError(_("结束日期不能晚于今天，请在走访结束后补记。"), field="last_day")
    if last_day > first_day and not kind.spans_days:
        raise DomainError(
            _("“%(kind)s”按天登记，请不要填写结束日期；连续多日的请分日登记。") % {"kind": kind}, field="last_day"
        )
    if (last_day - first_day).days >= MOST_DAYS:
        raise DomainError(_("一次登记不能超过%(days)d天，请核对日期。") % {"days": MOST_DAYS}, field="last_day")


def check_kind(kind: VisitKind, *, on: datetime.date) -> None:
    if kind.retired_on and kind.retired_on <= on:
        raise DomainError(_("走访形式“%(kind)s”已停用，请选择其他形式。") % {"kind": kind}, field="kind")


def posts_of(cadres: Sequence[Cadre], *, on: datetime.date) -> dict[int, list[Post]]:
    """The posts that the cadres held on that day, the main one first. One query."""
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.in_force(on).filter(cadre__in=cadres).select_related("unit"):
        posts.setdefault(post.cadre_id, []).append(post)
    return posts


def check_cadres(cadres: Sequence[Cadre], posts: dict[int, list[Post]]) -> None:
    """Somebody went, and everybody who went served on that day."""
    if not cadres:
        raise DomainError(_("请选择走访干部。"), field="cadres")
    for cadre in cadres:
        if cadre.pk not in posts:
            raise DomainError(_("%(name)s在走访当日没有任职，请核对干部和走访日期。") % {"name": cadre}, field="cadres")


def check_may_record(by: "User", cadres: Sequence[Cadre], posts: dict[int, list[Post]]) -> None:
    """One records what one took part in; those who keep the books of a unit record for its cadres."""
    if any(cadre.pk in by.access.cadre_ids for cadre in cadres):
        return
    if not any(by.access.covers(post.unit.path, *KEEPERS) for post in posts[cadres[0].pk]):
        raise DomainError(
            _("%(name)s不在您负责登记的范围内，请由本人或其所在单位登记。") % {"name": cadres[0]}, field="cadres"
        )


def unit_for(by: "User", unit: Unit | None, lead_posts: Sequence[Post]) -> Unit:
    """The unit on whose behalf the visit was made: of the lead's main post, unless another of their units is named."""
    if unit is None or unit == lead_posts[0].unit:
        return lead_posts[0].unit
    if unit in [post.unit for post in lead_posts] or by.access.covers(unit.path, *KEEPERS):
        return unit
    raise DomainError(_("带队干部在“%(unit)s”没有任职，请重新选择代表单位。") % {"unit": unit}, field="unit")


def check_targets(kind: VisitKind, targets: Sequence[Target], *, on: datetime.date) -> None:
    if kind.needs_target and not targets:
        raise DomainError(_("请至少选择一个联系点、联系户或群众。"), field="targets")
    for target in targets:
        try:
            check_open(target, on=on)
        except DomainError as error:
            raise DomainError(error.message, field="targets") from error


def check_matters(matters: Iterable[MatterHeard], *, first_day: datetime.date) -> None:
    for matter in matters:
        if not matter.text.strip():
            raise DomainError(_("请填写反映的问题或诉求。"), field="matter_text")
        if matter.solved_on_the_spot and not matter.reply.strip():
            raise DomainError(_("当场解决的，请写明是怎样解决的。"), field="matter_reply")
        if matter.due and matter.due < first_day:
            raise DomainError(_("办理时限不能早于走访日期。"), field="matter_due")


def check_goods(goods: Iterable[GoodsGiven]) -> None:
    for line in goods:
        if not line.item.strip():
            raise DomainError(_("请填写慰问物资的名称。"), field="goods")
        if line.quantity <= 0:
            raise DomainError(_("“%(item)s”的数量须大于0。") % {"item": line.item}, field="goods")
        if line.amount is not None and line.amount < 0:
            raise DomainError(_("“%(item)s”的金额不能是负数。") % {"item": line.item}, field="goods")


def check_figures(minutes: int | None, people_count: int | None, travel: Travel) -> None:
    figures = {"minutes": minutes, "people_count": people_count, "entourage": travel.entourage}
    for field, figure in figures.items():
        if figure is not None and figure < 0:
            raise DomainError(_("人数和时长不能是负数。"), field=field)


def check_may_change(by: "User", log: VisitLog) -> None:
    """Those who took part, who recorded it, or keep the unit's books; a confidential one, only who took part."""
    if not may_change(by, log):
        raise DomainError(_("这条记录只能由参加人、登记人或者本单位负责登记的人员修改。"))


def may_change(by: "User", log: VisitLog) -> bool:
    if log.state != LogState.RECORDED:
        return False
    participants = [p.cadre_id for p in log.participants.all()]
    if log.kind.is_confidential:
        # In person: the change form shows what was said, which acting for somebody does not open.
        return by.cadre_id in participants
    return any(key in by.access.cadre_ids for key in participants) or _recorded_or_keeps(by, log)


def may_withdraw(by: "User", log: VisitLog) -> bool:
    """A confidential log may be withdrawn by who recorded it, too: a slip is undone without reading it."""
    return log.state == LogState.RECORDED and (may_change(by, log) or _recorded_or_keeps(by, log))


def _recorded_or_keeps(by: "User", log: VisitLog) -> bool:
    return log.recorded_by_id == by.pk or by.access.covers(log.unit.path, *KEEPERS)


def check_reason(reason: str) -> None:
    require_text(reason, "reason", _("请填写原因。"))
