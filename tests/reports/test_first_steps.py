"""What is left of setting an organisation up follows from its data."""

import datetime

import pytest

from core import outbox
from core.errors import DomainError
from core.models import CalendarYear, OutboxMessage
from duties.models import Rulebook
from reports.actions.first_steps import resume_step, skip_step
from reports.first_steps import all_steps, first_steps
from reports.models import SkippedStep, StepCode
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def founder():
    return make.make_user("founder", is_superuser=True)


@pytest.fixture
def county():
    return make.make_unit("清河县", kind="county")


@pytest.fixture
def admin(county):
    return make.make_user(role="organisation_admin", unit=county)


def done(unit, *, on=TODAY):
    return {step.code for step in all_steps(unit, on=on).steps if step.is_done}


def test_an_empty_installation_begins_with_its_organisation(founder):
    steps = first_steps(founder, on=TODAY)
    assert steps.unit is None
    assert steps.next.code == StepCode.FOUND
    assert not any(step.may_skip for step in steps.steps if step.code == StepCode.FOUND)


def test_each_step_is_done_when_its_rows_are_there(founder, noon):
    CalendarYear.objects.all().delete()
    county = make.make_unit("清河县", kind="county")
    assert done(county) == {StepCode.FOUND}
    town = make.make_unit("河口镇", parent=county, kind="township")
    cadre = make.make_cadre("李明", unit=town)
    point = make.make_point("柳林村", unit=town)
    make.make_pairing(cadre, point, unit=town)
    Rulebook.objects.create(code="r01", title="制度", unit=county)
    CalendarYear.objects.create(year=2026, source="国务院办公厅通知", loaded_at=noon)
    outbox.post("core.test_letter", "1", founder, "测试邮件", "", at=noon)
    assert set(StepCode) - done(county) == {StepCode.INVITE, StepCode.MAIL, StepCode.LOG}
    OutboxMessage.objects.update(sent_at=noon)
    user = make.make_user("liming", cadre=cadre)
    make.make_log(cadre, unit=town, by=user, day=TODAY)
    assert done(county) == set(StepCode)
    assert first_steps(founder, on=TODAY) is None


def test_what_another_organisation_has_does_not_count(noon):
    mine, other = make.make_unit("清河县"), make.make_unit("某公司")
    make.make_cadre("王强", unit=other)
    assert StepCode.CADRES not in done(mine)


@pytest.mark.parametrize(("on", "is_done"), [(datetime.date(2026, 11, 30), True), (datetime.date(2026, 12, 1), False)])
def test_from_december_on_the_next_years_days_off_are_asked_for(noon, on, is_done):
    CalendarYear.objects.exclude(year=2026).delete()
    CalendarYear.objects.get_or_create(year=2026, defaults={"source": "通知", "loaded_at": noon})
    assert (StepCode.CALENDAR in done(make.make_unit("清河县"), on=on)) is is_done


def test_administrators_are_told_of_their_part_of_the_tree(county):
    town = make.make_unit("柳溪镇", parent=county, kind="township")
    Rulebook.objects.create(code="r01", title="制度", unit=county)
    steps = first_steps(make.make_user(role="organisation_admin", unit=town), on=TODAY)
    assert steps.unit == town
    assert "rulebooks" not in {step.code for step in steps.left}
    assert first_steps(make.make_user(role="secretary", unit=county), on=TODAY) is None


def test_a_step_is_left_out_with_a_reason_and_taken_up_again(county, admin, noon):
    stamp = {"by": admin, "at": noon}
    skip_step(county, "mail", reason="暂不使用邮件", on=TODAY, **stamp)
    step = next(one for one in all_steps(county, on=TODAY).steps if one.code == "mail")
    assert (step.is_left, step.reason, step.may_resume) == (False, "暂不使用邮件", True)
    resume_step(county, "mail", **stamp)
    assert not SkippedStep.objects.exists()


@pytest.mark.parametrize(("step", "reason"), [("mail", " "), ("log", "以后再说"), ("units", "已经导入"), ("x", "没有")])
def test_what_is_needed_or_done_cannot_be_left_out(county, admin, noon, step, reason):
    make.make_unit("柳溪镇", parent=county, kind="township")
    with pytest.raises(DomainError):
        skip_step(county, step, reason=reason, by=admin, at=noon, on=TODAY)
    assert not SkippedStep.objects.exists()


def test_the_steps_cost_the_same_however_much_there_is(county, admin, django_assert_num_queries):
    assert admin.access
    for number in range(3):
        with django_assert_num_queries(3):
            first_steps(admin, on=TODAY)
        make.make_cadre(unit=make.make_unit(f"乡镇{number}", parent=county))


def test_a_part_of_an_organisation_looks_at_the_calendar_that_is_loaded_for_the_whole(county):
    town = make.make_unit("柳溪镇", parent=county, kind="township")
    urls = [next(s.url for s in all_steps(unit, on=TODAY).steps if s.code == "calendar") for unit in (county, town)]
    assert urls == ["/calendar/load/", "/calendar/"]


def test_without_a_mail_server_the_step_says_what_to_do(county, settings):
    texts = []
    for settings.EMAIL_HOST in ("", "mail.example.com"):
        texts += [step.text for step in all_steps(county, on=TODAY).steps if step.code == "mail"]
    assert "还没有设置邮件服务器" in texts[0]
    assert "测试邮件" in texts[1]
