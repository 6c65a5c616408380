"""Loading the sample: refuses where there is data, writes county by county, brings calendar and rules along."""

import datetime
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

import duties
from accounts.models import Cadre, Unit
from contacts import shipped as shipped_categories
from contacts.models import ContactCategory, ContactPoint, Household, Pairing, Resident
from core import audit
from core.errors import DomainError
from core.reindexing import catch_up
from core.selectors import load_work_calendar
from core.workdays import WorkCalendar
from duties.actions import load_rulebook, recompute
from liaison.sample import (
    affairs,
    appraisals,
    areas,
    cards,
    forums,
    four_meetings,
    help_plans,
    log_ins,
    mine,
    people,
    petition_offices,
    petitions,
    publication,
    reporting,
    tree,
)
from liaison.sample.contacts import Register, Registrar
from liaison.sample.dice import Dice
from liaison.sample.habits import Diary, Plan
from liaison.sample.log_ins import LogIn, Users
from liaison.sample.logs import Writer
from liaison.sample.mine_year import MineYear
from liaison.sample.pairings import Arranging
from liaison.sample.people import Worker
from liaison.sample.routines import Routines
from liaison.sample.shape import Shape, shape
from petitions.models import Case
from visits import shipped as shipped_kinds
from visits.models import VisitKind, VisitLog

# File → day of January from which it is in force. The county has its own wording of R3 (liaison/sample/rulebooks/):
# the shipped one asks every town for a reception a day. R7 begins after the New Year visits, which were last year's.
RULEBOOKS = {"r01.yaml": 1, "r03.yaml": 1, "r04.yaml": 1, "r07.yaml": 5}
Tell = Callable[[str], None]


def load(scale: float, seed: int, *, today: datetime.date, at: datetime.datetime, tell: Tell) -> list[LogIn]:
    """Write the whole sample in one transaction and return the log-ins to be printed.

    Raises DomainError where the database holds an organisation already. Side effects: shipped kinds, categories and
    calendar years are entered, the rulebooks of R1, R3, R4 and R7 are put in force, one audit entry is written.
    """
    if Unit.objects.exists() or Cadre.objects.exists():
        raise DomainError(_("数据库中已有数据，示例未载入。请换一个空的数据目录。"))
    with transaction.atomic():
        shipped_categories.load(ContactCategory)
        shipped_kinds.load(VisitKind)
        call_command("calendar", "load", shipped=True, stdout=_Silent())
        return _Loading(shape(scale), seed, today, at, tell).run(scale)


class _Silent:
    def write(self, text: str) -> None:
        """What the called command says is not this command's news."""


