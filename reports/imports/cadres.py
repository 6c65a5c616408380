"""Cadres with their posts: one row for each post. A cadre is known by the staff number, else by name and unit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import KEEPERS
from accounts.models import Cadre, Position, Post, Rank, Unit
from reports.imports.base import (
    Asked,
    Column,
    Difference,
    Item,
    Line,
    Plan,
    State,
    Workbook,
    among,
    differences,
    given,
    sound,
)
from reports.imports.units_found import Units
from reports.imports.values import alike, code, day, email, month, one_of, person, phone, words, yes_no


def _labelled(choices: Any) -> dict[str, str]:
    return {str(label): value for value, label in choices}


def _positions() -> dict[str, str]:
    return _labelled(Position.choices)


def _ranks() -> dict[str, str]:
    return _labelled(Rank.choices)


def _genders() -> dict[str, str]:
    return _labelled(Cadre._meta.get_field("gender").choices)


def _yes_no() -> dict[str, bool]:
    return {_("是"): True, _("否"): False}


def _tick(key: str, heading: Any, note: Any = "") -> Column:
    return Column(key, heading, yes_no, note=note, names=_yes_no, width=10)


COLUMNS = (
    Column("name", gettext_lazy("姓名"), person, required=True, width=10),
    Column(
        "staff_number",
        gettext_lazy("工号"),
        code(30),
        note=gettext_lazy("同一单位有同名干部的、一人有多个单位职务的须填；每个职务填一行，工号相同。"),
    ),
    Column("unit", gettext_lazy("单位"), words(400), required=True, note=gettext_lazy("重名的写明上级。"), width=24),
    Column("title", gettext_lazy("职务"), words(60), required=True, width=16),
    Column("position", gettext_lazy("岗位类别"), one_of(_positions), names=_positions),
    Column("rank", gettext_lazy("职级"), one_of(_ranks), names=_ranks),
    _tick("is_main", gettext_lazy("主要职务"), gettext_lazy("留空时，新干部的第一行为主要职务。")),
    Column("start", gettext_lazy("任职日期"), day, required=True, is_day=True),
    Column("gender", gettext_lazy("性别"), one_of(_genders), names=_genders, width=8),
    Column("birth_month", gettext_lazy("出生年月"), month, note=gettext_lazy("写成1980-05的样子。")),
    Column("phone", gettext_lazy("电话"), phone, note=gettext_lazy("加密保存。"), width=16),
    Column("email", gettext_lazy("电子邮箱"), email, width=22),
    _tick("is_party_member", gettext_lazy("中共党员")),
    _tick("has_grassroots_experience", gettext_lazy("有基层工作经历")),
    _tick("is_reserve", gettext_lazy("后备干部")),
    Column("joined_on", gettext_lazy("到岗日期"), day, is_day=True),
)
FLAGS = ("is_party_member", "has_grassroots_experience", "is_reserve")
FACTS = ("staff_number", "gender", "birth_month", "phone", "email", *FLAGS, "joined_on")
POST_FACTS = ("rank", "position", "start", "is_main")
Key = tuple[str, ...]


@dataclass
class Person:
    """What the rows of one person say together. `cadre` is None for somebody new."""

    name: str
    cadre: Cadre | None = None
    # The row that states the main post of somebody new.
    main_row: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PostRow:
    """One post of a person. `post` is None for a new one. `is_first`: the row that carries the person's facts."""

    person: Person
    unit: Unit
    title: str
    values: dict[str, Any]
    post: Post | None
    is_first: bool


@dataclass
class Known:
    """Whom the file may mean, read once."""

    by_number: dict[str, Cadre] = field(default_factory=dict)
    by_place: dict[tuple[str, int], list[Cadre]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))


