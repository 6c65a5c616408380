"""A score sheet on its way: scored by the assessed and the scorer, confirmed, objected to, closed (R17.6)."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import confirming, objecting, scoring
from assessments.actions.scoring import Given, Refusals
from assessments.models import Evidence, ScoreSheet
from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from tests.factories import make_cadre, make_log, make_unit, make_user
from tests.factories_assessments_quarter import (
    OPENED,
    SELF_UNTIL,
    at,
    make_mine,
    make_quarter,
    make_sheet,
    sheet_of,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
# Monday 20 April 2026; five working days after it is Monday the 27th.
MONDAY = datetime.date(2026, 4, 20)
LAST = datetime.date(2026, 4, 27)


@pytest.fixture
def mine():
    return make_mine()


def given(*scores, reasons=()):
    reasons = dict(reasons)
    return {n: Given(Decimal(str(score)), reasons.get(n, "")) for n, score in enumerate(scores, 1)}


def by(user, day=OPENED):
    return {"by": user, "at": at(day)}


def refused(act, *args, match=None, **kwargs):
    """The refusal's fields; nothing was written."""
    before = state_of_everything()
    with pytest.raises(DomainError, match=match) as error, transaction.atomic():
        act(*args, **kwargs)
    assert state_of_everything() == before
    return [one.field for one in getattr(error.value, "errors", [error.value])]


def state_of_everything():
    sheets = list(ScoreSheet.objects.order_by("pk").values())
    scores = list(ScoreSheet.objects.order_by("pk", "scores").values("scores__score", "scores__self_score"))
    return sheets, scores, AuditEntry.objects.count(), InboxItem.objects.count(), Evidence.objects.count()


# --- self-score


def test_the_assessed_scores_themselves(mine):
    sheet = scoring.self_score(
        sheet_of(mine), scores={1: Decimal(8), 2: Decimal("7.5"), 3: Decimal(10)}, **by(mine.officer)
    )
    assert (sheet.state, sheet.self_total, sheet.total) == ("scoring", Decimal("25.5"), None)
    assert [entry.action for entry in sheet.entries.all()] == ["self_score"]


def test_every_mistake_in_a_self_score_is_told_at_once(mine):
    scores = {1: Decimal(11), 2: Decimal("7.3")}
    fields = refused(scoring.self_score, sheet_of(mine), scores=scores, **by(mine.officer))
    assert fields == ["score_1", "score_2", "score_3"]


def test_nobody_scores_themselves_for_another(mine):
    scores = {n: Decimal(1) for n in (1, 2, 3)}
    refused(scoring.self_score, sheet_of(mine), match="不能", scores=scores, **by(mine.colleague))


# --- score


def test_proposals_are_confirmed_as_they_are(mine):
    sheet = scoring.score_sheet(sheet_of(mine, "scoring"), scores=given(8, 8, 10), **by(mine.scorer))
    assert (sheet.state, sheet.total, sheet.band, sheet.reward) == ("confirming", Decimal(26), "合格", Decimal(0))
    assert InboxItem.objects.filter(user=mine.leader, step="confirming").exists()


def test_a_change_and_a_judged_deduction_need_a_reason(mine):
    sheet = sheet_of(mine, "scoring")
    fields = refused(scoring.score_sheet, sheet, scores=given(7, 9, 9), **by(mine.scorer))
    assert fields == ["reason_1", "reason_2", "reason_3"]
    reasons = {1: "一条不实", 2: "补交记录", 3: "迟到一次"}.items()
    scored = scoring.score_sheet(sheet, scores=given(7, 10, 9.5, reasons=reasons), **by(mine.scorer))
    assert scored.total == Decimal("26.5")
    assert scored.scores.get(criterion__number=3).reason == "迟到一次"


def test_band_and_reward_follow_the_total(mine):
    reasons = {1: "补交记录"}.items()
    sheet = scoring.score_sheet(sheet_of(mine, "scoring"), scores=given(9, 8, 10, reasons=reasons), **by(mine.scorer))
    assert (sheet.total, sheet.band, sheet.reward) == (Decimal(27), "优秀", Decimal(20))


def test_without_a_self_score_only_when_its_time_is_over(mine):
    sheet = sheet_of(mine)
    refused(scoring.score_sheet, sheet, match="自评截止", scores=given(8, 8, 10), **by(mine.scorer, SELF_UNTIL))
    scored = scoring.score_sheet(sheet, scores=given(8, 8, 10), **by(mine.scorer, SELF_UNTIL + DAY))
    assert scored.state == "confirming"


