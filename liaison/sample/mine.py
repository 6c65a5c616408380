"""A coal mine of the first county: sections, shifts with their liaison officers, branches with their members."""

import datetime
from dataclasses import dataclass, field

from accounts.models import Cadre, Position, Post, Rank, Role, RoleGrant, Unit, UnitKind
from contacts.models import ContactCategory, Household, HouseholdKind, Pairing, Resident, ResidentKind
from liaison.sample import names
from liaison.sample.dice import Dice
from liaison.sample.habits import Diary
from liaison.sample.log_ins import Users
from liaison.sample.people import CHUNK, DAY, HEAD, MEMBER, Seat, Staffing, Worker
from liaison.sample.tree import FOUNDED, County, plant

SECTIONS = ("采煤一区", "掘进区", "机电运输区")
SHIFTS = ("早班", "中班", "夜班")
FAMILIES = 6  # of workers, for each shift
CONTACTS = 5  # R11.1 asks for 5 to 18
_AGES, _YOUNG = (1970, 1984), (1984, 1998)
_LEADERS: list[Seat] = [
    ("矿长", _AGES, Rank.NONE, HEAD),
    ("党委副书记、工会主席", _AGES, Rank.NONE, MEMBER),
    ("政工科科长", _AGES, Rank.NONE, Position.SECTION_CHIEF),
]
_SECRETARY: Seat = ("党委书记", _AGES, Rank.NONE, HEAD)


@dataclass
class Section:
    """A section with its branch; for each shift the worker who is its officer, and the families known to it."""

    unit: Unit
    branch: Unit
    teams: list[Unit]
    head: Worker
    secretary: Worker
    officers: list[Worker] = field(default_factory=list)
    families: dict[int, list[Household]] = field(default_factory=dict)


@dataclass
class Mine:
    unit: Unit
    committee: Unit
    director: Worker
    deputy: Worker
    scorer: Worker
    secretary: Worker
    sections: list[Section]
    workers: list[Worker]

    @property
    def officers(self) -> list[Worker]:
        return [worker for section in self.sections for worker in section.officers]


def found(county: County, workers: list[Worker], dice: Dice, today: datetime.date, *, sections: int) -> Mine:
    """Its place in the tree, its people and their posts. Officers get theirs when they are elected."""
    staffing = Staffing(county, dice, today, 90, taken={w.cadre.name for w in workers})
    root = plant([_unit(f"{county.name}煤矿", UnitKind.MINE, county.unit, 200)])[0]
    committee = plant([_unit(f"{county.name}煤矿党委", UnitKind.PARTY_COMMITTEE, root, 1)])[0]
    units = plant([_unit(name, UnitKind.SECTION, root, n) for n, name in enumerate(SECTIONS[:sections], 10)])
    branches = plant([_unit(f"{unit.name}党支部", UnitKind.PARTY_BRANCH, committee, unit.order) for unit in units])
    teams = plant([_unit(f"{u.name}{s}", UnitKind.WORK_TEAM, u, n) for u in units for n, s in enumerate(SHIFTS)])
    director, deputy, scorer = (staffing.seat(seat, root, "mine", order=n) for n, seat in enumerate(_LEADERS))
    secretary = staffing.seat(_SECRETARY, committee, "mine", order=0)
    pairs = zip(units, branches, strict=True)
    found = [_section(unit, branch, [t for t in teams if t.parent == unit], staffing) for unit, branch in pairs]
    for worker in staffing.workers:
        worker.cadre.is_party_member = True
        for post in (worker.post, *worker.others):
            post.start = today - DAY * 1200
    Cadre.objects.bulk_create([w.cadre for w in staffing.workers], batch_size=CHUNK)
    Post.objects.bulk_create([w.post for w in staffing.workers], batch_size=CHUNK)
    Post.objects.bulk_create([post for w in staffing.workers for post in w.others], batch_size=CHUNK)
    return Mine(root, committee, director, deputy, scorer, secretary, found, staffing.workers)


def _unit(name: str, kind: str, parent: Unit, order: int) -> Unit:
    return Unit(name=name, kind=kind, parent=parent, order=order, opened_on=FOUNDED)


def _section(unit: Unit, branch: Unit, teams: list[Unit], staffing: Staffing) -> Section:
    head = staffing.seat((f"{unit.name}区长", _AGES, Rank.NONE, HEAD), unit, "mine", order=0)
    secretary = staffing.seat(("党支部书记", _AGES, Rank.NONE, HEAD), branch, "mine", order=0)
    section = Section(unit, branch, teams, head, secretary)
    for team in teams:
        officer = staffing.seat(("职工", _YOUNG, Rank.NONE, Position.STAFF), team, "mine", order=1)
        member = Post(
            unit=branch, title="党员", position=Position.PARTY_MEMBER, is_main=False, start=officer.post.start
        )
        member.cadre = officer.cadre
        officer.others.append(member)
        section.officers.append(officer)
    return section


