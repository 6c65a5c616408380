"""Who follows a duty that no visit settles is led to the page where it comes about."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import UnitKind
from duties.actions import recompute
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_duties import load_book, owed
from visits.recorded_elsewhere import page_for

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 2, 2)


def test_a_rule_that_also_counts_visits_leads_to_the_visit_form():
    assert page_for(["commitment"])
    assert page_for(["commitment", "home_visit"]) is None
    assert page_for([]) is None


def test_a_members_commitment_is_written_on_its_own_page(client, monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    branch = make_unit(kind=UnitKind.PARTY_BRANCH)
    member = make_user(cadre=make_cadre(unit=branch, is_party_member=True))
    load_book("r19", branch)
    recompute(on=TODAY)
    client.force_login(member)
    row = owed("19.2", member.cadre)
    assert client.get(reverse("duties:record", args=[row.pk])).url == reverse("assessments:commitment_new")
    assert "公开承诺" in client.get(row.get_absolute_url()).context["owed"].record_label
    assert client.get(reverse("assessments:commitment_new")).status_code == 200
