"""Who holds whom: paired, ended, replaced, handed over. Pairings of a draft have no effect until it is published."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Cadre, Post, Unit, User
from contacts import hooks
from contacts.actions.writing import check_serving, check_unit_open, record
from contacts.models import Arrangement, ArrangementState, ContactCategory, ContactPoint, Pairing
from contacts.selectors.targets import KINDS, Target, check_open, target_field
from core import inbox
from core.errors import DomainError
from core.guards import check_order
from core.locking import bump, lock

DAY = datetime.timedelta(days=1)
LONGEST_AGO = datetime.timedelta(days=366)


@dataclass(frozen=True)
class Terms:
    """What is agreed: `cadre` holds `target` in `category` on behalf of `unit`; no cadre: the unit itself holds it."""

    unit: Unit
    target: Target
    category: ContactCategory
    start: datetime.date
    end: datetime.date | None = None
    cadre: Cadre | None = None
    contact_person: Cadre | None = None
    arrangement: Arrangement | None = None

    @property
    def fields(self) -> dict[str, Any]:
        fields = ("contact_point", "household", "resident")
        target = dict.fromkeys(fields) | {target_field(self.target): self.target}
        names_of_terms = ("unit", "category", "start", "end", "cadre", "contact_person", "arrangement")
        return {name: getattr(self, name) for name in names_of_terms} | target


@transaction.atomic
def pair(
    terms: Terms, *, by: User | None, at: datetime.datetime, reason: str = "", is_vouched_for: bool = False
) -> Pairing:
    """Make a pairing: on its own, in a draft, or (with a reason, dated after publication) in a published arrangement.

    Raises DomainError: cadre outside the unit, withdrawn or invisible target, category of another kind, dates
    reversed or outside the year, the same target paired with the same holder twice. Tells the duties.

    `is_vouched_for`: an action of a floor above has asked its own question of who may (a member claims a post in
    the community where they live), so that it is not asked here whether `by` keeps the unit and sees the target.
    """
    keeper = terms.arrangement.unit if terms.arrangement else terms.unit
    if not is_vouched_for:
        require(by, keeper.path, *KEEPERS)
        _check_visible(terms.target, by=by)
    if terms.arrangement:
        terms = replace(terms, arrangement=lock(terms.arrangement))
        _check_addition(terms, reason)
    lock(terms.target)
    check_terms(terms)
    later = terms.arrangement is not None and terms.arrangement.state == ArrangementState.PUBLISHED
    pairing = Pairing.objects.create(**terms.fields, added_later=later)
    if in_effect(pairing):
        hooks.pairings_changed([pairing], first_day=pairing.start)
        tell_holders([pairing], by=by, at=at)
    record("pair", pairing, pairing.unit, by=by, at=at, data=_facts(pairing, reason=reason))
    return pairing


def in_effect(pairing: Pairing) -> bool:
    return pairing.arrangement is None or pairing.arrangement.state == ArrangementState.PUBLISHED


def tell_holders(pairings: list[Pairing], *, by: User | None, at: datetime.datetime) -> None:
    """One notice to each new holder, whoever made the pairing excepted; no household's name in it."""
    people = {pairing.cadre_id or pairing.contact_person_id for pairing in pairings}
    users = User.objects.filter(cadre__in=people, is_active=True).exclude(pk=by.pk if by else 0)
    title, body = _("您有新的联系对象"), _("您的联系对象有变动，请在“我的联系对象”中查看。")
    what = f"pairing:{pairings[0].pk}" if pairings else ""
    inbox.notify_all(
        inbox.notice(what, "held", user, title, body, url=reverse("contacts:mine"), at=at) for user in users
    )


def _facts(pairing: Pairing, **more: Any) -> dict[str, Any]:
    facts = {"start": str(pairing.start), "end": str(pairing.end or ""), "category": pairing.category.code}
    return facts | {name: value for name, value in more.items() if value}


def _check_addition(terms: Terms, reason: str) -> None:
    """A published arrangement is added to only openly: with a reason, and not before it was published."""
    arrangement = terms.arrangement
    if arrangement is None or arrangement.state == ArrangementState.DRAFT:
        return
    if not reason:
        raise DomainError(_("安排已公布，增补结对须填写原因。"), field="reason")
    if arrangement.published_on and terms.start < arrangement.published_on:
        text = _("安排已公布，增补结对的开始日期不能早于公布日期（%(day)s）。")
        raise DomainError(text % {"day": arrangement.published_on}, field="start")


def _check_visible(target: Target, *, by: User | None) -> None:
    if by is not None and not type(target).objects.visible_to(by).filter(pk=target.pk).exists():
        raise DomainError(_("所选联系对象不存在，或者不在您的联系范围内，请重新选择。"), field="target")


