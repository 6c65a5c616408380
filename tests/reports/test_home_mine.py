"""What a cadre finds on the home page: duties by rule, whom to see next, answers that came back, the latest logs."""

import datetime

import pytest

from reports.home import mine, waiting
from tests import factories as make
from tests.factories_cards import make_card, make_issue, make_style
from tests.factories_commitments import make_branch, make_commitment
from tests.factories_duties import County, day, put_in_force
from visits.models import Matter

pytestmark = pytest.mark.django_db
TODAY = day("11-20")
EACH = """\
rulebook: each
title: 联系制度
rules:
  - {code: "1", title: 每月走访联系户, clause: 第一条, who: {positions: [leadership_member]}, does: [home_visit],
     whom: {scope: assigned, what: [household], categories: [ordinary_household], each: true},
     measure: {of: count, least: 1}, when: {every: month}}
"""


def parts(user):
    return {part.template.rpartition("/_")[2][:-5]: part.data for part in mine.parts(user, on=TODAY) if part}


def held(cadre, unit, *names):
    found = [make.make_household(name, unit=unit) for name in names]
    for home in found:
        make.make_pairing(cadre, home, unit=unit, category="ordinary_household")
    return found


@pytest.fixture
def user(town):
    return make.make_user(cadre=make.make_cadre(unit=town))


def shown(user):
    return [(str(person.contact.target), bool(person.due)) for person in parts(user)["people"].shown]


def test_whom_one_has_not_seen_for_longest_comes_first(user, town):
    first, second, _never = held(user.cadre, town, "张三", "李四", "王五")
    make.make_log(user.cadre, unit=town, by=user, day=day("11-03"), targets=(first,))
    make.make_log(user.cadre, unit=town, by=user, day=day("10-03"), targets=(second,))
    assert [name for name, _due in shown(user)] == ["王五", "李四", "张三"]


def test_no_more_are_shown_than_one_reads_at_a_glance_and_all_are_counted(user, town):
    held(user.cadre, town, *(f"户{number}" for number in range(7)))
    people = parts(user)["people"]
    assert (len(people.shown), people.count) == (mine.SHOWN, 7)


@pytest.fixture
def county():
    county = County()
    put_in_force(EACH, county.root)
    county.leads = county.leader("township")
    county.user = make.make_user(cadre=county.leads)
    return county


def test_a_duty_towards_several_is_one_line_and_they_stand_among_the_people(county):
    held(county.leads, county.unit("township"), "张三", "李四")
    county.recompute("11-20")
    duties = parts(county.user)["duties"]
    assert [len(duty.lines) for duty in duties.shown][:2] == [2, 2]
    assert [due for _name, due in shown(county.user)] == [True, True]


def test_whoever_stands_among_the_duties_by_name_is_not_repeated(county):
    held(county.leads, county.unit("township"), "张三")
    county.recompute("11-20")
    found = parts(county.user)
    assert found["duties"].shown[0].first.target == "张三"
    assert "people" not in found


def test_the_button_beside_somebody_logs_what_is_owed_towards_them(log_in, county):
    held(county.leads, county.unit("township"), "张三", "李四")
    county.recompute("11-20")
    person = parts(county.user)["people"].shown[0]
    assert person.visit_url == person.due.record_url


def solved(log, unit, **fields):
    fields = {"state": "solved", "solved_on": TODAY, "reply": "已修好。", **fields}
    return Matter.objects.create(log=log, unit=unit, unit_path=unit.path, text="路灯不亮", **fields)


def test_an_answer_to_what_one_passed_on_is_shown_for_a_month(log_in, user, town):
    office = make.make_unit("交通局")
    log = make.make_log(user.cadre, unit=town, by=make.make_user(), day=day("10-01"))
    answered = solved(log, office)
    solved(log, office, solved_on=TODAY - datetime.timedelta(days=31))
    solved(log, office, solved_on_the_spot=True)
    Matter.objects.create(log=log, unit=office, unit_path=office.path, text="还没有答复")
    assert mine.answers(user, on=TODAY).data == [answered]
    assert mine.answers(make.make_user(cadre=make.make_cadre(unit=town)), on=TODAY) is None


def test_the_page_asks_to_carry_the_answer_back_and_says_who_raised_it(log_in, user, town, monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    home = make.make_household("张三", unit=town)
    log = make.make_log(user.cadre, unit=town, by=user, day=day("10-01"), targets=(home,))
    solved(log, make.make_unit("交通局"), target=log.targets.get())
    page = log_in(user).get("/").content.decode()
    assert all(text in page for text in ("请把答复告诉反映人", "张三", "2026-11-20 交通局答复", "已修好。"))


def test_what_one_answers_oneself_is_no_news(secretary, town):
    log = make.make_log(secretary.cadre, unit=town, by=secretary, day=day("10-01"))
    solved(log, town)
    assert mine.answers(secretary, on=TODAY) is None


def test_the_latest_logs_are_those_one_took_part_in(user, town):
    other = make.make_user(cadre=make.make_cadre(unit=town))
    log = make.make_log(user.cadre, unit=town, by=other, day=TODAY)
    make.make_log(other.cadre, unit=town, by=other, day=TODAY)
    assert mine.logs(user).data == [log]
    assert mine.logs(make.make_user()) is None


# --- what waits ------------------------------------------------------------------------------------------


def lines(user):
    part = waiting.part(user, on=TODAY)
    return [(line.label, line.count) for line in part.data] if part else []


def test_a_commitment_that_is_late_or_due_soon_waits_for_who_answers_for_it(noon):
    branch = make_branch()
    for due in (datetime.date(2026, 11, 19), datetime.date(2026, 12, 20), datetime.date(2026, 12, 31)):
        make_commitment(branch, due=due)
    assert lines(branch.head) == [("超过时限的承诺", 1), ("三十天内到期的承诺", 1)]
    assert lines(branch.member) == []


def test_who_keeps_a_unit_is_told_of_stale_contact_cards(noon):
    unit = make.make_unit()
    make_style(unit)
    card = make_card(unit, make.make_cadre(unit=unit, phone="1"))
    make_issue(card, make.make_household(unit=unit), stale_since=make.START)
    told = [("内容已变更、待换发的连心卡", 1)]
    assert lines(make.make_user(role="secretary", unit=unit)) == told
    assert lines(make.make_user(cadre=card.cadre)) == told
    assert lines(make.make_user(role="auditor", unit=unit)) == []


def test_matters_wait_for_who_answers_for_the_unit_what_is_late_first(secretary, town):
    other = make.make_unit("河口镇", kind="township")
    for unit in (town, other):
        log = make.make_log(unit=unit, by=make.make_user(), day=day("11-01"))
        for due in ("12-20", "11-21", "11-19"):
            Matter.objects.create(log=log, unit=unit, unit_path=unit.path, text="路灯不亮", due=day(due))
    assert lines(secretary) == [("超过时限的群众诉求", 1), ("七日内到期的群众诉求", 1), ("其他待办理的群众诉求", 1)]
    assert lines(make.make_user(role="organisation_admin", unit=town)) == []
