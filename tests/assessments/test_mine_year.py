"""One mine through a year, by figures computed by hand (R17): four quarters of two officers, items adopted at both
levels, an emergency reported late, an objection upheld, the pay lists, the order of the year.

Of the twenty criteria of five points six are judged (1, 5, 6, 12, 18, 19); 8, 11, 15 and 16 are full where there was
nothing to be done. The others follow from what an officer did in the quarter.
"""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

import assessments
from accounts.models import Position, UnitKind
from assessments.actions import confirming, objecting, opening, rewards_paying, scoring
from assessments.actions.officers_incidents import report_incident
from assessments.actions.rewards_adopting import adopt
from assessments.actions.rewards_items import report_item
from assessments.actions.rewards_year import record_best
from assessments.actions.scorecards import load_scorecard
from assessments.models import PayList, ScoreSheet
from assessments.selectors.rewards_year import best_of
from assessments.workflow import S
from core.errors import DomainError
from duties.actions import recompute
from tests.factories import make_cadre, make_log, make_resident, make_unit, make_user
from tests.factories_duties import load_book
from visits.actions import solve_matter

pytestmark = pytest.mark.django_db
YEAR = 2025
JUDGED = (1, 5, 6, 12, 18, 19)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"{YEAR}-{text}")


def at(when: datetime.date, hour: int = 18) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(when.year, when.month, when.day, hour))


class Mine:
    """A mine, a section, two shifts with an officer each, and those who adopt, score, confirm and rule."""

    def __init__(self) -> None:
        long_ago = datetime.date(2024, 1, 1)
        self.unit = make_unit("平岭矿", kind=UnitKind.MINE)
        self.section = make_unit("采煤一区", parent=self.unit, kind=UnitKind.SECTION)
        self.a, self.b = (self._officer(name, long_ago) for name in ("甲", "乙"))
        self.section_head = self._user("区长", self.section, "secretary")
        self.secretary = self._user("党委书记", self.unit, "leader")
        self.deputy = self._user("副书记", self.unit, "leader")
        self.scorer = self._user("政工科长", self.unit, "personnel")
        load_book("r17", self.unit, effective_from=datetime.date(YEAR, 1, 1))
        text = (Path(assessments.__file__).parent / "scorecards" / "officers.yaml").read_text(encoding="utf-8")
        first = datetime.date(YEAR, 1, 1)
        self.card = load_scorecard(
            text, unit=self.unit, effective_from=first, by=None, at=at(first), on=first
        ).scorecard

    def _officer(self, name, start):
        team = make_unit(f"{name}班", parent=self.section, kind=UnitKind.WORK_TEAM)
        return make_user(name, cadre=make_cadre(name, unit=team, position=Position.LIAISON_OFFICER, start=start))

    def _user(self, name, unit, role):
        return make_user(name, cadre=make_cadre(name, unit=unit), role=role, unit=unit)

    # --- what an officer does -------------------------------------------------------------------
    def team(self, officer):
        return officer.cadre.posts.get().unit

    def logs(self, officer, month, **counts):
        """So many logs of each kind, on the days 1, 2, 3 … of the month."""
        someone = make_resident(unit=self.team(officer))
        for kind, count in counts.items():
            for n in range(1, count + 1):
                make_log(
                    officer.cadre,
                    unit=self.team(officer),
                    by=officer,
                    day=day(f"{month}-{n:02d}"),
                    kind=kind,
                    targets=(someone,),
                )

    def item(self, officer, on, *, solved=False):
        on = day(on)
        item = report_item(officer.cadre, title="班中餐", text="送到已凉", on=on, by=officer, at=at(on))
        if solved:
            solve_matter(item.matter, on=on, reply="已配保温箱", by=officer, at=at(on, 20))
        return item

    def adopt(self, item, on, code):
        by = {"section": self.section_head, "mine": self.secretary}[code]
        adopt(item, code=code, on=day(on), by=by, at=at(day(on)))

    # --- what comes of it -----------------------------------------------------------------------
    def assess(self, quarter, *, deduct=(), objector=None):
        """Opened on the fifth after the quarter; proposals taken over; `deduct`: (officer, criterion, points off)."""
        opened = opening.quarter_period(YEAR, quarter).end + datetime.timedelta(5)
        recompute(on=opened, since=datetime.date(YEAR, 1, 1))
        made = opening.open_quarter(self.card, year=YEAR, quarter=quarter, by=None, at=at(opened), on=opened)
        for sheet in made.sheets.all():
            self._score(sheet, opened, {(o.cadre.pk, n): off for o, n, off in deduct})
            sheet.refresh_from_db()
            if objector and sheet.cadre == objector.cadre:
                objecting.object_to(sheet, text="班组是团结的", by=objector, at=at(opened + datetime.timedelta(17)))
            else:
                user = {self.a.cadre: self.a, self.b.cadre: self.b}[sheet.cadre]
                objecting.see_sheet(sheet, by=user, at=at(opened + datetime.timedelta(17)))
        made.refresh_from_db()
        return made

    def _score(self, sheet, opened, off):
        given = {}
        for line in scoring.lines_of(sheet):
            number = line.criterion.number
            less = off.get((sheet.cadre_id, number), 0)
            score = (line.points if line.proposed is None else line.proposed) - less
            given[number] = scoring.Given(Decimal(score), "有争吵" if less else "")
        scoring.score_sheet(sheet, scores=given, by=self.scorer, at=at(opened + datetime.timedelta(10)))
        sheet.refresh_from_db()
        confirming.confirm_sheet(sheet, by=self.secretary, at=at(opened + datetime.timedelta(15)))

    def pay(self, quarter):
        on = opening.quarter_period(YEAR, quarter).end + datetime.timedelta(30)
        made = rewards_paying.prepare_list(self.unit, year=YEAR, quarter=quarter, by=self.scorer, at=at(on))
        made = rewards_paying.approve_list(made, by=self.secretary, at=at(on))
        return rewards_paying.close_list(made, on=on, by=self.scorer, at=at(on, 20))

    def total(self, officer, quarter):
        return ScoreSheet.objects.get(cadre=officer.cadre, assessment__quarter=quarter).total


