"""manage.py sample load: an invented county to try the product with."""

import datetime
import time
import unicodedata
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from liaison.sample.load import load
from liaison.sample.log_ins import LogIn
from liaison.sample.shape import SCALES

DEFAULT_SEED = 20220501


class Command(BaseCommand):
    # Whether all pages can be imported is no concern of loading rows.
    requires_system_checks: list[str] = []
    help = "sample load [--scale 1|10|100] [--seed N] [--today YYYY-MM-DD]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=["load"])
        parser.add_argument("--scale", default="1", help="1: one county; 10, 100: as many counties")
        parser.add_argument("--seed", default=str(DEFAULT_SEED), help="another seed gives another county")
        parser.add_argument("--today", default="", help="the day after the last visit; default: today")

    def handle(self, *args: Any, scale: str, seed: str, today: str, **options: Any) -> None:
        started = time.monotonic()
        size, number, day = _scale(scale), _seed(seed), _day(today)
        try:
            found = load(size, number, today=day, at=clock.now(), tell=self.stdout.write)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(_("示例已载入，用时%(seconds)d秒。") % {"seconds": time.monotonic() - started})
        self._print(found)

    def _print(self, found: list[LogIn]) -> None:
        """Both languages side by side: whoever reads this has not chosen one yet."""
        rows = [("角色 Role", "用户名 User name", "密码 Password", "姓名 Name", "单位 Unit")]
        rows += [(_both(x.role), x.username, x.password, x.name, x.unit) for x in found]
        widths = [max(_width(row[n]) for row in rows) for n in range(5)]
        for row in rows:
            self.stdout.write("  ".join(t + " " * (w - _width(t)) for t, w in zip(row, widths, strict=True)).rstrip())


def _scale(text: str) -> float:
    if text not in {str(scale) for scale in SCALES}:
        raise CommandError(_("--scale 只能是 1、10 或 100，而不是“%(text)s”。") % {"text": text})
    return float(text)


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise CommandError(_("--seed 应为正整数，而不是“%(text)s”。") % {"text": text})
    return int(text)


def _day(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise CommandError(_("--today 应写成 2026-01-01 的样子，而不是“%(text)s”。") % {"text": text}) from None
    if day > clock.today():
        raise CommandError(_("--today 不能晚于今天。"))
    return day


def _both(message: str) -> str:
    with translation.override("zh-hans"):
        chinese = _(message)
    with translation.override("en"):
        english = _(message)
    return chinese if chinese == english else f"{chinese} {english}"


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
