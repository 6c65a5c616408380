"""The second line that the product does not cross: a case never reaches the person or unit that it complains about,
nor who stepped back from it (articles 28, 30). Each test first makes what could leak (tests/petitions/secret.py)."""

import io

import openpyxl
import pytest
from django.urls import reverse

from core import audit
from core.models import AuditEntry, InboxItem, OutboxMessage
from petitions.actions import consulting, handing, handling, naming, notices
from petitions.models import (
    Case,
    CaseFile,
    Consultation,
    ConsultationOpinion,
    Decision,
    Handover,
    IdentityView,
    Letter,
    Petitioner,
    Reception,
    Topic,
    WorkSheet,
)
from tests.petitions.secret import ADDRESS, NAME, PHONE, SECRET, enter, everywhere
from visits.models import Matter, VisitLog
from visits.selectors import ledger_rows

pytestmark = pytest.mark.django_db

WHO = (
    "accused",
    "accused unit",
    "below the accused unit",
    "superuser of the accused unit",
    "acting for the accused",
    "recused",
)
# Walked over every address; the others differ from them only in how the querysets reach them, which is tested below.
WALKED = ("accused", "superuser of the accused unit", "acting for the accused", "recused")


@pytest.fixture
def enter_as(client, scene):
    return lambda who: enter(client, scene.hidden[who])


@pytest.mark.either
def test_whoever_may_see_the_case_finds_its_traces_where_the_others_are_tested(client, scene):
    """What follows can fail: the same walk finds the secret for the petition office. Who raised the matter it finds
    nowhere before it is asked for, and the key of a person not at all."""
    key = "k" * 64
    Petitioner.objects.update(person_key=key)
    answers = everywhere(enter(client, scene.offices.clerk), scene)
    found = {url for url, text in answers.items() if SECRET in text}
    case = scene.case.get_absolute_url()
    expected = {case, reverse("petitions:cases"), "/sheets/", "/topics/", "/decisions/", "/inbox/", "/"}
    assert expected <= found, expected - found
    assert "信访人1" in answers[case]
    assert [url for url, text in answers.items() if any(part in text for part in (NAME, PHONE, ADDRESS, key))] == []
    assert not IdentityView.objects.exists()


@pytest.mark.either
@pytest.mark.parametrize("who", WALKED)
def test_no_address_of_the_product_tells_the_accused_and_the_recused(enter_as, scene, who):
    answers = everywhere(enter_as(who), scene)
    assert len(answers) > 150
    assert [url for url, text in answers.items() if SECRET in text or scene.case.number in text] == []


@pytest.mark.parametrize("who", WHO)
def test_the_case_and_all_that_hangs_on_it_do_not_exist(enter_as, scene, who):
    client, case = enter_as(who), scene.case
    file, letter, handover = case.files.first(), case.letters.first(), case.handovers.first()
    for url in (
        case.get_absolute_url(),
        reverse("petitions:file", args=[file.pk]),
        reverse("petitions:identity_file", args=[file.pk]),
        reverse("petitions:letter", args=[letter.pk]),
        reverse("petitions:identity", args=[case.pk]),
        reverse("petitions:add_files", args=[case.pk]),
        *(reverse("petitions:step", args=[case.pk, action]) for action in ("urge", "note_progress", "rate", "close")),
        reverse("petitions:take", args=[handover.pk]),
    ):
        assert client.get(url).status_code in (404, 405), url
        sent = client.post(url, {"reason": "为了核对情况", "note": "x", "value": "not"})
        assert sent.status_code in (404, 405), url
    assert case.identity_views.count() == 0


@pytest.mark.parametrize("who", WHO)
def test_no_queryset_holds_it(client, scene, who):
    user = enter(client, scene.hidden[who]).get("/inbox/").wsgi_request.user
    for model in (Case, CaseFile, Letter, Handover, Topic, Decision, WorkSheet):
        assert model.objects.exists()
        assert not model.objects.visible_to(user).exists(), model
    assert not Reception.objects.visible_to(user).exclude(case=None).exists()
    assert not Matter.objects.visible_to(user).exists()


@pytest.mark.parametrize("who", WHO)
def test_no_count_and_no_search_tells_of_it(enter_as, scene, who):
    client = enter_as(who)
    for query in ("", f"?q={SECRET}", "?tab=all", f"?tab=all&q={scene.case.number}", "?kind=accusation&tab=all"):
        assert client.get(f"/petitions/{query}").context["count"] == 0, query
    for query in ("", f"?q={SECRET}"):
        assert client.get(f"/matters/{query}").context["count"] == 0
    assert client.get(f"/visits/?q={SECRET}").context["count"] == 0
    assert client.get("/visits/?mark=open").context["count"] == 0
    parts = {part.template.removeprefix("reports/home/"): part.data for part in client.get("/").context["home"].parts}
    waiting = parts.get("_waiting.html", [])
    assert [line for line in waiting if line.url.startswith(("/matters/", "/petitions/"))] == []
    queue = parts.get("_queue.html")
    assert queue is None or (queue.lines, queue.shown) == ([], [])
    assert "_inbox.html" not in parts


