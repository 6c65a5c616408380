"""A quarter's assessment with sheets in every state, and inspections, for the pages that the browser looks at."""

import datetime
from typing import TYPE_CHECKING

from assessments.actions.inspections import Found, record_inspection
from core import clock
from tests import factories as make
from tests.factories_assessments_quarter import OPENED, at, make_quarter, make_sheet

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_quarters(scene: "Scene") -> None:
    _sheets(scene)
    _inspections(scene)


def _sheets(scene: "Scene") -> None:
    """The plain cadre may object, another is closed, two wait to be scored, one to be confirmed, one to be ruled on."""
    quarter, until = make_quarter(scene.county), scene.today + datetime.timedelta(days=5)
    scorer, leader = scene.users["personnel"], scene.users["leader"]
    scored = {"scored": 9, "total": 27, "band": "优秀", "scored_by": scorer}
    shown = scored | {"confirmed_by": leader, "objection_until": until}
    mine = make_sheet(quarter, cadre=scene.users["cadre"].cadre, home=scene.town, state="announced", **shown)
    for action, state, by in (("score", "confirming", scorer), ("confirm", "announced", leader)):
        mine.entries.create(action=action, to_state=state, by=by, at=at(OPENED))
    for name, state, fields in (
        ("何平", "self", {}),
        ("冯涛", "scoring", {}),
        ("邓洁", "confirming", scored),
        ("许静", "objected", shown | {"objection": "第三项扣分没有依据。"}),
        ("傅强", "closed", shown | {"closed_on": scene.today}),
    ):
        cadre = make.make_cadre(name, unit=scene.town)
        make_sheet(quarter, cadre=cadre, home=scene.town, state=state, **fields)


def _inspections(scene: "Scene") -> None:
    """One book with something to mend, whose day is over; one that was praised."""
    secretary, now = scene.users["secretary"], clock.now()
    inspected = {"unit": scene.town, "inspectors": [secretary.cadre], "on": make.START, "by": secretary, "at": now}
    late = Found("两次走访没有记录。", "criticism", "补记两次走访。", make.START)
    record_inspection(subject=scene.users["cadre"].cadre, found=late, **inspected)
    record_inspection(subject=scene.users["leader"].cadre, found=Found("记录完整。", "praise"), **inspected)
