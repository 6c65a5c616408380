"""What a unit and those below it publish on pages of their own leaves no small number by subtraction."""

import datetime

import pytest

from reports.actions import publication_steps as steps
from reports.actions import publication_writing as writing
from reports.models import PublicItem, PublicPage
from tests.factories import make_log, make_unit
from tests.factories_publication import AT, TODAY, make_edition

pytestmark = pytest.mark.django_db
Q1 = {"period_start": datetime.date(2026, 1, 1), "period_end": datetime.date(2026, 3, 31)}


def published(company, page, count):
    """Q1 of another page, with so many visits."""
    lines = [{"code": "logs", "style": "number", "value": count, "withheld": False}]
    item = PublicItem.objects.create(page=page, kind="figures")
    return make_edition(company, kind="figures", item=item, figures=["logs"], content={"lines": lines}, **Q1)


def submitted(company, visits):
    """Q1 of the company, which has so many visits."""
    for _number in range(visits):
        make_log(company.head.cadre, unit=company.unit, by=company.writer, day=datetime.date(2026, 2, 3))
    fields = {"title": "数据", "text": "", "shown_from": TODAY, "figures": ["logs"], **Q1}
    edition = writing.write_item(company.page, kind="figures", **fields, by=company.writer, at=AT)
    edition = steps.submit_edition(edition, by=company.writer, at=AT)
    return edition.content["lines"][0]["value"]


@pytest.mark.parametrize(("below", "shown"), [(5, None), (2, 8), (8, 8)])
def test_a_count_that_leaves_few_without_a_unit_below_is_withheld(company, below, shown):
    team = make_unit("采煤一队", parent=company.unit, kind="work_team")
    published(company, PublicPage.objects.create(unit=team, slug="team"), below)
    assert submitted(company, 8) == shown


@pytest.mark.parametrize(("above", "shown"), [(10, None), (20, 8)])
def test_a_count_that_leaves_few_of_a_unit_above_is_withheld(company, above, shown):
    published(company, PublicPage.objects.create(unit=company.county, slug="county"), above)
    assert submitted(company, 8) == shown


def test_all_that_stand_beside_each_other_are_taken_together(company):
    published(company, PublicPage.objects.create(unit=company.county, slug="county"), 20)
    published(company, PublicPage.objects.create(unit=company.other, slug="other"), 10)
    assert submitted(company, 8) is None