def check(lines: Sequence[Line], asked: Asked, plan: Plan) -> None:
    units, known = Units(asked.unit), _known(lines)
    placed = [
        (line, unit) for line in sound(lines, "name", "unit", "title", "start") if (unit := _unit(line, units, plan))
    ]
    numbers = _numbers(placed)
    people: dict[Key, Person] = {}
    seen: dict[tuple[Any, ...], int] = {}
    for line, unit in placed:
        key = _key_of(line, unit, numbers)
        if (one := (*key, unit.pk, alike(line.get("title")))) in seen:
            plan.refuse(line, "title", _("与第%(row)d行重复。") % {"row": seen[one]})
            continue
        seen[one] = line.row
        is_first = key not in people
        if is_first:
            people[key] = Person(line.get("name"), _cadre(line, unit, known, asked, plan))
        _gather(people[key], line, asked, plan)
        _plan(line, unit, people[key], is_first, known, asked, plan)


def _known(lines: Sequence[Line]) -> Known:
    known = Known()
    cadres = [
        *among(Cadre.objects.all(), "staff_number", (line.get("staff_number") for line in lines)),
        *among(Cadre.objects.all(), "name", (line.get("name") for line in lines)),
    ]
    by_pk = {cadre.pk: cadre for cadre in cadres}
    known.by_number = {cadre.staff_number: cadre for cadre in by_pk.values() if cadre.staff_number}
    for post in among(Post.objects.select_related("unit"), "cadre", by_pk):
        cadre = by_pk[post.cadre_id]
        known.posts[cadre.pk].append(post)
        there = known.by_place[(cadre.name, post.unit_id)]
        if post.end is None and cadre not in there:
            there.append(cadre)
    return known


def _unit(line: Line, units: Units, plan: Plan) -> Unit | None:
    unit: Unit | None = plan.ask(line, "unit", units.find, line.get("unit"))
    if unit is not None and unit.closed_on is not None and unit.closed_on <= line.get("start"):
        text = _("“%(unit)s”已于%(day)s撤销。") % {"unit": unit, "day": unit.closed_on}
        plan.refuse(line, "unit", text)
        return None
    return unit


def _numbers(placed: list[tuple[Line, Unit]]) -> dict[tuple[str, int], set[str]]:
    """The staff numbers that the file itself gives to a name in a unit."""
    numbers: dict[tuple[str, int], set[str]] = defaultdict(set)
    for line, unit in placed:
        if line.get("staff_number"):
            numbers[(line.get("name"), unit.pk)].add(line.get("staff_number"))
    return numbers


def _key_of(line: Line, unit: Unit, numbers: dict[tuple[str, int], set[str]]) -> Key:
    place = (line.get("name"), unit.pk)
    number = line.get("staff_number") or (next(iter(numbers[place])) if len(numbers.get(place, ())) == 1 else "")
    return ("number", number) if number else ("place", line.get("name"), str(unit.pk))


def _cadre(line: Line, unit: Unit, known: Known, asked: Asked, plan: Plan) -> Cadre | None:
    """Who is meant, or None for somebody new; a row that does not tell is refused."""
    number = line.get("staff_number")
    here = known.by_place.get((line.get("name"), unit.pk), [])
    if number:
        here = [known.by_number[number]] if number in known.by_number else [c for c in here if not c.staff_number]
    if len(here) > 1:
        text = _("“%(unit)s”有多位“%(name)s”，请填写工号。") % {"unit": unit, "name": line.get("name")}
        plan.refuse(line, "staff_number", text)
    cadre = here[0] if len(here) == 1 else None
    if cadre is not None:
        _check_meant(line, cadre, known.posts[cadre.pk], asked, plan)
    return cadre


