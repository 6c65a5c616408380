"""Cards follow what they say: a new version where something on them changed, and who holds an older one is marked."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.actions.writing import record
from contacts.cards import Face, differing
from contacts.models import CardIssue, CardWording, ContactCard
from contacts.selectors.card_faces import faces_of, titles_of
from core import inbox

CHUNK = 500


def refresh_all(at: datetime.datetime, on: datetime.date) -> int:
    """All cards, some hundred at a time: what changes by the day alone (a post that begins) is found at night."""
    keys = list(ContactCard.objects.in_use().order_by("pk").values_list("pk", flat=True))
    chunks = [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]
    return sum(refresh_cards(chunk, on=on, at=at) for chunk in chunks)


@transaction.atomic
def refresh_cards(keys: Sequence[int], *, on: datetime.date, at: datetime.datetime) -> int:
    """Bring these cards up to the day; returns how many changed. A fixed number of statements, and three for each card
    that is withdrawn because its cadre serves in the unit no longer. The person on a card is told where somebody holds
    an old one.
    """
    rows = ContactCard.objects.in_use().filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    cards = list(rows.select_related("unit__parent", "cadre", "current"))
    titles, faces = titles_of(cards, on=on), faces_of(cards, on=on)
    gone = [card for card in cards if card.cadre_id and card.pk not in titles]
    for card in gone:
        withdraw(card, on=on, by=None, at=at)
    there = {card.pk: card for card in cards if card not in gone}
    changed = [(there[key], face) for key, face in faces.items() if key in there and _says_other(there[key], face)]
    _reword(changed, on=on)
    _mark([card for card, _face in changed], on=on)
    _tell([card for card, _face in changed], at=at)
    return len(changed) + len(gone)


def _says_other(card: ContactCard, face: Face) -> bool:
    return card.current is None or bool(differing(card.current, face))


def withdraw(card: ContactCard, *, on: datetime.date, by: "User | None", at: datetime.datetime) -> None:
    """The card is given out no longer; whoever holds it holds one that does not hold. Part of an action."""
    card.withdrawn_on = max(on, card.made_on)
    card.version += 1
    card.save(update_fields=["withdrawn_on", "version"])
    CardIssue.objects.filter(card=card, ended_on=None, stale_since=None).update(stale_since=on)
    record("withdraw_card", card, card.unit, by=by, at=at)


def _reword(changed: Sequence[tuple[ContactCard, Face]], *, on: datetime.date) -> None:
    """Give each card its new version; one that says again what an earlier one said goes back to that."""
    earlier: dict[int, list[CardWording]] = {}
    for wording in CardWording.objects.filter(card__in=[card.pk for card, _face in changed]):
        earlier.setdefault(wording.card_id, []).append(wording)
    fresh = []
    for card, face in changed:
        before = earlier.get(card.pk, [])
        card.current = next((wording for wording in before if not differing(wording, face)), None)
        if card.current is None:
            number = max((wording.number for wording in before), default=0) + 1
            card.current = CardWording(card=card, number=number, made_on=on, **vars(face))
            fresh.append(card.current)
    CardWording.objects.bulk_create(fresh)
    ContactCard.objects.bulk_update([card for card, _face in changed], ["current"], batch_size=200)


def _mark(cards: Sequence[ContactCard], *, on: datetime.date) -> None:
    """Which of the cards that people hold say something else than they ought to, from this day on."""
    held = CardIssue.objects.filter(card__in=[card.pk for card in cards], ended_on=None)
    held.exclude(wording=F("card__current")).filter(stale_since=None).update(stale_since=on)
    held.filter(wording=F("card__current")).exclude(stale_since=None).update(stale_since=None)


def _tell(cards: Sequence[ContactCard], *, at: datetime.datetime) -> None:
    """A notice to the person on the card, where somebody holds a stale one; no household's name in it."""
    stale = ContactCard.objects.filter(pk__in=[card.pk for card in cards]).with_stale().in_use()
    people = {card.cadre_id: card for card in stale.select_related("current")}
    users = User.objects.filter(cadre__in=people, is_active=True)
    title = _("您的连心卡内容已变更")
    body = _("有持卡户手中的连心卡内容已经过期，请打印新卡并换发。")
    inbox.notify_all(
        inbox.notice(f"card:{card.pk}", _step(card), user, title, body, url=_address(card), at=at)
        for user in users
        if (card := people[user.cadre_id])
    )


def _step(card: ContactCard) -> str:
    return f"stale:{card.current.number if card.current else 0}"


def _address(card: ContactCard) -> str:
    return reverse("contacts:card_holders", args=[card.pk])
