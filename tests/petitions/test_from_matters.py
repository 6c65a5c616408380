"""What was heard on a visit becomes a case, and is answered with it."""

import pytest

from core.errors import DomainError
from petitions.actions import deciding, handling, people, receiving
from petitions.actions.from_matters import open_from_matter
from petitions.actions.receiving import Accused
from petitions.models import Case, Petitioner, PetitionSettings
from tests.factories import make_household, make_log, make_point, make_resident
from tests.factories_petitions import AT, DAY, make_offices
from tests.petitions.path import DECISION, after, by, in_hand
from visits.actions.logs import log_visit
from visits.entries import MatterHeard
from visits.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


def heard(offices, target=None, kind="home_visit", text="低保没有办下来。", **fields):
    """A matter that the village cadre heard, in the queue of the town."""
    user = offices.village_cadre
    targets = (target,) if target else ()
    log = make_log(user.cadre, unit=offices.village, by=user, day=DAY, kind=kind, targets=targets)
    return Matter.objects.create(
        log=log, target=log.targets.first(), text=text, unit=offices.town, unit_path=offices.town.path, **fields
    )


def opened(offices, matter, kind="help", **fields):
    return open_from_matter(matter, kind=kind, **by(offices.town_clerk, after(1)), **fields)


def test_one_click_registers_it_with_all_that_the_visit_knows(offices):
    resident = make_resident("张大爷", unit=offices.village, phone="13900000000")
    case = opened(offices, heard(offices, resident))
    assert (case.state, case.unit, case.channel, case.text) == (
        "registered",
        offices.town,
        "visit",
        "低保没有办下来。",
    )
    assert (case.received_on, case.registered_on) == (DAY, after(1))
    petitioner = Petitioner.objects.get(case=case)
    assert (petitioner.name, petitioner.phone) == ("张大爷", "13900000000")


@pytest.mark.parametrize(("kind", "channel"), [("reception", "reception"), ("forum", "forum"), ("phone", "phone")])
def test_the_channel_is_that_of_the_visit(offices, kind, channel):
    assert opened(offices, heard(offices, kind=kind)).channel == channel


def test_a_household_speaks_by_its_head_and_a_contact_point_by_nobody(offices):
    case = opened(offices, heard(offices, make_household("李大婶", unit=offices.village)))
    assert [petitioner.name for petitioner in case.petitioners.all()] == ["李大婶"]
    case = opened(offices, heard(offices, make_point("柳树村", unit=offices.village)))
    assert case.is_anonymous
    assert opened(offices, heard(offices)).is_anonymous


def test_it_becomes_one_case_only(offices):
    matter = heard(offices)
    opened(offices, matter)
    with pytest.raises(DomainError, match="已经登记"):
        opened(offices, matter)
    with pytest.raises(DomainError, match="已经办结"):
        opened(offices, heard(offices, state="solved", solved_on=DAY))
    with pytest.raises(DomainError, match="信访工作人员"):
        open_from_matter(heard(offices), kind="help", **by(offices.department_clerk))
    assert Case.objects.count() == 1


def test_the_matter_is_solved_when_the_case_is_closed(offices):
    matter = heard(offices)
    case = handling.begin(
        handling.accept(opened(offices, matter), **by(offices.town_clerk, after(1))), **by(offices.town_clerk, after(1))
    )
    case = handling.answer(case, text="已办好。", **by(offices.town_clerk, after(5)))
    matter.refresh_from_db()
    assert matter.state == "open"
    handling.close(case, result="低保已办好。", **by(offices.town_clerk, after(6)))
    matter.refresh_from_db()
    assert (matter.state, matter.reply, matter.solved_on) == ("solved", "低保已办好。", after(6))


@pytest.mark.parametrize("end", ["refuse", "lead_elsewhere", "withdraw", "solve_on_spot"])
def test_nothing_that_was_heard_ends_without_an_answer(offices, end):
    matter = heard(offices)
    case = opened(offices, matter)
    then = by(offices.town_clerk, after(1))
    ends = {
        "refuse": lambda: handling.refuse(case, reason="已判决", legal_basis="条例", **then),
        "lead_elsewhere": lambda: handling.lead_elsewhere(case, path="申请仲裁", **then),
        "withdraw": lambda: people.withdraw(case, reason="", **by(None, after(1))),
        "solve_on_spot": lambda: handling.solve_on_spot(case, result="已开证明", **then),
    }
    ends[end]()
    matter.refresh_from_db()
    assert matter.state == "solved"
    assert matter.reply


def test_the_matter_of_a_joined_case_is_solved_with_the_main_one(offices):
    matter = heard(offices)
    main = in_hand(offices)
    handling.join(opened(offices, matter), to=main, **by(offices.clerk, after(1)))
    case = deciding.decide(main, **DECISION, **by(offices.town_clerk, after(2)))
    case = deciding.serve(case, way="in_person", **by(offices.town_clerk, after(2)))
    handling.close(case, result="路已修好。", **by(offices.town_clerk, after(3)))
    matter.refresh_from_db()
    assert (matter.state, matter.reply) == ("solved", "路已修好。")


def test_an_accusation_seals_the_matter(offices):
    matter = heard(offices, text="村主任占用集体土地。")
    case = opened(offices, matter, kind="accusation", accused=(Accused(cadre=offices.village_cadre.cadre),))
    matter.refresh_from_db()
    assert (case.state, matter.sealed) == ("registered", True)
    assert not Matter.objects.visible_to(offices.village_cadre).filter(pk=matter.pk).exists()


def test_an_accusation_of_the_unit_itself_goes_past_it(offices):
    matter = heard(offices, text="镇里克扣补贴。")
    case = opened(offices, matter, kind="accusation", accused=(Accused(unit=offices.town),))
    assert (case.state, case.unit) == ("received", offices.county)
    matter.refresh_from_db()
    assert matter.sealed


def test_what_turns_out_to_be_an_accusation_when_it_is_registered_is_sealed_too(offices):
    matter = heard(offices)
    incoming = receiving.Incoming("visit", matter.text, more={"matter": matter})
    case = receiving.receive(incoming, unit=offices.town, on=DAY, by=offices.town_clerk, at=AT).case
    accused = (Accused(cadre=offices.village_cadre.cadre),)
    receiving.register(case, kind="accusation", accused=accused, **by(offices.town_clerk))
    matter.refresh_from_db()
    assert matter.sealed


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_unit_may_have_them_registered_by_themselves(offices, by_itself):
    PetitionSettings.objects.create(unit=offices.county, slug="qinghe", registers_matters=by_itself)
    user = offices.village_cadre
    matters = [MatterHeard("低保没有办下来。"), MatterHeard("证明已开。", solved_on_the_spot=True, reply="已开")]
    log_visit(by=user, at=AT, kind="forum", first_day=DAY, cadres=[user.cadre], content="座谈", matters=matters)
    assert [(case.text, case.state, case.number) for case in Case.objects.all()] == (
        [("低保没有办下来。", "registered", "柳树村信〔2026〕1号")] if by_itself else []
    )
