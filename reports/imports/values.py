"""What stands in a cell, as the value that is meant: days, months, numbers, telephones. Pure.

Each reader takes the text of a cell that is not empty and raises ValueError with a message that says how to write it.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.forms import YEARS
from reports.imports.shipped import NO, YES

Reader = Callable[[str], Any]
# So many of the names that may be meant are told first.
SHOWN = 3
# Day 0 of Excel's own count of days.
EPOCH = datetime.date(1899, 12, 30)
_DAY = re.compile(r"(\d{4})(?:[-./\u5e74])(\d{1,2})(?:[-./\u6708])(\d{1,2})\u65e5?")
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00)?$")
_MONTH = re.compile(r"(\d{4})([-./\u5e74])(\d{1,2})\u6708?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_PHONE = re.compile(r"[0-9+\-() ,;/*#\u8f6c]{3,40}")
_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def tidy(text: str) -> str:
    """Without invisible characters, and with one blank where there were several; what a person reads is left."""
    if text.isascii():
        return " ".join(text.split())
    kept = "".join(c for c in text if unicodedata.category(c) != "Cf" or c == "\u200d")
    return " ".join(kept.split())


def narrow(text: str) -> str:
    """Digits, dots and dashes as one types them in English, wherever they were typed in Chinese."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\u2010-\u2015\u2212\u30fc]", "-", text).replace("\u3002", ".").strip()


def words(most: int) -> Reader:
    """One line of text of at most so many characters."""

    def read(text: str) -> str:
        text = tidy(text)
        if len(text) > most:
            raise ValueError(_("最多%(most)d个字，现有%(count)d个字。") % {"most": most, "count": len(text)})
        return text

    return read


def prose(most: int) -> Reader:
    """Text whose line breaks are kept."""

    def read(text: str) -> str:
        kept = "\n".join(tidy(line) for line in text.splitlines()).strip()
        words(most)(kept)
        return kept

    return read


def name_of(text: str) -> str:
    """Two characters of Chinese are often set apart by blanks."""
    return _CHINESE_GAP.sub("", tidy(text))


def person(text: str) -> str:
    """The name of somebody."""
    return str(words(40)(name_of(text)))


def code(most: int) -> Reader:
    """A number that is none, such as a staff number: digits of any width, without blanks."""

    def read(text: str) -> str:
        return str(words(most)("".join(narrow(text).split())))

    return read


def day(text: str) -> datetime.date:
    """2026-3-8, 2026.3.8, 2026/3/8, 20260308, with 年月日, or Excel's own count of days."""
    try:
        found = _read_day("".join(_MIDNIGHT.sub("", narrow(text)).split()))
    except (ValueError, OverflowError):
        found = None
    if found is None or found.year not in YEARS:
        raise ValueError(_("“%(text)s”不是日期，请写成2026-03-08的样子。") % {"text": text})
    return found


def _read_day(text: str) -> datetime.date | None:
    if parts := _DAY.fullmatch(text):
        return datetime.date(int(parts[1]), int(parts[2]), int(parts[3]))
    if text.isascii() and text.isdigit() and len(text) == 8:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if serial := _SERIAL.fullmatch(text):
        return EPOCH + datetime.timedelta(days=int(serial[1]))
    return None


def month(text: str) -> datetime.date:
    """A month, as its first day: 1980-05, 1980年5月, 198005, or any day in it."""
    plain = narrow(text).replace(" ", "")
    if parts := _MONTH.fullmatch(plain):
        # A cell that is a number drops the last nought of 1980.10.
        if parts[2] == "." and parts[3] == "1":
            raise ValueError(_("“%(text)s”可能是1月，也可能是10月，请写成1980-01或1980-10的样子。") % {"text": text})
        plain = f"{parts[1]}-{parts[3]}-1"
    elif plain.isascii() and plain.isdigit() and len(plain) == 6:
        plain = f"{plain[:4]}-{plain[4:]}-1"
    try:
        return day(plain).replace(day=1)
    except ValueError:
        raise ValueError(_("“%(text)s”不是年月，请写成1980-05的样子。") % {"text": text}) from None


def whole(least: int, most: int) -> Reader:
    """A whole number within these bounds."""

    def read(text: str) -> int:
        plain = narrow(text).replace(",", "")
        plain = plain.removesuffix(".0")
        if not (plain.isascii() and plain.isdigit() and len(plain) < 10 and least <= int(plain) <= most):
            words = {"text": text, "least": least, "most": most}
            raise ValueError(_("“%(text)s”应为%(least)d至%(most)d的整数。") % words)
        return int(plain)

    return read


def yes_no(text: str) -> bool:
    plain = narrow(text).lower()
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise ValueError(_("“%(text)s”应填“是”或“否”。") % {"text": text})


def phone(text: str) -> str:
    """A telephone number or several; nothing is reckoned with it, so that no nought is lost."""
    plain = tidy(narrow(text))
    if not _PHONE.fullmatch(plain):
        raise ValueError(_("“%(text)s”不是电话号码。") % {"text": text})
    return plain


def email(text: str) -> str:
    plain = narrow(text)
    try:
        validate_email(plain)
    except ValidationError:
        raise ValueError(_("“%(text)s”不是电子邮箱。") % {"text": text}) from None
    return plain


def one_of(named: Callable[[], Mapping[str, Any]]) -> Reader:
    """What is called by one of these names; `named` is asked when something is read, because names are data."""

    def read(text: str) -> Any:
        plain, known = tidy(text), named()
        if plain in known:
            return known[plain]
        folded = {alike(name): value for name, value in known.items()}
        if alike(plain) in folded:
            return folded[alike(plain)]
        near = get_close_matches(plain, known, SHOWN, 0.3)
        shown = "\u3001".join(dict.fromkeys([*near, *list(known)[: SHOWN * 4]]))
        raise ValueError(_("没有“%(text)s”这一项，可填：%(names)s。") % {"text": text, "names": shown})

    return read


def alike(text: str) -> str:
    """What two spellings of one heading or name have in common: no blanks, brackets and stars of one width."""
    return "".join(narrow(text).split()).strip("*:").lower()
