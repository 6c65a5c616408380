"""What assessments add to the pages that the browser looks at."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.models import UnitKind
from assessments.actions import officers_incidents, officers_keeping, officers_reading
from assessments.actions.officers_elections import Ballots, Stood, record_election
from core import clock
from tests import factories as make

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_assessments(scene: "Scene") -> None:
    _officers(scene)


def _officers(scene: "Scene") -> None:
    """Two shifts with an officer, the first being the plain cadre, and one without; one emergency not written down."""
    admin, personnel, user = (scene.users[role] for role in ("organisation_admin", "personnel", "cadre"))
    now, today = clock.now(), scene.today
    early, late, _night = (
        make.make_unit(name, parent=scene.town, kind=UnitKind.WORK_TEAM) for name in ("早班", "中班", "夜班")
    )
    other = make.make_cadre("孙伟", unit=late)
    for team, chosen in ((early, user.cadre), (late, other)):
        record_election(
            team,
            on=make.START,
            mode="elected",
            chosen=chosen,
            term_start=make.START,
            term_end=today,
            ballots=Ballots(12, 11, 10, 9),
            candidates=[Stood(chosen.name, 6), Stood("赵磊", 3)],
            by=admin,
            at=now,
        )
    officers_keeping.save_settings(scene.county, effective_from=make.START, incident_hours=12, by=admin, at=now)
    training = {"title": "联络员职责", "on": today, "hours": Decimal("1.5"), "cadres": [other]}
    officers_keeping.record_training(scene.town, **training, by=personnel, at=now)
    officers_keeping.give_mark(other, reason="工作扎实", on=today, by=personnel, at=now)
    regulation = {"title": "安全生产新规", "issued_on": make.START, "text": "第一条　安全第一。"}
    officers_reading.list_reading(scene.town, **regulation, on=today, by=personnel, at=now)
    meeting = {"title": "联络员例会", "on": today, "time": datetime.time(9)}
    officers_keeping.call_meeting(scene.town, **meeting, by=scene.users["secretary"], at=now)
    told = {"title": "皮带机着火，无人受伤", "place": "三采区", "happened_at": now - datetime.timedelta(minutes=5)}
    officers_incidents.report_incident(user.cadre, **told, by=user, at=now)