def give_roles(mine: Mine, users: Users) -> None:
    """The committee's secretary leads and adopts, the office scores, the deputy rules on objections."""
    held = [
        (mine.secretary, Role.LEADER, mine.unit),
        (mine.deputy, Role.LEADER, mine.unit),
        (mine.scorer, Role.PERSONNEL, mine.unit),
        *((section.secretary, Role.SECRETARY, section.unit) for section in mine.sections),
    ]
    RoleGrant.objects.bulk_create(users.grant(users.by_cadre[w.cadre.pk], role, unit) for w, role, unit in held)


def pair(mine: Mine, dice: Dice, today: datetime.date) -> None:
    """Families of the shifts, and R11.1: each member keeps contact with five of the staff."""
    category = ContactCategory.objects.get(code="staff_contact")
    since = datetime.date(today.year - 1, 1, 5)
    people: list[tuple[Worker, Resident]] = []
    for section in mine.sections:
        for officer, team in zip(section.officers, section.teams, strict=True):
            section.families[officer.cadre.pk] = [_family(team, dice, since) for _n in range(FAMILIES)]
            people += [(officer, _colleague(team, dice, since)) for _n in range(CONTACTS)]
        people += [(section.secretary, _colleague(section.unit, dice, since)) for _n in range(CONTACTS)]
    Household.objects.bulk_create(h for section in mine.sections for some in section.families.values() for h in some)
    Resident.objects.bulk_create(resident for _worker, resident in people)
    Pairing.objects.bulk_create(
        Pairing(cadre=worker.cadre, unit=worker.unit, category=category, resident=resident, start=since)
        for worker, resident in people
    )


def _family(team: Unit, dice: Dice, since: datetime.date) -> Household:
    name = names.person(dice, "m", dice.randrange(1972, 1996)).text
    kind = HouseholdKind.WORKER_HARDSHIP if dice.chance(0.15) else HouseholdKind.ORDINARY
    return Household(head_name=name, unit=team, kind=kind, size=dice.randrange(2, 6), registered_on=since)


def _colleague(unit: Unit, dice: Dice, since: datetime.date) -> Resident:
    name = names.person(dice, "m", dice.randrange(1972, 2000)).text
    return Resident(name=name, unit=unit, kind=ResidentKind.ORDINARY, registered_on=since)


def fill(mine: Mine, diary: Diary) -> None:
    """What officers and members do in a year besides passing things on: families, talks, colleagues."""
    contacts: dict[int, list[Resident]] = {}
    for pairing in Pairing.objects.filter(unit__path__startswith=mine.unit.path).select_related("resident"):
        if pairing.cadre_id and pairing.resident:
            contacts.setdefault(pairing.cadre_id, []).append(pairing.resident)
    for section in mine.sections:
        for officer in section.officers:
            _work(officer, section.families[officer.cadre.pk], diary)
        for member in [section.secretary, *section.officers]:
            _visit_contacts(member, contacts.get(member.cadre.pk, []), diary)


def _work(officer: Worker, families: list[Household], diary: Diary) -> None:
    """R17's criteria on families, talks and daily work; who is behind does about half of it."""
    times = {"full": 1.0, "usual": 0.85, "behind": 0.5}[officer.habit]
    for start, end in diary.months():
        for kind, count in (("home_visit", 1), ("heart_to_heart", 1), ("phone", 2)):
            for _n in range(count):
                if diary.dice.chance(times):
                    targets = [] if kind == "heart_to_heart" else [diary.dice.choice(families)]
                    diary.plan(officer, kind, diary.pick(start, end), list(targets))
        if start.month % 3 == 0 and diary.dice.chance(times):
            diary.plan(officer, "group_activity", diary.pick(start, end), [], people=diary.dice.randrange(8, 20))


def _visit_contacts(member: Worker, contacts: list[Resident], diary: Diary) -> None:
    """R11.2: each contact at home once a quarter; R11.3: opinions gathered and passed on."""
    likely = {"full": 1.0, "usual": 0.95, "behind": 0.6}[member.habit]
    for start, _end in diary.months():
        if start.month % 3 == 1:
            for contact in contacts:
                if diary.dice.chance(likely):
                    diary.plan(member, "home_visit", diary.pick(start, start + DAY * 88), [contact])
