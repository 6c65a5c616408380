"""Who takes part: everybody, a sample that can be drawn again, the contacts of those assessed."""

import pytest
from django.core.exceptions import PermissionDenied

from assessments import grouping
from assessments.actions import surveys
from assessments.models import AnswerToken, Participant, Slip, Survey
from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from tests.factories import make_cadre, make_household, make_pairing, make_resident, make_unit, make_user
from tests.factories_assessments_surveys import (
    AT,
    draw,
    make_question,
    make_residents,
    make_survey,
    open_survey,
    participants_of,
)

pytestmark = pytest.mark.django_db
CONTACTS = {"draw": "contacts"}


@pytest.fixture
def town():
    return make_unit("河口镇", kind="township")


@pytest.fixture
def by(town):
    return make_user(role="secretary", unit=town)


def pools_of(survey: Survey) -> dict[str, int]:
    return dict(survey.pools.values_list("name", "drawn"))


def test_all_of_a_register_take_part_in_pools_by_the_units_below(town, by):
    for name, count in (("东村", 6), ("西村", 7)):
        village = make_unit(name, parent=town, kind="village")
        make_residents(make_unit(parent=village), count)
    make_residents(town, 5)
    survey = draw(make_survey(town, by), by)
    assert pools_of(survey) == {"河口镇": 5, "东村": 6, "西村": 7}
    assert survey.register_size == 18


def test_pools_are_never_drawn_with_fewer_than_five(town, by):
    for name, count in (("东村", 6), ("西村", 3), ("南村", 9)):
        make_residents(make_unit(name, parent=town, kind="village"), count)
    survey = draw(make_survey(town, by), by)
    assert pools_of(survey) == {"东村、西村": 9, "南村": 9}


def test_fewer_than_five_in_all_are_not_asked(town, by):
    make_residents(town, 4)
    with pytest.raises(DomainError) as refused:
        draw(make_survey(town, by), by)
    assert refused.value.field == "draw"
    assert not Participant.objects.exists()


def test_the_same_seed_from_the_same_register_draws_the_same_sample(town, by):
    make_residents(town, 40)
    first, second = (draw(make_survey(town, by), by, draw="sample", sample_size=10, seed="38") for _two in range(2))
    drawn = [sorted(participants_of(survey).values_list("resident", flat=True)) for survey in (first, second)]
    assert drawn[0] == drawn[1]
    assert first.register_digest == second.register_digest != ""
    keys = [f"resident:{pk}" for pk in town.residents.values_list("pk", flat=True)]
    assert {f"resident:{pk}" for pk in drawn[0]} == grouping.sample(keys, 10, seed="38")
    entry = AuditEntry.objects.filter(action="assessments.draw_participants").first()
    assert (entry.data["seed"], entry.data["register"]) == ("38", first.register_digest)


def test_a_sample_without_a_seed_records_the_one_that_it_took(town, by):
    make_residents(town, 10)
    survey = draw(make_survey(town, by), by, draw="sample", sample_size=5)
    assert len(survey.seed) == 16


@pytest.mark.parametrize("size", [None, 4, 11])
def test_a_sample_has_five_or_more_and_not_more_than_there_are(town, by, size):
    make_residents(town, 10)
    with pytest.raises(DomainError) as refused:
        draw(make_survey(town, by), by, draw="sample", sample_size=size)
    assert refused.value.field == "sample_size"


def test_households_are_asked_once_and_those_taken_off_the_register_are_not(town, by):
    for _house in range(5):
        make_household(unit=town)
    make_household(unit=town, removed_on="2026-02-01")
    survey = draw(make_survey(town, by), by, register="households")
    assert participants_of(survey).filter(household__isnull=False).count() == 5


def test_a_cadre_with_several_posts_is_asked_once_where_the_main_post_is(town, by):
    east, west = (make_unit(name, parent=town) for name in ("东村", "西村"))
    for _one in range(5):
        make_cadre(unit=east)
        make_cadre(unit=west)
    both = make_cadre(unit=west)
    both.posts.create(unit=east, title="兼职", is_main=False, start="2026-01-01")
    survey = draw(make_survey(town, by), by, register="cadres")
    assert pools_of(survey) == {"东村": 5, "西村": 6}


