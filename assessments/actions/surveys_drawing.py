"""Who takes part: all of a register, a sample with a recorded seed, or the contacts of those assessed (R9, R20.1).

Who is drawn is known, and how many to a pool; what each of them answers is not (docs/adr/0012).
"""

import datetime
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post, Unit, UnitKind
from accounts.models.organisation import PATH_STEP
from assessments import grouping
from assessments.actions import surveys
from assessments.models import (
    LEAST_ANSWERS,
    DrawMethod,
    Participant,
    Pool,
    Register,
    Survey,
    SurveySubject,
)
from contacts.models import Household, Pairing, Resident
from core.errors import DomainError
from core.wording import joined

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 1000
LONGEST_NAME = 100
BRANCHES = (UnitKind.PARTY_BRANCH, UnitKind.GENERAL_BRANCH)


@dataclass(frozen=True, order=True)
class Person:
    """Somebody of a register: the field of a participant that names them, and their key."""

    field: str
    pk: int

    @property
    def key(self) -> str:
        return f"{self.field}:{self.pk}"


@dataclass(frozen=True)
class Draft:
    """A pool before it is written."""

    unit: Unit
    name: str
    people: frozenset[Person]
    subject: SurveySubject | None = None


@transaction.atomic
def draw_participants(
    survey: Survey,
    *,
    draw: str,
    register: str,
    sample_size: int | None = None,
    seed: str = "",
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> Survey:
    """Draw the participants of a draft, in place of those drawn before. Without a seed a new one is taken; it is
    recorded with the register's digest, so that the same can be drawn again.

    Raises DomainError where fewer than five would take part: nothing could be shown of them.
    """
    survey = surveys.open_draft(survey, by=by, version=version)
    surveys.forget_draw(survey)
    today = timezone.localdate(at)
    survey.draw, survey.register, survey.drawn_on = draw, register, today
    is_sample = draw == DrawMethod.SAMPLE
    survey.sample_size = sample_size if is_sample else None
    survey.seed = (seed.strip() or secrets.token_hex(8)) if is_sample else ""
    drafts = _of_contacts(survey, today) if survey.is_of_contacts else _of_register(survey, today)
    _write_pools(survey, large_enough(survey.unit, drafts))
    data = {"draw": draw, "seed": survey.seed, "register": survey.register_digest}
    return surveys.record("assessments.draw_participants", survey, by=by, at=at, **data)


def _note_register(survey: Survey, keys: list[str]) -> None:
    survey.register_size, survey.register_digest = len(keys), grouping.digest(keys)


# --- all, or a sample


def _of_register(survey: Survey, on: datetime.date) -> list[Draft]:
    """One pool for each unit right below the one that asks, and one for those in it."""
    homes = _registered(survey, on)
    keys = [person.key for person in homes]
    _note_register(survey, keys)
    if survey.draw == DrawMethod.SAMPLE:
        drawn = _sample(survey, keys)
        homes = {person: path for person, path in homes.items() if person.key in drawn}
    below = (survey.unit.depth + 2) * PATH_STEP
    people: dict[int, set[Person]] = defaultdict(set)
    for person, path in homes.items():
        people[int(path[:below].rstrip("/").rpartition("/")[2])].add(person)
    units = Unit.objects.filter(pk__in=people).order_by("path")
    return [Draft(unit, str(unit), frozenset(people[unit.pk])) for unit in units]


def _sample(survey: Survey, keys: list[str]) -> set[str]:
    size = survey.sample_size or 0
    if not LEAST_ANSWERS <= size <= len(keys):
        found = {"least": LEAST_ANSWERS, "most": len(keys)}
        raise DomainError(_("抽取人数应在%(least)d至%(most)d之间，名册共%(most)d人。") % found, field="sample_size")
    return grouping.sample(keys, size, seed=survey.seed)


def _registered(survey: Survey, on: datetime.date) -> dict[Person, str]:
    """Everybody of the register that was chosen, and the path of the unit that they belong to."""
    inside = survey.unit_path
    if survey.register == Register.CADRES:
        posts = Post.objects.in_force(on).filter(unit__path__startswith=inside).order_by("is_main", "-order", "-pk")
        return {Person("cadre", pk): path for pk, path in posts.values_list("cadre", "unit__path")}
    model, field = (Resident, "resident") if survey.register == Register.RESIDENTS else (Household, "household")
    rows = model.objects.registered_on(on).filter(unit__path__startswith=inside)
    return {Person(field, pk): path for pk, path in rows.order_by("pk").values_list("pk", "unit__path")}


# --- contacts of those assessed


def _of_contacts(survey: Survey, on: datetime.date) -> list[Draft]:
    """One pool for each person assessed. Fewer than five contacts are put together with those of the same branch."""
    if not surveys.is_of_people(survey):
        raise DomainError(_("由联系对象参加的，评议对象只能是干部或党员。请先在评议对象中选择。"), field="draw")
    subjects = {subject.cadre_id: subject for subject in survey.subjects.all()}
    contacts = _contacts(list(subjects), on)
    _note_register(survey, [f"{cadre}>{person.key}" for cadre in contacts for person in contacts[cadre]])
    branches = _branches(survey, on)
    own: list[Draft] = []
    few: dict[Unit, set[Person]] = defaultdict(set)
    for cadre, subject in subjects.items():
        people, branch = contacts[cadre], branches.get(cadre, survey.unit)
        if len(people) >= LEAST_ANSWERS:
            own.append(Draft(branch, subject.name, frozenset(people), subject))
        else:
            few[branch] |= people
    return own + [Draft(branch, str(branch), frozenset(people)) for branch, people in few.items() if people]


def _contacts(cadres: list[Any], on: datetime.date) -> dict[Any, set[Person]]:
    found: dict[Any, set[Person]] = {cadre: set() for cadre in cadres}
    pairings = Pairing.objects.in_force(on).filter(cadre__in=cadres, contact_point=None)
    for cadre, household, resident in pairings.order_by("pk").values_list("cadre", "household", "resident"):
        found[cadre].add(Person("household", household) if household else Person("resident", resident))
    return found


def _branches(survey: Survey, on: datetime.date) -> dict[Any, Unit]:
    """The branch of each person assessed, otherwise the unit of their main post."""
    cadres = survey.subjects.order_by().values("cadre")
    posts = Post.objects.in_force(on).filter(cadre__in=cadres, unit__path__startswith=survey.unit_path)
    ordered = sorted(posts.select_related("unit"), key=lambda post: (post.unit.kind in BRANCHES, post.is_main, post.pk))
    return {post.cadre_id: post.unit for post in ordered}


# --- pools


def large_enough(unit: Unit, drafts: list[Draft]) -> list[Draft]:
    """The same people in pools of five or more each. Raises DomainError where there are fewer in all."""
    while True:
        own = [index for index, draft in enumerate(drafts) if draft.subject]
        groups = grouping.grouped([len(draft.people) for draft in drafts], spared=own)
        if not groups:
            least = {"least": LEAST_ANSWERS}
            raise DomainError(_("参加人不足%(least)d人，无法匿名，请扩大范围。") % least, field="draw")
        if len(groups) == len(drafts):
            return drafts
        # Contacts that several have in common count once, so that the sum may be less than its parts.
        drafts = [_together(unit, [drafts[index] for index in group]) for group in groups]


def _together(unit: Unit, drafts: list[Draft]) -> Draft:
    if len(drafts) == 1:
        return drafts[0]
    name = joined(draft.name for draft in drafts)
    if len(name) > LONGEST_NAME:
        name = _("%(first)s等%(count)d个") % {"first": drafts[0].name[:60], "count": len(drafts)}
    return Draft(unit, name, frozenset().union(*(draft.people for draft in drafts)))


def _write_pools(survey: Survey, drafts: Iterable[Draft]) -> None:
    pools = [
        (
            Pool(
                survey=survey,
                number=number,
                unit=draft.unit,
                subject=draft.subject,
                name=draft.name[:LONGEST_NAME],
                drawn=len(draft.people),
            ),
            draft.people,
        )
        for number, draft in enumerate(drafts, 1)
    ]
    Pool.objects.bulk_create(pool for pool, _people in pools)
    rows = (Participant(pool=pool, **{f"{one.field}_id": one.pk}) for pool, people in pools for one in sorted(people))
    Participant.objects.bulk_create(rows, batch_size=BATCH)
