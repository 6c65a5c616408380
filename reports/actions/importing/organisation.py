"""Units and cadres of a workbook, written set by set; who must know is told once."""

from collections.abc import Sequence

from accounts import hooks
from accounts.models import Cadre, Post, Unit, UnitEvent, UnitEventKind, path_under
from reports.actions.importing.trail import Trail
from reports.imports.base import Item, State
from reports.imports.cadres import Person, PostRow
from reports.imports.units import NewUnit
from reports.imports.units_found import Path

# So many people are told of one by one; more are a change of the whole part of the tree.
ONE_BY_ONE = 40


def write_units(items: Sequence[Item], trail: Trail) -> None:
    """Level by level, so that each unit knows the path of the one above it."""
    top = trail.asked.unit
    made: dict[Path, Unit] = {}
    new: list[NewUnit] = [item.data for item in items if item.state == State.NEW]
    for depth in sorted({len(one.path) for one in new}):
        _write_level([one for one in new if len(one.path) == depth], made, trail)
    changed = [item for item in items if item.state == State.CHANGED]
    for item in changed:
        trail.change(item.what, item.data, action="accounts.edit_unit", unit_path=item.what.path)
    trail.flush()
    if made or changed:
        hooks.tree_changed(top.path)


def _write_level(new: Sequence[NewUnit], made: dict[Path, Unit], trail: Trail) -> None:
    on = trail.asked.on
    units = [Unit(name=one.path[-1], parent=_parent(one, made), **one.values) for one in new]
    trail.create(units)
    for unit in units:
        unit.path = path_under(unit.parent, unit.pk)
        unit.depth = unit.parent.depth + 1 if unit.parent else 0
    Unit.objects.bulk_update(units, ["path", "depth"], batch_size=500)
    events = [UnitEvent(unit=unit, kind=UnitEventKind.OPENED, on=unit.opened_on or on) for unit in units]
    trail.create(events)
    for one, unit in zip(new, units, strict=True):
        made[one.path] = unit
        trail.record("accounts.create_unit", unit, unit_path=unit.path, data={"kind": unit.kind})


def _parent(one: NewUnit, made: dict[Path, Unit]) -> Unit:
    return one.parent or made[one.path[:-1]]


def write_cadres(items: Sequence[Item], trail: Trail) -> None:
    rows: list[PostRow] = [item.data for item in items if item.state != State.SAME]
    new = _write_people(rows, trail)
    _write_posts(rows, new, trail)
    for row in rows:
        if row.person.cadre is not None and row.person.cadre.pk not in new:
            # Once for each person: the second time nothing differs any more.
            facts = row.person.facts
            trail.change(row.person.cadre, facts, action="accounts.edit_cadre", unit_path=row.unit.path)
    trail.flush()
    _tell(rows, trail)


def _write_people(rows: Sequence[PostRow], trail: Trail) -> set[int]:
    """Keys of those who were not there before."""
    people: list[Person] = [row.person for row in rows if row.is_first and row.person.cadre is None]
    cadres = [Cadre(name=person.name, **person.facts) for person in people]
    trail.create(cadres)
    for person, cadre in zip(people, cadres, strict=True):
        person.cadre = cadre
    return {cadre.pk for cadre in cadres}


def _write_posts(rows: Sequence[PostRow], people: set[int], trail: Trail) -> None:
    new = [row for row in rows if row.post is None]
    posts = [Post(cadre=row.person.cadre, unit=row.unit, title=row.title, **row.values) for row in new]
    trail.create(posts)
    for row, post in zip(new, posts, strict=True):
        data = {"unit": str(row.unit), "title": row.title, "start": str(post.start)}
        if row.is_first and post.cadre_id in people:
            trail.record("accounts.create_cadre", post.cadre, unit_path=row.unit.path, data=data)
        else:
            trail.record("accounts.add_post", post, unit_path=row.unit.path, data={"cadre": post.cadre.name, **data})
    for row in rows:
        if row.post is not None:
            trail.change(row.post, row.values, action="accounts.edit_post", unit_path=row.unit.path)


def _tell(rows: Sequence[PostRow], trail: Trail) -> None:
    """Few people: they and their units. Many: everybody in that part of the tree, once, by the worker."""
    if not rows:
        return
    # What is known of a person holds for all days; a post from its own first one.
    first_day = min(row.values["start"] if row.post is None else hooks.EVER for row in rows)
    cadres = {row.person.cadre for row in rows if row.person.cadre}
    hooks.facts_changed(cadres)
    if len(cadres) > ONE_BY_ONE:
        hooks.tree_changed(trail.asked.unit.path, first_day=first_day)
    else:
        hooks.changed(first_day=first_day, cadres=cadres, units={row.unit for row in rows})
