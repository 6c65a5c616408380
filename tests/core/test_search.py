"""Entries of the search, on either database."""

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Cadre, Unit
from core import search, search_index, sweeps
from core.models import SearchEntry
from core.reindexing import catch_up, reindex
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(word, kind="cadres"):
    return set(search.holding(kind, [word]).values_list("object_id", flat=True))


def test_an_entry_follows_its_row():
    cadre = make.make_cadre("张建国")
    assert found("建国") == set()
    search.note(cadre)
    assert found("建国") == found("zjg") == {cadre.pk}
    cadre.name = "张卫东"
    search.note(cadre)
    assert found("建国") == set()
    assert found("卫东") == {cadre.pk}
    search.forget(Cadre, [cadre.pk])
    assert found("卫东") == set()


def test_what_no_database_holds_is_no_word():
    assert search.words_of("中\x00国 \x00") == ["中", "国"]


def test_kinds_do_not_mix():
    unit = make.make_unit("建国镇")
    search.note(unit)
    assert found("建国", "units") == {unit.pk}
    assert found("建国", "cadres") == set()


def test_what_nobody_searches_is_skipped():
    search.note(make.make_user())
    assert not SearchEntry.objects.exists()


def test_many_are_written_in_one_statement(django_assert_num_queries):
    cadres = [make.make_cadre(f"王{number}") for number in range(5)]
    with django_assert_num_queries(1):
        search.note(*cadres)
    assert SearchEntry.objects.count() == 5


@pytest.mark.parametrize("word", ['"', "'; DROP", "路灯*", "(a OR b)", "a\x00b", "%_", "NOT", "^路灯", "\\"])
def test_no_word_is_read_as_a_question_to_the_database(word):
    words = search.words_of(word)
    assert list(search.holding("cadres", words)) == []


def test_rare_characters_are_found():
    cadre = make.make_cadre("𬭊𫖯𪩘")
    search.note(cadre)
    assert found("𫖯𪩘") == {cadre.pk}


def test_what_is_missing_is_written_and_what_is_left_over_goes():
    cadre = make.make_cadre("张建国")
    gone = SearchEntry.objects.create(kind="cadres", object_id=cadre.pk + 1, grams=" cadres 建国 ")
    counts = {count.source.kind: (count.written, count.deleted) for count in catch_up()}
    assert counts["cadres"] == (1, 1)
    assert found("建国") == {cadre.pk}
    assert not SearchEntry.objects.filter(pk=gone.pk).exists()
    assert sum(count.written + count.deleted for count in catch_up()) == 0


def test_the_night_catches_up(noon):
    cadre = make.make_cadre("张建国")
    sweeps.run("nightly", at=noon, on=noon.date())
    assert found("建国") == {cadre.pk}


def test_reindexing_writes_what_differs(capsys):
    cadre = make.make_cadre("张建国")
    catch_up()
    Cadre.objects.update(name="张卫东")
    catch_up()
    assert found("卫东") == set()
    call_command("reindex")
    assert "1" in capsys.readouterr().out
    assert found("卫东") == {cadre.pk}
    assert sum(count.written for count in reindex()) == 0


def test_a_table_that_was_written_anew_gets_its_index_back():
    cadre = make.make_cadre("张建国")
    search.note(cadre)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in search_index.TRIGGERS:
                cursor.execute(f"DROP TRIGGER {name}")
    Unit.objects.create(name="红星镇", kind="township")
    catch_up()
    search_index.ensure()
    assert found("红星", "units")
    assert found("建国") == {cadre.pk}


def test_words_are_few_and_short():
    assert search.words_of("  ＡＢ　路灯\n坏了 ") == ["ab", "路灯", "坏了"]
    assert len(search.words_of("一 " * 50)) == search.MOST_WORDS
    assert not search.is_enough(["灯", "a"])
    assert search.is_enough(["灯", "路灯"])


def test_names_that_begin_with_it_stand_first():
    unit = make.make_unit("张家镇")
    for name in ("于长江", "李张建", "张建军"):
        make.make_cadre(name, unit=unit)
    reindex()
    user = make.make_user("a", role="secretary", unit=unit)
    source = next(source for source in search.sources() if source.kind == "cadres")
    assert [cadre.name for cadre in search.find(source, user, ["张建"])] == ["张建军", "李张建"]
    assert [cadre.name for cadre in search.find(source, user, ["zj"])] == ["张建军", "于长江", "李张建"]
