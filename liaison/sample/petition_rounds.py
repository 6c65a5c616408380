"""What goes on around cases: receptions, leaders in charge, work contact sheets, meetings, consultations, proposals."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import Cadre, Unit, User
from liaison.sample import petition_texts as texts
from liaison.sample.people import DAY
from petitions.actions import agenda, consulting, marks, meetings, receptions, series, sheets, sponsoring
from petitions.actions.agenda import Decided
from petitions.models import Case, Meeting, Promise, Reception, ReceptionState, ReceptionVisitor, WorkSheet
from petitions.workflow import ENDED
from visits.models import RotaSlot

if TYPE_CHECKING:
    from liaison.sample.petitions import Filing

MONDAY_AT = datetime.time(11)


def go(filing: "Filing") -> None:
    """All of it, for one county."""
    hold_receptions(filing)
    go_down(filing)
    take_charge(filing)
    send_sheets(filing)
    meet(filing)
    consult(filing)
    propose(filing)


def at(day: datetime.date, hour: int = 9, minute: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


# --- receptions -------------------------------------------------------------------------------------
def hold_receptions(filing: "Filing") -> None:
    """The registers of the last weeks, each of the visit that was written down for its day; visitors became cases."""
    county = filing.offices.county
    units = [county.unit, *(town.unit for town in county.towns)]
    held = RotaSlot.objects.filter(rota__unit__in=units, day__gte=filing.today - DAY * 45).exclude(log=None)
    slots = list(held.select_related("rota__unit", "log", "cadre", "substitute").order_by("day", "pk"))
    Reception.objects.bulk_create(_register_of(slot) for slot in slots)
    for reception in Reception.objects.filter(slot__in=slots[-4:]).select_related("unit", "log"):
        _hear(filing, reception)


def _register_of(slot: RotaSlot) -> Reception:
    return Reception(
        unit=slot.rota.unit,
        leader=slot.on_duty,
        on=slot.day,
        time=slot.rota.hours,
        place=slot.rota.place,
        slot=slot,
        state=ReceptionState.CLOSED,
        log=slot.log,
    )


def _hear(filing: "Filing", reception: Reception) -> None:
    case = filing.visitor(reception)
    Case.objects.filter(pk=case.pk).update(log=reception.log)
    ReceptionVisitor.objects.create(reception=reception, case=case)


def go_down(filing: "Filing") -> None:
    """A leader took a case down to where it happened; an appointment is arranged."""
    offices, day = filing.offices, filing.today - DAY * 8
    case = _going(filing).filter(received_on__lt=day).first()
    leader = offices.leader.cadre
    if case is None or leader is None:
        return
    common = {"unit": offices.county.unit, "leader": leader, "case": case, "by": offices.clerk}
    outreach = receptions.open_reception(kind="outreach", on=day, place=case.place, at=at(day - DAY), **common)
    note = "到现场查看，与信访人面对面沟通，商定办理时间。"
    receptions.close_reception(outreach, note=note, people_count=2, by=offices.clerk, at=at(day, 17))
    later = filing.today + DAY * 3
    receptions.open_reception(kind="appointment", on=later, place="县信访接待大厅", at=at(filing.yesterday), **common)


def _going(filing: "Filing") -> Any:
    """Open cases of the county's own office about a place, the most recent first."""
    found = Case.objects.filter(unit=filing.offices.county.unit, joined_to=None, kind__in=["claim", "help"])
    return found.exclude(state__in=[*ENDED, "received"]).order_by("-received_on", "pk")


# --- leaders in charge ------------------------------------------------------------------------------
def take_charge(filing: "Filing") -> None:
    """Two cases: one with entries for most commitments, one that was named last week."""
    offices = filing.offices
    named: Any = [offices.leader.cadre, offices.leaders_of(offices.county.towns[0].unit)[0].cadre]
    cases = list(_going(filing).reverse()[:2])
    for case, leader, days in zip(cases, named, (50, 6), strict=False):
        start = max(filing.today - DAY * days, case.received_on)
        found = sponsoring.name_sponsor(case, leader=leader, on=start, by=offices.clerk, at=at(start))
        for number, promise in enumerate(list(Promise)[: 4 if days > 20 else 1]):
            day = min(start + DAY * (2 + number * 11), filing.yesterday)
            sponsoring.report_promise(
                found,
                promise=promise,
                on=day,
                text=texts.PROMISED[promise],
                is_kept=number in (1, 2),
                by=offices.clerk,
                at=at(day, 16),
            )


