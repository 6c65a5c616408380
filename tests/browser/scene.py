"""A small organisation with a log-in for each role and one row of everything: every page has something to show."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile

from accounts.models import (
    Cadre,
    Delegation,
    Festival,
    FestivalBasis,
    Group,
    GroupKind,
    GroupMembership,
    Invitation,
    InvitationRound,
    InvitationWay,
    Leave,
    LeaveKind,
    OwnPeriod,
    OwnPeriodKind,
    OwnUnitKind,
    SavedView,
    Secondment,
    Unit,
    UnitKind,
    User,
)
from contacts.models import Arrangement, HelpMeasure, HelpPlan
from core import audit, clock
from core.models import InboxItem, OutboxMessage
from duties import actions as duties
from tests import factories as make
from tests.browser.scene_assessments import build_assessments
from tests.browser.scene_cases import build_cases
from tests.browser.scene_publication import build_publication
from tests.browser.scene_reports import build_reports
from tests.browser.scene_work import build_work
from tests.factories_cards import make_card, make_issue, make_style
from tests.factories_rotas import make_rota, make_slot
from visits.models import Attachment, Goods, Matter, SlotSwap

BOOK = Path(__file__).resolve().parents[2] / "duties" / "rulebooks" / "r01.yaml"
NAMES = {
    "cadre": "陈晓明",
    "secretary": "王志强",
    "leader": "李建国",
    "petition_clerk": "赵秀英",
    "personnel": "孙丽华",
    "organisation_admin": "周国平",
    "auditor": "吴正义",
    "system_admin": "郑海涛",
}
ROLES = tuple(NAMES)
# Those on whom the regulation on contact points lays duties.
POSITIONS: dict[str, dict[str, str]] = {
    "secretary": {"title": "党委书记", "position": "head", "rank": "township_head"},
    "leader": {"title": "党委副书记", "position": "leadership_member", "rank": "township_deputy"},
    "cadre": {"title": "副镇长", "position": "leadership_member", "rank": "township_deputy"},
}


@dataclass(frozen=True)
class Scene:
    """`users` by role; `county` is the top of the tree, `town` has a village below it."""

    county: Unit
    town: Unit
    village: Unit
    users: dict[str, User]
    today: datetime.date


def build_scene(*, is_whole: bool = False) -> Scene:
    """Writes the rows that most tests need; `is_whole`: one of every kind that has a page, which takes ten times as
    long. Dates are relative to today."""
    today = clock.today()
    county = make.make_unit("江平县", kind=UnitKind.COUNTY)
    town = make.make_unit("河口镇", parent=county, kind=UnitKind.TOWNSHIP)
    village = make.make_unit("柳林村", parent=town, kind=UnitKind.VILLAGE)
    scene = Scene(county, town, village, _users(county, town), today)
    _organisation(scene)
    _invited(scene)
    _contacts(scene)
    _cards(scene)
    _duties(scene)
    _rotas(scene)
    _notices(scene)
    if is_whole:
        build_cases(scene)
        build_work(scene)
        build_assessments(scene)
    # Last of the logs, so that they stand first in the lists.
    _visits(scene)
    if is_whole:
        build_publication(scene)
        build_reports(scene)
    return scene


def _users(county: Unit, town: Unit) -> dict[str, User]:
    return {
        role: _user(role, name, unit=town if role == "secretary" else county, home=town) for role, name in NAMES.items()
    }


def _user(role: str, name: str, *, unit: Unit, home: Unit) -> User:
    """An auditor has no cadre; the plain cadre has no role."""
    held = POSITIONS.get(role, {"title": "干部"})
    cadre = None if role == "auditor" else make.make_cadre(name, unit=home, phone="13800000000", **held)
    return make.make_user(role, cadre=cadre, name=name, role="" if role == "cadre" else role, unit=unit)


def _organisation(scene: Scene) -> None:
    group = Group.objects.create(name="党员志愿服务队", kind=GroupKind.VOLUNTEER_TEAM, unit=scene.town)
    for number, cadre in enumerate(_cadres(scene)):
        GroupMembership.objects.create(group=group, cadre=cadre, is_convenor=number == 0, start=make.START)
        Leave.objects.create(cadre=cadre, kind=LeaveKind.OTHER, start=make.START, end=make.START)
    for role in ("personnel", "petition_clerk", "organisation_admin"):
        away = scene.users[role].cadre
        Secondment.objects.create(cadre=away, host=scene.village, work="驻村工作", start=make.START)
    Delegation.objects.create(
        principal=scene.users["leader"], deputy=scene.users["secretary"], start=make.START, end=make.START
    )
    OwnPeriod.objects.create(
        unit=scene.county, kind=OwnPeriodKind.SPECIAL, code="flood", name="防汛期", start=make.START, end=scene.today
    )
    OwnUnitKind.objects.create(code="workshop", name="车间")
    OwnUnitKind.objects.create(code="ward", name="病区", retired_on=scene.today)
    Festival.objects.create(
        unit=scene.county, code="spring", name="春节", basis=FestivalBasis.LUNAR, month=1, day=1, is_major=True
    )


def _invited(scene: Scene) -> None:
    """Two rounds in which nobody has come: one by letter, one with slips to be printed."""
    for way, role in ((InvitationWay.MAIL, "personnel"), (InvitationWay.SLIP, "petition_clerk")):
        made = {"made_by": scene.users["system_admin"], "made_at": clock.now(), "expires_on": scene.today}
        round_ = InvitationRound.objects.create(unit=scene.county, way=way, **made)
        Invitation.objects.create(round=round_, user=scene.users[role])


def _cadres(scene: Scene) -> list[Cadre]:
    return [user.cadre for user in scene.users.values() if user.cadre]


def _contacts(scene: Scene) -> None:
    cadre = scene.users["cadre"].cadre
    point = make.make_point("柳林村党群服务中心", unit=scene.village, phone="0575-82760011", address="柳林村一组")
    household = make.make_household("何春生", unit=scene.village, group_name="第三村民小组", size=4, hardship="因病")
    make.make_household("何春生", unit=scene.village, group_name="第三村民小组")
    make.make_resident("林小梅", unit=scene.village)
    make.make_pairing(cadre, point, unit=scene.town)
    draft = Arrangement.objects.create(
        unit=scene.town, year=scene.today.year + 1, title="干部联系点安排", addressee="各村、各单位"
    )
    make.make_pairing(cadre, point, unit=scene.town, arrangement=draft, start=datetime.date(draft.year, 1, 1))
    plan = HelpPlan.objects.create(
        household=household, unit=scene.town, cadre=cadre, cause="因病", start=make.START, end=scene.today
    )
    HelpMeasure.objects.create(plan=plan, text="联系县医院复诊", amount=800, due=scene.today)


def _cards(scene: Scene) -> None:
    """The cadre's card, kept at the point and, as it was before a change, with the household; and one of the town."""
    cadre, household = scene.users["cadre"].cadre, scene.village.households.first()
    make_style(scene.town)
    card = make_card(scene.town, cadre)
    make_card(scene.town, name="便民服务中心", phone="0575-82760001")
    make_issue(card, household, stale_since=scene.today)
    make_issue(card, scene.village.contact_points.get())


