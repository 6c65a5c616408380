"""A survey with known people and known answers; then every table is read, and nothing ties the one to the other.

Everybody here does what is worst for them: they log in, take their code, and answer at once in the same browser, one
after the other.
"""

import datetime
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.middleware import LAST_SEEN
from assessments.actions import surveys_closing
from assessments.models import AnswerSheet, AnswerToken, FreeText, Participant, Pool, Question, Slip, SurveyResult
from assessments.survey_codes import hash_of
from core import clock
from tests.assessments import reading_everything as reader
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import AT, draw, make_question, make_survey, open_survey

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = [f"选项{number}" for number in range(1, 9)]
SHEETS, TEXTS, TOKENS, SLIPS = (model._meta.db_table for model in (AnswerSheet, FreeText, AnswerToken, Slip))
PARTICIPANTS = Participant._meta.db_table
COUNTS = apps.get_model("petitions", "RequestCount")._meta.db_table


class Told:
    """What really happened, in order: who, with which code, chose what and wrote what."""

    def __init__(self, survey: Any, by: Any, clients: list[Client]):
        self.survey, self.by, self.clients = survey, by, clients
        self.codes: list[str] = []
        choice, text = survey.questions.all()
        self.fields = {"choice": f"q{choice.pk}", "text": f"q{text.pk}"}

    def take(self, number: int) -> None:
        page = self.clients[number].post(f"/assessments/surveys/{self.survey.pk}/take/")
        self.codes.append(page.context["code"])

    def answer(self, number: int) -> None:
        sent = {"code": self.codes[number], self.fields["choice"]: str(number + 1)}
        page = self.clients[number].post("/p/a/send/", {**sent, self.fields["text"]: written(number)})
        assert page.headers["Location"] == "/p/a/done/"


def written(number: int) -> str:
    return f"第{number}个人的意见"


@pytest.fixture
def told() -> Told:
    """Eight cadres are asked; the choices of the question are as many, so that each answer is known."""
    unit, today = make_unit("河口镇", kind="township"), clock.today()
    by = make_user(role="secretary", unit=unit)
    clients = []
    for number in range(8):
        user, client = make_user(f"member{number}", cadre=make_cadre(f"党员{number}", unit=unit)), Client()
        client.force_login(user)
        clients.append(client)
    survey = make_survey(unit, by, opens_on=today, closes_on=today + datetime.timedelta(9))
    make_question(survey, by, kind="single", text="选一项", options=OPTIONS)
    make_question(survey, by, kind="text", text="意见", is_required=False)
    survey = open_survey(draw(survey, by, register="cadres"), by)
    return Told(survey, by, clients)


@pytest.fixture
def answered(told: Told) -> Told:
    """Seven took their code and answered at once; the eighth took it and did not answer."""
    for number in range(7):
        told.take(number)
        told.answer(number)
    told.take(7)
    return told


def changed(before: dict[str, list[reader.Row]], after: dict[str, list[reader.Row]]) -> set[str]:
    return {table for table in after if reader.content(before[table]) != reader.content(after[table])}


# --- what is written at all


def test_taking_a_code_marks_the_participant_and_removes_a_slip_and_nothing_else(told: Told):
    told.clients[1].get("/assessments/surveys/")
    before = reader.everything()
    told.take(1)
    assert changed(before, reader.everything()) == {PARTICIPANTS, SLIPS}


def test_answering_writes_the_answer_and_removes_the_token_and_nothing_else(told: Told):
    """No session, no log-in, no audit entry, no notice, no letter, no once-key; how often an address asked within this
    hour is counted as everywhere on the people's pages, by a keyed hash."""
    told.take(0)
    told.clients[0].get(f"/p/a/{told.codes[0]}/")
    session = told.clients[0].session
    session[LAST_SEEN] -= 120
    session.save()
    before = reader.everything()
    told.answer(0)
    assert changed(before, reader.everything()) <= {SHEETS, TEXTS, TOKENS, COUNTS}


def test_nothing_is_said_of_an_answer_in_the_log(told: Told, caplog):
    caplog.set_level("DEBUG")
    told.take(0)
    told.answer(0)
    told.clients[0].get(f"/p/a/{told.codes[0]}/")
    said = caplog.text + "".join(
        str(record.__dict__) for record in caplog.records if not record.name.startswith("django.db")
    )
    assert told.codes[0] not in said
    assert written(0) not in said


# --- keys and columns


def test_answers_have_no_column_for_a_person_a_time_or_each_other():
    columns = {model: {field.name for field in model._meta.concrete_fields} for model in (AnswerSheet, FreeText)}
    assert columns == {AnswerSheet: {"id", "pool", "answers"}, FreeText: {"id", "question", "text"}}
    assert {field.name for field in AnswerToken._meta.concrete_fields} == {"hash", "pool"}
    assert {field.name for field in Slip._meta.concrete_fields} == {"id", "pool", "code"}


def test_no_table_refers_to_answers_tokens_or_slips_and_they_only_to_pool_and_question():
    secret = {AnswerSheet, FreeText, AnswerToken, Slip}
    relations = [
        (model, field.related_model)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation
    ]
    assert [model for model, target in relations if target in secret] == []
    assert {target for model, target in relations if model in secret} == {Pool, Question}


# --- the whole database, with the keys


