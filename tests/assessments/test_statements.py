"""Year-end statements: drafted from the records, figures that follow them until it is handed in (R10.7)."""

import datetime
import io

import pytest

from accounts.models import Position
from assessments.actions import statements as actions
from assessments.models import SectionCode, Statement
from assessments.selectors.statements import figures_of, plain_sections, records_of, sections_of
from assessments.statement_figures import FIGURES, About, values
from assessments.statement_text import filled, with_codes, with_names
from core.errors import DomainError
from core.models import InboxItem
from petitions.models import Party, Sponsorship
from tests.factories import make_cadre, make_household, make_log, make_pairing, make_unit, make_user
from tests.factories_petitions import AT, make_case
from visits.models import Goods, LogState, Matter, MatterState

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture
def town():
    return make_unit("青山镇", kind="township")


@pytest.fixture
def leader(town):
    cadre = make_cadre("王镇长", unit=town, title="镇长", position=Position.HEAD, start=datetime.date(2025, 1, 1))
    return make_user("wang", cadre=cadre)


@pytest.fixture
def secretary(town):
    return make_user("li", cadre=make_cadre("李书记", unit=town), role="secretary", unit=town)


@pytest.fixture
def log(leader, town):
    return lambda day, **fields: make_log(leader.cadre, unit=town, by=leader, day=day, **fields)


@pytest.fixture
def year(leader, town, log):
    """Two home visits to one household with a matter each, a stay of three days that overlaps one of two, goods."""
    household = make_household("赵家", unit=town)
    make_pairing(leader.cadre, household, unit=town, category="hardship_household")
    first = log(datetime.date(2026, 3, 2), targets=(household,))
    log(datetime.date(2026, 4, 2), targets=(household,))
    log(datetime.date(2025, 12, 31), targets=(household,))
    log(datetime.date(2026, 7, 1), kind="stay", last_day=datetime.date(2026, 7, 3))
    log(datetime.date(2026, 7, 3), kind="stay", last_day=datetime.date(2026, 7, 4))
    Goods.objects.create(log=first, item="大米", amount="120.50")
    matter = {"log": first, "unit": town, "unit_path": town.path}
    Matter.objects.create(text="路灯不亮", **matter)
    Matter.objects.create(text="水压低", state=MatterState.SOLVED, solved_on=datetime.date(2026, 3, 9), **matter)
    Matter.objects.create(text="举报", sealed=True, **matter)


@pytest.fixture
def statement(leader, year):
    return actions.draft_statement(leader.cadre, year=YEAR, by=leader, at=AT)


def test_an_accusation_that_a_leader_is_in_charge_of_stands_in_no_figure(leader, town):
    for kind in ("complaint", "accusation"):
        Sponsorship.objects.create(case=make_case(unit=town, kind=kind), leader=leader.cadre, start=AT.date())
    accused = make_case(unit=town, kind="complaint")
    Party.objects.create(case=accused, cadre=make_cadre(unit=town), role="accused", declared_at=AT)
    Sponsorship.objects.create(case=accused, leader=leader.cadre, start=AT.date())
    assert values(About(leader.cadre, AT.year))["sponsored"] == values(About(town, AT.year))["sponsored"] == 1


def test_figures_are_those_of_the_year_and_count_each_day_once(leader, year):
    found = values(About(leader.cadre, YEAR))
    expected = {
        "visits": 4,
        "home_visits": 2,
        "reached": 1,
        "days_there": 4,
        "matters": 2,
        "solved": 1,
        "households": 1,
    }
    assert {code: found[code] for code in expected} == expected
    assert str(found["money"]) == "120.50"


def test_the_draft_says_what_the_records_say(statement):
    text = dict(plain_sections(statement, figures_of(statement)))
    assert "本人任青山镇镇长。" in text["基本情况"][0]
    assert "走访4次，其中入户走访2次，走访群众1户" in text["走访群众情况"][0]
    assert "慰问" not in text["走访群众情况"][0]
    assert text["包案情况"] == ["本年度没有承担包案任务。"]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_a_figure_is_the_number_of_records_that_its_link_lists(figure, statement, leader):
    found = records_of(statement, figure.code, leader)
    if figure.total is None:
        assert found.count == values(About(leader.cadre, YEAR))[figure.code]
    assert len(found.lines) + found.hidden == found.count


