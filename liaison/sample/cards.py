"""Contact cards of one town: made for everybody there, handed to its households, some of them stale since (R6)."""

import datetime

from django.utils import timezone

from accounts.models import Cadre, Role, User
from contacts.actions import edit_card, hand_over_card, make_cards, save_style
from contacts.models import CardColour, ContactCard, Household
from liaison.sample.people import DAY
from liaison.sample.tree import County

STYLE = {
    "heading": "联系群众连心卡",
    "colour": CardColour.RED,
    "service_scope": "政策咨询、矛盾调解、困难帮扶、代办服务",
    "duties": "定期走访联系户，宣传政策，收集意见和困难，能办的马上办，不能办的说明情况并及时上报，办理结果逐件答复。",
    "procedure": "电话或当面反映→登记→3个工作日内答复→逾期未答复的，可拨打监督电话。",
    "service_phone": "0578-6012345",
    "supervision_phone": "0578-6012389",
    "reissue_days": 30,
}
MADE, HANDED, CHANGED = 150, 140, 45
HOUSEHOLDS = 40


def hand_out(county: County, today: datetime.date) -> None:
    """Everything through the actions, on the days on which it was done."""
    place = next(town for town in county.towns if not town.is_street)
    town, villages = place.unit, place.villages
    made = today - DAY * MADE
    save_style(county.unit, data=STYLE, by=None, at=_noon(made), on=made)
    save_style(town, data=STYLE | {"colour": CardColour.BLUE}, by=None, at=_noon(made), on=made)
    make_cards(town, include_below=True, by=None, at=_noon(made), on=made)
    keeper = User.objects.filter(grants__unit=town, grants__role=Role.SECRETARY).earliest("pk")
    for village in villages:
        card = ContactCard.objects.in_use().filter(unit=village).select_related("unit", "cadre").first()
        if card is not None:
            _hand(card, keeper, today=today)


def _hand(card: ContactCard, keeper: User, *, today: datetime.date) -> None:
    """Every other village changed its number since, and has not replaced all cards yet."""
    day = today - DAY * HANDED
    homes = list(Household.objects.registered_on(day).under(card.unit)[:HOUSEHOLDS])
    cadre = card.cadre
    if not homes or cadre is None:
        return
    _hand_to(card, homes, cadre, keeper, on=day)
    if card.unit.pk % 2:
        return
    day = today - DAY * CHANGED
    card = edit_card(card, data={"phone": f"0578-60{card.pk % 100000:05d}"}, by=None, at=_noon(day), on=day)
    _hand_to(card, homes[: len(homes) // 2], cadre, keeper, on=day)


def _hand_to(card: ContactCard, homes: list[Household], cadre: Cadre, keeper: User, *, on: datetime.date) -> None:
    hand_over_card(card, targets=homes, handed_on=on, handed_by=cadre, by=keeper, at=_noon(on), today=on)


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