def test_a_form_that_somebody_overtook_is_refused(mine):
    sheet = sheet_of(mine, "scoring")
    scoring.score_sheet(sheet, scores=given(8, 8, 10), version=0, **by(mine.secretary))
    refused(scoring.score_sheet, sheet, match="已被他人修改", scores=given(8, 8, 8), version=0, **by(mine.scorer))


def test_the_database_keeps_scores_within_their_points(mine):
    line = sheet_of(mine).scores.first()
    line.score = Decimal(11)
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


# --- many at once


def quarter_of_three(mine):
    """Two sheets as proposed, and one whose officer judged themselves lower."""
    sheets = [sheet_of(mine, "scoring", cadre=make_cadre(unit=mine.shift)) for _n in range(3)]
    sheets[2].scores.filter(criterion__number=3).update(self_score=9)
    return sheets


def test_unchanged_proposals_are_scored_at_once(mine):
    one, two, _three = quarter_of_three(mine)
    assessment = one.assessment
    ready = scoring.unchanged(assessment, mine.scorer, on=OPENED)
    expected = {sheet.pk: sheet.expected for sheet in ready}
    assert expected == {one.pk: Decimal(26), two.pk: Decimal(26)}
    assert scoring.score_unchanged(assessment, expected=expected, **by(mine.scorer)) == 2
    one.refresh_from_db()
    assert (one.state, one.total, one.band, one.scored_by) == ("confirming", Decimal(26), "合格", mine.scorer)
    assert sorted(one.scores.values_list("score", flat=True)) == [8, 8, 10]
    assert one.entries.get().action == "score"


def test_none_is_scored_when_a_proposal_moved_since_the_preview(mine):
    one, two, _three = quarter_of_three(mine)
    expected = {one.pk: Decimal(26), two.pk: Decimal(25)}
    refused(scoring.score_unchanged, one.assessment, match="已有变化", expected=expected, **by(mine.scorer))
    refused(scoring.score_unchanged, one.assessment, match="已有变化", expected={}, **by(mine.scorer))


def test_the_number_of_statements_does_not_follow_the_number_of_sheets(mine, django_assert_max_num_queries):
    first = sheet_of(mine, "scoring")
    keys = [first.pk] + [sheet_of(mine, "scoring", cadre=make_cadre(unit=mine.shift)).pk for _n in range(30)]
    expected = dict.fromkeys(keys, Decimal(26))
    with django_assert_max_num_queries(25):
        scoring.score_unchanged(first.assessment, expected=expected, **by(mine.scorer))
    with django_assert_max_num_queries(20):
        confirming.confirm_sheets(first.assessment, keys=keys, **by(mine.leader))


def test_many_are_confirmed_at_once_or_none(mine):
    waiting = [sheet_of(mine, "confirming", cadre=make_cadre(unit=mine.shift)) for _n in range(2)]
    other = sheet_of(mine, "scoring")
    assessment = other.assessment
    keys = [sheet.pk for sheet in waiting]
    refused(confirming.confirm_sheets, assessment, match="重新核对", keys=[*keys, other.pk], **by(mine.leader))
    refused(confirming.confirm_sheets, assessment, match="重新核对", keys=keys, **by(mine.scorer))
    assert confirming.confirm_sheets(assessment, keys=keys, **by(mine.leader, MONDAY)) == 2
    assert set(assessment.sheets.filter(pk__in=keys).values_list("state", "objection_until")) == {("announced", LAST)}


# --- confirmed, sent back


def test_the_announcement_opens_the_time_for_an_objection(mine):
    sheet = confirming.confirm_sheet(sheet_of(mine, "confirming"), **by(mine.leader, MONDAY))
    assert (sheet.state, sheet.objection_until, sheet.confirmed_by) == ("announced", LAST, mine.leader)
    assert InboxItem.objects.get(user=mine.officer).url == sheet.get_absolute_url()


def test_what_is_sent_back_is_scored_again(mine):
    sheet = sheet_of(mine, "confirming")
    assert refused(confirming.send_back, sheet, reason=" ", **by(mine.leader)) == ["reason"]
    sheet = confirming.send_back(sheet, reason="第二项依据不足", **by(mine.leader))
    assert (sheet.state, sheet.sent_back) == ("scoring", "第二项依据不足")
    assert InboxItem.objects.filter(user=mine.scorer).exists()
    assert scoring.score_sheet(sheet, scores=given(8, 8, 10), **by(mine.scorer)).sent_back == ""