# --- work contact sheets ----------------------------------------------------------------------------
def send_sheets(filing: "Filing") -> None:
    """Closed, answered, in hand, late with a mark, objected to, overdue unsigned, a draft."""
    departments = [d.unit for d in filing.offices.county.departments[2:]]
    steps = (_closed, _replied, _in_hand, _marked, _objected, _unsigned, _draft)
    for number, (card, play) in enumerate(zip(texts.SHEETS, steps, strict=True)):
        sender, receiver = departments[number], departments[number + 2]
        play(filing, _Sheet(filing, card, sender, receiver))


class _Sheet:
    """One sheet with those who act for both sides."""

    def __init__(self, filing: "Filing", card: tuple[str, str, str], sender: Unit, receiver: Unit):
        offices = filing.offices
        self.card, self.sender, self.receiver = card, sender, receiver
        self.drafter, self.taker, self.leader = offices.clerks[sender.pk], offices.clerks[receiver.pk], offices.leader
        self.calendar = filing.calendar

    def draft(self, day: datetime.date, days: int) -> WorkSheet:
        subject, text, request = self.card
        named: dict[str, Any] = {"subject": subject, "text": text, "request": request, "due": day + DAY * days}
        return sheets.draft_sheet(sender=self.sender, receiver=self.receiver, by=self.drafter, at=at(day, 8), **named)

    def sent(self, day: datetime.date, days: int) -> WorkSheet:
        return sheets.sign_out(self.draft(day, days), by=self.leader, at=at(day, 10))

    def taken(self, day: datetime.date, days: int) -> WorkSheet:
        return sheets.sign_for(self.sent(day, days), by=self.taker, at=at(day, 15))

    def replied(self, day: datetime.date, days: int, after: int) -> WorkSheet:
        sheet = self.taken(day, days)
        note = "已按要求办理，有关材料随单附上。"
        return sheets.reply(sheet, text=note, by=self.taker, at=at(day + DAY * after, 11))


def _closed(filing: "Filing", play: _Sheet) -> None:
    day = filing.today - DAY * 40
    sheet = play.replied(day, 15, 12)
    sheets.close(sheet, note="核验符合要求。", by=play.drafter, at=at(day + DAY * 14))


def _replied(filing: "Filing", play: _Sheet) -> None:
    play.replied(filing.today - DAY * 12, 15, 10)


def _in_hand(filing: "Filing", play: _Sheet) -> None:
    day = filing.today - DAY * 9
    sheets.report_progress(play.taken(day, 20), note="已完成现场核查。", by=play.taker, at=at(day + DAY * 5))


def _marked(filing: "Filing", play: _Sheet) -> None:
    """Answered late: a mark was proposed, appealed against and upheld."""
    day = filing.today - DAY * 35
    sheet = play.replied(day, 10, 20)
    proposed = day + DAY * 21
    mark = marks.propose_mark(
        sheet, ground="late", points=Decimal("0.5"), note="逾期10日回复。", by=play.drafter, at=at(proposed)
    )
    mark = marks.appeal_mark(mark, reason="因等待上级批复，非主观拖延。", by=play.taker, at=at(proposed, 15))
    ruling = "未在时限前说明情况，维持记分。"
    marks.rule_on_mark(mark, is_upheld=True, ruling=ruling, by=play.leader, at=at(proposed + DAY * 2))


def _objected(filing: "Filing", play: _Sheet) -> None:
    day = filing.yesterday
    sheets.object_to(play.sent(day, 10), reason="时限过短，需会同县直三家单位核实。", by=play.taker, at=at(day, 16))


def _unsigned(filing: "Filing", play: _Sheet) -> None:
    play.sent(filing.today - DAY * 6, 14)


def _draft(filing: "Filing", play: _Sheet) -> None:
    play.draft(filing.yesterday, 14)


# --- meetings ---------------------------------------------------------------------------------------
def meet(filing: "Filing") -> None:
    """The weekly consultation of departments: one that was held, with what was decided, and the next one."""
    offices = filing.offices
    unit = offices.county.unit
    departments = [d.unit for d in offices.county.departments[4:8]]
    members: Any = [offices.leader.cadre, *(_head(filing, department) for department in departments)]
    begun = filing.today - DAY * 60
    weekly = series.start_series(
        unit=unit,
        members=members,
        by=offices.clerk,
        at=at(begun),
        kind="consultation",
        title="部门会商会",
        weekday=0,
        time=MONDAY_AT,
        place="县政府三楼会议室",
    )
    monday = filing.today - DAY * (filing.today.weekday() + 14)
    held = _plan(filing, weekly, monday, members)
    for (title, text, decided), department in zip(texts.TOPICS, departments, strict=False):
        _discuss(filing, held, department, (title, text, decided))
    meetings.hold_meeting(held, present=members, minutes=texts.MINUTES, by=offices.clerk, at=at(monday, 15))
    _prepare(filing, _plan(filing, weekly, monday + DAY * 21, members), departments)