def test_no_value_of_an_answer_stands_in_any_other_table(answered: Told):
    """Keys, ciphertexts, what was written, codes and their hashes: each of them would join an answer to a row."""
    all_rows = reader.everything()
    secrets = {str(row.columns[name]) for table in (SHEETS, TEXTS) for row in all_rows[table] for name in ("id",)}
    secrets |= {row.columns["answers"] for row in all_rows[SHEETS]} | {row.columns["text"] for row in all_rows[TEXTS]}
    secrets |= {written(number) for number in range(7)}
    secrets |= set(answered.codes[:7]) | {hash_of(code) for code in answered.codes[:7]}
    plain = {secret.replace("-", "").lower() for secret in secrets}
    for table, rows in all_rows.items():
        if table not in (SHEETS, TEXTS):
            found = [word for row in rows for word in plain if word in reader.words_of(row)]
            assert found == [], table


def test_a_sheet_and_a_text_have_nothing_in_common(answered: Told):
    all_rows = reader.everything()
    sheets = {value for row in all_rows[SHEETS] for value in (row.columns["id"], row.columns["answers"])}
    texts = {value for row in all_rows[TEXTS] for value in (row.columns["id"], row.columns["text"])}
    assert not sheets & texts
    assert len({row.columns["pool_id"] for row in all_rows[SHEETS]}) == 1


def test_no_answer_says_when_it_was_written(answered: Told):
    """The time in clear that an encrypted value begins with is the same for all: none."""
    all_rows = reader.everything()
    values = [row.columns["answers"] for row in all_rows[SHEETS]] + [row.columns["text"] for row in all_rows[TEXTS]]
    assert {reader.time_of_token(value) for value in values} == {0}


def test_the_order_of_storage_is_that_of_random_keys_which_are_new_with_each_answer(told: Told):
    seen: set[str] = set()
    for number in range(7):
        told.take(number)
        told.answer(number)
        for table in (SHEETS, TEXTS):
            keys = [str(row.columns["id"]) for row in reader.rows_of(table)]
            assert keys == sorted(keys)
            assert len(keys) == number + 1
            assert not seen & set(keys)
            seen |= set(keys)


def test_tokens_and_slips_lie_in_the_order_of_what_is_random_in_them(told: Told):
    tokens = [row.columns["hash"] for row in reader.rows_of(TOKENS)]
    slips = reader.rows_of(SLIPS)
    assert tokens == sorted(tokens)
    assert [str(row.columns["id"]) for row in slips] == sorted(str(row.columns["id"]) for row in slips)
    # The n-th slip is not the one of the n-th token.
    hashes = [hash_of(slip.code) for slip in Slip.objects.order_by("pk")]
    assert sorted(hashes) == tokens
    assert hashes != tokens


def test_no_transaction_wrote_an_answer_and_anything_of_a_person(answered: Told):
    """On PostgreSQL every row says which transaction wrote it. All sheets of a pool say the same one, that of the last
    answer, and no other table has it; so do the texts."""
    all_rows = reader.everything()
    for table in (SHEETS, TEXTS):
        assert len({row.written_by for row in all_rows[table]}) == 1
    if connection.vendor == "postgresql":
        writers = {row.written_by for table in (SHEETS, TEXTS) for row in all_rows[table]}
        others = {row.written_by for table, rows in all_rows.items() if table not in (SHEETS, TEXTS) for row in rows}
        assert not writers & others


def test_taking_a_code_wrote_nothing_on_the_token(answered: Told):
    """The token left over belongs to the one who took a code and did not answer; nothing says so."""
    all_rows = reader.everything()
    assert len(all_rows[TOKENS]) == 1
    taken = {row.written_by for row in all_rows[PARTICIPANTS]}
    assert connection.vendor == "sqlite" or not taken & {row.written_by for row in all_rows[TOKENS]}


def test_who_answered_looks_like_who_did_not(answered: Told):
    """Participants differ by who they are and by nothing else."""
    rows = reader.rows_of(PARTICIPANTS)
    rest = [{name: row.columns[name] for name in row.columns if name not in ("id", "cadre_id")} for row in rows]
    assert len(rows) == 8
    assert all(row == rest[0] for row in rest)


def test_no_number_of_anything_grows_with_a_persons_answer(answered: Told):
    """Rows that name a person, or stand under their name, are as many for who answered as for who did not."""
    all_rows = reader.everything()
    cadres = list(Participant.objects.order_by("pk").values_list("cadre", "cadre__user"))
    counts = []
    for cadre, user in cadres:
        named = [
            (table, sum(_names(row, cadre, user) for row in rows))
            for table, rows in all_rows.items()
            if table != COUNTS
        ]
        counts.append([entry for entry in named if entry[1]])
    assert all(count == counts[0] for count in counts)


def _names(row: reader.Row, cadre: int, user: int) -> bool:
    """Whether a row belongs to the person, by any column that can."""
    keys = {"cadre_id": cadre, "user_id": user, "actor_id": user, "recipient_id": user, "on_behalf_of_id": user}
    return any(row.columns.get(name) == key for name, key in keys.items())


# --- after the end


def test_after_publication_no_sheet_is_left_and_no_figure_is_of_fewer_than_five(answered: Told):
    survey = surveys_closing.close_survey(answered.survey, by=answered.by, at=AT)
    assert sorted(json.loads(sheet.answers)[answered.fields["choice"]] for sheet in AnswerSheet.objects.all()) == [
        str(number) for number in range(1, 8)
    ]
    surveys_closing.publish_survey(survey, by=answered.by, at=AT)
    all_rows = reader.everything()
    assert (all_rows[SHEETS], all_rows[TOKENS], all_rows[SLIPS]) == ([], [], [])
    assert {row.answers for row in SurveyResult.objects.all()} == {7}
    keys = [str(row.columns["id"]) for row in all_rows[TEXTS]]
    assert keys == sorted(keys)
