"""An accusation that leaves a trace wherever a case can leave one, and the people who must not come upon it.

Every text of it holds SECRET, so that a leak is found wherever it is. The accused are given roles that read everything
else: what they do not see is kept from them, not out of their reach.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Delegation, RoleGrant, User
from core import clock
from core.models import InboxItem, OutboxMessage
from petitions.actions import files, from_matters, handing, handling, naming
from petitions.actions.letters import write_letter, write_service
from petitions.actions.receiving import Accused
from petitions.models import Case, Decision, Meeting, Petitioner, Reception, Topic, WorkSheet
from tests.addresses import addresses
from tests.factories import START, make_cadre, make_log, make_unit, make_user
from tests.factories_petitions import Offices, make_offices
from visits.models import Matter, VisitLog

SECRET = "暗号"
# All of them are one view; a few will do.
STEPS = ("rate", "urge", "close", "note_progress", "recuse")
NAME, PHONE, ADDRESS = "暗号甲", "13900008888", "暗号村八号"


@dataclass
class Scene:
    """`hidden`: those for whom the case does not exist; `heard`: took part in the visit and is not accused."""

    offices: Offices
    case: Case
    log: VisitLog
    matter: Matter
    hidden: dict[str, User]
    heard: User
    today: datetime.date


def build() -> Scene:
    today, at = clock.today(), clock.now()
    offices = make_offices()
    clerk = offices.clerk
    hearer = make_cadre("旁听人", unit=offices.town)
    heard = make_user("heard", cadre=hearer)
    accused = offices.village_cadre.cadre
    log = make_log(hearer, accused, unit=offices.county, by=clerk, day=today, kind="on_site")
    matter = Matter.objects.create(
        log=log, text=f"{SECRET}：村里账目不清。", unit=offices.county, unit_path=offices.county.path
    )
    case = _case(offices, matter, today, at)
    scene = Scene(offices, case, log, matter, _hidden(offices, today), heard, today)
    _traces(scene, at)
    when = {"by": clerk, "on": today, "at": at}
    naming.recuse(case, cadre=offices.town_secretary.cadre, reason=f"{SECRET}亲属", **when)
    case.refresh_from_db()
    matter.refresh_from_db()
    return scene


def _case(offices: Offices, matter: Matter, today: datetime.date, at: datetime.datetime) -> Case:
    when = {"on": today, "at": at}
    accused = (
        Accused(cadre=offices.village_cadre.cadre),
        Accused(unit=offices.department),
        Accused(name=f"{SECRET}某"),
    )
    case = from_matters.open_from_matter(matter, by=offices.clerk, kind="accusation", accused=accused, **when)
    Petitioner.objects.create(case=case, position=1, name=NAME, phone=PHONE, address=ADDRESS)
    case = handing.assign(
        case,
        to=offices.town,
        due=today + datetime.timedelta(days=10),
        request=f"{SECRET}要求",
        by=offices.clerk,
        **when,
    )
    case = handling.accept(case, by=offices.town_clerk, **when)
    case = handling.begin(case, by=offices.town_clerk, **when)
    return handling.note_progress(case, note=f"{SECRET}进展", by=offices.town_clerk, **when)


def _traces(scene: Scene, at: datetime.datetime) -> None:
    case, offices, today = scene.case, scene.offices, scene.today
    upload = SimpleUploadedFile(f"{SECRET}.pdf", b"%PDF-1.4\n")
    files.add_files(case, [upload], by=offices.town_clerk, at=at)
    letter = write_letter(case, "answer", unit=offices.town, by=offices.town_clerk, on=today, at=at, text=SECRET)
    write_service(letter, way="in_person", note="", by=offices.town_clerk, on=today, at=at)
    meeting = Meeting.objects.create(
        kind="consultation", unit=offices.county, title="周一会商", on=today, chair=offices.leader.cadre
    )
    topic = Topic.objects.create(
        unit=offices.county,
        meeting=meeting,
        title=f"{SECRET}议题",
        text=SECRET,
        handed_in_by=offices.clerk,
        handed_in_at=at,
        case=case,
        matter=scene.matter,
    )
    Decision.objects.create(topic=topic, text=f"{SECRET}决定", unit=offices.department)
    sheet = {"sender": offices.county, "receiver": offices.department, "due": today, "case": case}
    sheet |= {
        "drafted_by": offices.clerk,
        "drafted_on": today,
        "year": today.year,
        "serial": 1,
        "number": "联〔2026〕1号",
    }
    WorkSheet.objects.create(subject=f"{SECRET}联系单", text=SECRET, request=SECRET, state="in_hand", **sheet)
    leader = offices.leader.cadre
    Reception.objects.create(kind="outreach", unit=offices.county, leader=leader, on=today, case=case, note=SECRET)
    told = [*scene.hidden.values(), offices.clerk]
    what = {"what": f"case:{case.pk}", "step": "before", "created_at": at}
    InboxItem.objects.bulk_create(InboxItem(user=user, title=f"{SECRET}通知", **what) for user in told)
    OutboxMessage.objects.bulk_create(
        OutboxMessage(recipient=user, subject=f"{SECRET}邮件", text=SECRET, not_before=at, **what) for user in told
    )


def _hidden(offices: Offices, today: datetime.date) -> dict[str, User]:
    """The accused, somebody of the accused unit, a superuser among them, who acts for the accused, the recused."""
    root = make_user("root", cadre=make_cadre("超级", unit=offices.department), is_superuser=True)
    deputy = make_user("deputy", cadre=make_cadre("代办", unit=offices.county))
    below = make_cadre("下属", unit=make_unit("低保办", parent=offices.department))
    hidden = {
        "accused": offices.village_cadre,
        "accused unit": offices.department_clerk,
        "below the accused unit": make_user("below", cadre=below),
        "superuser of the accused unit": root,
        "acting for the accused": deputy,
        "recused": offices.town_secretary,
    }
    for user in hidden.values():
        for role in ("auditor", "system_admin", "organisation_admin"):
            RoleGrant.objects.create(user=user, role=role, unit=offices.county, start=START)
    Delegation.objects.create(principal=offices.village_cadre, deputy=deputy, start=START, end=today)
    return hidden


def enter(client: Any, user: User) -> Any:
    """Logged in, and acting for whom the user may act for."""
    client.force_login(user)
    if held := user.delegations_held.first():
        session = client.session
        session["acting_for_delegation"] = held.pk
        session.save()
    return client


def everywhere(client: Any, scene: Scene) -> dict[str, str]:
    """What every address of the product answers to this client, with every key that could be the case's."""
    answers = {}
    client.raise_request_exception = False
    for address in addresses():
        for url in _filled(address.route, scene):
            response = client.get(url)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            answers[url] = body.decode(errors="replace") + str(response.headers)
    return answers


