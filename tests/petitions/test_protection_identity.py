"""Who raised a matter is seen by those who handle it, every look is written down, and nobody scores anybody."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, models

from core.errors import DomainError
from core.models import AuditEntry, InboxItem, OutboxMessage
from petitions.actions import handling, people
from petitions.actions.identity import open_identity
from petitions.models import Case, IdentityView, Petitioner, Rating
from tests.addresses import addresses
from tests.petitions.secret import ADDRESS, NAME, PHONE, enter, everywhere

pytestmark = pytest.mark.django_db

IDENTITY = (NAME, PHONE, ADDRESS)


def opened(client, case, **data):
    return client.post(f"/petitions/{case.pk}/identity/", data)


# --- who sees it


@pytest.mark.either
def test_no_page_shows_it_before_it_is_asked_for(client, scene):
    """Everybody reads "信访人1" first (for the office: test_protection.py). The key of a person stands nowhere."""
    key = "k" * 64
    Petitioner.objects.update(person_key=key)
    answers = everywhere(enter(client, scene.offices.auditor), scene)
    assert "信访人1" in answers[scene.case.get_absolute_url()]
    assert [url for url, text in answers.items() if any(part in text for part in (*IDENTITY, key))] == []
    assert not IdentityView.objects.exists()


def test_a_handler_sees_it_and_the_look_is_written_down(client, scene):
    page = opened(enter(client, scene.offices.clerk), scene.case).content.decode()
    assert all(part in page for part in IDENTITY)
    look = IdentityView.objects.get()
    assert (look.user, look.case, look.reason) == (scene.offices.clerk, scene.case, "")


def test_somebody_else_says_why_before_anything_is_shown(client, scene):
    enter(client, scene.offices.auditor)
    refused = opened(client, scene.case).content.decode()
    assert not any(part in refused for part in IDENTITY)
    assert not IdentityView.objects.exists()
    page = opened(client, scene.case, reason="抽查办理情况").content.decode()
    assert NAME in page
    assert IdentityView.objects.get().reason == "抽查办理情况"


def test_when_the_look_cannot_be_written_down_nothing_is_shown(client, scene, monkeypatch):
    def fail(**fields):
        raise DatabaseError("disk full")

    monkeypatch.setattr(IdentityView.objects, "create", fail)
    client.raise_request_exception = False
    answer = opened(enter(client, scene.offices.clerk), scene.case)
    assert answer.status_code == 500
    assert not any(part in answer.content.decode() for part in IDENTITY)
    with pytest.raises(DatabaseError):
        open_identity(scene.case, by=scene.offices.clerk, at=scene.case.created_at)


def test_a_file_that_shows_it_is_opened_like_it(client, scene):
    scene.case.files.update(shows_identity=True)
    file = scene.case.files.first()
    enter(client, scene.offices.auditor)
    assert client.get(f"/petitions/files/{file.pk}/").status_code == 302
    client.post(f"/petitions/files/{file.pk}/open/", {"reason": ""})
    assert not IdentityView.objects.exists()
    answer = client.post(f"/petitions/files/{file.pk}/open/", {"reason": "抽查办理情况"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert IdentityView.objects.get().what == f"file:{file.pk}"


def test_no_file_lies_in_a_public_folder(client, scene, settings):
    assert settings.MEDIA_URL in ("", "/")
    file = scene.case.files.first()
    for url in (f"/{file.file.name}", f"/media/{file.file.name}", f"/files/{file.file.name}"):
        assert client.get(url).status_code in (302, 404)
        assert b"%PDF" not in enter(client, scene.offices.clerk).get(url).content
        client.logout()


def test_the_auditor_reads_who_looked(client, scene):
    opened(enter(client, scene.offices.clerk), scene.case)
    page = enter(client, scene.offices.auditor).get("/petitions/identity-log/").content.decode()
    assert "clerk" in page
    assert scene.case.number in page
    assert NAME not in page
    assert enter(client, scene.offices.town_leader).get("/petitions/identity-log/").status_code == 404


@pytest.mark.parametrize("who", ["accused", "accused unit", "superuser of the accused unit", "recused"])
def test_the_log_of_looks_tells_the_accused_nothing(client, scene, who):
    open_identity(scene.case, by=scene.offices.clerk, at=scene.case.created_at)
    assert not IdentityView.objects.visible_to(scene.hidden[who]).exists()
    assert scene.case.number not in enter(client, scene.hidden[who]).get("/petitions/identity-log/").content.decode()


def test_looks_are_never_edited(scene):
    open_identity(scene.case, by=scene.offices.clerk, at=scene.case.created_at)
    look = IdentityView.objects.get()
    for change in (look.save, look.delete, IdentityView.objects.all().delete, lambda: _update(IdentityView)):
        with pytest.raises(TypeError):
            change()


# --- where it never stands


def test_no_notice_no_letter_and_no_audit_entry_holds_it(scene):
    when = {"on": scene.today, "at": scene.case.created_at}
    people.add_information(scene.case, text="补充", by=None, **when)
    handling.urge(scene.case, reason="尽快办理", by=scene.offices.clerk, **when)
    for model in (InboxItem, OutboxMessage, AuditEntry):
        rows = str(list(model.objects.values()))
        assert model.objects.exists()
        assert not any(part in rows for part in IDENTITY), model


def test_it_is_encrypted_in_the_database(scene):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, address FROM petitions_petitioner")
        assert not any(part in str(cursor.fetchall()) for part in IDENTITY)


# --- ratings and scores


def test_nobody_edits_a_rating(scene):
    case = Case.objects.get()
    Case.objects.update(state="served")
    when = {"on": scene.today, "at": scene.case.created_at}
    people.rate(case, value="not", text="没有解决", by=None, **when)
    rating = Rating.objects.get()
    rating.value = "satisfied"
    for change in (rating.save, rating.delete, Rating.objects.all().delete, lambda: _update(Rating)):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(DomainError, match="自行评价"):
        people.rate(case, value="satisfied", text="", by=scene.offices.clerk, **when)
    assert Rating.objects.get().value == "not"


def _update(model):
    model.objects.update(case=None)


def test_no_address_edits_or_removes_a_rating():
    about = [address.name for address in addresses() if "rating" in address.name + address.route]
    assert about == ["petitions:public_rating"]


def test_nothing_scores_ranks_or_tracks_petitioners():
    """No field of theirs holds a number but their place in a group of five, and nothing refers to them."""
    numbers = (models.IntegerField, models.FloatField, models.DecimalField, models.DurationField, models.DateField)
    fields = [field for field in Petitioner._meta.get_fields() if isinstance(field, numbers)]
    assert {field.name for field in fields} == {"id", "position"}
    referring = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is Petitioner and model is not Case
    ]
    assert referring == []
    words = re.compile(r"score|rank|risk|blacklist|watch|visits_count|repeat_count|trouble", re.I)
    for model in (Petitioner, Case):
        assert not [field.name for field in model._meta.get_fields() if words.search(field.name)]


@pytest.mark.parametrize("name", ["entries", "letters", "ratings"])
def test_no_query_edits_or_removes_what_was_written_once(scene, name):
    rows = getattr(scene.case, name).all()
    with pytest.raises(TypeError):
        rows.update(case=None)
    with pytest.raises(TypeError):
        rows.delete()
