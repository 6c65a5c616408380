"""Every figure equals the number of records that its link lists, and counts nothing that its reader may not open."""

from collections import defaultdict
from dataclasses import replace

import pytest

from reports.asking import Organised, Question
from reports.figures import ANNUAL, BY_CODE, FIGURES, GROUPS
from reports.rollup import records, rollup
from reports.rollup.sources import MEASURE_OF
from tests.factories_rollup import TODAY, YEAR

pytestmark = pytest.mark.django_db
ORGANISED = pytest.mark.parametrize("organised", Organised.values)


def asked_by(scene, name, organised=Organised.NOW):
    unit = scene.county if name in ("admin", "auditor") else scene.towns[1]
    return Question(unit, YEAR, organised), getattr(scene, name)


def test_each_figure_is_counted_somewhere_and_says_what_it_is_of():
    assert {figure.code for figure in FIGURES if not figure.rate_of} == set(MEASURE_OF)
    for figure in FIGURES:
        assert figure.group in GROUPS
        assert str(figure.definition).endswith("。"), figure.code
        assert set(figure.rate_of or ()) <= set(MEASURE_OF)
        assert (figure.style == "rate") == bool(figure.rate_of)


def test_the_annual_summary_has_the_columns_of_the_paper_form_in_their_order():
    names = "干部数 联系点 联系户 走访人次 走访户数 覆盖率 收集问题 办结数 办结率 满意率"
    more = "座谈会 谈心 接访 下访 约访 包案 承诺 兑现 志愿服务 办实事 慰问金额"
    assert [str(figure.name) for figure in ANNUAL] == [*names.split(), *more.split()]


@ORGANISED
@pytest.mark.parametrize("reader", ["admin", "auditor", "town_clerk", "accused"])
def test_every_figure_equals_what_its_link_lists(scene, reader, organised):
    question, user = asked_by(scene, reader, organised)
    found = rollup(question, reader=user, on=TODAY)
    for row in (found.total, *found.rows):
        for code in MEASURE_OF:
            listed = records(row.question, code, reader=user, on=TODAY, own=row.is_own)
            assert row.value(code) == listed.total, (row.unit, code)
            if row is found.total and not BY_CODE[code].is_money:
                assert listed.total == len(listed.queryset), code


def test_the_scene_has_something_of_everything(scene):
    question, auditor = asked_by(scene, "auditor")
    total = rollup(question, reader=auditor, on=TODAY).total
    assert [code for code in MEASURE_OF if not total.value(code)] == []


@ORGANISED
@pytest.mark.parametrize("reader", ["town_clerk", "accused"])
def test_a_reader_of_a_part_can_open_everything_that_is_counted(scene, reader, organised):
    question, user = asked_by(scene, reader, organised)
    opened = defaultdict(set)
    for code in MEASURE_OF:
        listed = records(question, code, reader=user, on=TODAY)
        for row in listed.queryset:
            opened[type(listed.opens(row))].add(listed.opens(row).pk)
    assert len(opened) >= 7
    for model, keys in opened.items():
        assert keys == set(model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)), model


def test_whom_a_case_is_about_counts_neither_the_case_nor_the_matter(scene):
    question, clerk = asked_by(scene, "town_clerk")
    _question, accused = asked_by(scene, "accused")
    for code in ("cases", "matters", "rated"):
        seen = records(question, code, reader=clerk, on=TODAY).queryset
        not_kept = records(question, code, reader=accused, on=TODAY).queryset
        assert set(not_kept.values_list("pk")) < set(seen.values_list("pk")), code


def test_ratings_of_matters_count_for_who_sees_no_cases_but_not_those_of_accusations(scene):
    question, admin = asked_by(scene, "admin")
    rated = records(question, "matters_rated", reader=admin, on=TODAY).queryset
    assert {matter.case.kind for matter in rated} == {"claim"}
    assert rollup(question, reader=admin, on=TODAY).total.value("satisfaction") is not None


def test_sealed_matters_count_for_nobody(scene):
    question, auditor = asked_by(scene, "auditor")
    assert not records(question, "matters", reader=auditor, on=TODAY).queryset.filter(sealed=True).exists()


def test_who_sees_no_cases_counts_none(scene):
    question, admin = asked_by(scene, "admin")
    total = rollup(question, reader=admin, on=TODAY).total
    assert not any(total.value(figure.code) for figure in FIGURES if figure.group == "cases")


def test_the_records_of_a_rate_are_those_of_its_numerator(scene):
    question, admin = asked_by(scene, "admin")
    rate, part = (records(question, code, reader=admin, on=TODAY) for code in ("done_rate", "done"))
    assert list(rate.queryset) == list(part.queryset)


def test_every_column_of_every_list_can_be_read(scene, django_assert_max_num_queries):
    question, auditor = asked_by(scene, "auditor")
    for code in MEASURE_OF:
        listed = records(question, code, reader=auditor, on=TODAY)
        with django_assert_max_num_queries(3):
            cells = [[getter(row) for _heading, getter in listed.columns] for row in listed.queryset]
        assert all(len(row) == len(listed.columns) for row in cells)


def test_rule_and_kind_narrow_their_own_figures_only(scene):
    question, admin = asked_by(scene, "admin")
    everything = rollup(question, reader=admin, on=TODAY).total
    narrowed = rollup(replace(question, rule="r01:9", kind="forum"), reader=admin, on=TODAY).total
    assert (narrowed.value("owed"), narrowed.value("logs")) == (0, everything.value("forums"))
    for code in ("forums", "talks", "matters", "goods", "households", "covered"):
        assert narrowed.value(code) == everything.value(code)
    same = rollup(replace(question, rule="r01:1"), reader=admin, on=TODAY).total
    assert same.value("owed") == everything.value("owed") > 0
