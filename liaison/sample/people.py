"""The county's cadres with their posts: heads, leadership members, cadres, village secretaries."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import Cadre, Position, Post, Rank, Unit, UnitKind
from liaison.sample import names
from liaison.sample.dice import Dice
from liaison.sample.tree import County, Town

HEAD, MEMBER = Position.HEAD, Position.LEADERSHIP_MEMBER
DAY = datetime.timedelta(days=1)
CHUNK = 1000

# title, birth years, rank, position
Seat = tuple[str, tuple[int, int], str, str]
_SENIOR, _DEPUTY, _TOWN, _YOUNG = (1967, 1976), (1970, 1983), (1973, 1990), (1984, 2001)


def _seats(titles: str, years: tuple[int, int], head: str, others: str) -> list[Seat]:
    listed = titles.split()
    return [(title, years, others if n else head, MEMBER if n else HEAD) for n, title in enumerate(listed)]


COUNTY_TEAMS: dict[str, list[Seat]] = {
    UnitKind.COUNTY_COMMITTEE: _seats(
        "书记 副书记 常委、纪委书记、监委主任 常委、组织部部长 常委、宣传部部长 常委、政法委书记 常委、统战部部长 "
        "常委、县委办主任",
        _SENIOR,
        Rank.COUNTY_HEAD,
        Rank.COUNTY_DEPUTY,
    ),
    UnitKind.PEOPLES_CONGRESS: _seats(
        "主任 副主任 副主任 副主任 副主任 副主任", _SENIOR, Rank.COUNTY_HEAD, Rank.COUNTY_DEPUTY
    ),
    UnitKind.GOVERNMENT: _seats(
        "县长 常务副县长 副县长 副县长 副县长 副县长", _DEPUTY, Rank.COUNTY_HEAD, Rank.COUNTY_DEPUTY
    ),
    UnitKind.CPPCC: _seats("主席 副主席 副主席 副主席 副主席 副主席", _SENIOR, Rank.COUNTY_HEAD, Rank.COUNTY_DEPUTY),
}
# (team and seat) → the unit and title held besides
CONCURRENT: dict[tuple[str, int], tuple[str, str]] = {
    (UnitKind.COUNTY_COMMITTEE, 3): ("组织部", "部长"),
    (UnitKind.COUNTY_COMMITTEE, 4): ("宣传部", "部长"),
    (UnitKind.COUNTY_COMMITTEE, 5): ("政法委员会", "书记"),
    (UnitKind.COUNTY_COMMITTEE, 6): ("统一战线工作部", "部长"),
    (UnitKind.GOVERNMENT, 5): ("公安局", "党委书记、局长"),
}
_TOWN_STAFF: list[Seat] = [
    ("党政办主任", _YOUNG, Rank.STAFF, Position.SECTION_CHIEF),
    ("驻村干部", _YOUNG, Rank.STAFF, Position.CADRE),
    ("驻村干部", _YOUNG, Rank.STAFF, Position.CADRE),
]
_DEPARTMENT_STAFF: list[Seat] = [
    ("办公室主任", _YOUNG, Rank.STAFF, Position.SECTION_CHIEF),
    ("科员", _YOUNG, Rank.STAFF, Position.CADRE),
]


# In the town whose log-ins are printed, the secretary is as most are and one of the leaders is behind.
_SHOWN = {0: "usual", 4: "behind"}


@dataclass
class Worker:
    """A cadre with what the generator knows about them."""

    cadre: Cadre
    post: Post
    # county, town, street, department, town_staff, department_staff, village, mine
    role: str
    # full: does all that is owed; usual; behind
    habit: str
    town: Town | None = None
    others: list[Post] = field(default_factory=list)
    spelling: str = ""
    # Has duties left to settle, so that whoever logs in with this cadre's password finds something to do.
    has_open: bool = False

    @property
    def unit(self) -> Unit:
        return self.post.unit

    @property
    def is_leader(self) -> bool:
        return self.post.position in (HEAD, MEMBER)

    def serves_on(self, day: datetime.date) -> bool:
        return self.post.start <= day and (self.post.end is None or day <= self.post.end)


class Staffing:
    """Makes workers, seat by seat; nobody in a county bears the name of somebody else in it."""

    def __init__(self, county: County, dice: Dice, today: datetime.date, number: int, *, taken: Iterable[str] = ()):
        self.county, self.dice, self.today, self.number = county, dice, today, number
        self.workers: list[Worker] = []
        self._taken = set(taken)
        self.shown = next(town for town in county.towns if not town.is_street)

    def seat(self, seat: Seat, unit: Unit, role: str, *, order: int, town: Town | None = None) -> Worker:
        title, years, rank, position = seat
        post = Post(unit=unit, title=title, rank=rank, position=position, start=self._start(), order=order)
        cadre, spelling = self._cadre(years, post)
        post.cadre = cadre
        habit = self.dice.weighted([("full", 0.26), ("usual", 0.54), ("behind", 0.2)])
        worker = Worker(cadre, post, role, habit, town, spelling=spelling)
        self.workers.append(worker)
        return worker

    def _start(self) -> datetime.date:
        """Most have held their post for years; a few came this year."""
        if self.dice.chance(0.06):
            return self.today - DAY * self.dice.randrange(60, 300)
        return self.today - DAY * self.dice.randrange(760, 2600)

    def _cadre(self, years: tuple[int, int], post: Post) -> tuple[Cadre, str]:
        dice = self.dice
        gender = dice.weighted([("m", 0.68), ("f", 0.32)])
        birth = datetime.date(dice.randrange(years[0], years[1] + 1), dice.randrange(1, 13), 1)
        name = self._name(gender, birth.year)
        is_young = birth.year >= 1984
        cadre = Cadre(
            name=name.text,
            gender=gender,
            birth_month=birth,
            staff_number=f"{self.number:02d}{len(self.workers) + 1:05d}",
            phone=names.phone(dice),
            is_party_member=post.position in (HEAD, MEMBER) or dice.chance(0.7),
            has_grassroots_experience=not is_young or dice.chance(0.4),
            is_reserve=is_young and post.rank == Rank.STAFF and dice.chance(0.3),
            joined_on=post.start - DAY * dice.randrange(0, 400),
        )
        return cadre, name.spelling

    def _name(self, gender: str, year: int) -> names.Name:
        while True:
            name = names.person(self.dice, gender, year)
            if name.text not in self._taken:
                self._taken.add(name.text)
                return name


def staff(county: County, dice: Dice, today: datetime.date, number: int) -> list[Worker]:
    """Make and write all cadres of the county with their posts."""
    staffing = Staffing(county, dice, today, number)
    _seat_county(staffing)
    for department in county.departments:
        _seat_department(staffing, department.unit)
    for town in county.towns:
        _seat_town(staffing, town)
    Cadre.objects.bulk_create([w.cadre for w in staffing.workers], batch_size=CHUNK)
    Post.objects.bulk_create([w.post for w in staffing.workers], batch_size=CHUNK)
    Post.objects.bulk_create([post for w in staffing.workers for post in w.others], batch_size=CHUNK)
    return staffing.workers


def _seat_county(staffing: Staffing) -> None:
    for kind, seats in COUNTY_TEAMS.items():
        for order, seat in enumerate(seats):
            worker = staffing.seat(seat, staffing.county.teams[kind], "county", order=order)
            _add_concurrent(staffing.county, worker, kind, order)


def _add_concurrent(county: County, worker: Worker, kind: str, order: int) -> None:
    if kind == UnitKind.GOVERNMENT and order < 2:
        title = "副书记" if order == 0 else "常委"
        _hold_besides(worker, county.teams[UnitKind.COUNTY_COMMITTEE], title, MEMBER)
    if (kind, order) in CONCURRENT:
        suffix, title = CONCURRENT[kind, order]
        for department in county.departments:
            if department.unit.name.endswith(suffix):
                _hold_besides(worker, department.unit, title, HEAD)


def _hold_besides(worker: Worker, unit: Unit, title: str, position: str) -> None:
    post = Post(
        cadre=worker.cadre,
        unit=unit,
        title=title,
        rank=worker.post.rank,
        position=position,
        is_main=False,
        start=worker.post.start,
    )
    worker.others.append(post)


def _seat_department(staffing: Staffing, unit: Unit) -> None:
    for order, (title, rank, position) in enumerate(_department_titles(unit.name)):
        staffing.seat((title, _TOWN, rank, position), unit, "department", order=order)
    for order, seat in enumerate(_DEPARTMENT_STAFF, 5):
        staffing.seat(seat, unit, "department_staff", order=order)


def _department_titles(name: str) -> list[tuple[str, str, str]]:
    """Where a county leader is the head, the first seat is that of the deputy who runs the office."""
    if name.endswith("政法委员会"):
        titles = ["常务副书记", "副书记", "副书记"]
    elif name.endswith("部"):
        titles = ["常务副部长", "副部长", "副部长"]
    elif name.endswith("公安局"):
        titles = ["党委副书记、政委", "副局长", "副局长"]
    elif name.endswith("残疾人联合会"):
        titles = ["党组书记、理事长", "副理事长", "副理事长"]
    elif name.endswith(("工会", "联合会")):
        titles = ["党组书记、主席", "副主席", "副主席"]
    else:
        titles = ["党组书记、局长", "党组成员、副局长", "党组成员、副局长"]
    is_led_from_above = titles[0].startswith(("常务", "党委"))
    first = (titles[0], Rank.TOWNSHIP_HEAD, MEMBER if is_led_from_above else HEAD)
    return [first, *((title, Rank.TOWNSHIP_DEPUTY, MEMBER) for title in titles[1:])]


def _seat_town(staffing: Staffing, town: Town) -> None:
    for order, seat in enumerate(_town_seats(town)):
        worker = staffing.seat(seat, town.unit, "street" if town.is_street else "town", order=order, town=town)
        if town is staffing.shown:
            worker.habit, worker.has_open = _SHOWN.get(order, worker.habit), order == 0
    for order, seat in enumerate(_TOWN_STAFF, 10):
        title = seat[0].replace("驻村", "驻社区") if town.is_street else seat[0]
        staffing.seat((title, *seat[1:]), town.unit, "town_staff", order=order, town=town)
    title = "社区党支部书记、居委会主任" if town.is_street else "村党支部书记、村委会主任"
    for village in town.villages:
        staffing.seat((title, (1964, 1990), Rank.NONE, HEAD), village, "village", order=0, town=town)


def _town_seats(town: Town) -> list[Seat]:
    if town.is_street:
        titles = ["党工委书记", "党工委副书记、办事处主任", "人大工委主任", "党工委副书记", "纪工委书记"]
        titles += ["党工委组织委员", "办事处副主任"]
    else:
        head = "乡长" if town.unit.name.endswith("乡") else "镇长"
        titles = ["党委书记", f"党委副书记、{head}", "人大主席", "党委副书记", "纪委书记"]
        titles += ["组织委员", f"副{head}"]
    ranks = [Rank.TOWNSHIP_HEAD] * 3 + [Rank.TOWNSHIP_DEPUTY] * 4
    return [(t, _TOWN, rank, MEMBER if n else HEAD) for n, (t, rank) in enumerate(zip(titles, ranks, strict=True))]


def spellings(workers: list[Worker], taken: Counter[str]) -> dict[int, str]:
    """A log-in name for each, by the key of the cadre: the name as spelled, numbered where it is taken."""
    found = {}
    for worker in workers:
        taken[worker.spelling] += 1
        count = taken[worker.spelling]
        found[worker.cadre.pk] = worker.spelling if count == 1 else f"{worker.spelling}{count}"
    return found