def test_a_figure_in_the_text_leads_to_its_records(statement):
    pieces = [piece for section in sections_of(statement, figures_of(statement)) for piece in section.pieces]
    assert ("4", "visits") in [(piece.text, piece.figure.code) for piece in pieces if piece.figure]


def test_a_draft_follows_the_records(statement, log):
    log(datetime.date(2026, 5, 5))
    assert figures_of(statement)["visits"] == 5


def texts(**more):
    return {"shortcomings": "走访不够均衡。", "plans": "多到边远村组。", **more}


@pytest.fixture
def submitted(statement, leader):
    actions.edit_statement(statement, texts=texts(commitments="无"), by=leader, at=AT)
    return actions.submit_statement(statement, by=leader, at=AT)


def test_handed_in_it_stays_as_it_was(submitted, leader, log):
    log(datetime.date(2026, 5, 5))
    submitted.refresh_from_db()
    assert figures_of(submitted)["visits"] == "4"
    with pytest.raises(DomainError, match="已经提交"):
        actions.edit_statement(submitted, texts=texts(), by=leader, at=AT)


def test_handing_in_is_the_written_section_that_the_regulation_asks_for(submitted, leader):
    assert submitted.log.kind.code == "summary"
    assert list(submitted.log.cadres.all()) == [leader.cadre]


def test_one_of_last_year_counts_for_last_year(leader):
    statement = actions.draft_statement(leader.cadre, year=2025, by=leader, at=AT)
    actions.edit_statement(statement, texts=dict.fromkeys(SectionCode.values, "无"), by=leader, at=AT)
    assert actions.submit_statement(statement, by=leader, at=AT).log.first_day == datetime.date(2025, 12, 31)


def test_an_empty_section_is_named(statement, leader):
    with pytest.raises(DomainError, match="下一步打算"):
        actions.edit_statement(statement, texts=texts(plans=" "), by=leader, at=AT)
        actions.submit_statement(statement, by=leader, at=AT)


def test_given_back_its_log_no_longer_counts(submitted, secretary, leader):
    held = submitted.log
    actions.return_statement(submitted, reason="请补充包案情况", by=secretary, at=AT)
    submitted.refresh_from_db()
    held.refresh_from_db()
    assert (submitted.state, submitted.log, held.state) == ("draft", None, LogState.WITHDRAWN)
    assert InboxItem.objects.filter(user=leader, what=f"statement:{submitted.pk}").count() == 1


def test_a_year_has_one_statement(statement, leader):
    with pytest.raises(DomainError, match="已经有了"):
        actions.draft_statement(leader.cadre, year=YEAR, by=leader, at=AT)
    assert Statement.objects.count() == 1


def test_no_year_to_come(leader):
    with pytest.raises(DomainError, match="本年度"):
        actions.draft_statement(leader.cadre, year=2027, by=leader, at=AT)


def test_marks_have_names_in_the_form_and_codes_in_the_row():
    assert with_names("走访{visits}次") == "走访{走访次数}次"
    assert with_codes("走访{走访次数}次{visits}") == "走访{visits}次{visits}"
    assert filled("走访{visits}次", {"visits": 3}) == "走访3次"


def test_a_mark_that_stands_for_nothing_is_refused_at_its_section(statement, leader):
    with pytest.raises(DomainError, match="进村次数") as refused:
        actions.edit_statement(statement, texts={"visits": "{进村次数}"}, by=leader, at=AT)
    assert refused.value.field == "visits"
    assert statement.sections.get(code="visits").text.startswith("全年")


def test_the_word_file_says_the_same_in_the_faces_of_official_papers(submitted):
    from docx import Document

    from assessments.exports.statements import statement_docx

    made = statement_docx(submitted, plain_sections(submitted, figures_of(submitted)))
    lines = Document(io.BytesIO(made)).paragraphs
    assert lines[0].text == "2026年度述职报告（联系群众部分）"
    assert "一、基本情况" in [line.text for line in lines]
    assert any("走访4次" in line.text for line in lines)
    assert lines[-1].text == "2026年11月20日"
