"""What is to stand on cards on a day, read off cadres, posts, pairings and the styles of units. Five queries."""

import datetime
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Post, Unit, UnitKind
from contacts.card_hooks import form_paths
from contacts.cards import Face
from contacts.models import CardStyle, ContactCard, Pairing
from core.wording import joined

# Units that nobody knows by their own name alone.
NAMED_WITH_PARENT = {
    *(UnitKind.VILLAGE, UnitKind.COMMUNITY, UnitKind.AREA, UnitKind.BLOCK),
    *(UnitKind.SECTION, UnitKind.WORK_TEAM, UnitKind.GENERAL_BRANCH, UnitKind.PARTY_BRANCH),
}
LONGEST_AREA = 40


def faces_of(cards: Sequence[ContactCard], *, on: datetime.date) -> dict[int, Face]:
    """The faces by the key of the card; none for a card whose unit has no style. `unit__parent`, `cadre` fetched.

    In the organisation's language, whoever looks: a card is no other because its maker reads English.
    """
    units = {card.unit_id: card.unit for card in cards}
    styles, paths = styles_of(units.values()), form_paths(units.values())
    titles, areas = titles_of(cards, on=on), areas_of(cards, on=on)
    return {
        card.pk: _face(card, styles[card.unit_id], titles, areas, paths.get(card.unit_id, ""))
        for card in cards
        if card.unit_id in styles
    }


def _face(card: ContactCard, style: CardStyle, titles: dict[int, str], areas: dict[int, str], form_path: str) -> Face:
    """The card's own words where it has some."""
    cadre = card.cadre
    return Face(
        name=cadre.name if cadre else card.name,
        unit_name=name_of(card.unit),
        title=card.title or titles.get(card.pk, ""),
        phone=card.phone or (cadre.phone if cadre else style.service_phone),
        area=card.area or (areas.get(cadre.pk, "") if cadre else ""),
        heading=style.heading,
        service_scope=card.service_scope or style.service_scope,
        duties=card.duties or style.duties,
        procedure=card.procedure or style.procedure,
        service_phone=style.service_phone,
        supervision_phone=style.supervision_phone,
        form_path=form_path,
    )


def name_of(unit: Unit) -> str:
    """The unit as the people know it: 河口镇柳林村."""
    parent = unit.parent if unit.kind in NAMED_WITH_PARENT else None
    return unit.name if parent is None or unit.name.startswith(parent.name) else f"{parent.name}{unit.name}"


def styles_of(units: Iterable[Unit]) -> dict[int, CardStyle]:
    """The style that holds for each unit, by its key: its own, or that of the nearest one above. One query."""
    lines = {unit.pk: [unit.pk, *reversed(unit.ancestor_ids)] for unit in units}
    keys = {key for line in lines.values() for key in line}
    styles = {style.unit_id: style for style in CardStyle.objects.filter(unit__in=keys).select_related("unit")}
    nearest = {unit: next((styles[key] for key in line if key in styles), None) for unit, line in lines.items()}
    return {unit: style for unit, style in nearest.items() if style is not None}


def titles_of(cards: Iterable[ContactCard], *, on: datetime.date) -> dict[int, str]:
    """The post of each card's cadre in its unit, by the key of the card; none where they serve there no longer."""
    of_cadres = [card for card in cards if card.cadre_id]
    posts = Post.objects.in_force(on).filter(cadre__in={card.cadre_id for card in of_cadres})
    held: dict[tuple[int, int], str] = {}
    for post in posts:
        held.setdefault((post.cadre_id, post.unit_id), post.title)
    found = {card.pk: held.get((card.cadre_id or 0, card.unit_id)) for card in of_cadres}
    return {key: title for key, title in found.items() if title is not None}


def areas_of(cards: Iterable[ContactCard], *, on: datetime.date) -> dict[int, str]:
    """Points and villages that each cadre keeps contact with, by the key of the cadre. No household is named."""
    cadres = {card.cadre_id for card in cards if card.cadre_id}
    places: dict[int, set[str]] = {}
    for pairing in Pairing.objects.in_force(on).filter(cadre__in=cadres).with_target_units():
        point = pairing.contact_point
        places.setdefault(pairing.cadre_id or 0, set()).add(point.name if point else pairing.target.unit.name)
    with override(settings.LANGUAGE_CODE):
        return {cadre: _together(sorted(names)) for cadre, names in places.items()}


def _together(names: list[str]) -> str:
    """As many as fit; in an order that does not depend on when each was paired."""
    for number in range(len(names), 0, -1):
        text = (
            joined(names[:number]) if number == len(names) else _("%(places)s等") % {"places": joined(names[:number])}
        )
        if len(text) <= LONGEST_AREA:
            return text
    return names[0][:LONGEST_AREA]