def check_terms(terms: Terms, *, but: Pairing | None = None) -> None:
    """Every guard of a pairing; `but` is the row that is being changed. Raises DomainError."""
    check_order(terms.start, terms.end)
    check_unit_open(terms.unit, on=terms.start)
    _check_year(terms)
    _check_category(terms)
    _check_target(terms)
    for field in ("cadre", "contact_person"):
        check_serving(getattr(terms, field), terms.unit, on=terms.start, field=field)
    _check_once(terms, but=but)


def _check_year(terms: Terms) -> None:
    arrangement = terms.arrangement
    if arrangement is None:
        return
    for field in ("start", "end"):
        day = getattr(terms, field)
        if day is None or day.year != arrangement.year:
            raise DomainError(_("%(year)s年度安排的结对日期须在该年度之内。") % {"year": arrangement.year}, field=field)
    if not terms.unit.path.startswith(arrangement.unit.path):
        raise DomainError(_("结对单位不在“%(unit)s”范围内。") % {"unit": arrangement.unit}, field="unit")


def _check_category(terms: Terms) -> None:
    category = terms.category
    if category.target != KINDS[type(terms.target)]:
        text = _("类别“%(category)s”不适用于所选联系对象，请选择相符的类别。")
        raise DomainError(text % {"category": category}, field="category")
    if category.retired_on is not None and category.retired_on <= terms.start:
        raise DomainError(_("类别“%(name)s”已停用，请选择其他类别。") % {"name": category}, field="category")


def _check_target(terms: Terms) -> None:
    target = terms.target
    try:
        check_open(target, on=terms.end or terms.start)
    except DomainError as error:
        raise DomainError(error.message, field="target") from error
    first = target.opened_on if isinstance(target, ContactPoint) else target.registered_on
    if terms.start < first:
        text = _("开始日期不能早于“%(name)s”的设立或登记日期（%(day)s）。")
        raise DomainError(text % {"name": target, "day": first}, field="start")


def _check_once(terms: Terms, *, but: Pairing | None) -> None:
    """One holder holds one target in one category at most once at a time. Another draft's rows do not count."""
    same = {name: value for name, value in terms.fields.items() if name not in ("start", "end", "contact_person")}
    arrangement = same.pop("arrangement")
    if terms.cadre is not None:
        same.pop("unit")
    rows = Pairing.objects.filter(**same).overlapping(terms.start, terms.end)
    rows = rows.filter(Pairing.objects.effective()) | rows.filter(arrangement=arrangement)
    if rows.exclude(pk=but.pk if but else 0).exists():
        text = _("%(holder)s在这段时间已经与“%(target)s”结对，不能重复结对。")
        raise DomainError(text % {"holder": terms.cadre or terms.unit, "target": terms.target}, field="target")


@transaction.atomic
def end_pairing(
    pairing: Pairing,
    *,
    on: datetime.date,
    by: User | None,
    at: datetime.datetime,
    reason: str = "",
    version: Any = None,
    is_vouched_for: bool = False,
) -> Pairing:
    """End a pairing; `on` is its last day. Raises DomainError: before its start, ended already, part of a draft.
    `is_vouched_for`: as for `pair`."""
    pairing = lock(pairing, version=version)
    if not is_vouched_for:
        require(by, pairing.unit.path, *KEEPERS)
    _check_can_end(pairing, on=on)
    pairing.end = on
    bump(pairing)
    pairing.save()
    hooks.pairings_changed([pairing], first_day=on + DAY)
    record("end_pairing", pairing, pairing.unit, by=by, at=at, data=_facts(pairing, reason=reason))
    return pairing


def _check_can_end(pairing: Pairing, *, on: datetime.date) -> None:
    if not in_effect(pairing):
        raise DomainError(_("安排尚未公布，请直接从草稿中删除该结对。"))
    check_order(pairing.start, on, field="on")
    if pairing.end is not None and pairing.end <= on:
        raise DomainError(_("该结对已于%(day)s结束，结束日期只能提前。") % {"day": pairing.end}, field="on")


@transaction.atomic
def replace_holder(
    pairing: Pairing,
    *,
    to: Cadre,
    on: datetime.date,
    by: User | None,
    at: datetime.datetime,
    reason: str = "",
    version: Any = None,
) -> Pairing:
    """Give a pairing in force to another cadre from `on`: the old one ends the day before, the new one names it."""
    pairing = lock(pairing, version=version)
    require(by, pairing.unit.path, *KEEPERS)
    if on <= pairing.start:
        raise DomainError(_("调整日期须晚于结对开始日期（%(start)s）。") % {"start": pairing.start}, field="on")
    _check_can_end(pairing, on=on - DAY)
    if to == (pairing.cadre or pairing.contact_person):
        raise DomainError(_("该结对本来就由%(cadre)s承担，请选择其他干部。") % {"cadre": to}, field="to")
    new = _pass_on(pairing, to=to, on=on)
    hooks.pairings_changed([row for row in (pairing, new) if row], first_day=on)
    tell_holders([new] if new else [], by=by, at=at)
    record("replace_holder", pairing, pairing.unit, by=by, at=at, data={"to": to.pk, "on": str(on), "reason": reason})
    return new or pairing


