"""Pairings: known by who holds whom, category and first day. Those of a draft arrangement are made on its page."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import KEEPERS
from accounts.models import Cadre, Unit
from contacts.actions import Terms
from contacts.models import ContactCategory, ContactPoint, Pairing
from contacts.selectors.targets import Target, check_open
from core.errors import DomainError
from reports.imports.base import Asked, Column, Difference, Item, Line, Plan, State, Workbook, among, sound
from reports.imports.cadres_found import Cadres, named
from reports.imports.targets_found import Targets, key_of
from reports.imports.units_found import Units
from reports.imports.values import code, day, one_of, words


def _categories() -> dict[str, ContactCategory]:
    return {row.name: row for row in ContactCategory.objects.filter(retired_on=None)}


COLUMNS = (
    Column(
        "cadre", gettext_lazy("结对干部"), words(80), note=gettext_lazy("以单位名义结对的留空，填结对单位。"), width=12
    ),
    Column("staff_number", gettext_lazy("工号"), code(30), note=gettext_lazy("有同名干部的须填。")),
    Column(
        "unit", gettext_lazy("结对单位"), words(400), note=gettext_lazy("留空的，为干部主要职务所在单位。"), width=22
    ),
    Column(
        "contact_person", gettext_lazy("具体负责人"), words(80), note=gettext_lazy("以单位名义结对的可填。"), width=12
    ),
    Column("category", gettext_lazy("类别"), words(40), required=True, names=_categories, width=16),
    Column(
        "target",
        gettext_lazy("联系对象"),
        words(100),
        required=True,
        note=gettext_lazy("联系点名称、户主或群众姓名。"),
        width=20,
    ),
    Column("place", gettext_lazy("对象所在单位"), words(400), note=gettext_lazy("有重名对象的须填。"), width=22),
    Column("start", gettext_lazy("开始日期"), day, required=True, is_day=True),
    Column("end", gettext_lazy("结束日期"), day, is_day=True),
)
Holder = tuple[str, int]


def check(lines: Sequence[Line], asked: Asked, plan: Plan) -> None:
    good = list(sound(lines, "category", "target", "start"))
    _Checking(good, asked, plan).run(good)


class _Checking:
    def __init__(self, lines: list[Line], asked: Asked, plan: Plan):
        self.asked, self.plan = asked, plan
        self.units, self.categories = Units(asked.unit), _categories()
        people = [line.get(key) for line in lines for key in ("cadre", "contact_person")]
        self.cadres = Cadres(asked.unit, (named(name) for name in people if name))
        self.targets = Targets(asked.by, (line.get("target") for line in lines))
        self.rows: list[tuple[Line, Terms]] = []

    def run(self, lines: list[Line]) -> None:
        for line in lines:
            terms = self._terms(line)
            if terms is not None and self._is_possible(line, terms):
                self.rows.append((line, terms))
        there = self._there()
        for line, terms in self.rows:
            self._compare(line, terms, there[_same(terms)])

    def _there(self) -> dict[tuple[Any, ...], list[Any]]:
        """Pairings in effect with these targets, by holder, target and category."""
        there: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        pairings = Pairing.objects.filter(Pairing.objects.effective()).with_targets()
        for pairing in among(pairings, "target_key", {key_of(terms.target) for _line, terms in self.rows}):
            holder = ("cadre", pairing.cadre_id) if pairing.cadre_id else ("unit", pairing.unit_id)
            there[(holder, pairing.target_key, pairing.category_id)].append(pairing)
        return there

    def _terms(self, line: Line) -> Terms | None:
        category = self.plan.ask(line, "category", one_of(lambda: self.categories), line.get("category"))
        start = line.get("start")
        cadre, person = self._person(line, "cadre", start), self._person(line, "contact_person", start)
        unit = self._unit(line, cadre)
        target = None
        if category is not None:
            kind, place = category.target, line.get("place") or ""
            target = self.plan.ask(line, "target", self.targets.find, line.get("target"), place, kind=kind)
        if target is None or unit is None or (line.get("cadre") and cadre is None):
            return None
        return Terms(unit, target, category, start, line.get("end"), cadre, person)

    def _person(self, line: Line, key: str, on: datetime.date) -> Cadre | None:
        if not line.get(key):
            return None
        name, number = named(line.get(key), (line.get("staff_number") or "") if key == "cadre" else "")
        found: Cadre | None = self.plan.ask(line, key, self.cadres.find, name, number, on)
        return found

    def _unit(self, line: Line, cadre: Cadre | None) -> Unit | None:
        if line.get("unit"):
            unit: Unit | None = self.plan.ask(line, "unit", self.units.find, line.get("unit"))
            return unit
        if cadre is not None:
            return self.cadres.posts_on(cadre, line.get("start"))[0].unit
        if not line.get("cadre"):
            self.plan.refuse(line, "cadre", _("请填写结对干部，或填写结对单位。"))
        return None

    def _is_possible(self, line: Line, terms: Terms) -> bool:
        """Every guard of a pairing that one row can break; says at the column which."""
        problems = [(key, text) for key, text in self._problems(terms) if text]
        for key, text in problems:
            self.plan.refuse(line, key, text)
        return not problems

    def _problems(self, terms: Terms) -> list[tuple[str, str]]:
        first = _first_day(terms.target)
        late = terms.end is not None and terms.end < terms.start
        early = _("开始日期不能早于“%(name)s”的设立或登记日期（%(day)s）。") % {"name": terms.target, "day": first}
        closed = terms.unit.closed_on is not None and terms.unit.closed_on <= terms.start
        return [
            ("end", _("结束日期不能早于开始日期（%(day)s）。") % {"day": terms.start} if late else ""),
            ("start", early if terms.start < first else ""),
            ("unit", _("“%(unit)s”已经撤销，请选择其他单位。") % {"unit": terms.unit} if closed else ""),
            ("target", _refusal(terms.target, terms.end or terms.start)),
            ("cadre", self._not_serving(terms.cadre, terms)),
            ("contact_person", self._not_serving(terms.contact_person, terms)),
        ]

    def _not_serving(self, cadre: Cadre | None, terms: Terms) -> str:
        posts = self.cadres.posts_on(cadre, terms.start) if cadre else []
        if cadre is None or any(post.unit.path.startswith(terms.unit.path) for post in posts):
            return ""
        text = _("%(cadre)s在%(day)s不是“%(unit)s”的干部，请重新选择。")
        return text % {"cadre": cadre, "unit": terms.unit, "day": terms.start}

    def _compare(self, line: Line, terms: Terms, there: list[Any]) -> None:
        """New, the same, or ended earlier; a second pairing of the same two in the same days is refused."""
        same = next((p for p in there if p.start == terms.start and isinstance(p, Pairing)), None)
        rival = next((p for p in there if p is not same and _overlap(p, terms)), None)
        label = f"{terms.cadre or terms.unit} – {terms.target}（{terms.category}）"
        if rival is not None:
            text = _("%(holder)s自%(day)s起已经与“%(target)s”结对，不能重复结对。")
            said = {"holder": terms.cadre or terms.unit, "day": rival.start, "target": terms.target}
            self.plan.refuse(line, "target", text % said)
        elif same is None:
            self.plan.items.append(Item(line, label, State.NEW, terms))
        elif terms.end is None or terms.end == same.end:
            self.plan.items.append(Item(line, label, State.SAME, terms, same))
        elif not same.unit.path.startswith(self.asked.unit.path):
            text = _("该结对由“%(unit)s”登记，请由该单位办理。") % {"unit": same.unit}
            self.plan.refuse(line, "target", text)
        elif same.end is not None and terms.end > same.end:
            text = _("该结对已于%(day)s结束，结束日期只能提前。") % {"day": same.end}
            self.plan.refuse(line, "end", text)
        else:
            found = (Difference(WORKBOOK.title_of("end"), str(same.end or ""), str(terms.end)),)
            self.plan.items.append(Item(line, label, State.CHANGED, terms, same, found))
        there.append(terms)


def _same(terms: Terms) -> tuple[Any, ...]:
    holder: Holder = ("cadre", terms.cadre.pk) if terms.cadre else ("unit", terms.unit.pk)
    return holder, key_of(terms.target), terms.category.pk


def _overlap(one: Any, other: Any) -> bool:
    return (one.end is None or one.end >= other.start) and (other.end is None or other.end >= one.start)


def _first_day(target: Target) -> datetime.date:
    return target.opened_on if isinstance(target, ContactPoint) else target.registered_on


def _refusal(target: Target, on: datetime.date) -> str:
    try:
        check_open(target, on=on)
    except DomainError as error:
        return error.message
    return ""


WORKBOOK = Workbook("pairings", KEEPERS, COLUMNS, check, gettext_lazy("哪位干部联系哪个点、哪一户、哪个人，自哪天起。"))
