"""The page of a cadre shows what was assessed of them, to those who may see it."""

import datetime

import pytest

from accounts.panels import panels_for
from assessments.models import Statement
from tests.factories import make_cadre, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
PANEL = "assessments/_cadre_panel.html"


def test_a_statement_is_on_the_page_for_who_reads_the_unit_and_for_nobody_else(client):
    county = make_unit("清河县", kind="county")
    cadre = make_cadre("王局长", unit=county)
    Statement.objects.create(
        cadre=cadre, home=county, unit_path=county.path, year=2026, state="submitted", submitted_on=TODAY
    )
    personnel = make_user("personnel", role="personnel", unit=county)
    colleague = make_user("colleague", cadre=make_cadre(unit=county))
    assert PANEL in [panel.template for panel in panels_for(personnel, cadre, on=TODAY)]
    assert PANEL not in [panel.template for panel in panels_for(colleague, cadre, on=TODAY)]
    client.force_login(personnel)
    assert "2026年度述职报告" in client.get(cadre.get_absolute_url()).content.decode()