@dataclass(frozen=True)
class HandOver:
    """What became of a leaver's pairings: passed on, and ended because the successor held the target already."""

    passed_on: tuple[Pairing, ...]
    ended: tuple[Pairing, ...]


@transaction.atomic
def hand_over_pairings(
    cadre: Cadre,
    *,
    to: Cadre | None,
    on: datetime.date,
    by: User | None,
    at: datetime.datetime,
    pairings: Iterable[Pairing] | None = None,
) -> HandOver:
    """Pass on what a cadre holds (all of it, or the given `pairings`) to `to` from `on`; nobody: it ends.

    Each old pairing ends the day before `on`; the new one names it in `handed_over_from`. One that has not begun
    changes hands as it is. Raises DomainError when the successor does not serve where the pairing is held, and for
    a day more than a year past: who held what since then would be rewritten.
    """
    if to is not None and to == cadre:
        raise DomainError(_("接手人不能是本人，请选择其他干部。"), field="to")
    if on < timezone.localdate(at) - LONGEST_AGO:
        raise DomainError(_("接手日期不能早于一年以前，请核对。"), field="on")
    rows = _held_by(cadre, on=on) if pairings is None else _still_running(pairings, on=on)
    for pairing in rows:
        require(by, pairing.unit.path, *KEEPERS)
        data = {"to": to.pk if to else None, "on": str(on)}
        record("hand_over_pairing", pairing, pairing.unit, by=by, at=at, data=data)
    news = [_continue(pairing, to=to, on=on) for pairing in rows]
    new_rows = tuple(row for row in news if row is not None)
    hooks.pairings_changed([*rows, *new_rows], first_day=on)
    tell_holders(list(new_rows), by=by, at=at)
    return HandOver(new_rows, tuple(old for old, new in zip(rows, news, strict=True) if new is None))


def _held_by(cadre: Cadre, *, on: datetime.date) -> list[Pairing]:
    held = Pairing.objects.filter(cadre=cadre) | Pairing.objects.filter(contact_person=cadre)
    effective = held.filter(Pairing.objects.effective()).open_from(on)
    return list(effective.select_for_update(of=("self",)).with_target_units())


def _still_running(pairings: Iterable[Pairing], *, on: datetime.date) -> list[Pairing]:
    locked = [lock(pairing) for pairing in pairings]
    return [pairing for pairing in locked if pairing.end is None or pairing.end >= on]


def _stop(pairing: Pairing, *, on: datetime.date) -> None:
    """End it the day before `on`, or take it out when it would never have begun."""
    bump(pairing)
    if pairing.start >= on:
        pairing.delete()
        return
    pairing.end = on - DAY
    pairing.save()


def _continue(pairing: Pairing, *, to: Cadre | None, on: datetime.date) -> Pairing | None:
    if to is None:
        _stop(pairing, on=on)
        return None
    return _pass_on(pairing, to=to, on=on)


def _pass_on(pairing: Pairing, *, to: Cadre, on: datetime.date) -> Pairing | None:
    """The pairing that continues this one, or None when the successor holds the target already and it just ends."""
    terms = _terms_after(pairing, to=to, on=max(on, pairing.start))
    check_serving(to, terms.unit, on=terms.start, field="to")
    try:
        _check_once(terms, but=pairing)
    except DomainError:
        _stop(pairing, on=on)
        return None
    old = pairing if pairing.start < on else None
    _stop(pairing, on=on)
    return Pairing.objects.create(**terms.fields, handed_over_from=old, added_later=True)


def _terms_after(pairing: Pairing, *, to: Cadre, on: datetime.date) -> Terms:
    """The same terms with another person. A pairing of the unit stays the unit's, and changes who answers for it."""
    person = {"cadre": to} if pairing.cadre_id else {"contact_person": to}
    target: Any = pairing.target
    unit = pairing.unit if not pairing.cadre_id else _unit_of(to, pairing, on=on)
    return Terms(unit, target, pairing.category, on, pairing.end, arrangement=pairing.arrangement, **person)


def _unit_of(to: Cadre, pairing: Pairing, *, on: datetime.date) -> Unit:
    """The unit on whose behalf the successor holds it: the old one where they serve there, else their own one."""
    posts = Post.objects.in_force(on).filter(cadre=to).select_related("unit")
    inside = next((post for post in posts if post.unit.path.startswith(pairing.unit.path)), None)
    if inside is not None or not posts:
        return pairing.unit
    top = pairing.arrangement.unit if pairing.arrangement else None
    post = next((post for post in posts if top is None or post.unit.path.startswith(top.path)), None)
    return post.unit if post else pairing.unit
