"""A sheet on paper leaves no more than one on the web: nothing of who printed, entered or filled it in."""

import json

import pytest
from django.apps import apps

from assessments.actions import paper, surveys_answering
from assessments.models import AnswerSheet, AnswerToken, FreeText, PaperEntry, Participant, Slip
from assessments.survey_codes import hash_of
from core.models import AuditEntry
from tests.assessments import reading_everything as reader
from tests.factories_assessments_paper import codes, enter, make_appraisal, read
from tests.factories_assessments_surveys import AT, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
SHEETS, TEXTS, TOKENS, SLIPS, ENTRIES, PARTICIPANTS, TRAIL = (
    model._meta.db_table for model in (AnswerSheet, FreeText, AnswerToken, Slip, PaperEntry, Participant, AuditEntry)
)
WRITTEN = "食堂的汤凉了"
VALUES = ["excellent", "unqualified"]


@pytest.fixture
def scene():
    return make_appraisal()


def changed(before, after):
    return {table for table in after if reader.content(before[table]) != reader.content(after[table])}


def test_printing_marks_participants_removes_slips_and_is_on_record_by_number_only(scene):
    before = reader.everything()
    handed = surveys_answering.hand_out(scene.pool, to_all=True, most=3, by=scene.keeper, at=AT)
    assert changed(before, reader.everything()) == {PARTICIPANTS, SLIPS, TRAIL}
    said = json.dumps(AuditEntry.objects.latest("pk").data, ensure_ascii=False)
    secrets = [*handed.codes, *map(hash_of, handed.codes), *map(str, handed.participants)]
    assert [secret for secret in secrets if secret in said] == []


def test_the_order_of_printing_is_that_of_random_keys(scene):
    keys = {slip.code: slip.pk for slip in Slip.objects.all()}
    printed = codes(scene)
    assert [keys[code] for code in printed] == sorted(keys.values())
    assert all(key.version == 4 for key in keys.values())


def test_a_sheet_that_waits_for_the_second_clerk_is_one_row_without_a_time(scene):
    code = codes(scene)[0]
    before = reader.everything()
    enter(scene, code, scene.keeper, VALUES, WRITTEN)
    assert changed(before, reader.everything()) == {ENTRIES}
    columns = {field.name for field in PaperEntry._meta.concrete_fields}
    assert columns == {"id", "survey", "token", "entered_by", "content"}


def test_what_was_read_is_encrypted_while_it_waits(scene):
    enter(scene, codes(scene)[0], scene.keeper, VALUES, WRITTEN)
    (row,) = reader.everything()[ENTRIES]
    assert not [value for value in row.columns.values() if WRITTEN in str(value) or "unqualified" in str(value)]


@pytest.mark.parametrize("settled", [False, True])
def test_a_sheet_that_counts_leaves_the_answer_and_nothing_of_the_clerks(scene, settled):
    code = codes(scene)[0]
    before = reader.everything()
    enter(scene, code, scene.keeper, VALUES, WRITTEN)
    if settled:
        enter(scene, code, scene.other, ["excellent", "excellent"], WRITTEN)
        seen = read(scene.survey, VALUES, WRITTEN)
        paper.settle_sheet(PaperEntry.objects.first(), **seen, by=scene.third, on=TODAY)
    else:
        enter(scene, code, scene.other, VALUES, WRITTEN)
    after = reader.everything()
    assert changed(before, after) == {SHEETS, TEXTS, TOKENS}
    assert after[ENTRIES] == []
    everything = str([row.columns for rows in after.values() for row in rows])
    assert hash_of(code) not in everything


def test_no_table_refers_to_an_entry(scene):
    relations = (field for model in apps.get_models() for field in model._meta.concrete_fields if field.is_relation)
    assert [field for field in relations if field.related_model is PaperEntry] == []