FULL = {"home_visit": 3, "heart_to_heart": 3, "phone": 6, "group_activity": 1, "volunteer_activity": 1}


def first_quarter(mine):
    """甲 does everything; one item is adopted at both levels, one by the section. 乙 passes one thing on."""
    mine.logs(mine.a, "01", **FULL)
    items = [mine.item(mine.a, on, solved=True) for on in ("01-10", "02-10", "03-10")]
    mine.adopt(items[0], "01-15", "section")
    mine.adopt(items[0], "02-01", "mine")
    mine.adopt(items[1], "03-01", "section")
    mine.item(mine.b, "01-10")
    return items


def second_quarter(mine, items):
    """甲 passes on in two months of three; one talk instead of three, three calls instead of six, nothing voluntary.
    The item that the section adopted in March is adopted by the mine in April."""
    mine.logs(mine.a, "04", home_visit=3, heart_to_heart=1, phone=3, group_activity=1)
    for on in ("04-10", "05-10"):
        mine.item(mine.a, on, solved=True)
    mine.adopt(items[1], "04-20", "mine")
    mine.item(mine.b, "04-10")


def third_quarter(mine):
    """甲 reports an emergency two days late, nothing is answered, nothing adopted."""
    mine.logs(mine.a, "07", **FULL)
    for on in ("07-10", "08-10", "09-10"):
        mine.item(mine.a, on)
    happened = at(day("07-05"), 8)
    report_incident(
        mine.a.cadre,
        title="停电",
        place="井口",
        happened_at=happened,
        text="已处置",
        by=mine.a,
        at=happened + datetime.timedelta(days=2),
    )
    mine.item(mine.b, "07-10")


