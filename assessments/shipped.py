"""Adoption levels as they come with the product (R17.7): an organisation sets its own for its part of the tree. Amounts
of money in words."""

import datetime
from decimal import Decimal

from django.db.models import Model

SINCE = datetime.date(2000, 1, 1)
# code, name (data, in Chinese), kind of unit that adopts, yuan; lowest first
LEVELS: tuple[tuple[str, str, str, str], ...] = (
    ("section", "区队（科室）采用", "section", "5.00"),
    ("mine", "矿采用", "mine", "30.00"),
)


def load(level: type[Model]) -> None:
    """Enter the shipped levels that are not there yet; what an administrator changed stays."""
    there = set(level.objects.filter(unit=None).values_list("code", flat=True))  # type: ignore[attr-defined]
    level.objects.bulk_create(  # type: ignore[attr-defined]
        level(code=code, name=name, unit_kind=kind, amount=Decimal(amount), order=order * 10, effective_from=SINCE)
        for order, (code, name, kind, amount) in enumerate(LEVELS, 1)
        if code not in there
    )


# Amounts on papers of money are written in capitals as well, in every language of the interface.
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """An amount in yuan as it is written on a cheque: 1230 is 壹仟贰佰叁拾元整, 1.05 is 壹元零伍分."""
    cents = int(abs(amount) * 100)
    yuan, tenths, hundredths = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_whole(yuan)}元" if yuan or not cents else ""
    if tenths:
        text += f"{_DIGITS[tenths]}角"
    elif hundredths and yuan:
        text += _DIGITS[0]
    text += f"{_DIGITS[hundredths]}分" if hundredths else "整"
    return f"负{text}" if amount < 0 else text


def _whole(number: int) -> str:
    """Groups of four digits, highest first; a zero stands once for however many are left out."""
    text, gap = "", False
    for group in range((len(str(number)) - 1) // 4, -1, -1):
        part = number // 10_000**group % 10_000
        if part:
            text += _DIGITS[0] if text and (gap or part < 1000) else ""
            text += _of_four(part) + _GROUPS[group]
        gap = part == 0
    return text or _DIGITS[0]


def _of_four(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (_DIGITS[0] if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return text
