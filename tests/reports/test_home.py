"""The home page: what stands on it for whom and in which order, and that it does not cost more where there is more."""

import datetime

import pytest

from core import clock
from core.models import InboxItem
from petitions.models import Case
from reports.home import home
from tests import factories as make
from tests.factories_duties import load_announced_days
from tests.factories_petitions import make_case, make_offices
from visits.models import Matter

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
DAY = datetime.timedelta(days=1)
# The most that the page may ask of the database, whoever opens it.
MOST = 44


def shown_to(user, noon, *, on=TODAY):
    return home(user, at=noon, on=on)


def names(shown):
    return [part.template.rpartition("/_")[2].removesuffix(".html") for part in shown.parts]


def notify(user, noon, number=1, **fields):
    fields = {"title": f"通知{number}", "created_at": noon, **fields}
    return InboxItem.objects.create(user=user, what=f"x{number}", **fields)


def test_a_stranger_is_sent_to_the_log_in(client):
    assert client.get("/").url.startswith("/login/")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("secretary", {"help", "duties"}),
        ("petition_clerk", {"queue", "duties"}),
        ("leader", {"duties", "lagging", "brief"}),
        ("organisation_admin", {"duties", "gaps", "mail", "versions"}),
        ("auditor", {"duties", "overdue", "trail"}),
        ("personnel", {"duties"}),
    ],
)
def test_each_role_has_its_parts(town, noon, role, expected):
    make.make_log(unit=town, by=make.make_user(), day=TODAY)
    user = make.make_user(cadre=make.make_cadre(unit=town), role=role, unit=town)
    assert expected <= set(names(shown_to(user, noon)))


def test_a_leader_has_the_brief_above_what_can_wait(town, noon):
    user = make.make_user(cadre=make.make_cadre(unit=town), role="leader", unit=town)
    assert names(shown_to(user, noon))[0] == "brief"


def test_who_holds_two_roles_sees_the_parts_of_both_and_nobody_twice(town, noon):
    user = make.make_user(cadre=make.make_cadre(unit=town), role="leader", unit=town)
    user.grants.create(role="secretary", unit=town, start=make.START)
    shown = names(shown_to(user, noon))
    assert {"help", "brief"} <= set(shown)
    assert "lagging" not in shown
    assert len(shown) == len(set(shown))


def test_a_cadre_without_a_role_sees_what_is_their_own(log_in, town, noon):
    user = make.make_user(cadre=make.make_cadre(unit=town))
    shown = shown_to(user, noon)
    assert names(shown) == ["duties"]
    assert (shown.reads, shown.warnings, shown.first_steps) == (False, [], None)
    assert "本季度情况" not in log_in(user).get("/").content.decode()


def test_who_is_no_cadre_is_not_asked_for_visits(log_in, town):
    page = log_in(make.make_user(role="auditor", unit=town)).get("/").content.decode()
    assert "最近的走访" not in page
    assert "没有未完成的职责事项" not in page


def test_what_is_late_comes_before_what_is_to_be_looked_at(noon):
    offices = make_offices()
    case = make_case(offices.county)
    notify(offices.clerk, noon)
    assert names(shown_to(offices.clerk, noon))[:2] == ["queue", "inbox"]
    Case.objects.filter(pk=case.pk).update(next_due=TODAY - DAY)
    assert names(shown_to(offices.leader, noon))[0] == "queue"


def test_a_notice_about_what_stands_on_the_page_is_not_repeated(noon):
    offices = make_offices()
    case = make_case(offices.county)
    notify(offices.clerk, noon, url=case.get_absolute_url())
    assert "inbox" not in names(shown_to(offices.clerk, noon))
    notify(offices.clerk, noon, 2, url="/elsewhere/")
    assert "inbox" in names(shown_to(offices.clerk, noon))


def test_an_old_notice_waits_behind_what_is_to_be_done(secretary, noon):
    notify(secretary, noon - 8 * DAY)
    assert names(shown_to(secretary, noon))[-1] == "inbox"
    notify(secretary, noon, 2)
    assert names(shown_to(secretary, noon))[0] == "inbox"


def test_the_page_says_which_day_it_is(log_in, town, monkeypatch):
    load_announced_days(2026)
    monkeypatch.setattr(clock, "today", lambda: datetime.date(2026, 11, 22))
    page = log_in(make.make_user(name="陈静", cadre=make.make_cadre(unit=town))).get("/").content.decode()
    assert "陈静，您好。11月22日，星期日，休息日。" in page


def test_who_founds_sees_the_first_steps_and_nothing_that_is_still_empty(noon):
    shown = shown_to(make.make_user(is_superuser=True), noon)
    assert (bool(shown.first_steps), names(shown), shown.reads) == (True, [], False)


def test_as_long_as_an_organisation_is_set_up_its_first_steps_stand_in_the_place_of_the_gaps(log_in, town, noon):
    admin = make.make_user(role="organisation_admin", unit=town)
    shown = shown_to(admin, noon)
    assert shown.first_steps
    assert (names(shown), shown.warnings) == ([], [])
    assert "准备工作" in log_in(admin).get("/").content.decode()
    make.make_log(unit=town, by=admin, day=TODAY)
    assert "gaps" in names(shown_to(admin, noon))


@pytest.mark.parametrize("role", ["secretary", "leader", "petition_clerk", "organisation_admin", "auditor"])
def test_the_page_costs_the_same_with_one_row_and_with_three(
    log_in, town, noon, role, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    user = make.make_user(cadre=make.make_cadre(unit=town), role=role, unit=town)
    other = make.make_user(cadre=make.make_cadre(unit=town))
    browser = log_in(user)

    def rows(count):
        for _number in range(count):
            home = make.make_household(unit=town, kind="hardship")
            make.make_pairing(user.cadre, home, unit=town, category="ordinary_household")
            log = make.make_log(user.cadre, unit=town, by=other, day=TODAY, targets=(home,))
            Matter.objects.create(log=log, unit=town, unit_path=town.path, text="路灯不亮", due=TODAY - DAY)
            notify(user, noon, log.pk)
            make_case(town, next_due=TODAY)
            make.make_household(unit=town, kind="hardship")
        with django_assert_max_num_queries(MOST) as asked:
            assert browser.get("/").status_code == 200
        return len(asked)

    rows(1)  # the first page of a session notes when the user was last seen
    assert rows(1) == rows(2)