# --- seen, objected, ruled


def test_who_has_no_objection_closes_the_sheet(mine):
    sheet = objecting.see_sheet(sheet_of(mine, "announced"), **by(mine.officer, MONDAY))
    assert (sheet.state, sheet.closed_on, sheet.assessment.quarter) == ("closed", MONDAY, 1)


def test_an_objection_is_heard_on_the_last_day_and_not_after(mine):
    sheet = sheet_of(mine, "announced")
    assert refused(objecting.object_to, sheet, text="不符", **by(mine.officer, LAST + DAY)) == ["text"]
    assert refused(objecting.object_to, sheet, text=" ", **by(mine.officer, LAST)) == ["text"]
    sheet = objecting.object_to(sheet, text="第三项扣分没有依据", **by(mine.officer, LAST))
    assert sheet.state == "objected"
    assert InboxItem.objects.filter(user=mine.leader).exists()
    assert not InboxItem.objects.filter(user=mine.scorer).exists()


def test_what_an_objection_says_stands_in_no_notice_and_no_audit_entry(mine):
    objecting.object_to(sheet_of(mine, "announced"), text="内情如此", **by(mine.officer))
    said = [*InboxItem.objects.values_list("title", "body"), *AuditEntry.objects.values_list("label", "data")]
    assert "内情" not in str(said)


def test_an_upheld_objection_changes_the_named_scores_and_closes(mine):
    sheet = sheet_of(mine, "objected")
    scores = {3: Given(Decimal(10))}
    ruled = objecting.rule(sheet, is_upheld=True, ruling="扣分依据不足", scores=scores, **by(mine.leader))
    assert (ruled.state, ruled.total, ruled.is_upheld) == ("closed", Decimal(28), True)
    assert ruled.entries.get(action="rule").data == {"3": ["9.0", "10.0"]}


def test_a_ruling_says_what_it_does(mine):
    sheet = sheet_of(mine, "objected")
    ten, same = {3: Given(Decimal(10))}, {3: Given(Decimal(9))}
    refused(objecting.rule, sheet, is_upheld=True, ruling="成立", scores=same, **by(mine.leader))
    assert refused(objecting.rule, sheet, is_upheld=False, ruling="不成立", scores=ten, **by(mine.leader)) == [
        "is_upheld"
    ]
    assert refused(objecting.rule, sheet, is_upheld=True, ruling="", scores=ten, **by(mine.leader)) == ["ruling"]
    outside = {3: Given(Decimal(11))}
    assert refused(objecting.rule, sheet, is_upheld=True, ruling="成立", scores=outside, **by(mine.leader)) == [
        "score_3"
    ]
    refused(objecting.rule, sheet, is_upheld=True, ruling="成立", scores=ten, **by(mine.scorer))


def test_an_objection_that_is_not_upheld_leaves_the_scores(mine):
    ruled = objecting.rule(sheet_of(mine, "objected"), is_upheld=False, ruling="依据充分", scores={}, **by(mine.leader))
    assert (ruled.state, ruled.total, ruled.band) == ("closed", Decimal(27), "优秀")


# --- closing


def test_the_time_for_an_objection_runs_out_by_itself(mine):
    sheet = sheet_of(mine, "announced")
    assert objecting.expire(at=at(LAST), on=LAST) == 0
    assert objecting.expire(at=at(LAST + 30 * DAY), on=LAST + 30 * DAY) == 1
    sheet.refresh_from_db()
    assert (sheet.state, sheet.entries.get().by) == ("closed", None)


def test_a_quarter_is_closed_with_its_last_sheet(mine):
    one, two = sheet_of(mine, "announced"), sheet_of(mine, "announced", cadre=mine.colleague.cadre)
    objecting.see_sheet(one, **by(mine.officer))
    one.assessment.refresh_from_db()
    assert one.assessment.closed_on is None
    objecting.see_sheet(two, **by(mine.colleague))
    one.assessment.refresh_from_db()
    assert one.assessment.closed_on == OPENED


