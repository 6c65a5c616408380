"""A case led along the legal path by its actions, so that a test begins where it is about something.

`DAY` is a Monday; each function takes the day on which its last step happens.
"""

import datetime
from typing import Any

from petitions.actions import deciding, handing, handling, receiving
from petitions.actions.receiving import Incoming, Person
from petitions.models import Case
from tests.factories_petitions import AT, DAY, Offices

DECISION = {
    "request": "请求修复村口道路。",
    "facts": "经查，该路段属村道，2025年汛期受损。理由充分。",
    "opinion": "support",
    "text": "由镇政府于年底前修复。",
    "legal_basis": "《信访工作条例》第三十二条。",
    "remedy": "如不服本意见，可以自收到之日起30日内向清河县申请复查。",
}


def after(days: int, start: datetime.date = DAY) -> datetime.date:
    return start + datetime.timedelta(days=days)


def by(user: Any, on: datetime.date = DAY) -> dict[str, Any]:
    """Who takes a step, and when."""
    return {"by": user, "on": on, "at": AT}


def received(offices: Offices, unit: Any = None, on: datetime.date = DAY, **fields: Any) -> Case:
    people = (Person("王小明", "13800000001", "柳树村12号"),)
    incoming = Incoming(**{"channel": "letter", "text": "村口的路坏了，请修。", "people": people} | fields)
    return receiving.receive(incoming, unit=unit or offices.county, on=on, by=None, at=AT).case


def registered(offices: Offices, kind: str = "claim", on: datetime.date = DAY, **fields: Any) -> Case:
    return receiving.register(received(offices, on=on, **fields), kind=kind, **by(offices.clerk, on))


def forwarded(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return handing.forward(registered(offices, on=on, **fields), to=offices.town, **by(offices.clerk, on))


def assigned(offices: Offices, on: datetime.date = DAY, due: datetime.date | None = None, **fields: Any) -> Case:
    return handing.assign(registered(offices, on=on, **fields), to=offices.town, due=due, **by(offices.clerk, on))


def accepted(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return handling.accept(forwarded(offices, on=on, **fields), **by(offices.town_clerk, on))


def in_hand(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return handling.begin(accepted(offices, on=on, **fields), **by(offices.town_clerk, on))


def decided(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return deciding.decide(in_hand(offices, on=on, **fields), **DECISION, **by(offices.town_clerk, on))


def served(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return deciding.serve(decided(offices, on=on, **fields), way="in_person", **by(offices.town_clerk, on))


def closed(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return handling.close(served(offices, on=on, **fields), result="路已修好。", **by(offices.town_clerk, on))


def in_review(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return deciding.ask_review(served(offices, on=on, **fields), reason="修得不好。", **by(None, on))


def reviewed(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return deciding.decide_review(in_review(offices, on=on, **fields), **DECISION, **by(offices.clerk, on))


def review_served(offices: Offices, on: datetime.date = DAY, **fields: Any) -> Case:
    return deciding.serve_review(reviewed(offices, on=on, **fields), way="post", **by(offices.clerk, on))


def clock(case: Case, code: str) -> Any:
    """The last clock of that code."""
    return case.clocks.filter(code=code).order_by("pk").last()