class _Loading:
    def __init__(self, form: Shape, seed: int, today: datetime.date, at: datetime.datetime, tell: Tell):
        self.shape, self.seed, self.today, self.at, self.tell = form, seed, today, at, tell
        self.calendar: WorkCalendar = load_work_calendar()
        self.taken: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.cut: list[areas.Areas] = []
        self.year: MineYear | None = None

    def run(self, scale: float) -> list[LogIn]:
        root = tree.found(self.shape, self.today)
        found = [log_in for number in range(self.shape.counties) for log_in in self._county(number, root)]
        self.counts.update(units=Unit.objects.count(), pairings=Pairing.objects.count())
        self.counts.update(cadres=Cadre.objects.count(), households=Household.objects.count())
        self.counts.update(residents=Resident.objects.count(), points=ContactPoint.objects.count())
        # Receptions and meetings have written logs of their own.
        self.counts |= {"logs": VisitLog.objects.count(), "cases": Case.objects.count()}
        data = {"scale": scale, "seed": self.seed, "today": str(self.today), **self.counts}
        audit.record("sample.load", root, by=None, at=self.at, unit_path=root.path, data=data)
        self.tell(_("正在载入制度，计算责任……"))
        _tell_planner()
        if self.year:
            self.year.bring_rules(at=self.at)
        _bring_rules(root, self.cut, self.today, self.at)
        if self.year:
            self.tell(_("正在考核煤矿的政工联络员……"))
            self.year.judge(at=self.at)
            publication.publish(self.year.mine, self.year.user(self.year.mine.director), self.today)
        catch_up()
        return found

    def _county(self, number: int, root: Unit) -> list[LogIn]:
        dice = Dice.named(self.seed, f"county {number}")
        county = tree.plant_county(number, self.shape, dice, root)
        self.tell(_("正在生成%(county)s……") % {"county": county.unit.name})
        workers = people.staff(county, dice, self.today, number)
        leaver = affairs.let_go(workers, self.today)
        pit = self._mine(county, workers) if number == 0 else None
        users = Users(county, dice, self.today)
        users.make([*workers, *(pit.workers if pit else [])], self.taken)
        found = log_ins.hand_out(users, workers, self.taken) if number == 0 else []
        self._work(county, workers, leaver, users, dice, number, pit)
        return found + (log_ins.hand_out_in_mine(users, pit) if pit else [])

    def _mine(self, county: tree.County, workers: list[Worker]) -> mine.Mine:
        dice = Dice.named(self.seed, "mine")
        return mine.found(county, workers, dice, self.today, sections=self.shape.sections)

    def _work(
        self,
        county: tree.County,
        workers: list[Worker],
        leaver: Worker,
        users: Users,
        dice: Dice,
        number: int,
        pit: mine.Mine | None,
    ) -> None:
        groups = affairs.form_groups(county, workers, self.today)
        affairs.divide_work(county, workers, self.today)
        absences = affairs.send_away(workers, county, dice, self.today)
        log_ins.delegate(users, workers, self.today)
        registrar = Registrar(county, self.shape, dice, self.today)
        register = registrar.register()
        cut = areas.cut(county, workers, registrar)
        arranging = Arranging(county, register, dice, self.today)
        book = arranging.arrange(workers, leaver)
        help_plans.draw_up(arranging.pairings, dice, self.today)
        diary = Diary(self.today, self.calendar, absences, dice)
        routines = Routines(county, workers, register, book, diary)
        routines.fill(workers, groups)
        areas.fill(cut, register, workers, diary)
        self.cut.append(cut)
        if pit:
            self._work_in_mine(pit, users, diary)
        writer = Writer(county, _scribe(users, workers), dice, self.today)
        writer.write(diary.plans)
        routines.rotas.fill()
        self.counts.update(writer.counts)
        self._gather(county, register, users, workers, absences, number)
        self._petition(county, register, users, workers, number)
        # The codes on them lead to the form of the petition office.
        cards.hand_out(county, self.today)

    def _gather(
        self,
        county: tree.County,
        register: Register,
        users: Users,
        workers: list[Worker],
        absences: affairs.Absences,
        number: int,
    ) -> None:
        """Forums, the four meetings, and what the households say of the town that holds them."""
        dice, cut = Dice.named(self.seed, f"gatherings {number}"), self.cut[-1]
        diary = Diary(self.today, self.calendar, absences, dice)
        forums.fill(county, workers, register, diary)
        scribe = _scribe(users, workers)
        writer = Writer(county, scribe, dice, self.today)
        writer.write(diary.plans)
        self.counts.update(writer.counts)
        office = next(w for w in workers if w.town is cut.town and w.role == "town_staff")
        four_meetings.hold(cut, workers, users.by_cadre[office.cadre.pk], absences, dice, self.today)
        appraisals.of_town(cut, workers, users, dice, self.today)

    def _work_in_mine(self, pit: mine.Mine, users: Users, diary: Diary) -> None:
        dice = Dice.named(self.seed, "mine at work")
        mine.give_roles(pit, users)
        mine.pair(pit, dice, self.today)
        mine.fill(pit, diary)
        self.year = MineYear(pit, users, dice, self.calendar, self.today, days=self.shape.mine_days)
        self.year.act()
        appraisals.of_mine(pit, users, dice, self.today)

    def _petition(
        self, county: tree.County, register: Register, users: Users, workers: list[Worker], number: int
    ) -> None:
        """The petition offices; of the first county one code is told, as passwords are."""
        offices = petition_offices.set_up(county, register, users, workers, number=number)
        dice = Dice.named(self.seed, f"petitions {number}")
        filing = petitions.Filing(offices, dice, self.today, self.calendar)
        filing.fill()
        if number == 0:
            reporting.set_up(county, self.cut[0].town.unit, self.today)
            named = {"code": filing.code, "form": f"/p/{offices.slug}/"}
            self.tell(_("网上诉求 %(form)s；在 /p/follow/ 可用查询码 %(code)s 试查一件信访事项。") % named)


def _scribe(users: Users, workers: list[Worker]) -> Callable[[Plan], tuple[object, bool]]:
    """Those without a log-in hand in paper; the town's office enters it."""
    offices = {w.town.unit.pk: users.by_cadre[w.cadre.pk] for w in workers if w.role == "town_staff" and w.town}

    def scribe(plan: Plan) -> tuple[object, bool]:
        lead = plan.workers[0]
        user = users.by_cadre.get(lead.cadre.pk)
        if user is not None:
            return user, False
        assert lead.town is not None
        return offices[lead.town.unit.pk], True

    return scribe


def _tell_planner() -> None:
    """Without figures about the rows just written, PostgreSQL plans the first computation for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _bring_rules(root: Unit, cut: list[areas.Areas], today: datetime.date, at: datetime.datetime) -> None:
    """In force from the first year that the logs cover whole, or nearly."""
    year = (today - datetime.timedelta(days=60)).year
    for name, day in RULEBOOKS.items():
        shipped, own = (Path(place).parent / "rulebooks" / name for place in (duties.__file__, __file__))
        text = (own if own.exists() else shipped).read_text(encoding="utf-8")
        load_rulebook(text, unit=root, effective_from=datetime.date(year, 1, day), by=None, at=at, on=today)
    for town in cut:
        areas.bring_rules(town, since=datetime.date(year, 1, 1), at=at, on=today)
    recompute(on=today, since=datetime.date(year, 1, 1))
