"""The mine's year with its officers (R17): elected, trained, items passed on and adopted, scored each quarter, paid."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

import assessments
import duties
from accounts.models import User
from assessments.actions import (
    confirming,
    objecting,
    officers_elections,
    officers_keeping,
    officers_reading,
    opening,
    rewards_adopting,
    rewards_items,
    rewards_paying,
    scorecards,
    scoring,
)
from assessments.models import ElectionMode, QuarterlyAssessment, ScoreSheet
from core import periods
from core.workdays import WorkCalendar
from duties.actions import load_rulebook
from liaison.sample.dice import Decks, Dice
from liaison.sample.log_ins import Users
from liaison.sample.mine import Mine, Section
from liaison.sample.people import DAY, Worker
from petitions.actions import meetings
from visits.actions import commitments
from visits.models import Commitment

RULEBOOKS = ("r11.yaml", "r17.yaml", "r19.yaml")
HOUR = datetime.timedelta(hours=1)
ITEMS = [
    ("班中餐保温问题", "夜班职工反映班中餐送到工作面已经变凉，希望配备保温箱。"),
    ("更衣室热水不足", "中班下班时间集中，浴室热水供应不足，职工意见较多。"),
    ("通勤车班次", "家住县城的职工反映早班通勤车发车偏晚，换班时间紧张。"),
    ("困难职工子女上学", "班组一名职工家属患病，两个孩子上学，家庭开支困难，希望给予帮助。"),
    ("工资条看不懂", "新制度实行后，职工对计件工资的算法不清楚，希望班前会上讲一讲。"),
    ("培训时间安排", "培训多排在夜班之后，职工休息不足，建议调整时间。"),
    ("劳保手套质量", "近期发放的手套磨损快，职工建议更换厂家。"),
    ("宿舍网络", "单身宿舍网络信号差，与家人联系不便。"),
    ("井口休息点座椅", "候车时间较长，井口休息点座椅不够，建议增加。"),
    ("职工思想动态", "采区接续调整后，部分职工担心岗位变化，希望矿上讲清安排。"),
    ("退休手续咨询", "两名即将退休职工不清楚手续办理流程，希望集中讲解。"),
    ("食堂菜价", "职工反映食堂部分菜价上涨，希望公示成本。"),
]
TOLD = [
    "已转后勤部门研究，月底前答复。",
    "已在区务会上研究，下周安排。",
    "已与有关部门协调解决。",
    "情况属实，正在办理。",
]
DEEDS = ["为夜班职工配备班中餐保温箱", "每季度组织一次家属开放日", "修缮职工宿舍公用洗衣间", "建立困难职工子女助学台账"]


def _at(day: datetime.date, hour: int = 17) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(day.year, day.month, day.day, hour))


class MineYear:
    """`act` before the rules are computed, `judge` after them: scores rest on what is owed and met."""

    def __init__(
        self, mine: Mine, users: Users, dice: Dice, calendar: WorkCalendar, today: datetime.date, *, days: int
    ):
        self.mine, self.dice, self.calendar, self.today = mine, dice, calendar, today
        self.user_of = {w.cadre.pk: users.by_cadre[w.cadre.pk] for w in mine.workers}
        self.first, self.last = today - DAY * days, today - DAY
        self.decks = Decks(dice)
        # Whole quarters only, from the first that the officers serve from its first day.
        begun = periods.quarter(self.first).next
        self.quarters = [q for q in periods.tile("quarter", begun.start, self.last) if q.end < self.last]
        self.start = begun.start

    def user(self, worker: Worker) -> User:
        return self.user_of[worker.cadre.pk]

    # --- what they did --------------------------------------------------------------------------
    def act(self) -> None:
        for section in self.mine.sections:
            for worker, team in zip(section.officers, section.teams, strict=True):
                self._elect(section, worker, team)
        self._train()
        for month in periods.tile("month", self.start, self.last):
            self._meet(month.start + DAY * 14)
            for section in self.mine.sections:
                for worker in section.officers:
                    self._pass_on(section, worker, month)
        self._promise()

    def _elect(self, section: Section, worker: Worker, team: Any) -> None:
        votes = self.dice.randrange(14, 20)
        ballots = officers_elections.Ballots(eligible=26, issued=25, returned=24, valid=23)
        stood = [officers_elections.Stood(worker.cadre.name, votes), officers_elections.Stood("其他人选", 23 - votes)]
        officers_elections.record_election(
            team,
            on=self.start - DAY * 10,
            mode=ElectionMode.ELECTED,
            chosen=worker.cadre,
            term_start=self.start - DAY * 3,
            ballots=ballots,
            candidates=stood,
            by=self.user(self.mine.director),
            at=_at(self.start - DAY * 9),
        )

    def _train(self) -> None:
        by, day = self.user(self.mine.scorer), self.start + DAY * 20
        officers = [worker.cadre for worker in self.mine.officers]
        held: dict[str, Any] = {"title": "政工联络员业务培训", "hours": Decimal(4), "trainer": "矿党委宣传部门"}
        officers_keeping.record_training(self.mine.unit, on=day, cadres=officers, by=by, at=_at(day), **held)
        text: dict[str, Any] = {"title": "职工诉求办理办法", "text": "诉求登记、转办、答复和回访的要求。"}
        item = officers_reading.list_reading(self.mine.unit, issued_on=day, by=by, at=_at(day), on=day, **text)
        for worker in self.mine.officers:
            if worker.habit != "behind":
                read_on = day + DAY * self.dice.randrange(2, 20)
                officers_reading.tick_read(item, worker.cadre, on=read_on, by=self.user(worker), at=_at(read_on))

    def _meet(self, day: datetime.date) -> None:
        """R17.5, in the middle of the month."""
        day = self.calendar.next_workday(day)
        if day <= self.last:
            by = self.user(self.mine.director)
            there = [w.cadre for w in self.mine.officers if w.habit != "behind" or self.dice.chance(0.6)]
            there = there or [self.mine.scorer.cadre]
            meeting = officers_keeping.call_meeting(
                self.mine.unit,
                title=f"{day.month}月政工联络员例会",
                on=day,
                time=datetime.time(15),
                by=by,
                at=_at(day - DAY * 3),
            )
            minutes = "通报上月信息采用情况，研究职工反映集中的问题。"
            meetings.hold_meeting(meeting, present=there, minutes=minutes, by=by, at=_at(day))

    def _pass_on(self, section: Section, worker: Worker, month: periods.Period) -> None:
        for _n in range(self.dice.choice((1, 1, 2)) if worker.habit != "behind" else self.dice.choice((0, 1))):
            day = month.start + DAY * self.dice.randrange(1, 26)
            if day <= self.last:
                title, text = self.decks.deal(ITEMS)
                item = rewards_items.report_item(
                    worker.cadre, title=title, text=text, on=day, by=self.user(worker), at=_at(day, 20)
                )
                self._adopt(section, item, day)

    def _adopt(self, section: Section, item: Any, day: datetime.date) -> None:
        """By the section, and some by the mine as well; most of the others are told what became of it."""
        on = day + DAY * 3
        if on > self.last:
            return
        head = self.user(section.head)
        if not self.dice.chance(0.55):
            self._tell(item, on, head)
            return
        rewards_adopting.adopt(item, code="section", on=on, by=head, at=_at(on))
        on = day + DAY * 12
        if on <= self.last and self.dice.chance(0.3):
            rewards_adopting.adopt(item, code="mine", on=on, by=self.user(self.mine.secretary), at=_at(on))

    def _tell(self, item: Any, on: datetime.date, by: User) -> None:
        if self.dice.chance(0.7):
            rewards_adopting.tell_officer(item, text=self.decks.deal(TOLD), by=by, at=_at(on))
        elif self.dice.chance(0.8):
            rewards_adopting.refuse_item(item, reason="所反映的情况上月已经列入计划。", by=by, at=_at(on))

    def _promise(self) -> None:
        """R19: each branch commits itself at the beginning of the year, and keeps most of it."""
        year, published = self.last.year, datetime.date(self.last.year, 1, 15)
        if published > self.last:
            return
        for number, section in enumerate(self.mine.sections):
            by = self.user(section.secretary)
            for n in range(2):
                row = commitments.write_commitment(
                    unit=section.branch,
                    cadre=None,
                    year=year,
                    content=DEEDS[(number + n) % len(DEEDS)],
                    due=datetime.date(year, 10 if n else 12, 28),
                    answers=section.secretary.cadre,
                    by=by,
                    at=_at(datetime.date(year, 1, 12)),
                )
                row = commitments.publish_commitment(row, on=published, by=by, at=_at(published))
                self._keep(row, section)

    def _keep(self, row: Commitment, section: Section) -> None:
        """What is due in October is done in time, but by the last branch."""
        done = row.due - DAY * 8
        if row.due.month == 10 and done <= self.last and section is not self.mine.sections[-1]:
            by = self.user(section.secretary)
            commitments.fulfil_commitment(row, on=done, result="已完成，职工可以随时使用。", by=by, at=_at(done))

    # --- what came of it ------------------------------------------------------------------------
    def bring_rules(self, *, at: datetime.datetime) -> None:
        folder = Path(duties.__file__).parent / "rulebooks"
        for name in RULEBOOKS:
            text = (folder / name).read_text(encoding="utf-8")
            load_rulebook(text, unit=self.mine.unit, effective_from=self.start, by=None, at=at, on=self.today)

    def judge(self, *, at: datetime.datetime) -> None:
        """Every quarter that is over: opened, scored, confirmed, seen; in the last one an objection, upheld."""
        text = (Path(assessments.__file__).parent / "scorecards" / "officers.yaml").read_text(encoding="utf-8")
        version = scorecards.load_scorecard(
            text, unit=self.mine.unit, effective_from=self.start, by=None, at=at, on=self.start
        )
        for period in self.quarters:
            opened = self.calendar.next_workday(period.end + DAY)
            if opened <= self.last:
                number = periods.quarter_number(period.start)
                quarter = opening.open_quarter(
                    version.scorecard, year=period.start.year, quarter=number, by=None, at=_at(opened, 9), on=opened
                )
                self._score(quarter, opened, is_last=period == self.quarters[-1])
                self._pay(period, number, opened + DAY * 22)

    def _score(self, quarter: QuarterlyAssessment, opened: datetime.date, *, is_last: bool) -> None:
        for number, sheet in enumerate(quarter.sheets.select_related("cadre")):
            for day, step in self._steps(sheet, opened, objects=is_last and number == 0):
                if day > self.last:
                    break
                sheet.refresh_from_db()
                step(sheet, _at(day))

    def _steps(self, sheet: ScoreSheet, opened: datetime.date, *, objects: bool) -> Iterator[tuple[datetime.date, Any]]:
        user = self.user_of[sheet.cadre_id or 0]
        yield opened + DAY * 3, lambda s, at: scoring.self_score(s, scores=_own_scores(s), by=user, at=at)
        yield opened + DAY * 9, self._judge_sheet
        leader = self.user(self.mine.secretary)
        yield opened + DAY * 14, lambda s, at: confirming.confirm_sheet(s, by=leader, at=at)
        if objects:
            yield opened + DAY * 15, lambda s, at: objecting.object_to(s, text=OBJECTION, by=user, at=at)
            yield opened + DAY * 18, self._rule
        else:
            yield opened + DAY * 16, lambda s, at: objecting.see_sheet(s, by=user, at=at)

    def _judge_sheet(self, sheet: ScoreSheet, at: datetime.datetime) -> None:
        """Proposals are taken over; one judged criterion in eight costs a point."""
        given = {}
        for line in scoring.lines_of(sheet):
            if line.proposed is not None:
                given[line.criterion.number] = scoring.Given(line.proposed)
            elif self.dice.chance(0.12):
                given[line.criterion.number] = scoring.Given(line.points - 1, "班组评议中职工有意见，扣一分")
            else:
                given[line.criterion.number] = scoring.Given(line.points)
        scoring.score_sheet(sheet, scores=given, by=self.user(self.mine.scorer), at=at)

    def _rule(self, sheet: ScoreSheet, at: datetime.datetime) -> None:
        """What was objected to is the criterion of the meetings, where points are missing there."""
        missing = [line for line in scoring.lines_of(sheet) if line.score != line.points]
        line = next((line for line in missing if line.criterion.source.get("of") == "meetings"), None)
        scores = {line.criterion.number: scoring.Given(line.points, "经核实，异议成立")} if line else {}
        objecting.rule(
            sheet,
            is_upheld=bool(line),
            ruling="经查阅记录，本人反映属实，予以更正。" if line else "经查阅记录，原评分无误。",
            scores=scores,
            by=self.user(self.mine.deputy),
            at=at,
        )

    def _pay(self, period: periods.Period, number: int, day: datetime.date) -> None:
        if day + DAY * 3 > self.last:
            return
        by = self.user(self.mine.scorer)
        row = rewards_paying.prepare_list(self.mine.unit, year=period.start.year, quarter=number, by=by, at=_at(day))
        row = rewards_paying.approve_list(row, by=self.user(self.mine.secretary), at=_at(day + DAY))
        rewards_paying.close_list(row, on=day + DAY * 2, by=by, at=_at(day + DAY * 2))


OBJECTION = "有一次例会因井下抢修未能参加，已事先请假，请核实。"


def _own_scores(sheet: ScoreSheet) -> dict[int, Decimal | None]:
    return {
        line.criterion.number: line.points if line.proposed is None else line.proposed
        for line in scoring.lines_of(sheet)
    }