@pytest.mark.parametrize("who", WHO)
def test_no_notice_and_no_letter_is_shown_even_one_from_before(enter_as, scene, who):
    user = enter_as(who).get("/inbox/").wsgi_request.user
    assert InboxItem.objects.filter(user=user, title__contains=SECRET).exists()
    assert not InboxItem.objects.visible_to(user).filter(title__contains=SECRET).exists()
    assert OutboxMessage.objects.filter(subject__contains=SECRET).exists()
    assert not OutboxMessage.objects.visible_to(user).filter(subject__contains=SECRET).exists()


@pytest.mark.parametrize("who", WHO)
def test_nobody_of_them_is_told_of_a_step(scene, who):
    user = scene.hidden[who]
    InboxItem.objects.all().delete()
    when = {"by": scene.offices.clerk, "on": scene.today, "at": scene.case.created_at}
    handling.urge(scene.case, reason="尽快办理", **when)
    notices.tell(scene.case, "x", list(scene.hidden.values()), "%(number)s", at=scene.case.created_at)
    if who != "acting for the accused":
        assert not InboxItem.objects.filter(user=user).exists()


@pytest.mark.parametrize("who", WHO)
def test_the_audit_trail_keeps_it_from_them(enter_as, scene, who):
    user = enter_as(who).get("/audit/").wsgi_request.user
    assert AuditEntry.objects.filter(label__contains=SECRET).count() > 5
    assert not AuditEntry.objects.visible_to(user).filter(label__contains=SECRET).exists()
    assert AuditEntry.objects.filter(object_type="visits.matter").exists()
    assert not AuditEntry.objects.visible_to(user).filter(object_type="visits.matter").exists()


def test_the_auditor_and_the_petition_office_read_it_in_the_audit_trail(scene):
    for user in (scene.offices.auditor, scene.offices.clerk):
        assert AuditEntry.objects.visible_to(user).filter(object_type="petitions.case").exists()


def test_a_system_administrator_reads_no_petitions_in_the_audit_trail(client, scene):
    from tests.factories import make_user

    admin = make_user("admin", role="system_admin", unit=scene.offices.county)
    assert "信访" not in str(list(AuditEntry.objects.visible_to(admin).values_list("label", flat=True)))
    assert not AuditEntry.objects.visible_to(admin).filter(object_type__startswith="petitions.case").exists()


@pytest.mark.parametrize("who", WHO)
def test_the_ledger_as_a_workbook_leaves_it_out(enter_as, scene, who):
    answer = enter_as(who).post("/petitions/ledger/?tab=all", {"purpose": "报送联席会议"})
    text = answer.content.decode(errors="replace") if not answer.streaming else _cells(answer)
    assert SECRET not in text
    assert scene.case.number not in text


def test_the_ledger_of_the_office_holds_it(client, scene):
    answer = enter(client, scene.offices.clerk).post("/petitions/ledger/?tab=all", {"purpose": "报送联席会议"})
    assert SECRET in _cells(answer)


