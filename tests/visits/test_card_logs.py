"""Handing over contact cards meets the duty of R6 by itself: nobody logs a visit for it."""

import datetime

import pytest

from contacts import actions
from tests.factories import make_cadre, make_household, make_user
from tests.factories_cards import make_card, make_style
from tests.factories_duties import County, day, figures, owed
from visits import recorded_elsewhere
from visits.models import VisitKind

NOW = datetime.datetime(2026, 11, 20, 4, 0, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


def test_r6_1_is_met_by_handing_over_cards_and_by_nothing_else_to_be_entered():
    county = County("r06")
    village = county.unit("village")
    head = make_cadre("村书记", unit=village, phone="1")
    make_style(village)
    card = make_card(village, head)
    homes = [make_household(unit=village) for _number in range(3)]
    county.recompute("11-20")
    on, user = day("03-01"), make_user(cadre=head)
    common = {"handed_on": on, "handed_by": head, "by": user, "at": NOW, "today": day("11-20")}
    actions.hand_over_card(card, targets=homes[:2], **common)
    assert figures(owed("6.1", village)) == (3, 2, False)
    issue = homes[0].card_issues.get()
    end = {"end_kind": "mistake", "ended_on": on, "by": user, "at": common["at"], "today": common["today"]}
    actions.end_issue(issue, **end)
    assert figures(owed("6.1", village)) == (3, 1, False)


def test_the_duty_leads_to_the_cards_and_the_kind_stays():
    assert recorded_elsewhere.page_for(["card_handover"]).view == "contacts:cards"
    assert not VisitKind.objects.get(code="card_handover").may_be_retired