def test_a_leavers_sheet_is_closed_with_a_reason(mine):
    sheet = sheet_of(mine, "scoring")
    refused(objecting.close_leaver, sheet, match="仍在", reason="调离", **by(mine.scorer))
    mine.officer.cadre.posts.update(end=OPENED - DAY)
    assert refused(objecting.close_leaver, sheet, reason="", **by(mine.scorer)) == ["reason"]
    closed = objecting.close_leaver(sheet, reason="3月调离", **by(mine.scorer))
    assert (closed.state, closed.total, closed.band, closed.reward) == ("closed", 0, "", 0)


def test_a_closed_branch_has_left(mine):
    branch = make_unit("一支部", parent=mine.mine, kind="party_branch")
    sheet = make_sheet(make_quarter(mine.mine, subject="branch"), unit=branch, home=branch)
    assert not objecting.has_left(sheet, on=OPENED)
    branch.closed_on = OPENED
    branch.save()
    assert objecting.has_left(ScoreSheet.objects.get(pk=sheet.pk), on=OPENED)


def test_closing_keeps_the_records_behind_each_score(mine):
    day = datetime.date(2026, 2, 3)
    log = make_log(mine.officer.cadre, unit=mine.shift, by=mine.officer, day=day, kind="opinion_report")
    sheet = objecting.see_sheet(sheet_of(mine, "announced"), **by(mine.officer))
    kept = Evidence.objects.filter(score__sheet=sheet)
    assert set(kept.values_list("what", "object_id", "on", "counted")) == {("log", log.pk, day, True)}
    assert kept.count() == 2


EVERY_STEP = {
    "self_score": lambda sheet, **who: scoring.self_score(sheet, scores={n: Decimal(1) for n in (1, 2, 3)}, **who),
    "score": lambda sheet, **who: scoring.score_sheet(sheet, scores=given(1, 1, 1), **who),
    "confirm": confirming.confirm_sheet,
    "send_back": lambda sheet, **who: confirming.send_back(sheet, reason="改", **who),
    "see": objecting.see_sheet,
    "object": lambda sheet, **who: objecting.object_to(sheet, text="改", **who),
    "rule": lambda sheet, **who: objecting.rule(sheet, is_upheld=False, ruling="改", scores={}, **who),
    "close_leaver": lambda sheet, **who: objecting.close_leaver(sheet, reason="改", **who),
}


@pytest.mark.parametrize("step", EVERY_STEP)
def test_no_step_changes_a_closed_sheet(mine, step):
    sheet = sheet_of(mine, "closed")
    for user in (mine.officer, mine.scorer, mine.leader, make_user(is_superuser=True)):
        refused(EVERY_STEP[step], sheet, match="已归档", **by(user))


def test_nor_do_many_at_once_or_time(mine):
    sheet = sheet_of(mine, "closed")
    refused(scoring.score_unchanged, sheet.assessment, expected={sheet.pk: Decimal(26)}, **by(mine.scorer))
    refused(confirming.confirm_sheets, sheet.assessment, keys=[sheet.pk], **by(mine.leader))
    assert objecting.expire(at=at(LAST + 30 * DAY), on=LAST + 30 * DAY) == 0


def test_nothing_that_happens_afterwards_changes_a_closed_sheet(mine):
    log = make_log(
        mine.officer.cadre, unit=mine.shift, by=mine.officer, day=datetime.date(2026, 2, 3), kind="opinion_report"
    )
    sheet = objecting.see_sheet(sheet_of(mine, "announced"), **by(mine.officer))
    before = frozen(sheet)
    log.state, log.withdrawn_reason = "withdrawn", "误登"
    log.save()
    mine.officer.cadre.posts.update(unit=mine.mine)
    sheet.assessment.version.criteria.update(points=50)
    sheet.assessment.version.bands.update(reward=99)
    assert frozen(sheet) == before


def frozen(sheet):
    sheet = ScoreSheet.objects.get(pk=sheet.pk)
    scores = list(sheet.scores.values("points", "score", "proposed", "achieved", "required"))
    evidence = list(Evidence.objects.filter(score__sheet=sheet).values("what", "object_id", "on", "label", "counted"))
    return sheet.total, sheet.band, sheet.reward, sheet.home_id, scores, evidence


def test_all_mistakes_are_one_refusal():
    errors = [DomainError("一", field="a"), DomainError("二", field="b")]
    assert (Refusals(errors).message, Refusals(errors).field) == ("一", "a")