def _head(filing: "Filing", unit: Unit) -> Cadre:
    return filing.offices.leaders_of(unit)[0].cadre


def _plan(filing: "Filing", weekly: Any, day: datetime.date, invited: list[Cadre]) -> Meeting:
    clerk = filing.offices.clerk
    return meetings.plan_meeting(
        unit=weekly.unit,
        kind=weekly.kind,
        title=weekly.title,
        on=day,
        time=weekly.time,
        place=weekly.place,
        chair=filing.offices.leader.cadre,
        invited=invited,
        topics_until=at(day - DAY * 3, 12),
        series=weekly,
        by=clerk,
        at=at(min(day, filing.today) - DAY * 6),
    )


def _discuss(filing: "Filing", meeting: Meeting, unit: Unit, card: tuple[str, str, str]) -> None:
    """Handed in by a department and decided; half of what was decided is done."""
    title, text, decided = card
    clerk = filing.offices.clerks[unit.pk]
    before = at(meeting.on - DAY * 4)
    topic = agenda.hand_in_topic(unit=unit, title=title, text=text, meeting=meeting, by=clerk, at=before)
    due = meeting.on + DAY * 30
    what = [Decided(decided, unit, _head(filing, unit), due), Decided("按周向信访局报送进展。", unit, None, due)]
    topic = agenda.decide_topic(topic, what, memo="各单位意见一致。", by=filing.offices.clerk, at=at(meeting.on, 14))
    first = topic.decisions.all()[0]
    done = min(meeting.on + DAY * 6, filing.yesterday)
    agenda.report_decision(first, result="已完成。", done_on=done, by=clerk, at=at(done, 17))


def _prepare(filing: "Filing", meeting: Meeting, units: list[Unit]) -> None:
    """Topics for the next one, as long as its list is open."""
    by: User = filing.offices.clerks[units[2].pk]
    moment = min(at(filing.yesterday, 16), at(meeting.on - DAY * 4))
    title, text = "老旧小区停车与消防通道整治", "多个小区群众反映夜间乱停车占用消防通道，建议统一施划和执法。"
    agenda.hand_in_topic(unit=units[2], title=title, text=text, meeting=meeting, by=by, at=moment)


# --- consultations and proposals --------------------------------------------------------------------
def consult(filing: "Filing") -> None:
    """A plan that staff were asked about in the autumn, and one that is open."""
    offices = filing.offices
    title, text = texts.CONSULTATION
    for days, is_over in ((50, True), (4, False)):
        day = filing.today - DAY * days
        found = consulting.open_consultation(
            unit=offices.county.unit,
            title=title if is_over else title.replace("办法", "实施细则"),
            text=text,
            opens_on=day,
            closes_on=day + DAY * 15,
            by=offices.clerk,
            at=at(day),
        )
        _answer(filing, found, day)
        if is_over:
            consulting.publish_result(found, result=texts.PUBLISHED, by=offices.clerk, at=at(day + DAY * 20))


def _answer(filing: "Filing", consultation: Any, day: datetime.date) -> None:
    clerks = list(filing.offices.clerks.values())
    for number, text in enumerate(texts.OPINIONS):
        by, moment = clerks[number + 3], at(day + DAY * number, 10)
        consulting.give_opinion(consultation, text=text, is_anonymous=number == 1, by=by, at=moment)


def propose(filing: "Filing") -> None:
    """The office of a town sends up what its delegates propose; one is assigned at once."""
    offices = filing.offices
    undertaker = offices.department("welfare")
    for number, (title, text) in enumerate(texts.PROPOSALS):
        town = offices.county.towns[number]
        day = filing.today - DAY * (20 - 9 * number)
        consulting.send_up_proposal(
            unit=offices.county.unit if number == 0 else town.unit,
            proposal_kind="proposal",
            title=title,
            text=text,
            undertaker=undertaker if number == 0 else None,
            by=offices.clerk,
            at=at(day),
        )
