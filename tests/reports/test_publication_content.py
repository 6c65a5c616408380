"""What is read off records for a public page, and what never is (R10.8): the data that could leak is made first."""

import datetime
from types import SimpleNamespace

import pytest

from assessments.models import Question, Survey, SurveyResult, SurveySubject
from contacts.models import Arrangement
from core.errors import DomainError
from core.periods import Period
from reports.actions import publication_steps as steps
from reports.actions import publication_writing as writing
from reports.figures import BY_CODE
from reports.publication import numbers
from reports.publication.checks import carried_by, words_of
from tests.factories import make_household, make_log, make_pairing, make_point, make_resident
from tests.factories_publication import AT, DAY, TODAY, make_edition
from tests.factories_rotas import make_rota

pytestmark = pytest.mark.django_db
Q1 = {"period_start": datetime.date(2026, 1, 1), "period_end": datetime.date(2026, 3, 31)}


def submitted(company, kind, **fields):
    fields = {"title": "数据", "text": "", "shown_from": TODAY} | fields
    edition = writing.write_item(company.page, kind=kind, **fields, by=company.writer, at=AT)
    return steps.submit_edition(edition, by=company.writer, at=AT)


# --- surveys


def make_survey(company, *, state="published"):
    survey = Survey.objects.create(
        unit=company.unit,
        unit_path=company.unit.path,
        kind="survey",
        title="职工满意度",
        opens_on=TODAY,
        closes_on=TODAY,
        drawn_on=TODAY,
        state=state,
        published_on=TODAY,
    )
    question = Question.objects.create(survey=survey, number=1, kind="satisfaction", text="对食堂是否满意")
    of_each = Question.objects.create(survey=survey, number=2, kind="grade", text="评议", is_of_each=True)
    person = SurveySubject.objects.create(
        survey=survey, number=1, kind="cadre", cadre=company.head.cadre, name="被评议的张三"
    )
    rows = [
        {"is_total": True, "drawn": 20, "answers": 12},
        {"question": question, "is_total": True, "answers": 12, "votes": {"very": 10, "not": 2}},
        {"question": question, "group": "采煤一队", "answers": 6, "votes": {"very": 6}},
        {"question": question, "group": "采煤二队", "answers": 6, "votes": {"very": 4, "not": 2}},
        {"question": of_each, "subject": person, "is_total": True, "answers": 12, "votes": {"excellent": 12}},
    ]
    for row in rows:
        SurveyResult.objects.create(survey=survey, **row)
    return survey


def test_of_a_survey_only_the_total_is_public(company):
    content = submitted(company, "survey", survey=make_survey(company)).content
    assert content["turnout"] == {"drawn": 20, "answers": 12}
    (question,) = content["questions"]
    assert question["cells"][0] == ["很满意", 10, 83.3]
    assert "采煤一队" not in str(content)
    assert "张三" not in str(content)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_results_that_were_not_published_do_not_become_so_here(company, state):
    survey = make_survey(company, state=state)
    with pytest.raises(DomainError):
        submitted(company, "survey", survey=survey)


def test_a_survey_that_nothing_may_be_shown_of_is_refused(company):
    survey = make_survey(company)
    survey.results.all().delete()
    with pytest.raises(DomainError):
        submitted(company, "survey", survey=survey)


# --- the annual arrangement


def make_arrangement(company, *, people, state="published"):
    row = Arrangement.objects.create(
        unit=company.unit,
        year=2026,
        title="联系安排",
        state=state,
        published_on=TODAY if state == "published" else None,
    )
    point = make_point("一号井口", unit=company.unit, head_name="李队长", phone="13811112222")
    given = {"unit": company.unit, "arrangement": row}
    make_pairing(company.head.cadre, point, **given)
    for number in range(people):
        household = make_household(f"何春生{number}", unit=company.unit)
        make_pairing(company.head.cadre, household, category="vulnerable_family", **given)
    make_pairing(company.head.cadre, make_resident("林小梅", unit=company.unit), category="staff_contact", **given)
    return row


def test_an_arrangement_names_leaders_and_points_and_nobody_else(company):
    edition = submitted(company, "arrangement", arrangement=make_arrangement(company, people=5))
    (row,) = edition.content["rows"]
    assert (row["name"], row["points"]) == ("干部head", ["一号井口"])
    assert edition.content["others"] == 6
    for hidden in ("何春生", "林小梅", "李队长", "13811112222"):
        assert hidden not in words_of(edition)


def test_fewer_than_five_are_not_even_counted(company):
    edition = submitted(company, "arrangement", arrangement=make_arrangement(company, people=3))
    assert edition.content["others"] is None