def make_appraisal(town, by, **contacts: int) -> Survey:
    """Members of one branch, each with so many contacts."""
    branch = make_unit("机关支部", parent=town, kind="party_branch")
    survey, members = make_survey(town, by, kind="appraisal"), []
    for name, count in contacts.items():
        member = make_cadre(name, unit=branch, position="party_member")
        members.append(member)
        for _one in range(count):
            resident = make_resident(unit=town)
            make_pairing(member, resident, unit=branch, category="contact_person")
    surveys.add_subjects(survey, kind="member", subjects=members, by=by, at=AT)
    return survey


def test_contacts_of_the_assessed_and_short_lists_are_pooled_to_the_branch(town, by):
    survey = draw(make_appraisal(town, by, 甲=6, 乙=3, 丙=2), by, **CONTACTS)
    assert pools_of(survey) == {"甲": 6, "机关支部": 5}
    assert [pool.subject and pool.subject.name for pool in survey.pools.all()] == ["甲", None]


def test_a_branch_pool_under_five_joins_the_next_smallest(town, by):
    survey = draw(make_appraisal(town, by, 甲=6, 乙=3, 丙=9), by, **CONTACTS)
    assert pools_of(survey) == {"丙": 9, "甲、机关支部": 9}
    assert survey.pools.get(drawn=9, subject=None)


def test_a_contact_of_two_in_one_pool_has_one_slip(town, by):
    survey = make_appraisal(town, by, 甲=3, 乙=3)
    first, second = (subject.cadre for subject in survey.subjects.all())
    shared = first.pairings.first()
    make_pairing(second, shared.resident, unit=shared.unit, category=shared.category.code)
    survey = draw(survey, by, **CONTACTS)
    assert pools_of(survey) == {"机关支部": 6}


def test_contacts_are_drawn_of_people_only(town, by):
    survey = make_survey(town, by)
    surveys.add_subjects(survey, kind="department", subjects=[town], by=by, at=AT)
    with pytest.raises(DomainError) as refused:
        draw(survey, by, **CONTACTS)
    assert refused.value.field == "draw"


def test_who_may_not_organise_draws_nobody(town, by):
    survey = make_survey(town, by)
    with pytest.raises(PermissionDenied):
        draw(survey, make_user(role="leader", unit=town))


# --- opening


def test_opening_makes_one_slip_for_each_participant(town, by):
    make_residents(town, 6)
    survey = make_survey(town, by)
    make_question(survey, by)
    survey = open_survey(draw(survey, by), by)
    assert (survey.state, AnswerToken.objects.count(), Slip.objects.count()) == ("open", 6, 6)
    assert not AnswerToken.objects.filter(hash__in=[slip.code for slip in Slip.objects.all()]).exists()


def test_participants_with_an_account_are_told_where_to_take_their_code(town, by):
    cadres = [make_cadre(unit=town) for _one in range(5)]
    user = make_user(cadre=cadres[0])
    survey = make_survey(town, by)
    make_question(survey, by)
    open_survey(draw(survey, by, register="cadres"), by)
    assert [item.user for item in InboxItem.objects.all()] == [user]


def test_what_is_missing_is_said_before_opening(town, by):
    make_residents(town, 6)
    survey = make_survey(town, by)
    with pytest.raises(DomainError, match="还没有题目"):
        open_survey(survey, by)
    question = make_question(survey, by, is_of_each=True)
    with pytest.raises(DomainError, match="没有评议对象"):
        open_survey(survey, by)
    surveys.add_subjects(survey, kind="department", subjects=[town], by=by, at=AT)
    with pytest.raises(DomainError, match="还没有产生参加人"):
        open_survey(survey, by)
    draw(survey, by)
    surveys.drop_question(question, by=by, at=AT)
    make_question(survey, by)
    with pytest.raises(DomainError, match="没有逐个对象作答的题目"):
        open_survey(survey, by)
    Survey.objects.update(kind="appraisal")
    with pytest.raises(DomainError, match="评议等次题"):
        open_survey(survey, by)
    Survey.objects.update(kind="survey", opens_on="2026-10-01", closes_on="2026-10-31")
    surveys.edit_question(
        survey.questions.get(), kind="scale", text="打分", options=[], is_of_each=True, is_required=True, by=by, at=AT
    )
    with pytest.raises(DomainError, match="截止日期已过"):
        open_survey(survey, by)
    assert not AnswerToken.objects.exists()
