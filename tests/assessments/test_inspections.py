"""Inspections: written down once, counted by the rules, looked at again (R11.4, R12.4–5, R16.5)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.actions import inspections
from assessments.actions.inspections import Found
from assessments.models import Inspection
from core.errors import DomainError
from core.models import InboxItem
from duties.models import Obligation
from tests.factories import make_cadre, make_pairing, make_point, make_unit, make_user
from tests.factories_duties import NOON, County, day, figures, owed
from visits.models import VisitLog

pytestmark = pytest.mark.django_db
ON = day("05-05")
DAY = datetime.timedelta(days=1)


class Body:
    """A unit of some kind whose secretary writes down what a cadre of it found."""

    def __init__(self, book, kind):
        self.county = County(book)
        self.unit = self.county.unit(kind)
        self.inspector = self.county.cadre(kind)
        self.secretary = make_user(cadre=self.inspector, role="secretary", unit=self.unit)

    def inspect(self, subject, *, on=ON, **found):
        given = Found(**{"findings": "记录完整，内容真实。"} | found)
        who = {"unit": self.unit, "inspectors": [self.inspector], "by": self.secretary, "at": NOON}
        return inspections.record_inspection(subject=subject, on=on, found=given, **who)

    def look_again(self, inspection, **more):
        looked = {"on": day("06-10"), "is_mended": True, "text": "已补记。"} | more
        return inspections.look_again(inspection, **looked, by=self.secretary, at=NOON)


@pytest.fixture
def branch():
    return Body("r11", "party_branch")


def member(branch, **fields):
    return make_cadre(unit=branch.unit, is_party_member=True, **fields)


def refused(field, act, *args, **kwargs):
    before = Inspection.objects.count(), VisitLog.objects.count(), InboxItem.objects.count()
    with pytest.raises(DomainError) as error, transaction.atomic():
        act(*args, **kwargs)
    assert error.value.field == field
    assert (Inspection.objects.count(), VisitLog.objects.count(), InboxItem.objects.count()) == before


# --- what the rules count


def test_r11_4_the_book_of_a_member_was_checked(branch):
    checked, waiting = member(branch), member(branch)
    branch.inspect(checked)
    branch.county.recompute("11-20")
    assert figures(owed("11.4", branch.unit, target_cadre=checked)) == (1, 1, True)
    assert figures(owed("11.4", branch.unit, target_cadre=waiting)) == (1, 0, False)


def test_a_check_of_one_book_is_no_check_of_the_inspectors_own(branch):
    branch.inspector.is_party_member = True
    branch.inspector.save()
    branch.inspect(member(branch))
    branch.county.recompute("11-20")
    assert not owed("11.4", branch.unit, target_cadre=branch.inspector).is_met


def test_r12_4_the_branch_looks_at_its_own_contact_work():
    body = Body("r12", "party_branch")
    body.inspect(body.unit)
    body.county.recompute("11-20")
    assert figures(owed("12.4", body.unit, "01-01")) == (1, 1, True)
    assert figures(owed("12.4", body.unit, "07-01")) == (1, 0, False)


def test_r12_5_the_general_branch_inspects_a_branch():
    body = Body("r12", "general_branch")
    below = [make_unit(f"{n}支部", parent=body.unit, kind="party_branch") for n in "一二"]
    points = [make_point(unit=unit, category="party_branch_point") for unit in below]
    pairings = [make_pairing(None, point, unit=body.unit) for point in points]
    body.inspect(below[0])
    body.county.recompute("11-20")
    assert owed("12.5", body.unit, pairing=pairings[0]).is_met
    assert not owed("12.5", body.unit, pairing=pairings[1]).is_met


def test_r16_5_the_leading_group_inspects_a_contact_point():
    county = County("r16", effective_from=day("2025-01-01"))
    committee = county.unit("party_committee")
    leader = county.leader("party_committee", start=day("2025-01-01"))
    point = make_point(unit=county.unit("party_branch"), category="party_building_point", opened_on=day("2025-01-01"))
    pairing = make_pairing(leader, point, unit=committee, start=day("2025-01-01"))
    user = make_user(role="secretary", unit=committee)
    other = county.leader("party_committee", start=day("2025-01-01"))
    who = {"unit": committee, "inspectors": [other], "by": user, "at": NOON}
    inspections.record_inspection(subject=point, on=day("2025-12-10"), found=Found("扎实。"), **who)
    county.recompute("11-20")
    assert owed("16.5", committee, "2025-12-01", pairing=pairing).is_met


def test_an_inspection_that_is_withdrawn_counts_no_more(branch):
    checked = member(branch)
    inspection = branch.inspect(checked)
    inspections.withdraw_inspection(inspection, reason="登错人", by=branch.secretary, at=NOON)
    branch.county.recompute("11-20")
    assert not owed("11.4", branch.unit, target_cadre=checked).is_met
    assert Inspection.objects.standing().count() == 0
    refused(None, inspections.withdraw_inspection, inspection, reason="再", by=branch.secretary, at=NOON)


# --- what is refused


def test_nobody_checks_their_own_book(branch):
    refused("inspectors", branch.inspect, branch.inspector)


def test_who_belongs_to_the_inspected_branch_does_not_inspect_it():
    body = Body("r12", "general_branch")
    below = make_unit("一支部", parent=body.unit, kind="party_branch")
    body.inspector.posts.create(unit=below, title="委员", start=ON, is_main=False)
    refused("inspectors", body.inspect, below)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("findings", {"findings": " "}),
        ("mend_until", {"to_mend": "补记"}),
        ("to_mend", {"mend_until": ON}),
        ("mend_until", {"to_mend": "补记", "mend_until": ON - DAY}),
        ("on", {"on": day("12-01")}),
    ],
)
def test_what_is_missing_is_told_at_its_field(branch, field, found):
    refused(field, branch.inspect, member(branch), **found)


def test_somebody_of_another_unit_is_not_inspected(branch):
    refused("cadre", branch.inspect, make_cadre(unit=branch.county.root))
    refused("branch", branch.inspect, make_unit("另一支部", parent=branch.county.root))


def test_who_does_not_write_for_the_unit_writes_nothing(branch):
    given = {"unit": branch.unit, "inspectors": [branch.inspector], "subject": member(branch), "on": ON}
    for role in ("auditor", "personnel"):
        with pytest.raises(PermissionDenied):
            by = make_user(role=role, unit=branch.unit)
            inspections.record_inspection(**given, found=Found("好"), by=by, at=NOON)


# --- the second look


def test_what_is_to_be_mended_is_late_until_a_second_look_finds_it_mended(branch):
    inspection = branch.inspect(member(branch), to_mend="两次走访没有记录", mend_until=day("06-01"))
    overdue = Inspection.objects.overdue
    assert not overdue(on=day("06-01")).exists() and overdue(on=day("06-02")).exists()
    assert inspection.is_overdue(on=day("06-02"))
    again = branch.look_again(inspection, is_mended=False, mend_until=day("07-01"))
    assert not overdue(on=day("06-30")).exists() and overdue(on=day("07-02")).exists()
    branch.look_again(again)
    assert not Inspection.objects.waiting().exists()


def test_a_second_look_says_by_when_if_not_mended(branch):
    inspection = branch.inspect(member(branch), to_mend="补记", mend_until=day("06-01"))
    refused("mend_until", branch.look_again, inspection, is_mended=False)
    refused("on", branch.look_again, inspection, on=ON - DAY)
    refused("text", branch.look_again, inspection, text=" ")
    refused(None, branch.look_again, branch.inspect(member(branch)))


def test_a_form_that_was_overtaken_is_refused(branch):
    inspection = branch.inspect(member(branch), to_mend="补记", mend_until=day("06-01"))
    branch.look_again(inspection, version=0)
    refused(None, branch.look_again, inspection, version=0)


def test_the_inspected_does_not_look_again(branch):
    checked = member(branch)
    user = make_user(cadre=checked, role="secretary", unit=branch.unit)
    inspection = branch.inspect(checked, to_mend="补记", mend_until=day("06-01"))
    with pytest.raises(PermissionDenied):
        inspections.look_again(inspection, on=ON, is_mended=True, text="好", by=user, at=NOON)


# --- who sees it


def test_the_inspected_is_told_and_sees_it_others_do_not(branch):
    checked = make_user(cadre=member(branch))
    inspection = branch.inspect(checked.cadre)
    seen = Inspection.objects.visible_to
    assert InboxItem.objects.get(user=checked).url == inspection.get_absolute_url()
    assert seen(checked).exists() and seen(branch.secretary).exists()
    assert seen(make_user(role="auditor", unit=branch.county.root)).exists()
    assert not seen(make_user(cadre=member(branch))).exists()
    assert not seen(make_user(role="secretary", unit=branch.county.unit("hospital"))).exists()


def test_who_holds_the_inspected_contact_point_sees_it():
    body = Body("r16", "party_committee")
    holder, stranger = (make_user(cadre=make_cadre(unit=body.unit)) for _n in range(2))
    point = make_point(unit=make_unit("一支部", parent=body.unit), category="party_building_point")
    make_pairing(holder.cadre, point, unit=body.unit)
    body.inspect(point)
    assert Inspection.objects.visible_to(holder).exists()
    assert not Inspection.objects.visible_to(stranger).exists()


def test_findings_stand_in_no_log(branch):
    branch.inspect(member(branch), findings="内情如此")
    assert "内情" not in VisitLog.objects.get().content
    assert not Obligation.objects.filter(rule__title__contains="内情").exists()
