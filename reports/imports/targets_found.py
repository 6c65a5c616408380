"""Contact points, households and residents by the names that a workbook gives them, among what the user sees."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts.models import Household
from contacts.selectors.targets import KINDS, MODELS, Target
from reports.imports.base import among
from reports.imports.units_found import steps
from reports.imports.values import alike, tidy

if TYPE_CHECKING:
    from accounts.models import User


class Targets:
    """What has one of these names, read once: three queries for some thousand names."""

    def __init__(self, user: "User", names: Iterable[str]):
        wanted = {tidy(name) for name in names}
        self.by_name: dict[str, list[Target]] = defaultdict(list)
        for model in MODELS.values():
            field = "head_name" if model is Household else "name"
            rows = model.objects.visible_to(user).select_related("unit__parent")
            rows = rows.filter(merged_into=None) if model is Household else rows
            for target in among(rows, field, wanted):
                self.by_name[str(target)].append(target)

    def find(self, name: str, place: str = "", *, kind: str = "", keys: frozenset[int] = frozenset()) -> Target:
        """`kind` narrows to points, households or residents; of several, those whose key is in `keys` are preferred.

        Raises ValueError: there is none, or several.
        """
        there = [t for t in self.by_name.get(tidy(name), []) if kind in ("", KINDS[type(t)]) and _lies_in(t, place)]
        there = [target for target in there if _is_open(target)] or there
        if len(there) > 1:
            there = [target for target in there if key_of(target) in keys] or there
        if len(there) == 1:
            return there[0]
        called = f"{place} {name}".strip()
        if not there:
            raise ValueError(_("没有找到联系对象“%(name)s”，请核对名称和所在单位，或先导入。") % {"name": called})
        raise ValueError(_("有多个联系对象“%(name)s”，请写明所在村（社区）或单位。") % {"name": called})


def key_of(target: Target) -> int:
    """As `contacts.models.target_key` reckons it in the database."""
    return target.pk * 4 + 1 + list(MODELS.values()).index(type(target))


def _is_open(target: Target) -> bool:
    return getattr(target, "withdrawn_on", None) is None and getattr(target, "removed_on", None) is None


def _lies_in(target: Target, place: str) -> bool:
    """Whether the place ends with the names of the target's unit and of the one above; a group may stand behind."""
    wanted = [alike(name) for name in steps(place)]
    unit = target.unit
    spelled = [{alike(one.name), alike(one.short_name)} for one in (unit, unit.parent) if one is not None]
    return all(name in known for name, known in zip(reversed(wanted), spelled, strict=False))