def _filled(route: str, scene: Scene) -> list[str]:
    """The addresses of a route: with the key of what it is about, and, of a case, with some steps."""
    key = next((row.pk for start, row in _rows(scene) if route.startswith(start)), scene.offices.department.pk)
    slugs = STEPS if route.startswith("petitions/<int:pk>/") else ("x",)
    urls = [route]
    for part, values in (("<int:", [key]), ("<slug:", slugs), ("<uuid:", ["00000000-0000-0000-0000-000000000000"])):
        while any(part in url for url in urls):
            urls = [_put(url, part, str(value)) for url in urls for value in values]
    return [f"/{url}" for url in urls]


def _rows(scene: Scene) -> list[tuple[str, Any]]:
    case = scene.case
    return [
        ("petitions/files/", case.files.first()),
        ("petitions/letters/", case.letters.first()),
        ("petitions/handovers/", case.handovers.first()),
        ("petitions/matters/", scene.matter),
        ("petitions/<int:pk>/", case),
        ("petitions/settings/", scene.offices.county),
        ("receptions/", case.receptions.first()),
        ("meetings/", Meeting.objects.first()),
        ("topics/", case.topics.first()),
        ("decisions/", Decision.objects.first()),
        ("sheets/", case.sheets.first()),
        ("matters/", scene.matter),
        ("visits/", scene.log),
        ("", scene.offices.department),
    ]


def _put(url: str, part: str, value: str) -> str:
    before, _part, rest = url.partition(part)
    return before + value + rest.partition(">")[2]
