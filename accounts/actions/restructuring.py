"""Units are merged and split. Records that keep their own path ("as organised then") are left as they are."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from accounts.access import ADMINS, require
from accounts.actions.units import (
    add_unit,
    check_effective,
    check_name,
    check_open,
    check_successor,
    lock_tree,
    reparent,
    shut,
    tell_tree,
)
from accounts.actions.users import finish_grant
from accounts.models import Festival, OwnPeriod, Post, RoleGrant, Unit, UnitEvent, UnitEventKind
from core import audit
from core.errors import DomainError
from core.locking import lock
from core.wording import joined

ONE_DAY = datetime.timedelta(days=1)
# What a merger does not hand on: the tree and its history, and what held for the closed unit only. Roles end with
# it: a secretary of the smaller unit does not become one of the larger by a merger.
NOT_HANDED_ON = (Unit, UnitEvent, Post, RoleGrant, Festival, OwnPeriod)


@dataclass(frozen=True)
class Link:
    """A column of some table, of whatever floor, that points at units."""

    model: type[models.Model]
    column: str

    @property
    def label(self) -> Any:
        return self.model._meta.verbose_name

    def of(self, unit: Unit) -> Any:
        return self.model._base_manager.filter(**{self.column: unit})

    @property
    def is_named(self) -> bool:
        """Whether two of the same name in one unit would be in each other's way."""
        unique = [c for c in self.model._meta.constraints if isinstance(c, UniqueConstraint)]
        return any(self.column in c.fields and "name" in c.fields for c in unique)


def links_to_units() -> Iterator[Link]:
    """Every foreign key to Unit (those behind many-to-many fields too) that a merger re-points."""
    relation: Any
    for relation in Unit._meta.related_objects:
        if relation.one_to_many or relation.one_to_one:
            link = Link(relation.related_model, relation.field.name)
        elif relation.through._meta.auto_created:
            link = Link(relation.through, relation.field.m2m_reverse_field_name())
        else:
            continue
        if link.model not in NOT_HANDED_ON:
            yield link


def handed_on(unit: Unit) -> list[tuple[Any, int]]:
    """What a merger would re-point, by sort and number."""
    counts = [(link.label, link.of(unit).count()) for link in links_to_units()]
    return [(label, count) for label, count in counts if count]


@transaction.atomic
def merge_units(
    unit: Unit,
    into: Unit,
    *,
    on: datetime.date,
    by: Any,
    at: datetime.datetime,
    note: str = "",
    version: Any = None,
) -> Unit:
    """`unit` becomes part of `into` from `on` and is closed. Returns `into`.

    Sub-units move along; posts held go on in the new unit from `on` (the old ones end the day before); everything else
    that points at the unit, on whatever floor, points at `into` from now on; roles on the unit itself end. Raises
    DomainError: below itself, closed, a date in the future, or a name that both have (rename one of the two first).
    """
    require(by, unit.path, *ADMINS)
    require(by, into.path, *ADMINS)
    lock_tree()
    unit, into = lock(unit, version=version), lock(into)
    check_open(unit)
    check_successor(unit, into)
    check_effective(unit, on, at=at)
    _move_children(unit, into, on=on)
    moved = _continue_posts(Post.objects.filter(unit=unit), into, on=on)
    counts = {str(link.model._meta.label_lower): _repoint(link, unit, into) for link in links_to_units()}
    for grant in list(RoleGrant.objects.filter(unit=unit, end=None)):
        finish_grant(grant, last_day=on - ONE_DAY)
    shut(unit, into, kind=UnitEventKind.MERGED, on=on, note=note)
    data = {"into": str(into), "on": str(on), "posts": moved, **{key: n for key, n in counts.items() if n}}
    audit.record("accounts.merge_units", unit, by=by, at=at, unit_path=unit.path, data=data)
    tell_tree(unit)
    return into


@transaction.atomic
def split_unit(
    unit: Unit,
    *,
    name: str,
    kind: str,
    posts: Iterable[Post],
    on: datetime.date,
    by: Any,
    at: datetime.datetime,
    children: Iterable[Unit] = (),
    note: str = "",
    version: Any = None,
) -> Unit:
    """Set up a new unit beside `unit` that takes over chosen posts and sub-units from `on`. Returns the new one.

    Raises DomainError: closed, the root, a date in the future, a name that is taken.
    """
    require(by, unit.path, *ADMINS)
    lock_tree()
    unit = lock(unit, version=version)
    check_open(unit)
    check_effective(unit, on, at=at)
    if unit.parent is None:
        raise DomainError(_("最上级单位不能分设，请在其下新增单位。"))
    require(by, unit.parent.path, *ADMINS)
    new = add_unit(unit.parent, name=name, kind=kind, opened_on=on, on=on)
    keys = [post.pk for post in posts]
    moved = _continue_posts(Post.objects.filter(unit=unit, pk__in=keys), new, on=on)
    for child in children:
        _move_child(child, new, on=on)
    UnitEvent.objects.create(unit=unit, kind=UnitEventKind.SPLIT, on=on, other=new, note=note)
    data = {"new": str(new), "on": str(on), "posts": moved}
    audit.record("accounts.split_unit", unit, by=by, at=at, unit_path=unit.path, data=data)
    tell_tree(unit)
    return new


def _move_children(unit: Unit, into: Unit, *, on: datetime.date) -> None:
    for child in list(unit.children.filter(closed_on=None)):
        _move_child(child, into, on=on)


def _move_child(child: Unit, parent: Unit, *, on: datetime.date) -> None:
    if child.pk == parent.pk:
        raise DomainError(_("承接单位不能是该单位自己或它的下级单位。"))
    check_name(child.name, parent, field="into")
    before = child.path
    reparent(child, parent)
    UnitEvent.objects.create(unit=child, kind=UnitEventKind.MOVED, on=on, path_before=before, other=parent)


def _continue_posts(posts: Any, into: Unit, *, on: datetime.date) -> int:
    """Posts that run on `on` or later go on in the other unit; what was before stays true of the old one."""
    running = list(posts.exclude(end__lt=on))
    for post in running:
        if post.start < on:
            end, post.end = post.end, on - ONE_DAY
            post.save(update_fields=["end"])
            post.pk, post.start, post.end = None, on, end
        post.unit = into
        post.save()
    return len(running)


def _repoint(link: Link, unit: Unit, into: Unit) -> int:
    """Point all rows of one table at the other unit; row by row where some of them are there already."""
    try:
        with transaction.atomic():
            return int(link.of(unit).update(**{link.column: into}))
    except IntegrityError:
        rows = list(link.of(unit))
        stayed = [row for row in rows if not _repoint_row(link, row, into)]
    if stayed and link.is_named:
        names = joined(stayed[:5])
        text = _("两个单位有同名的%(what)s：%(names)s。请先更名或合并，再办理并入。")
        raise DomainError(text % {"what": link.label, "names": names})
    return len(rows) - len(stayed)


def _repoint_row(link: Link, row: models.Model, into: Unit) -> bool:
    """False where the other unit has its own (the arrangement of the same year): then it stays with the closed unit."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{link.column: into})
    except IntegrityError:
        return False
    return True
