"""What goes on around cases, for the pages that the browser looks at: sheets, meetings, receptions, sponsorship."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.models import Supervision
from core import clock
from petitions.actions import agenda, consulting, meetings, rates, receptions, series, sheets, sponsoring
from petitions.models import Case, MarkGround, MarkState, RateExclusion, RateKind, SheetMark

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_work(scene: "Scene") -> None:
    _sheet(scene)
    _meetings(scene)
    _around_a_case(scene)
    secretary, today = scene.users["secretary"], scene.today
    plan = {"title": "奖金分配方案", "text": "按考核结果分配。", "opens_on": today, "closes_on": today}
    consulting.open_consultation(unit=scene.town, by=secretary, at=clock.now(), **plan)
    Supervision.objects.create(leader=secretary.cadre, unit=scene.village, start=today)


def _sheet(scene: "Scene") -> None:
    """The town asks the county; nobody signed for it: one mark may be appealed against, one be applied."""
    secretary, now, today = scene.users["secretary"], clock.now(), scene.today
    asked = {"subject": "协调路灯维修", "text": "路灯坏了三盏。", "request": "请派人维修。", "due": today}
    sheet = sheets.draft_sheet(sender=scene.town, receiver=scene.county, by=secretary, at=now, **asked)
    sheets.sign_out(sheet, by=scene.users["leader"], at=now)
    for ground, state in ((MarkGround.NOT_SIGNED, MarkState.PROPOSED), (MarkGround.LATE, MarkState.APPROVED)):
        SheetMark.objects.create(
            sheet=sheet,
            unit=scene.county,
            ground=ground,
            state=state,
            points=Decimal(1),
            proposed_by=secretary,
            proposed_on=today,
            appeal_by=today,
        )


def _meetings(scene: "Scene") -> None:
    """One of last week with a decision, one of today with a topic, and one that is held every week."""
    secretary, now = scene.users["secretary"], clock.now()
    for days in (7, 0):
        day = scene.today - datetime.timedelta(days)
        call = {"unit": scene.town, "kind": "coordination", "title": "协调会", "on": day, "time": datetime.time(9)}
        meeting = meetings.plan_meeting(**call, by=secretary, at=now)
        topic = agenda.hand_in_topic(
            unit=scene.town, title="路灯", text="坏了三盏。", meeting=meeting, by=secretary, at=now
        )
        if days:
            agenda.decide_topic(topic, [agenda.Decided("三日内修好", scene.town)], by=secretary, at=now)
            meetings.hold_meeting(meeting, present=[secretary.cadre], by=secretary, at=now)
    weekly = {"kind": "briefing", "title": "周一通气会", "weekday": 0, "members": []}
    series.start_series(unit=scene.town, by=secretary, at=now, **weekly)


def _around_a_case(scene: "Scene") -> None:
    clerk, now, today = scene.users["petition_clerk"], clock.now(), scene.today
    case = Case.objects.filter(state="in_hand").get()
    sponsoring.name_sponsor(case, leader=scene.users["leader"].cadre, on=today, by=clerk, at=now)
    for kind in (RateKind.SOLUTION, RateKind.RESPONSE):
        rates.ask_exclusion(case, rate=kind, reason="诉求无法核实", by=scene.users["secretary"], at=now)
    RateExclusion.objects.filter(rate=RateKind.RESPONSE).update(state="refused", ruling="理由不足")
    leader = {"unit": scene.county, "leader": scene.users["leader"].cadre, "on": today, "place": "信访接待室"}
    receptions.open_reception(kind="reception", by=clerk, at=now, **leader)
