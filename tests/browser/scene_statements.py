"""Statements, democratic-life meetings and secondments, for the pages that the browser looks at."""

import datetime
from typing import TYPE_CHECKING

from accounts.models import Secondment
from assessments.actions import life_meetings, secondments, statements
from core import clock
from tests import factories as make

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_statements(scene: "Scene") -> None:
    _statements(scene)
    _life_meetings(scene)
    _secondments(scene)


def _statements(scene: "Scene") -> None:
    """The plain cadre and the secretary write; the leader handed in."""
    now, year = clock.now(), scene.today.year
    for role in ("cadre", "secretary", "leader"):
        user = scene.users[role]
        drafted = statements.draft_statement(user.cadre, year=year, by=user, at=now)
    texts = dict.fromkeys(drafted.sections.filter(text="").values_list("code", flat=True), "继续走村入户。")
    statements.edit_statement(drafted, texts=texts, by=user, at=now)
    statements.submit_statement(drafted, by=user, at=now)


def _life_meetings(scene: "Scene") -> None:
    """One of today, for which one member has written; one of last week, which was held."""
    secretary, cadre, now = scene.users["secretary"], scene.users["cadre"], clock.now()
    members = [cadre.cadre, secretary.cadre]
    planned = {"unit": scene.town, "members": members, "recorder": secretary.cadre, "by": secretary, "at": now}
    last_week = scene.today - datetime.timedelta(days=7)
    held = life_meetings.plan_life_meeting(title="上半年民主生活会", on=last_week, **planned)
    spoken = {"present": members, "reported": members[:1], "minutes": "会议开展了批评和自我批评。"}
    life_meetings.hold_life_meeting(held, **spoken, by=secretary, at=now)
    meeting = life_meetings.plan_life_meeting(title="本年度民主生活会", on=scene.today, **planned)
    speech = meeting.speeches.get(cadre=cadre.cadre)
    life_meetings.prepare_speech(speech, text="联系群众还不够深入。", is_ready=True, by=cadre, at=now)


def _secondments(scene: "Scene") -> None:
    """One who is back and has not reported yet; one whose report waits for its evaluation."""
    sent = {"host": scene.village, "kind": "village", "work": "驻村工作", "start": make.START}
    for role, days in (("cadre", 20), ("petition_clerk", 5)):
        user, end = scene.users[role], scene.today - datetime.timedelta(days)
        back = Secondment.objects.create(**sent, cadre=user.cadre, end=end)
    secondments.hand_in_report(back, text="驻村期间走访全部农户。", by=user, at=clock.now())
