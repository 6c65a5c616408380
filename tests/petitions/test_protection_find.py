"""A case does not exist for whom it is about (tests/petitions/test_protection.py): nor does the search find it, or say
that there is something that it does not show."""

import pytest

from core.models import SearchEntry
from core.reindexing import reindex
from tests.petitions.secret import ADDRESS, NAME, PHONE, SECRET, enter

pytestmark = pytest.mark.django_db

WHO = (
    "accused",
    "accused unit",
    "below the accused unit",
    "superuser of the accused unit",
    "acting for the accused",
    "recused",
)
# The case by its text, by a longer piece of it, and by its number; the matter that it came from; whoever it names.
ASKED = (SECRET, f"{SECRET}：村里账目不清", "村里 账目", NAME, ADDRESS, PHONE)


@pytest.fixture(autouse=True)
def entries(scene):
    """Everything that can be searched, is: what is not found is kept from somebody, not missing."""
    written = {count.source.kind: count.written for count in reindex()}
    assert SearchEntry.objects.filter(kind="cases", grams__contains=SECRET).exists()
    assert SearchEntry.objects.filter(kind="matters", grams__contains=SECRET).exists()
    return written


def look(client, text, **more):
    """What is found, and how many links the page has."""
    page = client.get("/find/", {"q": text, **more})
    found = [shown.hit.title for group in page.context["groups"] for shown in group.hits]
    return found, page.content.count(b"<a ")


def titles(client, text, **more):
    return look(client, text, **more)[0]


def test_the_petition_office_finds_it(client, scene):
    """What follows can fail."""
    clerk = enter(client, scene.offices.clerk)
    assert titles(clerk, "账目不清") == [str(scene.matter), str(scene.case)]
    assert titles(clerk, scene.case.number) == [str(scene.case)]


@pytest.mark.parametrize("who", WHO)
def test_who_it_is_about_finds_nothing_and_sees_that_nothing_is_there(client, scene, who):
    user = enter(client, scene.hidden[who])
    assert titles(user, "清河") == ["清河县"], "they read everything else"
    nothing = look(user, "没有这样的话")
    assert nothing[0] == []
    for asked in (*ASKED, scene.case.number):
        assert look(user, asked) == nothing, f"{asked}: the page is not the one of a word that stands nowhere"
    for kind in ("cases", "matters", "visits"):
        assert titles(user, SECRET, kind=kind) == []


def test_who_heard_it_finds_the_matter_but_no_case(client, scene):
    heard = enter(client, scene.heard)
    assert titles(heard, "账目不清") == [str(scene.matter)]
    assert titles(heard, scene.case.number) == []


def test_nobody_finds_a_case_by_who_raised_it(client, scene):
    for user in (scene.offices.clerk, scene.offices.auditor):
        for asked in (NAME, PHONE, ADDRESS, "ahj"):
            assert titles(enter(client, user), asked) == [], (user, asked)
    assert not SearchEntry.objects.filter(grams__contains="号甲").exists()


def test_who_is_accused_by_name_only_stands_in_no_entry(scene):
    """Party.name and the reason of a recusal are for those who handle the case."""
    assert not SearchEntry.objects.filter(grams__contains="号某").exists()
    assert not SearchEntry.objects.filter(grams__contains="亲属").exists()


def test_heads_find_no_accusation(client, scene):
    leader = enter(client, scene.offices.leader)
    assert titles(leader, scene.case.number) == []


def test_the_case_was_noted_by_the_steps_that_wrote_it(entries):
    """Received, registered, recused …: writing its entry anew changed nothing."""
    assert entries["cases"] == 0
