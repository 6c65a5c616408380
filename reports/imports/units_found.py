"""Units by what a workbook calls them: a name, or as much of the path as tells it from others ("河口镇/柳林村")."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Unit
from reports.imports.values import alike, tidy

_STEPS = re.compile(r"\s*[/\uff0f>\uff1e\u2192\\]\s*")
Path = tuple[str, ...]
SHOWN = 3


def steps(text: str) -> Path:
    """The names on the way to a unit, from above."""
    return tuple(name for name in _STEPS.split(tidy(text)) if name)


class Units:
    """The units from one on downwards, read once. Names are compared without blanks and width of brackets."""

    def __init__(self, top: Unit):
        self.top = top
        self.by_key = {unit.pk: unit for unit in Unit.objects.under(top)}
        self.above = [unit.name for unit in Unit.objects.filter(pk__in=top.ancestor_ids).order_by("depth")]
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        self._found: dict[str, Unit | str] = {}
        for unit in self.by_key.values():
            for name in {alike(unit.name), alike(unit.short_name)} - {""}:
                self.by_name[name].append(unit)

    def find(self, text: str) -> Unit:
        """Raises ValueError: there is none, or several, and how to name the one that is meant."""
        if text not in self._found:
            self._found[text] = self._look_up(steps(text), text)
        found = self._found[text]
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def _look_up(self, names: Path, text: str) -> Unit | str:
        there = [unit for unit in self.by_name.get(alike(names[-1]), []) if self._fits(unit, names)] if names else []
        there = [unit for unit in there if unit.closed_on is None] or there
        exact = [unit for unit in there if self._is_whole(unit, names)]
        if len(there) == 1 or len(exact) == 1:
            return (exact or there)[0]
        if not there:
            words = {"text": text, "top": self.top}
            return _("“%(top)s”及其下级单位中没有“%(text)s”，请核对名称，或先导入单位。") % words
        paths = "\u3001".join(self.path_of(unit) for unit in there[:SHOWN])
        return _("有多个“%(text)s”，请写明上级，如：%(paths)s。") % {"text": text, "paths": paths}

    def _is_whole(self, unit: Unit, names: Path) -> bool:
        """Whether the names begin at the top of the tree, at the unit of the import or right below it."""
        return len(names) in (len(self.above) + len(self.names_to(unit)), *self._lengths(unit))

    def _lengths(self, unit: Unit) -> Iterable[int]:
        return len(self.names_to(unit)), len(self.names_to(unit)) - 1

    def _fits(self, unit: Unit, names: Path) -> bool:
        chain = self._chain(unit)
        above = [{alike(name)} for name in self.above]
        known = above + [{alike(one.name), alike(one.short_name)} for one in chain]
        return len(names) <= len(known) and all(
            alike(name) in spelled for name, spelled in zip(reversed(names), reversed(known), strict=False)
        )

    def _chain(self, unit: Unit) -> list[Unit]:
        chain = [unit]
        while chain[-1].pk != self.top.pk and chain[-1].parent_id in self.by_key:
            chain.append(self.by_key[chain[-1].parent_id])
        return chain[::-1]

    def names_to(self, unit: Unit) -> Path:
        """Names from the top of the import down to the unit."""
        return tuple(one.name for one in self._chain(unit))

    def path_of(self, unit: Unit) -> str:
        """As one would write it: below the top of the import."""
        names = self.names_to(unit)
        return "/".join(names[1:] or names)
