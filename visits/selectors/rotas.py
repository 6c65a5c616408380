"""Reads of rotas: who may do what, a month as a table, one's own days, what the public may read."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import ROTA_KEEPERS
from accounts.models import Cadre, GroupMembership, Post
from accounts.querysets import in_force
from visits.duty_days import in_words
from visits.models import Rota, RotaSlot, SlotSwap
from visits.rota_querysets import CANCELLED, COMING, HELD, MISSED

if TYPE_CHECKING:
    from accounts.models import User

# What the notice shows: today and so many days after.
NOTICE_DAYS = 28
STATES = {
    COMING: (_("待值班"), "open"),
    HELD: (_("已落实"), "ok"),
    MISSED: (_("未落实"), "late"),
    CANCELLED: (_("已取消"), "off"),
}


@dataclass(frozen=True)
class Line:
    """A slot as a row shows it to one user."""

    slot: RotaSlot
    state: str
    post: str = ""
    is_mine: bool = False

    @property
    def label(self) -> str:
        return str(STATES[self.state][0])

    @property
    def tone(self) -> str:
        return STATES[self.state][1]

    @property
    def is_open(self) -> bool:
        return self.state in (COMING, MISSED)


def may_keep(user: "User", rota: Rota) -> bool:
    return user.access.covers(rota.unit.path, *ROTA_KEEPERS)


def may_stand_in(slot: RotaSlot) -> QuerySet[Cadre]:
    """Who may be a substitute: whoever has a post on that day in the unit, or where those on the rota come from, and
    the members of its group."""
    rota = slot.rota
    place = Q(unit=rota.unit_id)
    if rota.unit_kinds:
        place |= Q(unit__path__startswith=rota.unit.path, unit__kind__in=rota.unit_kinds)
    posts = Post.objects.filter(in_force(slot.day), place)
    able = Q(pk__in=posts.values("cadre"))
    if rota.group_id:
        members = GroupMembership.objects.filter(in_force(slot.day), group=rota.group_id)
        able |= Q(pk__in=members.values("cadre"))
    return Cadre.objects.filter(able)


def lines(slots: Any, user: "User", on: datetime.date) -> list[Line]:
    """Rows of slots (a queryset), with the post that each person on duty held on that day. Two queries."""
    rows = list(slots.with_state(on).for_list())
    posts = posts_on([(slot.on_duty_id, slot.day) for slot in rows])
    mine = user.access.cadre_ids
    return [
        Line(slot, slot.state, posts.get((slot.on_duty_id, slot.day), ""), slot.on_duty_id in mine) for slot in rows
    ]


def posts_on(asked: list[tuple[int | None, datetime.date]]) -> dict[tuple[int | None, datetime.date], str]:
    """The title of the main post of each person on a day, with the unit where it is not said by it. One query."""
    people = {person for person, _day in asked if person}
    found: dict[int, list[Post]] = {}
    for post in Post.objects.filter(cadre__in=people).order_by("-is_main", "order", "pk"):
        found.setdefault(post.cadre_id, []).append(post)
    titles = {}
    for person, day in asked:
        held = [post for post in found.get(person or 0, []) if post.is_held_on(day)]
        titles[person, day] = held[0].title if held else ""
    return titles


def next_slots(user: "User", on: datetime.date, *, days: int = 60) -> list[Line]:
    """The user's own days of duty, today's first."""
    until = on + datetime.timedelta(days=days)
    return lines(RotaSlot.objects.of_user(user).to_be_held().between(on, until), user, on)


def notice_of(public_id: str, on: datetime.date) -> Rota | None:
    """A rota that the public may read, or None: a wrong address and one that is not public look alike."""
    return Rota.objects.filter(public_id=public_id, is_public=True).not_over(on).select_related("unit").first()


@dataclass(frozen=True)
class RotaLine:
    """A rota as the list shows it: its days in words, who is next, how many days of this month nobody held."""

    rota: Rota
    days: str
    next: RotaSlot | None
    missed: int


def rota_lines(rotas: Any, on: datetime.date) -> list[RotaLine]:
    """Two queries for all of them."""
    rows = list(rotas)
    first = on.replace(day=1)
    slots = RotaSlot.objects.filter(rota__in=rows).between(first, on + datetime.timedelta(days=31))
    coming: dict[int, RotaSlot] = {}
    missed: dict[int, int] = {}
    for slot in slots.to_be_held().select_related("cadre", "substitute").order_by("day", "seat"):
        if slot.day < on and slot.log_id is None:
            missed[slot.rota_id] = missed.get(slot.rota_id, 0) + 1
        elif slot.day >= on:
            coming.setdefault(slot.rota_id, slot)
    return [RotaLine(rota, in_words(rota.when), coming.get(rota.pk), missed.get(rota.pk, 0)) for rota in rows]


@dataclass(frozen=True)
class SwapLine:
    """An open request as one user sees it."""

    swap: SlotSwap
    may_answer: bool
    may_withdraw: bool


def swap_lines(swaps: Any, user: "User") -> list[SwapLine]:
    rows = swaps.select_related("mine__rota", "other", "asker", "asked")
    mine = user.access.cadre_ids
    return [SwapLine(swap, swap.asked_id in mine, swap.asker_id in mine) for swap in rows]


def swaps_asked_of(user: "User", on: datetime.date) -> list[SwapLine]:
    """What others ask of the user and can still be exchanged."""
    return swap_lines(SlotSwap.objects.asked_of(user).filter(mine__day__gte=on, other__day__gte=on), user)


def may_be_swapped(slot: RotaSlot, on: datetime.date) -> bool:
    return not slot.is_cancelled and slot.log_id is None and slot.substitute_id is None and slot.day >= on


@dataclass(frozen=True)
class NoticeRow:
    day: datetime.date
    name: str
    post: str
    place: str
    hours: str


def notice_rows(rota: Rota, first: datetime.date, last: datetime.date) -> list[NoticeRow]:
    """Name, post, date, place and hours, and nothing else. Two queries."""
    return notices([rota], first, last).get(rota.pk, [])


def notices(rotas: list[Rota], first: datetime.date, last: datetime.date) -> dict[int, list[NoticeRow]]:
    """The same of several rotas, by rota. Two queries; none where there is no rota."""
    if not rotas:
        return {}
    rows = RotaSlot.objects.filter(rota__in=rotas).to_be_held().between(first, last)
    slots = list(rows.select_related("rota", "cadre", "substitute").order_by("day", "seat"))
    posts = posts_on([(slot.on_duty_id, slot.day) for slot in slots])
    found: dict[int, list[NoticeRow]] = {}
    for slot in slots:
        if slot.on_duty:
            post = posts.get((slot.on_duty_id, slot.day), "")
            line = NoticeRow(slot.day, str(slot.on_duty), post, slot.where, slot.rota.hours)
            found.setdefault(slot.rota_id, []).append(line)
    return found
