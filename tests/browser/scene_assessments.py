"""What assessments add to the pages that the browser looks at."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.models import Cadre, UnitKind
from assessments.actions import (
    officers_incidents,
    officers_keeping,
    officers_reading,
    rewards_adopting,
    rewards_items,
    rewards_paying,
)
from assessments.actions.officers_elections import Ballots, Stood, record_election
from assessments.models import AdoptionLevel
from core import clock
from core.periods import quarter
from tests import factories as make
from tests.browser.scene_quarters import build_quarters
from tests.browser.scene_service import build_service
from tests.browser.scene_statements import build_statements
from tests.browser.scene_surveys import build_surveys
from tests.factories_assessments_rewards import make_closed_sheet

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_assessments(scene: "Scene") -> None:
    _officers(scene)
    _rewards(scene)
    build_quarters(scene)
    build_surveys(scene)
    build_service(scene)
    build_statements(scene)


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


def _rewards(scene: "Scene") -> None:
    """One item of which nothing is told yet, one adopted and on an approved pay list, and last year's closed sheets."""
    now, user, secretary = clock.now(), scene.users["cadre"], scene.users["secretary"]
    other = Cadre.objects.get(name="孙伟")
    level = {"code": "township", "name": "镇采用", "unit": scene.county, "unit_kind": UnitKind.TOWNSHIP, "amount": 20}
    AdoptionLevel.objects.create(**level, order=10, effective_from=make.START, made_at=now)
    before = quarter(scene.today).previous
    told = {"title": "班后澡堂水凉", "text": "中班职工反映，下井回来没有热水。"}
    adopted = rewards_items.report_item(other, **told, on=before.end, by=secretary, at=now)
    rewards_adopting.adopt(adopted, code="township", on=before.end, by=secretary, at=now)
    waiting = {"title": "井口班车晚点", "text": "夜班职工反映，升井后等车一个小时。"}
    rewards_items.report_item(user.cadre, **waiting, on=scene.today, by=user, at=now)
    span = {"year": before.start.year, "quarter": (before.start.month + 2) // 3}
    pay_list = rewards_paying.prepare_list(scene.county, **span, by=scene.users["personnel"], at=now)
    rewards_paying.approve_list(pay_list, by=scene.users["leader"], at=now)
    for officer, total in ((other, "92.5"), (user.cadre, "92.5")):
        make_closed_sheet(officer, scene.town, year=scene.today.year - 1, quarter=4, total=total)