def _cells(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return str([[cell for row in sheet.iter_rows(values_only=True) for cell in row] for sheet in book])


def test_visits_hold_it_in_no_ledger_and_no_workbook(client, scene):
    """What became an accusation leaves the ledger of visits and the annual figures, whoever reads them."""
    (row,) = ledger_rows(VisitLog.objects.all())
    assert row.matters == ""
    answer = enter(client, scene.offices.leader).get(f"/reports/annual/?year={scene.today.year}")
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


def test_a_sealed_matter_is_left_to_those_who_heard_it_and_are_not_accused(client, scene):
    page = enter(client, scene.heard).get(scene.matter.get_absolute_url())
    assert SECRET in page.content.decode()
    assert SECRET in client.get(scene.log.get_absolute_url()).content.decode()
    for user in (scene.offices.leader, scene.offices.auditor, scene.hidden["accused"]):
        assert enter(client, user).get(scene.matter.get_absolute_url()).status_code == 404
        assert SECRET not in client.get(scene.log.get_absolute_url()).content.decode()


def test_who_steps_back_from_a_case_loses_the_matter_it_came_from(client, scene):
    assert enter(client, scene.heard).get(scene.matter.get_absolute_url()).status_code == 200
    when = {"by": scene.offices.clerk, "on": scene.today, "at": scene.case.created_at}
    naming.recuse(scene.case, cadre=scene.heard.cadre, reason="亲属关系", **when)
    assert client.get(scene.matter.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", WHO)
def test_who_is_hidden_from_it_cannot_take_a_step_even_with_the_case_in_hand(client, scene, who):
    from core.errors import DomainError

    user = enter(client, scene.hidden[who]).get("/inbox/").wsgi_request.user
    entries = scene.case.entries.count()
    with pytest.raises(DomainError):
        handling.note_progress(scene.case, note="x", by=user, on=scene.today, at=scene.case.created_at)
    assert scene.case.entries.count() == entries


def test_an_accused_unit_and_an_accused_cadre_cannot_be_given_the_case(scene):
    from core.errors import DomainError

    when = {"by": scene.offices.clerk, "on": scene.today, "at": scene.case.created_at}
    with pytest.raises(DomainError, match="回避"):
        handing.assign(scene.case, to=scene.offices.department, due=None, request="", **when)
    with pytest.raises(DomainError, match="回避"):
        naming.name_handlers(scene.case, cadres=[scene.hidden["accused"].cadre], **when)


def test_no_sheet_about_the_case_goes_to_an_accused_unit(scene):
    from core.errors import DomainError
    from petitions.actions.sheets import draft_sheet

    office, words = scene.offices, {"subject": "协助", "text": "请协助", "request": "三日内回复"}
    with pytest.raises(DomainError, match="回避"):
        draft_sheet(
            sender=office.county,
            receiver=office.department,
            due=scene.today,
            by=office.clerk,
            at=scene.case.created_at,
            case=scene.case,
            **words,
        )


def test_no_meeting_has_the_accused_carry_out_what_it_decides_on_the_case(scene):
    from core.errors import DomainError
    from petitions.actions.agenda import Decided, decide_topic

    topic, at = Topic.objects.get(), scene.case.created_at
    accused = scene.hidden["accused"].cadre
    for decided in (Decided("核查", scene.offices.department), Decided("核查", scene.offices.town, accused)):
        with pytest.raises(DomainError, match="回避"):
            decide_topic(topic, [decided], by=scene.offices.leader, at=at)


@pytest.mark.parametrize("what", ["sheet", "decision"])
def test_no_notice_about_what_hangs_on_the_case_is_shown(scene, what):
    row = WorkSheet.objects.get() if what == "sheet" else Decision.objects.get()
    user = scene.hidden["accused unit"]
    InboxItem.objects.create(user=user, what=f"{what}:{row.pk}", title=SECRET, created_at=scene.case.created_at)
    InboxItem.objects.create(user=user, what=f"{what}:99", title="另一件", created_at=scene.case.created_at)
    assert [item.title for item in InboxItem.objects.visible_to(user).filter(what__startswith=what)] == ["另一件"]


def test_what_was_put_to_a_meeting_before_it_was_a_case_is_kept_from_them_too(scene):
    """A topic about the matter alone: its notice and its traces are those of the case."""
    Topic.objects.update(case=None)
    decision, user = Decision.objects.get(), scene.hidden["accused unit"]
    at = scene.case.created_at
    InboxItem.objects.create(user=user, what=f"decision:{decision.pk}", title=SECRET, created_at=at)
    assert not InboxItem.objects.visible_to(user).filter(what__startswith="decision").exists()
    for row in (decision, decision.topic):
        audit.record("petitions.decide_topic", row, by=scene.offices.clerk, at=at, unit_path=scene.offices.county.path)
    assert not AuditEntry.objects.visible_to(user).filter(label__contains=SECRET).exists()


def test_the_number_of_opinions_on_a_plan_leaves_out_one_about_the_reader(client, scene):
    start, at = scene.today, scene.case.created_at
    plan = {"title": "方案", "text": "征求意见", "opens_on": start, "closes_on": start}
    asked = Consultation.objects.create(unit=scene.offices.county, created_by=scene.offices.clerk, **plan)
    consulting.give_opinion(asked, text="同意", is_anonymous=True, by=scene.heard, at=at)
    ConsultationOpinion.objects.create(consultation=asked, case=scene.case)
    for user, count in ((scene.offices.clerk, 2), (scene.hidden["accused"], 1)):
        enter(client, user)
        assert client.get(asked.get_absolute_url()).context["consultation"].count == count
        assert client.get(reverse("petitions:consultations")).context["object_list"][0].count == count