def test_a_draft_arrangement_is_not_public(company):
    with pytest.raises(DomainError):
        submitted(company, "arrangement", arrangement=make_arrangement(company, people=1, state="draft"))


def test_a_rota_that_is_not_public_is_refused(company):
    with pytest.raises(DomainError):
        submitted(company, "rota", rota=make_rota(company.unit, is_public=False))


def test_a_record_of_another_unit_is_not_published_here(company):
    with pytest.raises(DomainError):
        submitted(company, "rota", rota=make_rota(company.other, is_public=True))


# --- figures


def row_of(**values):
    return SimpleNamespace(value=values.get)


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        ("logs", {"logs": 12}, (12, False)),
        ("logs", {"logs": 0}, (0, False)),
        ("logs", {"logs": 4}, (None, True)),
        ("coverage", {"coverage": 0.5, "covered": 10, "households": 20}, (50, False)),
        ("coverage", {"coverage": 1.0, "covered": 4, "households": 4}, (None, True)),
        ("coverage", {"coverage": 0.1, "covered": 2, "households": 20}, (None, True)),
        ("coverage", {"coverage": None, "covered": 0, "households": 0}, (None, False)),
        ("satisfaction", {"satisfaction": 0.75, "matters_satisfied": 3, "matters_rated": 4}, (None, True)),
        ("goods", {"goods": 800, "visit_households": 3}, (None, True)),
        ("goods", {"goods": 800, "visit_households": 9}, ("800.00", False)),
        ("help_money", {"help_money": 800, "practical_help": 1}, (None, True)),
    ],
)
def test_figures_that_are_small_enough_to_tell_of_somebody_are_withheld(code, values, expected):
    assert numbers.publishable(BY_CODE[code], row_of(**values)) == expected


def test_figures_of_cases_are_not_on_offer(company):
    assert not {figure.group for figure in numbers.offered()} & {"cases", "duties"}
    for code in ("cases", "case_satisfaction", "nonsense"):
        with pytest.raises(DomainError):
            submitted(company, "figures", figures=[code], **Q1)


def test_figures_are_fixed_with_their_definition_and_day(company):
    for _number in range(6):
        make_log(company.head.cadre, unit=company.unit, by=company.writer, day=datetime.date(2026, 2, 3))
    edition = submitted(company, "figures", figures=["logs"], **Q1)
    (line,) = edition.content["lines"]
    assert (line["value"], line["withheld"], edition.frozen_on) == (6, False, TODAY)
    assert line["definition"] == str(BY_CODE["logs"].definition)
    make_log(company.head.cadre, unit=company.unit, by=company.writer, day=datetime.date(2026, 2, 4))
    steps.approve_edition(edition, has_checked=True, version=edition.version, by=company.head, at=AT)
    edition.refresh_from_db()
    assert edition.content["lines"] == [line]


def test_periods_that_are_not_over_or_overlap_are_refused(company):
    make_edition(company, kind="figures", figures=["logs"], **Q1)
    half = {"period_start": datetime.date(2026, 1, 1), "period_end": datetime.date(2026, 6, 30)}
    running = {"period_start": datetime.date(2026, 10, 1), "period_end": datetime.date(2026, 12, 31)}
    for period in (half, running):
        with pytest.raises(DomainError):
            submitted(company, "figures", figures=["logs"], **period)
    second = {"period_start": datetime.date(2026, 4, 1), "period_end": datetime.date(2026, 6, 30)}
    assert submitted(company, "figures", figures=["logs"], **second).content


def test_a_period_that_was_withdrawn_still_counts_as_known(company):
    make_edition(company, kind="figures", figures=["logs"], state="withdrawn", **Q1)
    half = Period(datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))
    with pytest.raises(DomainError):
        numbers.check_period(company.page, half, item=None, on=TODAY)


def test_offered_periods_are_over_and_the_latest_comes_first():
    found = numbers.closed_periods(TODAY)
    assert found[0].end == datetime.date(2026, 9, 30)
    assert all(period.end < TODAY for period in found)
    assert found[0].end + DAY > found[-1].end


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF /Author (Li) /Creator (Word)", "Li、Word"),
        (b"<dc:creator><rdf:Seq><rdf:li>\xe6\x9d\x8e</rdf:li>", "李"),
        (b"/Author (\xfe\xff\x67\x4e)", "李"),
        (b"%PDF-1.4", ""),
    ],
)
def test_what_a_pdf_carries_of_its_makers(content, found):
    assert carried_by(content) == found
