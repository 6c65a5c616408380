"""Commitments, volunteers and delegates, for the pages that the browser looks at."""

import datetime
from typing import TYPE_CHECKING

from accounts.models import UnitKind
from core import clock
from petitions.actions import agenda, meetings
from petitions.actions.sending_up import send_up_topic
from tests import factories as make
from tests.factories_volunteers import make_event, make_post, make_team
from visits.actions import commitments, community_posts, delegates

if TYPE_CHECKING:
    from tests.browser.scene import Scene

DRAFTED = "为村民义务理发"


def build_service(scene: "Scene") -> None:
    _commitments(scene)
    _volunteers(scene)
    _delegates(scene)


def _commitments(scene: "Scene") -> None:
    """A draft, one that is known, one that is done and rated by five."""
    secretary, now, today = scene.users["secretary"], clock.now(), scene.today
    stamp = {"by": secretary, "at": now}
    end = today.replace(month=12, day=31)
    for content in (DRAFTED, "年底前修好村口三盏路灯", "为独居老人安装扶手"):
        written = commitments.write_commitment(
            unit=scene.town, cadre=None, year=today.year, content=content, due=end, answers=secretary.cadre, **stamp
        )
        if content != DRAFTED:
            commitments.publish_commitment(written, on=today, **stamp)
    commitments.add_progress(written, text="已完成测量。", on=today, **stamp)
    commitments.fulfil_commitment(written, on=today, result="十二户全部装好。", **stamp)
    for _number in range(5):
        commitments.rate_commitment(written, value="satisfied", remark="很好", on=today, at=now)


def _volunteers(scene: "Scene") -> None:
    secretary, cadre, today = scene.users["secretary"], scene.users["cadre"], scene.today
    team = make_team(scene.town, secretary.cadre, cadre.cadre)
    for days in (-7, 7):
        make_event(team, by=secretary, on=today + datetime.timedelta(days=days), kind="volunteer_activity")
    community = make.make_unit("城关社区", parent=scene.county, kind=UnitKind.COMMUNITY)
    cadre.cadre.is_party_member = True
    cadre.cadre.save()
    post = make_post(community)
    community_posts.claim_post(post, cadre=cadre.cadre, start=today, by=cadre, at=clock.now())


def _delegates(scene: "Scene") -> None:
    secretary, cadre, now, today = scene.users["secretary"], scene.users["cadre"], clock.now(), scene.today
    group = make_team(scene.town, cadre.cadre, secretary.cadre, name="党代表第一小组", kind="delegates_group")
    delegates.publish_contact(cadre=cadre.cadre, text="每周三上午在镇党代表工作室", by=cadre, at=now)
    activity = {"on": today, "content": "视察村级道路", "present": [cadre.cadre]}
    delegates.record_activity(group, **activity, by=cadre, at=now)
    call = {"unit": scene.town, "kind": "delegates", "title": "党代表会议", "on": today, "time": datetime.time(9)}
    meeting = meetings.plan_meeting(**call, by=secretary, at=now)
    for title in ("村级道路", "路灯"):
        topic = agenda.hand_in_topic(
            unit=scene.town, title=title, text="几个村都有反映。", meeting=meeting, by=cadre, at=now
        )
    named = {"undertaker": scene.village, "lead": secretary.cadre}
    send_up_topic(topic, proposal_kind="proposal", **named, by=secretary, at=now)
