"""Contact cards for tests. They write models directly, except for the first version, which the product derives."""

import datetime
from typing import Any

from accounts.models import Cadre, Unit
from contacts.actions import refresh_cards
from contacts.models import CardIssue, CardStyle, ContactCard
from tests.factories import START, target_field

STYLE = {
    "heading": "联系群众连心卡",
    "colour": "red",
    "service_scope": "政策咨询、困难帮扶",
    "duties": "走访联系户，收集意见，逐件答复。",
    "procedure": "电话反映，三日内答复。",
    "service_phone": "0575-82760001",
    "supervision_phone": "0575-82760009",
    "reissue_days": 30,
}


def make_style(unit: Unit, **fields: Any) -> CardStyle:
    return CardStyle.objects.create(unit=unit, **{**STYLE, **fields})


def make_card(unit: Unit, cadre: Cadre | None = None, *, on: datetime.date = START, **fields: Any) -> ContactCard:
    card = ContactCard.objects.create(unit=unit, cadre=cadre, made_on=on, **fields)
    refresh_cards([card.pk], on=on, at=datetime.datetime.combine(on, datetime.time(12), datetime.UTC))
    return ContactCard.objects.select_related("unit", "cadre", "current").get(pk=card.pk)


def make_issue(card: ContactCard, target: Any, *, on: datetime.date = START, **fields: Any) -> CardIssue:
    fields.setdefault("wording", card.current)
    fields.setdefault("handed_by", card.cadre)
    return CardIssue.objects.create(card=card, handed_on=on, **target_field(target), **fields)
