"""What waits for a leader's word stands in a brief, which goes from hand to hand: nothing of an accusation is in it."""

import datetime

import pytest

from core import periods
from petitions.models import Case
from reports.asking import Question
from reports.papers.to_decide import to_decide
from tests import factories as make
from tests.factories_petitions import make_case
from visits.models import Matter

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
LONG_AGO = datetime.date(2026, 2, 1)


@pytest.fixture
def town():
    return make.make_unit("柳溪镇", kind="township")


@pytest.fixture
def clerk(town):
    return make.make_user(cadre=make.make_cadre(unit=town), role="petition_clerk", unit=town)


def told(town, reader):
    found = to_decide(Question(town, periods.year(TODAY)), reader=reader, on=TODAY)
    return {line for waiting in found for line, _url in waiting.lines}


def test_who_handles_accusations_has_none_in_a_brief(town, clerk):
    claim, accusation = make_case(town, kind="claim"), make_case(town, kind="accusation")
    Case.objects.update(next_due=LONG_AGO, handling_unit=town)
    assert Case.objects.visible_to(clerk).overdue(on=TODAY).count() == 2
    (line,) = told(town, clerk)
    assert claim.number in line and accusation.number not in line


def test_who_heard_a_sealed_matter_has_it_in_no_brief(town, clerk):
    log = make.make_log(clerk.cadre, unit=town, by=clerk, day=LONG_AGO)
    Matter.objects.create(log=log, text="检举某人", unit=town, due=LONG_AGO, sealed=True)
    assert Matter.objects.visible_to(clerk).count() == 1
    assert not told(town, clerk)
