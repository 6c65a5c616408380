"""Gaps in the data, and how the product runs, on the page of an administrator; the trail on that of an auditor."""

import datetime

import pytest

from core import audit
from core.models import OutboxMessage
from duties.models import Rulebook, RulebookVersion
from petitions.models import IdentityView
from reports.home import gaps, running
from tests import factories as make
from tests.factories_duties import load_announced_days
from tests.factories_petitions import make_case
from tests.factories_rollup import make_rule

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def admin(town):
    return make.make_user(role="organisation_admin", unit=town)


def found(admin):
    return {gap.code: (gap.count, [str(row) for row in gap.named]) for gap in gaps.gaps(admin, on=TODAY)}


def test_a_unit_without_secretary_and_without_head_is_a_gap_until_both_are_there(admin, town):
    village = make.make_unit("白果村", parent=town, kind="village")
    make.make_cadre(unit=village)
    make.make_unit("空村", parent=town, kind="village")
    assert found(admin)["secretary"] == (1, ["白果村"])
    assert found(admin)["head"] == (1, ["白果村"])
    make.make_user(role="secretary", unit=town)
    make.make_cadre(unit=village, position="head")
    assert not {"secretary", "head"} & set(found(admin))


def test_a_cadre_without_log_in_and_a_log_in_without_address(admin, town):
    make.make_cadre("甲", unit=town)
    make.make_user(cadre=make.make_cadre("乙", unit=town), email="")
    make.make_user(cadre=make.make_cadre("丙", unit=town), email="", mail_preference="off")
    shown = found(admin)
    assert shown["account"] == (1, ["甲"])
    assert shown["email"] == (1, ["乙"])


def test_posts_and_roles_that_end_within_a_month(admin, town):
    user = make.make_user(cadre=make.make_cadre(unit=town), role="secretary", unit=town)
    user.cadre.posts.update(end=TODAY + 30 * DAY)
    user.grants.update(end=TODAY + 31 * DAY)
    assert found(admin)["posts"][0] == 1
    assert "grants" not in found(admin)
    user.grants.update(end=TODAY)
    assert found(admin)["grants"][0] == 1


def test_households_in_need_and_points_that_nobody_holds(admin, town):
    make.make_household("张三", unit=town, kind="hardship")
    make.make_household("李四", unit=town)
    home = make.make_household("王五", unit=town, kind="hardship")
    make.make_pairing(make.make_cadre(unit=town), home, unit=town, category="registered_poor_household")
    make.make_point("敬老院", unit=town)
    shown = found(admin)
    assert shown["households"] == (1, ["张三"])
    assert shown["points"] == (1, ["敬老院"])


def test_pairings_of_who_serves_nowhere_any_more(admin, town):
    cadre = make.make_cadre(unit=town)
    make.make_pairing(cadre, make.make_point(unit=town), unit=town)
    assert "left" not in found(admin)
    cadre.posts.update(end=TODAY - DAY)
    assert found(admin)["left"][0] == 1


def test_only_the_own_part_of_the_tree_is_looked_at(admin):
    other = make.make_unit("河口镇", kind="township")
    make.make_cadre(unit=other)
    make.make_household(unit=other, kind="hardship")
    make.make_point(unit=other)
    assert found(admin) == {}
    assert gaps.part(make.make_user(role="secretary", unit=other), on=TODAY) is None


def test_so_many_are_counted_and_no_more(admin, town, monkeypatch):
    monkeypatch.setattr(gaps, "MOST", 2)
    for _number in range(3):
        make.make_point(unit=town)
    (gap,) = gaps.gaps(admin, on=TODAY)
    assert gap.how_many == "2+"


def test_a_secretary_further_up_answers_for_a_unit_however_deep(admin, town):
    below = town
    for _level in range(4):
        below = make.make_unit(parent=below)
    make.make_cadre(unit=below, position="head")
    assert found(admin)["secretary"][0] == 1
    make.make_user(role="secretary", unit=town)
    assert "secretary" not in found(admin)


def test_the_gaps_have_a_page_that_names_them_and_says_how_they_are_mended(log_in, admin, town):
    make.make_cadre("甲", unit=town)
    page = log_in(admin).get("/home/gaps/").content.decode()
    assert "没有账号的在职干部" in page
    assert "请开通账号" in page
    assert "甲</a>" in page