def _check_meant(line: Line, cadre: Cadre, posts: list[Post], asked: Asked, plan: Plan) -> None:
    """The staff number belongs to this name, and to somebody whom one keeps."""
    if cadre.name != line.get("name"):
        text = _("工号“%(number)s”在系统中是另一位干部，请核对姓名和工号。") % {"number": cadre.staff_number}
        plan.refuse(line, "staff_number", text)
    elif not _is_kept(posts, asked):
        text = _("工号“%(number)s”的干部不在“%(unit)s”，不能由您导入。")
        plan.refuse(line, "staff_number", text % {"number": cadre.staff_number, "unit": asked.unit})
    elif cadre.left_on is not None and line.get("start") > cadre.left_on:
        text = _("该干部已于%(day)s离任。") % {"day": cadre.left_on}
        plan.refuse(line, "start", text)


def _is_kept(posts: list[Post], asked: Asked) -> bool:
    """As on the page (accounts.selectors.keeps_cadre): where they serve today, or served last where nowhere now."""
    serving = [post for post in posts if post.is_held_on(asked.on)] or posts
    return any(post.unit.path.startswith(asked.unit.path) for post in serving)


def _gather(person: Person, line: Line, asked: Asked, plan: Plan) -> None:
    """Adds what the row says of the person; rows of one person must agree."""
    facts = given(line, *FACTS)
    for key, value in facts.items():
        if person.facts.get(key, value) != value or line.get("name") != person.name:
            text = _("与第%(row)d行的同一干部不一致。") % {"row": person.rows.get(key, line.row)}
            plan.refuse(line, key, text)
        person.facts.setdefault(key, value)
        person.rows.setdefault(key, line.row)
    for key in ("birth_month", "joined_on"):
        if facts.get(key) and facts[key] > asked.on:
            plan.refuse(line, key, _("日期不能晚于今天。"))


def _plan(line: Line, unit: Unit, person: Person, is_first: bool, known: Known, asked: Asked, plan: Plan) -> None:
    cadre, title = person.cadre, line.get("title")
    posts = [p for p in known.posts[cadre.pk] if p.unit_id == unit.pk and p.title == title] if cadre else []
    post = next((p for p in posts if p.end is None or p.end >= asked.on), None)
    values = (
        {"is_main": is_first and cadre is None, **given(line, *POST_FACTS)}
        if post is None
        else given(line, *POST_FACTS)
    )
    found = differences(WORKBOOK, post, values) if post else ()
    if cadre is None and values["is_main"]:
        _check_one_main(line, person, plan)
    if cadre is not None and post is None:
        found = (Difference(_("任职"), "", f"{unit} {title}"),)
        _check_new_post(line, posts, plan)
    if cadre is not None and found and cadre.pk in asked.by.access.cadre_ids:
        plan.refuse(line, "title", _("不能办理自己的任职，请由其他管理人员办理。"))
    row = PostRow(person, unit, title, values, post, is_first)
    if cadre is not None:
        found += differences(WORKBOOK, cadre, given(line, *FACTS))
    state = State.NEW if cadre is None else State.CHANGED if found else State.SAME
    plan.items.append(
        Item(line, f"{person.name} · {unit} {title}", state, row, post, found, _hint(person, unit, known))
    )


def _check_one_main(line: Line, person: Person, plan: Plan) -> None:
    if person.main_row:
        text = _("一人只有一个主要职务，第%(row)d行已经是。") % {"row": person.main_row}
        plan.refuse(line, "is_main", text)
    person.main_row = line.row


def _check_new_post(line: Line, posts: list[Post], plan: Plan) -> None:
    if any(post.end is not None and post.end >= line.get("start") for post in posts):
        plan.refuse(line, "start", _("这段时间内已登记了相同的职务。"))


def _hint(person: Person, unit: Unit, known: Known) -> str:
    """Somebody new whose name is known elsewhere may be the same person."""
    elsewhere = any(name == person.name and key != unit.pk and there for (name, key), there in known.by_place.items())
    return _("其他单位已有同名干部；如是同一人，请填写工号。") if person.cadre is None and elsewhere else ""


WORKBOOK = Workbook("cadres", KEEPERS, COLUMNS, check, gettext_lazy("姓名、单位、职务和电话，每个职务一行。"))
