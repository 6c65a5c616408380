"""What came of an appraisal: figures as counted, verdicts beside them, files that are circulated."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.actions import surveys_closing
from assessments.actions.verdicts import Decided, give_verdicts
from assessments.exports.circulation import circulation_pdf
from assessments.exports.survey_book import survey_book
from assessments.findings import findings
from assessments.models import SurveyResult, Verdict
from assessments.selectors.circulation import own_report, report_of
from assessments.selectors.contact_work import ContactWork, contact_work
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import make_log
from tests.factories_assessments_paper import codes, make_appraisal
from tests.factories_assessments_surveys import AT, TODAY, send

pytestmark = pytest.mark.django_db
# Of the head and of the member, by six people.
VOTES = [("excellent", "unqualified")] * 2 + [("excellent", "qualified")] * 3 + [("qualified", "qualified")]


@pytest.fixture
def scene():
    scene = make_appraisal()
    for code, votes in zip(codes(scene), VOTES, strict=True):
        send(code, list(votes))
    scene.survey = surveys_closing.close_survey(scene.survey, by=scene.keeper, at=AT)
    return scene


def report(scene):
    return report_of(scene.survey, SurveyResult.objects.all())


def decide(scene, grade, reason="", *, number=1, by=None):
    one = Decided(scene.subjects[number], grade, reason)
    return give_verdicts(scene.survey, [one], by=by or scene.third, at=AT)


def test_votes_and_shares_stand_by_whom_they_are_about(scene):
    head, member = report(scene).appraisal.lines[:2]
    assert [(share.votes, share.percent) for share in head.shares] == [(5, 83.3), (1, 16.7), (0, 0.0), (0, 0.0)]
    assert (head.majority, member.majority) == ({"excellent"}, {"qualified"})
    assert (report(scene).total.drawn, report(scene).total.percent) == (6, 100.0)


def test_a_verdict_that_departs_from_the_votes_says_why(scene):
    with pytest.raises(DomainError) as refused:
        decide(scene, "excellent")
    assert refused.value.field == f"reason-{scene.subjects[1].pk}"
    assert not Verdict.objects.exists()
    decide(scene, "excellent", "全年走访记录完整。")
    assert Verdict.objects.get().reason == "全年走访记录完整。"
    assert AuditEntry.objects.filter(action="assessments.give_verdicts").count() == 1


def test_a_verdict_as_most_voted_needs_no_reason_and_may_be_taken_back(scene):
    decide(scene, "qualified")
    assert Verdict.objects.get().decided_on == TODAY
    decide(scene, "")
    assert not Verdict.objects.exists()


def test_nobody_decides_on_themselves_and_nothing_changes_once_published(scene):
    with pytest.raises(PermissionDenied):
        decide(scene, "excellent", number=0, by=scene.head_user)
    for user in (scene.auditor, scene.stranger, scene.member_user):
        with pytest.raises(PermissionDenied):
            decide(scene, "qualified", by=user)
    surveys_closing.publish_survey(scene.survey, by=scene.keeper, at=AT)
    with pytest.raises(DomainError):
        decide(scene, "qualified")


def test_what_stands_out_is_said_by_thresholds_and_names_only_who_needs_attention(scene):
    good, bad = findings(report(scene))
    assert "2个对象中有1个的优秀、合格达到90%以上" in good
    assert bad.endswith("需要改进的有李秀英。")


def test_who_is_assessed_is_shown_their_own_line_only(scene):
    own = own_report(scene.survey, SurveyResult.objects.all(), [scene.member.pk])
    assert [line.name for table in own.tables for line in table.lines] == ["李秀英"]
    assert own.turnout == ()


def test_the_circulation_says_how_it_was_done_and_what_came_of_it(scene):
    decide(scene, "qualified")
    pages = PdfReader(io.BytesIO(circulation_pdf(report(scene), on=TODAY))).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    for part in ("关于2026年民主评议结果的通报", "应参加6人（户），收回有效票6份，回收率100.0%", "83.3%", "李秀英"):
        assert part in text


def test_the_workbook_holds_votes_shares_and_verdicts(scene):
    decide(scene, "excellent", "全年走访记录完整。")
    book = load_workbook(io.BytesIO(survey_book(report(scene), made_by="周国平", on=TODAY)))
    assert book.sheetnames == ["参加情况", "1 民主评议"]
    rows = [list(row) for row in book["1 民主评议"].iter_rows(min_row=3, max_row=5, values_only=True)]
    assert rows[0][:5] == ["序号", "姓名", "有效票", "优秀（票）", "优秀（%）"]
    assert rows[1][:4] == [1, "王建国", 6, 5]
    assert rows[2][1:3] + rows[2][-2:] == ["李秀英", 6, "优秀", "全年走访记录完整。"]


def test_nothing_is_told_of_fewer_than_five():
    scene = make_appraisal()
    for code in codes(scene)[:4]:
        send(code, ["excellent", "qualified"])
    scene.survey = surveys_closing.close_survey(scene.survey, by=scene.keeper, at=AT)
    told = report(scene)
    assert (told.total, [line.answers for line in told.appraisal.lines]) == (None, [None, None])
    book = load_workbook(io.BytesIO(survey_book(told, made_by="周国平", on=TODAY)))
    assert book["1 民主评议"]["D4"].value == "—"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(circulation_pdf(told, on=TODAY))).pages)
    assert "不足五份" in text
    assert "优秀" not in text
    decide(scene, "excellent")


def test_beside_the_votes_stands_what_the_records_say(scene):
    first, last = datetime.date(2026, 1, 1), TODAY
    make_log(scene.member, unit=scene.branch, by=scene.keeper, day=TODAY)
    make_log(scene.member, unit=scene.branch, by=scene.keeper, day=TODAY, kind="study")
    make_log(scene.member, unit=scene.branch, by=scene.keeper, day=TODAY, state="withdrawn", withdrawn_reason="重复")
    found = contact_work([scene.member.pk, scene.head.pk], first, last)
    assert found == {scene.member.pk: ContactWork(visits=1), scene.head.pk: ContactWork()}