def test_an_administrator_is_warned_of_a_year_without_days_off(admin):
    assert "2026" in gaps.warnings(admin, on=TODAY)[0].text
    load_announced_days(2026)
    assert gaps.warnings(admin, on=TODAY) == []
    (warning,) = gaps.warnings(admin, on=datetime.date(2026, 12, 1))
    assert "2027" in warning.text
    assert gaps.warnings(make.make_user(), on=TODAY) == []


# --- how the product runs --------------------------------------------------------------------------------


def letter(to, noon, **fields):
    fields = {"what": f"x{OutboxMessage.objects.count()}", "created_at": noon, "not_before": noon, **fields}
    return OutboxMessage.objects.create(recipient=to, subject="提醒", text="。", **fields)


def test_an_administrator_is_told_that_mail_waits_for_a_server(log_in, town, noon, settings):
    admin = make.make_user(role="system_admin", unit=town)
    make.make_log(unit=town, by=admin, day=TODAY)
    letter(admin, noon)
    assert "有1封提醒邮件等待发送" in log_in(admin).get("/").content.decode()


def test_what_could_not_be_sent_is_late_and_what_waits_too_long_is_told_of(town, noon, settings):
    settings.EMAIL_HOST = "127.0.0.1"
    admin = make.make_user(role="system_admin", unit=town)
    letter(admin, noon)
    assert (running.mail(admin, at=noon).data.oldest, running.mail(admin, at=noon).data.tone) == (None, "ok")
    part = running.mail(admin, at=noon + datetime.timedelta(hours=1))
    assert (part.data.oldest, part.data.tone) == (noon, "due")
    letter(admin, noon, given_up_at=noon)
    part = running.mail(admin, at=noon)
    assert (part.data.failed, part.data.waiting, part.urgency) == (1, 1, running.LATE)


def test_the_versions_in_force_with_what_is_to_come_and_to_be_confirmed(admin, town, noon):
    make_rule(town, "2").__class__.objects.update(to_confirm=True)
    book = Rulebook.objects.get()
    RulebookVersion.objects.create(
        rulebook=book, number=2, effective_from=datetime.date(2027, 1, 1), source="", data={}, loaded_at=noon
    )
    (shown,) = running.versions(admin, on=TODAY).data.books
    assert (shown.rulebook.current_number, shown.coming, shown.unconfirmed) == (1, datetime.date(2027, 1, 1), 1)


# --- auditors --------------------------------------------------------------------------------------------


@pytest.fixture
def auditor(town):
    return make.make_user(role="auditor", unit=town)


def test_an_auditor_sees_what_was_done_and_not_who_came_and_went(auditor, town, noon):
    actor = make.make_user("actor")
    for action in ("accounts.log_in", "reports.export_annual", "accounts.grant_role"):
        audit.record(action, by=actor, at=noon, unit_path=town.path)
    trail = running.trail(auditor, on=TODAY).data
    assert [entry.action for entry in trail.entries] == ["accounts.grant_role", "reports.export_annual"]
    assert {line.label: line.count for line in trail.lines} == {
        "查阅信访人身份": 0, "导出": 1, "打印": 0, "角色授予和收回": 1, "撤回": 0,
    }  # fmt: skip


def test_each_number_of_the_trail_is_what_its_link_lists(log_in, auditor, town, noon):
    actor = make.make_user("actor")
    for action in ("reports.export_annual", "petitions.export_ledger", "accounts.revoke_role"):
        audit.record(action, by=actor, at=noon, unit_path=town.path)
    browser = log_in(auditor)
    for line in running.trail(auditor, on=TODAY).data.lines:
        assert browser.get(line.url).context["count"] == line.count


def test_looks_at_an_identity_are_counted_for_the_auditor(auditor, town, noon):
    IdentityView.objects.create(case=make_case(town), user=make.make_user(), at=noon, what="姓名")
    assert running.trail(auditor, on=TODAY).data.lines[0].count == 1


def test_what_ran_over_its_limit_is_late_for_the_auditor_alone(auditor, town):
    assert running.overdue(auditor, on=TODAY).data == []
    make_case(town, next_due=TODAY - DAY)
    part = running.overdue(auditor, on=TODAY)
    assert [(line.label, line.count) for line in part.data] == [("超过时限的信访事项", 1)]
    assert part.urgency == running.LATE
    assert running.overdue(make.make_user(role="leader", unit=town), on=TODAY) is None