def _visits(scene: Scene) -> None:
    writer, cadre = scene.users["secretary"], scene.users["cadre"].cadre
    week_ago = scene.today - datetime.timedelta(7)
    point = scene.village.contact_points.get()
    log = make.make_log(cadre, writer.cadre, unit=scene.town, by=writer, day=scene.today, targets=(point,))
    Goods.objects.create(log=log, item="大米", quantity=2, measure="袋", amount=120)
    Matter.objects.create(log=log, text="村口路灯不亮。", unit=scene.town, unit_path=scene.town.path, due=scene.today)
    sheet = ContentFile(b"%PDF-1.4", name="a.pdf")
    Attachment.objects.create(
        log=log, file=sheet, name="登记表.pdf", content_type="application/pdf", size=8, added_at=log.recorded_at
    )
    make.make_log(cadre, unit=scene.town, by=writer, day=week_ago, state="withdrawn", withdrawn_reason="重复登记")


def _duties(scene: Scene) -> None:
    """The shipped regulation on contact points is in force, and what it lays on each cadre is worked out."""
    text = BOOK.read_text(encoding="utf-8")
    duties.load_rulebook(text, unit=scene.county, effective_from=make.START, by=None, at=clock.now(), on=make.START)
    duties.recompute(on=scene.today)


def _rotas(scene: Scene) -> None:
    """A day held by somebody else's log is missed, one is to come, and one leader asks another to exchange."""
    rota = make_rota(scene.town, is_public=True)
    people = [scene.users[role].cadre for role in ("secretary", "leader", "cadre")]
    days = [scene.today + datetime.timedelta(days=n) for n in (-1, 1, 2)]
    slots = [make_slot(rota, day, cadre) for day, cadre in zip(days, people, strict=True)]
    SlotSwap.objects.create(
        mine=slots[1],
        other=slots[2],
        asker=people[1],
        asked=people[2],
        reason="外出开会",
        asked_by=scene.users["leader"],
        asked_at=clock.now(),
    )


def _notices(scene: Scene) -> None:
    now = clock.now()
    for role, user in scene.users.items():
        InboxItem.objects.create(
            user=user, what=f"scene.{role}", title="本月走访尚差 1 次", body="请在月底前完成。", created_at=now
        )
    OutboxMessage.objects.create(
        what="scene", recipient=scene.users["cadre"], subject="提醒", text="请查看。", created_at=now, not_before=now
    )
    view = {"path": "/cadres/", "title": "干部", "query": "state=all", "name": "在职和离任", "unit": scene.county}
    SavedView.objects.create(user=scene.users["system_admin"], **view)
    audit.record("scene.built", scene.town, by=scene.users["system_admin"], at=now, unit_path=scene.town.path)
