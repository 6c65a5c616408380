"""Cadres by the names that a workbook gives them: serving in the unit of the import, or below it, on a day."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Cadre, Post, Unit
from reports.imports.base import among
from reports.imports.values import name_of, narrow

# "张三（001023）" names one of two namesakes by the staff number.
_NUMBERED = re.compile(r"(.+?)[(\uff08]([^()\uff08\uff09]+)[)\uff09]")
SEPARATORS = re.compile(r"[、，,;；\n]+")
Named = tuple[str, str]


def split_names(text: str) -> list[str]:
    """Several names in one cell, outside brackets."""
    return [name.strip() for name in SEPARATORS.split(text) if name.strip()]


def split_number(text: str) -> Named:
    """The name, and what stands in brackets behind it ("" where nothing does)."""
    found = _NUMBERED.fullmatch(text.strip())
    return (found[1].strip(), found[2].strip()) if found else (text.strip(), "")


class Cadres:
    """The cadres of these names who serve or served under one unit, read once, with their posts there."""

    def __init__(self, top: Unit, names: Iterable[Named]):
        self.top, wanted = top, set(names)
        cadres = {cadre.pk: cadre for cadre in among(Cadre.objects.all(), "name", (name for name, _no in wanted))}
        posts = Post.objects.filter(unit__path__startswith=top.path).select_related("unit")
        self.posts: dict[int, list[Post]] = defaultdict(list)
        self.by_name: dict[str, dict[int, Cadre]] = defaultdict(dict)
        for post in among(posts.order_by("-is_main", "order", "pk"), "cadre", cadres):
            self.posts[post.cadre_id].append(post)
            self.by_name[cadres[post.cadre_id].name][post.cadre_id] = cadres[post.cadre_id]

    def posts_on(self, cadre: Cadre, on: datetime.date) -> list[Post]:
        """What they held on that day, the main post first."""
        return [post for post in self.posts[cadre.pk] if post.is_held_on(on)]

    def find(self, name: str, number: str, on: datetime.date) -> Cadre:
        """Raises ValueError: nobody of that name, nobody who served on that day, or several."""
        named = [cadre for cadre in self.by_name.get(name, {}).values() if number in ("", cadre.staff_number)]
        serving = [cadre for cadre in named if self.posts_on(cadre, on)]
        words = {"name": name, "unit": self.top, "day": on}
        if len(serving) == 1:
            return serving[0]
        if serving:
            raise ValueError(_("有多位“%(name)s”，请写明工号，如“%(name)s（工号）”。") % words)
        if named:
            raise ValueError(_("“%(name)s”在%(day)s没有在“%(unit)s”及其下级单位任职。") % words)
        raise ValueError(_("“%(unit)s”及其下级单位中没有干部“%(name)s”，请核对姓名和工号。") % words)


def named(text: str, number: str = "") -> Named:
    """A name as it is kept, with the staff number from brackets or from a cell of its own."""
    name, inside = split_number(text)
    return name_of(name), narrow(number or inside)
