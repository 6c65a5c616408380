"""Sheets on paper: two clerks enter each, what they agree on counts, nothing of who or when is left (R9)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from assessments.actions import paper, surveys_answering, surveys_closing
from assessments.actions.paper import Entered
from assessments.models import AnswerSheet, AnswerToken, FreeText, PaperEntry, Participant, Slip
from assessments.selectors.paper import differences, progress_of, readings_of
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories_assessments_paper import codes, enter, make_appraisal, read
from tests.factories_assessments_surveys import AT, LAST_DAY, TODAY, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_appraisal()


@pytest.fixture
def code(scene):
    return codes(scene)[0]


def test_a_sheet_counts_when_two_clerks_read_the_same(scene, code):
    assert enter(scene, code, scene.keeper, ["excellent", "qualified"], "路灯 坏了。") == Entered.WAITS
    assert not AnswerSheet.objects.exists()
    assert enter(scene, code, scene.other, ["excellent", "qualified"], "路灯坏了") == Entered.COUNTS
    assert AnswerSheet.objects.count() == FreeText.objects.count() == 1
    assert not PaperEntry.objects.exists()
    assert AnswerToken.objects.count() == 5


def test_one_clerk_does_not_enter_a_sheet_twice(scene, code):
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    with pytest.raises(DomainError) as refused:
        enter(scene, code, scene.keeper, ["excellent", "qualified"])
    assert refused.value.field == "code"
    assert not AnswerSheet.objects.exists()


def test_what_was_read_differently_is_shown_and_settled_with_the_paper(scene, code):
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    assert enter(scene, code, scene.other, ["excellent", "unqualified"]) == Entered.DIFFERS
    (entry,) = progress_of(scene.survey, scene.third).differing
    (difference,) = differences(scene.pool, *readings_of(entry))
    assert (difference.label, set(difference.readings)) == ("总体评价 李秀英", {"合格", "不合格"})
    seen = read(scene.survey, ["excellent", "unqualified"])
    paper.settle_sheet(entry, **seen, by=scene.third, on=TODAY)
    assert AnswerSheet.objects.count() == 1
    assert not PaperEntry.objects.exists()
    with pytest.raises(DomainError):
        paper.settle_sheet(entry, **seen, by=scene.third, on=TODAY)


def test_a_third_entry_is_refused_while_two_differ(scene, code):
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    enter(scene, code, scene.other, ["excellent", "excellent"])
    with pytest.raises(DomainError):
        enter(scene, code, scene.third, ["excellent", "qualified"])


def test_two_readings_that_were_of_two_sheets_are_forgotten(scene, code):
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    enter(scene, code, scene.other, ["excellent", "excellent"])
    paper.drop_entries(PaperEntry.objects.first(), by=scene.third, on=TODAY)
    assert not PaperEntry.objects.exists()
    assert enter(scene, code, scene.keeper, ["excellent", "qualified"]) == Entered.WAITS


def test_a_blank_stays_a_blank_and_the_rest_counts(scene, code):
    for clerk in (scene.keeper, scene.other):
        enter(scene, code, clerk, ["", "qualified"])
    assert AnswerSheet.objects.count() == 1


@pytest.mark.parametrize("wrong", ["7K2M-9QXA-4TBE", ""])
def test_a_code_that_is_none_is_refused(scene, wrong):
    with pytest.raises(DomainError) as refused:
        enter(scene, wrong, scene.keeper, ["excellent", "qualified"])
    assert refused.value.field == "code"


def test_a_code_that_was_used_on_the_web_is_not_entered_and_takes_its_entry_with_it(scene, code):
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    send(code, ["excellent", "qualified"])
    assert not PaperEntry.objects.exists()
    with pytest.raises(DomainError):
        enter(scene, code, scene.other, ["excellent", "qualified"])


def test_a_choice_that_is_none_is_refused(scene, code):
    with pytest.raises(DomainError):
        enter(scene, code, scene.keeper, ["superb", "qualified"])
    assert not PaperEntry.objects.exists()


def test_nothing_is_entered_after_the_last_day_or_by_who_may_not(scene, code):
    seen = read(scene.survey, ["excellent", "qualified"])
    with pytest.raises(DomainError):
        late = LAST_DAY + datetime.timedelta(1)
        paper.enter_sheet(scene.survey, code=code, **seen, by=scene.keeper, on=late)
    for user in (scene.auditor, scene.stranger, scene.member_user):
        with pytest.raises(PermissionDenied):
            paper.enter_sheet(scene.survey, code=code, **seen, by=user, on=TODAY)


def test_who_is_assessed_neither_prints_codes_nor_enters_sheets(scene):
    with pytest.raises(PermissionDenied):
        surveys_answering.hand_out(scene.pool, to_all=True, by=scene.head_user, at=AT)
    assert Slip.objects.count() == 6
    code = codes(scene)[0]
    with pytest.raises(PermissionDenied):
        enter(scene, code, scene.head_user, ["excellent", "qualified"])


def test_codes_are_given_out_in_batches_and_each_participant_is_given_one():
    scene = make_appraisal(12)
    first = surveys_answering.hand_out(scene.pool, to_all=True, most=6, by=scene.keeper, at=AT)
    rest = surveys_answering.hand_out(scene.pool, to_all=True, most=6, by=scene.keeper, at=AT)
    assert (len(first.codes), len(rest.codes)) == (6, 6)
    assert len({*first.codes, *rest.codes}) == 12
    assert {*first.participants, *rest.participants} == set(Participant.objects.all())
    with pytest.raises(DomainError):
        surveys_answering.hand_out(scene.pool, to_all=True, by=scene.keeper, at=AT)


def test_nobody_is_given_a_code_alone_by_which_their_sheet_would_be_known():
    scene = make_appraisal(11)
    with pytest.raises(DomainError, match="至少发放5份"):
        surveys_answering.hand_out(scene.pool, to_all=True, most=1, by=scene.keeper, at=AT)
    assert Slip.objects.count() == 11
    first = surveys_answering.hand_out(scene.pool, to_all=True, most=6, by=scene.keeper, at=AT)
    last = surveys_answering.hand_out(scene.pool, to_all=True, most=1, by=scene.keeper, at=AT)
    assert (len(first.codes), len(last.codes)) == (6, 5)


def test_fewer_than_five_who_would_be_left_come_along(scene):
    handed = surveys_answering.hand_out(scene.pool, to_all=True, most=5, by=scene.keeper, at=AT)
    assert len(handed.codes) == 6


def test_sheets_that_were_entered_once_are_void_at_closing(scene, code):
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    surveys_closing.close_survey(scene.survey, by=scene.keeper, at=AT)
    assert not PaperEntry.objects.exists()


def test_entering_leaves_no_line_in_the_audit_trail(scene, code):
    before = AuditEntry.objects.count()
    for clerk in (scene.keeper, scene.other):
        enter(scene, code, clerk, ["excellent", "qualified"], "路灯坏了。")
    assert AuditEntry.objects.count() == before


def test_progress_says_what_waits_for_whom(scene):
    first, second, *_rest = codes(scene)
    enter(scene, first, scene.keeper, ["excellent", "qualified"])
    enter(scene, second, scene.other, ["excellent", "qualified"])
    seen = progress_of(scene.survey, scene.keeper)
    assert (seen.once, seen.for_me, seen.differing) == (2, 1, [])
    assert [pool.waiting for pool in seen.pools] == [0]
