"""The style of a unit's contact cards, and the cards themselves (R6): made, changed, withdrawn."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Cadre, Post, Unit
from contacts.actions.card_wordings import refresh_cards, withdraw
from contacts.actions.writing import check_serving, check_unit_open, record, set_fields
from contacts.cards import MOST_IN_LINE, Face, back_size, front_size, too_long, width_of
from contacts.models import CardStyle, ContactCard
from contacts.selectors.card_faces import faces_of, styles_of
from contacts.selectors.card_words import back_lines, front_lines
from core.errors import DomainError
from core.guards import require_text
from core.locking import bump, check_version, lock

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_style(
    unit: Unit, *, data: dict[str, Any], by: "User | None", at: datetime.datetime, on: datetime.date, version: Any = 0
) -> CardStyle:
    """Write what stands on all cards of the unit, and of those below that have no style of their own.

    Cards that say something else from now on get a new version. Raises DomainError for a stale form, a unit that is
    closed, or words that a card has no room for.
    """
    require(by, unit.path, *KEEPERS)
    check_unit_open(unit, on=on)
    style = CardStyle.objects.select_for_update().filter(unit=unit).first() or CardStyle(unit=unit)
    check_version(style, version)
    for name in ("heading", "service_scope", "duties", "supervision_phone"):
        require_text(data[name], name, _("请填写标题、服务范围、职责和监督电话，卡上都须载明。"))
    changed = set_fields(style, data)
    bump(style)
    style.save()
    record("save_card_style", style, unit, by=by, at=at, data=changed)
    if width_of(style.heading) > MOST_IN_LINE["heading"]:
        raise DomainError(_("卡片标题请不超过14个字。"), field="heading")
    below = ContactCard.objects.in_use().under(unit)
    _check_room(below, on=on, field="duties")
    refresh_cards(list(below.values_list("pk", flat=True)), on=on, at=at)
    return style


@transaction.atomic
def create_card(*, data: dict[str, Any], by: "User | None", at: datetime.datetime, on: datetime.date) -> ContactCard:
    """Make the card of a cadre of the unit, or of the unit itself (without `cadre`, with a `name`).

    Raises DomainError: no style to make it from, a cadre who does not serve there, a second card for the same one,
    no telephone, more words than a card has room for.
    """
    unit, cadre = data["unit"], data.get("cadre")
    require(by, unit.path, *KEEPERS)
    check_unit_open(unit, on=on)
    _check_style(unit)
    _check_person(unit, cadre, data.get("name", ""), on=on)
    card = ContactCard.objects.create(made_on=on, **data)
    _finish(card, on=on, at=at)
    record("create_card", card, unit, by=by, at=at)
    return card


def _check_style(unit: Unit) -> None:
    if unit.pk not in styles_of([unit]):
        text = _("“%(unit)s”及其上级还没有连心卡版式，请先填写版式。")
        raise DomainError(text % {"unit": unit}, field="unit")


def _check_person(unit: Unit, cadre: Cadre | None, name: str, *, on: datetime.date) -> None:
    if cadre is None:
        require_text(name, "name", _("不选干部的，请填写卡上的姓名或窗口名称。"))
        if ContactCard.objects.in_use().filter(unit=unit, cadre=None, name=name).exists():
            raise DomainError(_("“%(unit)s”已有这个名称的卡。") % {"unit": unit}, field="name")
        return
    if name:
        raise DomainError(_("选了干部的，卡上印干部的姓名，请不要另填姓名。"), field="name")
    check_serving(cadre, unit, on=on)
    if not Post.objects.in_force(on).filter(cadre=cadre, unit=unit).exists():
        text = _("%(cadre)s的任职在下级单位，请在其任职的单位制卡。")
        raise DomainError(text % {"cadre": cadre}, field="cadre")
    if ContactCard.objects.in_use().filter(unit=unit, cadre=cadre).exists():
        raise DomainError(_("%(cadre)s在“%(unit)s”已有连心卡。") % {"cadre": cadre, "unit": unit}, field="cadre")


def _finish(card: ContactCard, *, on: datetime.date, at: datetime.datetime) -> None:
    """Give it its first version, when there is a telephone number and room for every word."""
    face = _check_room(ContactCard.objects.filter(pk=card.pk), on=on, field="duties")[0]
    if not face.phone:
        text = _("没有可印的联系电话：请填写联系电话，或先在干部资料（单位版式）中填写。")
        raise DomainError(text, field="phone")
    refresh_cards([card.pk], on=on, at=at)
    card.refresh_from_db()


def _check_room(cards: Any, *, on: datetime.date, field: str) -> list[Face]:
    """Every word is printed: raise DomainError where a card has no room for all of them."""
    rows = list(cards.select_related("unit__parent", "cadre"))
    faces = list(faces_of(rows, on=on).values())
    for face in faces:
        if name := too_long(face):
            raise DomainError(_("卡片标题或电话太长，一行印不下，请缩短。"), field=name)
        if back_size(back_lines(face), has_code=bool(face.form_path)) is None:
            text = _("%(name)s的卡片背面印不下这么多字，请精简服务范围、职责或办事流程。")
            raise DomainError(text % {"name": face.name}, field=field)
        if front_size(front_lines(face)) is None:
            raise DomainError(_("%(name)s的卡片正面印不下这么多字，请填写较短的职务或联系点。") % {"name": face.name})
    return faces


@transaction.atomic
def edit_card(
    card: ContactCard,
    *,
    data: dict[str, Any],
    by: "User | None",
    at: datetime.datetime,
    on: datetime.date,
    version: Any = None,
) -> ContactCard:
    """Change what stands on this card only; who holds it holds a stale one from now on. Raises DomainError as
    `create_card`, and for a card that was withdrawn. Not for whom it is: that is another card."""
    card = lock(card, version=version)
    require(by, card.unit.path, *KEEPERS)
    _check_in_use(card)
    if card.cadre_id is None:
        require_text(data["name"], "name", _("不选干部的，请填写卡上的姓名或窗口名称。"))
    changed = set_fields(card, data)
    bump(card)
    card.save()
    _finish(card, on=on, at=at)
    record("edit_card", card, card.unit, by=by, at=at, data=changed)
    return card


def _check_in_use(card: ContactCard) -> None:
    if card.withdrawn_on is not None:
        raise DomainError(_("这张卡已经停用，不能再作变更。"))


@transaction.atomic
def withdraw_card(
    card: ContactCard, *, by: "User | None", at: datetime.datetime, on: datetime.date, version: Any = None
) -> ContactCard:
    """From now on the card is handed out no longer; whoever holds one is on the list of stale cards."""
    card = lock(card, version=version)
    require(by, card.unit.path, *KEEPERS)
    _check_in_use(card)
    withdraw(card, on=on, by=by, at=at)
    return card


@transaction.atomic
def make_cards(
    unit: Unit, *, include_below: bool, by: "User | None", at: datetime.datetime, on: datetime.date
) -> tuple[int, list[Cadre]]:
    """A card for every cadre who serves in the unit (and below it) and has none there. Returns how many were made,
    and who was left out for want of a telephone number. One query for each audit entry, a fixed number besides."""
    require(by, unit.path, *KEEPERS)
    _check_style(unit)
    wanted = _without_card(unit, include_below=include_below, on=on)
    made = [post for post in wanted if post.cadre.phone]
    cards = [ContactCard(unit=post.unit, cadre=post.cadre, made_on=on) for post in made]
    ContactCard.objects.bulk_create(cards)
    keys = [card.pk for card in cards]
    _check_room(ContactCard.objects.filter(pk__in=keys), on=on, field="unit")
    refresh_cards(keys, on=on, at=at)
    record("make_cards", unit, unit, by=by, at=at, data={"cards": len(cards), "include_below": include_below})
    return len(cards), [post.cadre for post in wanted if not post.cadre.phone]


def _without_card(unit: Unit, *, include_below: bool, on: datetime.date) -> list[Post]:
    """One post of each cadre in each unit where they have no card yet."""
    posts = Post.objects.in_force(on).filter(unit__in=Unit.objects.under(unit) if include_below else [unit])
    have = set(ContactCard.objects.in_use().filter(unit__path__startswith=unit.path).values_list("unit", "cadre"))
    first: dict[tuple[int, int], Post] = {}
    for post in posts.select_related("cadre", "unit").order_by("unit__path", "order", "pk"):
        first.setdefault((post.unit_id, post.cadre_id), post)
    return [post for key, post in first.items() if key not in have]