def fourth_quarter(mine):
    """Each of the two has an item adopted by the section."""
    mine.logs(mine.a, "10", **FULL)
    items = [mine.item(mine.a, on, solved=True) for on in ("10-10", "11-10", "12-10")]
    mine.adopt(items[0], "10-20", "section")
    mine.adopt(mine.item(mine.b, "10-10"), "10-21", "section")


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """The year is lived once for all tests, each of which is undone; at the end the year is, too."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield lived(Mine())
        transaction.set_rollback(True)


def lived(mine):
    items = first_quarter(mine)
    mine.assess(1)
    second_quarter(mine, items)
    mine.assess(2)
    third_quarter(mine)
    third = mine.assess(3, deduct=[(mine.a, 6, 1)], objector=mine.a)
    assert third.closed_on is None
    sheet = third.sheets.get(state=S.OBJECTED)
    assert sheet.total == Decimal("84.0")
    objecting.rule(
        sheet,
        is_upheld=True,
        ruling="经核实属实",
        scores={6: scoring.Given(Decimal(5), "异议成立")},
        by=mine.deputy,
        at=at(datetime.date(YEAR, 10, 28)),
    )
    fourth_quarter(mine)
    mine.assess(4)
    return mine


def test_the_four_quarters_come_to_what_was_computed_by_hand(year):
    # 2nd: 3 talks of 3 -> 1.5; 4, 7 and 14 two of three -> 3.0 each; 10 half -> 2.5; 20 none -> 0.
    assert [year.total(year.a, n) for n in (1, 2, 3, 4)] == [Decimal(x) for x in ("100.0", "83.0", "85.0", "100.0")]
    # Six judged and 8, 11, 15, 16 full are 50; 4, 7 and 14 one of three -> 1.5 each; in the 4th one item is adopted.
    assert [year.total(year.b, n) for n in (1, 2, 3, 4)] == [Decimal(x) for x in ("54.5", "54.5", "54.5", "59.5")]


def test_each_quarter_is_closed_with_its_evidence(year):
    for sheet in ScoreSheet.objects.all():
        assert (sheet.state, sheet.assessment.closed_on is not None) == (S.CLOSED, True)
    first = ScoreSheet.objects.get(cadre=year.a.cadre, assessment__quarter=1)
    counted = first.scores.get(criterion__number=9).evidence.filter(counted=True)
    assert counted.count() == 3


def test_an_item_earns_its_highest_level_once_whenever_it_was_adopted(year):
    paid = {}
    for quarter in (1, 2, 4):
        made = year.pay(quarter)
        paid[quarter] = {line.name: line.items_amount for line in made.lines.all()}
    assert paid == {
        1: {"甲": Decimal("35.00")},  # 30 for the first item, 5 for the second
        2: {"甲": Decimal("25.00")},  # the second item has earned 5 of its 30 already
        4: {"甲": Decimal("5.00"), "乙": Decimal("5.00")},
    }


def test_a_quarter_without_rewards_has_no_list(year):
    for quarter in (1, 2):
        year.pay(quarter)
    with pytest.raises(DomainError, match="没有需要发放"):
        year.pay(3)
    assert PayList.objects.count() == 2


def test_the_list_of_the_year_is_in_the_order_of_the_sums(year):
    lines = best_of(year.unit, YEAR)
    assert [(line.name, line.total, line.adopted) for line in lines] == [
        ("甲", Decimal("368.0"), 3),
        ("乙", Decimal("223.0"), 1),
    ]
    on = datetime.date(YEAR + 1, 2, 10)
    decided = record_best(
        year.unit, year=YEAR, named=[year.a.cadre.pk], on=on, note="党委会研究同意", by=year.scorer, at=at(on)
    )
    assert [line.is_named for line in decided.lines.all()] == [True, False]


def test_what_is_recorded_later_changes_nothing_of_a_closed_year(year):
    before = list(ScoreSheet.objects.order_by("pk").values_list("total", "band"))
    year.logs(year.b, "02", **FULL)
    opening.refresh_all()
    assert list(ScoreSheet.objects.order_by("pk").values_list("total", "band")) == before
