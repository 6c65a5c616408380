"""Periods, festivals, the calendar, groups' pages, and lists with a fixed number of queries."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.forms.groups import code_field
from accounts.models import Festival, Group, OwnPeriod, RoleGrant, Unit
from core.errors import DomainError
from core.models import CalendarDay, CalendarYear
from core.undo import aside_of
from tests.factories import START, make_cadre, make_unit, make_user

DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def stamp(town: SimpleNamespace, noon: datetime.datetime) -> dict[str, Any]:
    return {"by": town.system, "at": noon}


def test_a_special_period_is_declared_and_ended(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    period = actions.create_period(
        town.county, kind="special", code="special", name="防汛", start=DAY, end=datetime.date(2026, 12, 31), **stamp
    )
    actions.end_period(period, end=DAY, **stamp)
    assert OwnPeriod.objects.get(pk=period.pk).end == DAY


def test_a_period_does_not_run_backwards(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.create_period(town.county, kind="other", code="x", name="x", start=DAY, end=START, **stamp)
    assert refusal.value.field == "end"


def test_a_period_is_seen_from_below(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    period = actions.create_period(town.county, kind="other", code="x", name="x", start=START, end=DAY, **stamp)
    assert period in OwnPeriod.objects.visible_to(town.member)


@pytest.mark.parametrize(("basis", "month", "day"), [("fixed", 2, 30), ("lunar", 8, 31), ("fixed", 4, 31)])
def test_a_day_that_no_year_has_is_no_festival(
    town: SimpleNamespace, stamp: dict[str, Any], basis: str, month: int, day: int
) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.create_festival(town.county, code="x", name="x", basis=basis, month=month, day=day, **stamp)
    assert refusal.value.field == "day"


def test_a_festival_becomes_major_by_a_button(log_in: Any, town: SimpleNamespace, rows: SimpleNamespace) -> None:
    log_in(town.admin).post(f"/festivals/{rows.festival.pk}/major/", {"is_major": "1"})
    assert Festival.objects.get(pk=rows.festival.pk).is_major


def test_a_period_is_deleted_after_a_question(log_in: Any, town: SimpleNamespace, rows: SimpleNamespace) -> None:
    client, url = log_in(town.admin), f"/periods/{rows.period.pk}/remove/"
    assert "autumn" in client.get(url).content.decode() and OwnPeriod.objects.exists()
    client.post(url)
    assert not OwnPeriod.objects.exists()


def test_log_ins_are_searched_by_name_role_and_state(log_in: Any, town: SimpleNamespace) -> None:
    answer = log_in(town.system).get("/users/?q=周&role=secretary&state=active")
    assert [user.username for user in answer.context["object_list"]] == ["secretary"]


class TestCalendar:
    def load(self, client: Any, text: str) -> Any:
        return client.post("/calendar/load/", {"file": SimpleUploadedFile("2027.csv", text.encode())})

    def test_a_year_that_is_missing_is_a_visible_warning(self, log_in: Any, town: SimpleNamespace) -> None:
        assert "2027年的放假安排尚未载入" in log_in(town.member).get("/calendar/").content.decode()

    def test_what_a_file_changes_is_shown_before_it_is_loaded(self, log_in: Any, town: SimpleNamespace) -> None:
        client = log_in(town.system)
        answer = self.load(client, "2027-01-01,off,元旦\n")
        assert "2027-01-01 改为放假" in answer.content.decode() and not CalendarDay.objects.exists()
        client.post("/calendar/confirm/", {key: answer.context[key] or "" for key in ("text", "shipped", "name")})
        assert CalendarDay.objects.get().name == "元旦" and CalendarYear.objects.get().source == "2027.csv"

    def test_a_shipped_year_is_loaded(self, log_in: Any, town: SimpleNamespace) -> None:
        client = log_in(town.system)
        assert client.post("/calendar/load/", {"shipped": "2026"}).status_code == 200
        client.post("/calendar/confirm/", {"shipped": "2026"})
        assert CalendarYear.objects.get().year == 2026
        assert client.get("/calendar/?year=2026").status_code == 200

    def test_a_year_that_was_not_known_is_forgotten_with_one_button(self, log_in: Any, town: SimpleNamespace) -> None:
        CalendarYear.objects.all().delete()
        client = log_in(town.system)
        page = client.post("/calendar/confirm/", {"shipped": "2026"}, follow=True).content.decode()
        assert 'action="/calendar/forget/"' in page
        assert log_in(town.member).post("/calendar/forget/", {"year": "2026"}).status_code == 403
        client = log_in(town.system)
        client.post("/calendar/forget/", {"year": "2026"})
        assert not CalendarYear.objects.exists()
        assert not CalendarDay.objects.exists()
        assert "没有载入" in client.post("/calendar/forget/", {"year": "2026"}, follow=True).content.decode()

    def test_a_year_that_was_known_is_put_back_as_it_was(self, log_in: Any, town: SimpleNamespace) -> None:
        client = log_in(town.system)
        for text in ("2027-01-01,off,元旦\n", "2027-02-08,off,春节\n"):
            answer = client.post("/calendar/confirm/", {"text": text, "name": "2027.csv"})
        undo = aside_of(next(reversed(list(get_messages(answer.wsgi_request))))).undo
        client.post(undo.url, dict(undo.pairs()))
        assert CalendarDay.objects.get(day__year=2027).day == datetime.date(2027, 1, 1)
        assert CalendarYear.objects.get(year=2027).source == "2027.csv"

    @pytest.mark.parametrize("text", ["", "没有日期", "2027-01-01,maybe,元旦", "2027-13-01,off,元旦"])
    def test_a_file_that_is_no_calendar_changes_nothing(self, log_in: Any, town: SimpleNamespace, text: str) -> None:
        answer = self.load(log_in(town.system), text)
        assert answer.context["form"].errors and not CalendarYear.objects.exists()

    def test_a_file_in_another_encoding_is_refused(self, log_in: Any, town: SimpleNamespace) -> None:
        file = SimpleUploadedFile("x.csv", "2027-01-01,off,元旦".encode("gb18030"))
        answer = log_in(town.system).post("/calendar/load/", {"file": file})
        assert "UTF-8" in str(answer.context["form"].errors)

    @pytest.mark.parametrize("who", ["member", "admin", "auditor"])
    def test_only_an_administrator_of_the_whole_organisation_loads(
        self, log_in: Any, town: SimpleNamespace, who: str
    ) -> None:
        client = log_in(getattr(town, who))
        assert client.get("/calendar/load/").status_code == 403
        assert client.post("/calendar/confirm/", {"shipped": "2026"}).status_code == 403


class TestLists:
    """The same number of queries for one row and for three."""

    def queries(self, client: Any, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert client.get(url).status_code == 200
        return len(context)

    @pytest.mark.parametrize(
        "url", ["/units/", "/units/?q=单位", "/cadres/", "/groups/", "/users/", "/periods/", "/delegations/"]
    )
    def test_more_rows_need_no_more_queries(self, log_in: Any, town: SimpleNamespace, url: str) -> None:
        client = log_in(town.system)
        self.add(town, 1)
        one = self.queries(client, url)
        for number in (2, 3):
            self.add(town, number)
        assert self.queries(client, url) == one

    def add(self, town: SimpleNamespace, number: int) -> None:
        unit = make_unit(f"单位甲{number}", parent=town.county)
        cadre = make_cadre(f"人员{number}", unit=unit)
        user = make_user(f"person{number}", cadre=cadre)
        RoleGrant.objects.create(user=user, role="leader", unit=unit, start=START)
        Group.objects.create(name=f"组{number}", kind="working_group", unit=unit)
        OwnPeriod.objects.create(unit=unit, kind="other", code=f"p{number}", name="时段", start=START, end=DAY)
        actions.give_delegation(
            user, start=DAY, end=DAY, by=town.system, at=datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
        )


def test_the_tree_is_searched_by_name(log_in: Any, town: SimpleNamespace) -> None:
    answer = log_in(town.system).get("/units/?q=水利").content.decode()
    assert "水利局" in answer and "民政局" not in answer


def test_cadres_are_narrowed_by_unit_and_position(log_in: Any, town: SimpleNamespace) -> None:
    answer = log_in(town.system).get(f"/cadres/?unit={town.office.pk}&position=head")
    assert [cadre.name for cadre in answer.context["object_list"]] == ["周立群"]


def test_a_form_sent_twice_makes_one_unit(log_in: Any, town: SimpleNamespace) -> None:
    client, url = log_in(town.admin), f"/units/{town.office.pk}/new/"
    data = {"name": "优抚科", "kind": "section", "order": "0", "once_key": "8b2d3a5e-1111-4222-8333-944455556666"}
    assert client.post(url, data).status_code == client.post(url, data).status_code == 302
    assert Unit.objects.filter(name="优抚科").count() == 1


def test_a_refusal_keeps_what_was_typed(log_in: Any, town: SimpleNamespace) -> None:
    answer = log_in(town.admin).post(
        f"/units/{town.office.pk}/new/", {"name": "救助科", "kind": "section", "order": "7"}
    )
    text = answer.content.decode()
    assert "已有名为“救助科”的单位" in text and 'value="7"' in text


def test_a_code_that_is_not_latin_is_refused_in_plain_words() -> None:
    field = code_field("")
    assert field.clean("autumn_term") == "autumn_term"
    with pytest.raises(ValidationError, match="代码只能包含英文字母"):
        field.clean("秋季")
