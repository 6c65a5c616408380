"""Cadres: posts over time, leave, secondment, leaving."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions, handover, selectors
from accounts.handover import Handover
from accounts.models import Cadre, Delegation, Leave, Position, Post
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import START, make_cadre, make_unit

DAY = datetime.date(2026, 11, 20)
EVE, MORROW = datetime.date(2026, 11, 19), datetime.date(2026, 11, 21)


@pytest.fixture
def stamp(town: SimpleNamespace, noon: datetime.datetime) -> dict[str, Any]:
    return {"by": town.secretary, "at": noon}


def test_a_cadre_is_entered_with_a_first_post(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    cadre = actions.create_cadre("林晓", unit=town.office, title="科员", start=DAY, phone="13900000002", **stamp)
    assert Cadre.objects.visible_to(town.member).filter(pk=cadre.pk).exists()
    assert "13900000002" not in str(AuditEntry.objects.about(cadre).get().data)


def test_a_secretary_enters_nobody_in_another_unit(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(PermissionDenied):
        actions.create_cadre("林晓", unit=town.other, title="科员", start=DAY, **stamp)


def test_a_staff_number_belongs_to_one_person(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.edit_cadre(town.clerk, staff_number="A1", version=0, **stamp)
    with pytest.raises(DomainError) as refusal:
        actions.edit_cadre(town.head, staff_number="A1", version=0, **stamp)
    assert refusal.value.field == "staff_number"


def test_the_audit_trail_says_that_a_telephone_changed_but_not_to_what(
    town: SimpleNamespace, stamp: dict[str, Any]
) -> None:
    actions.edit_cadre(town.clerk, phone="13712345678", version=0, **stamp)
    assert AuditEntry.objects.get(action="accounts.edit_cadre").data == {"phone": True}


def test_a_stale_form_on_a_cadre_is_refused(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.edit_cadre(town.clerk, name="郑大川", version=0, **stamp)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.edit_cadre(town.clerk, name="郑中川", version=0, **stamp)


def test_posts_may_be_held_at_the_same_time(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.add_post(town.clerk, unit=town.section, title="副科长", start=DAY, **stamp)
    assert Post.objects.in_force(DAY).filter(cadre=town.clerk).count() == 2


def test_nobody_appoints_themselves(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    """A head is the superior who reads confidential talks: no keeper makes one of themselves."""
    own = town.head.posts.get()
    with pytest.raises(DomainError, match="自己的任职"):
        actions.add_post(town.head, unit=town.section, title="科长", position=Position.HEAD, start=START, **stamp)
    with pytest.raises(DomainError, match="自己的任职"):
        actions.edit_post(own, title="书记", version=0, **stamp)


def test_the_same_post_is_not_held_twice(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="相同的职务"):
        actions.add_post(town.clerk, unit=town.office, title="干部", start=DAY, **stamp)


def test_a_post_does_not_end_before_it_began(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.end_post(town.clerk.posts.get(), end=datetime.date(2025, 12, 31), **stamp)
    assert refusal.value.field == "end"


def test_nobody_is_appointed_to_a_closed_unit(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    closed = make_unit("旧科", parent=town.office, closed_on=EVE)
    with pytest.raises(DomainError, match="撤销"):
        actions.add_post(town.clerk, unit=closed, title="科长", start=DAY, **stamp)


@pytest.mark.parametrize(
    ("first", "second", "problem"), [(True, False, False), (True, True, True), (False, False, True)]
)
def test_exactly_one_of_the_posts_held_should_be_the_main_one(first: bool, second: bool, problem: bool) -> None:
    assert selectors.main_post_problem([Post(is_main=first), Post(is_main=second)]) is problem


def test_leave_does_not_overlap_or_run_backwards(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.add_leave(town.clerk, kind="annual", start=EVE, end=DAY, **stamp)
    with pytest.raises(DomainError, match="重叠"):
        actions.add_leave(town.clerk, kind="sick", start=DAY, end=MORROW, **stamp)
    with pytest.raises(DomainError, match="不能早于"):
        actions.add_leave(town.clerk, kind="sick", start=MORROW, end=DAY, **stamp)


def test_a_leave_that_was_not_taken_is_taken_back(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.remove_leave(actions.add_leave(town.clerk, kind="annual", start=EVE, end=DAY, **stamp), **stamp)
    assert not Leave.objects.exists() and AuditEntry.objects.filter(action="accounts.remove_leave").exists()


def test_a_colleagues_leave_is_not_shown(town: SimpleNamespace, rows: SimpleNamespace, log_in: Any) -> None:
    leave = Leave.objects.create(cadre=town.head, kind="sick", start=DAY, end=DAY)
    assert leave not in Leave.objects.visible_to(town.member)
    assert leave in Leave.objects.visible_to(town.secretary)


def test_secondments_do_not_overlap(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    first = actions.start_secondment(town.clerk, host=town.section, start=START, **stamp)
    with pytest.raises(DomainError, match="重叠"):
        actions.start_secondment(town.clerk, host=town.section, start=DAY, **stamp)
    actions.end_secondment(first, end=EVE, **stamp)
    assert actions.start_secondment(town.clerk, host=town.section, start=DAY, **stamp).end is None


class TestLeaving:
    @pytest.fixture
    def things(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
        """A floor above with two things that hang on everybody; what was handed over to whom."""
        given: list[tuple[str, str]] = []

        def hand_over(cadre: Cadre, to: Cadre, **kwargs: Any) -> None:
            given.append((cadre.name, to.name))

        monkeypatch.setattr(handover, "_providers", [Handover("结对", lambda cadre, on: ["甲户", "乙户"], hand_over)])
        return given

    def test_what_hangs_on_somebody_is_listed(self, town: SimpleNamespace, things: Any) -> None:
        assert selectors.hanging_on(town.clerk, DAY)[0].things == ["甲户", "乙户"]

    def test_nobody_leaves_without_a_successor_for_what_hangs_on_them(
        self, town: SimpleNamespace, stamp: dict[str, Any], things: Any
    ) -> None:
        with pytest.raises(DomainError) as refusal:
            actions.leave_organisation(town.clerk, on=DAY, **stamp)
        assert refusal.value.field == "successor"

    def test_everything_ends_and_goes_to_the_successor(
        self, town: SimpleNamespace, rows: SimpleNamespace, stamp: dict[str, Any], things: Any
    ) -> None:
        actions.leave_organisation(town.clerk, on=DAY, successor=town.head, **stamp)
        for row in (town.clerk, town.member, rows.post, rows.membership, rows.secondment):
            row.refresh_from_db()
        assert things == [("郑小川", "周立群")]
        assert town.clerk.left_on == rows.post.end == rows.membership.end == rows.secondment.end == DAY
        assert not town.member.is_active
        assert Delegation.objects.get(pk=rows.delegation.pk).revoked_at is not None

    def test_a_refusal_above_leaves_everything_as_it_was(
        self, town: SimpleNamespace, rows: SimpleNamespace, stamp: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*args: Any, **kwargs: Any) -> None:
            raise DomainError("不能移交")

        monkeypatch.setattr(handover, "_providers", [Handover("结对", lambda cadre, on: ["甲户"], refuse)])
        with pytest.raises(DomainError, match="不能移交"):
            actions.leave_organisation(town.clerk, on=DAY, successor=town.head, **stamp)
        assert Cadre.objects.get(pk=town.clerk.pk).left_on is None
        assert Post.objects.get(pk=rows.post.pk).end is None

    @pytest.mark.parametrize(("on", "message"), [(MORROW, "不能晚于今天"), (datetime.date(2025, 1, 1), "不能早于任职")])
    def test_the_last_day_is_neither_in_the_future_nor_before_the_post(
        self, town: SimpleNamespace, stamp: dict[str, Any], on: datetime.date, message: str
    ) -> None:
        with pytest.raises(DomainError, match=message):
            actions.leave_organisation(town.clerk, on=on, **stamp)

    def test_somebody_who_serves_elsewhere_too_is_not_seen_off_by_one_of_the_two(
        self, town: SimpleNamespace, stamp: dict[str, Any]
    ) -> None:
        Post.objects.create(cadre=town.clerk, unit=town.other, title="兼职", is_main=False, start=START)
        with pytest.raises(PermissionDenied):
            actions.leave_organisation(town.clerk, on=DAY, **stamp)

    def test_the_page_lists_and_hands_over(
        self, town: SimpleNamespace, log_in: Any, things: Any, day: datetime.date
    ) -> None:
        client, url = log_in(town.secretary), f"/cadres/{town.clerk.pk}/leaver/"
        assert "甲户" in client.get(url).content.decode()
        answer = client.post(url, {"successor": town.head.pk, "on": "2026-11-20"})
        assert answer.status_code == 302 and things


def test_the_superior_of_a_cadre_is_the_head_of_the_unit_and_of_a_head_the_next_one_up(town: SimpleNamespace) -> None:
    chief = make_cadre("县长", unit=town.county, position=Position.HEAD)
    inside = make_cadre("科员", unit=town.section)
    assert selectors.superiors_of(town.clerk, DAY) == [town.head]
    assert selectors.superiors_of(inside, DAY) == [town.head]
    assert selectors.superiors_of(town.head, DAY) == [chief]
    assert selectors.superiors_of(chief, DAY) == []


def test_a_telephone_is_shown_to_those_who_read_the_unit_and_to_nobody_else(town: SimpleNamespace, log_in: Any) -> None:
    url = town.head.get_absolute_url()
    assert "13800000001" in log_in(town.admin).get(url).content.decode()
    assert "13800000001" not in log_in(town.member).get(url).content.decode()


class TestPages:
    def send(self, client: Any, url: str, **data: Any) -> Any:
        answer = client.post(url, data)
        assert answer.status_code == 302, answer.context["form"].errors
        return answer

    def test_a_cadre_is_kept_through_their_pages(self, town: SimpleNamespace, log_in: Any) -> None:
        client = log_in(town.secretary)
        post = {"unit": town.office.pk, "title": "科员", "rank": "staff", "position": "cadre", "start": "2026-10-01"}
        self.send(client, "/cadres/new/", name="林晓", birth_month="1990-05", **post)
        cadre = Cadre.objects.get(name="林晓")
        assert cadre.birth_month == datetime.date(1990, 5, 1)
        url = cadre.get_absolute_url()
        assert cadre.is_able_to_act is False  # not ticked
        self.send(client, f"{url}edit/", name="林小", is_able_to_act="on", version="0")
        cadre.refresh_from_db()
        assert cadre.is_able_to_act is True
        self.send(client, f"{url}posts/new/", **{**post, "unit": town.section.pk, "title": "副科长"})
        self.send(client, f"{url}leave/new/", kind="annual", start="2026-11-23", end="2026-11-27")
        self.send(client, f"{url}secondments/new/", host=town.section.pk, kind="petition", start="2026-11-01")
        assert "信访工作" in client.get(url).content.decode()
        self.send(client, f"/secondments/{cadre.secondments.get().pk}/end/", end="2026-11-20")
        second = cadre.posts.get(title="副科长")
        edit = {"title": "科长", "rank": "staff", "position": "head", "start": "2026-10-02", "version": "1"}
        self.send(client, f"/posts/{second.pk}/edit/", **edit)
        self.send(client, f"/posts/{second.pk}/end/", end="2026-11-20")
        self.send(client, f"/leave/{cadre.leaves.get().pk}/remove/")
        page = client.get(url).content.decode()
        assert "林小" in page and "科长" in page and "没有请假记录" in page

    def test_the_own_page_of_a_cadre_offers_nothing_to_change(self, town: SimpleNamespace, log_in: Any) -> None:
        page = log_in(town.member).get(town.clerk.get_absolute_url()).content.decode()
        assert "修改资料" not in page and "离任交接" not in page

    def test_two_main_posts_are_pointed_out(self, town: SimpleNamespace, log_in: Any) -> None:
        Post.objects.create(cadre=town.clerk, unit=town.section, title="科长", is_main=True, start=START)
        assert "有且只有一个主要职务" in log_in(town.secretary).get(town.clerk.get_absolute_url()).content.decode()

    def test_a_secretary_is_offered_no_unit_of_others(self, town: SimpleNamespace, log_in: Any) -> None:
        form = log_in(town.secretary).get(f"{town.clerk.get_absolute_url()}posts/new/").context["form"]
        assert set(form.fields["unit"].queryset) == {town.office, town.section}
