"""The sample: what is in it, that it repeats, that its log-ins work, that it keeps out of a database in use."""

import datetime
import hashlib
import itertools
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Q

from accounts.models import Cadre, Post, RoleGrant, Unit, User, path_under
from assessments.models import PayList, ScoreSheet, SheetState, Survey, SurveyResult
from contacts.models import Household, Pairing, Resident
from core.models import AuditEntry, CalendarYear
from duties.models import Obligation
from liaison.sample.dice import Deck, Dice
from liaison.sample.load import load
from liaison.sample.log_ins import LogIn
from petitions.codes import hash_code
from petitions.models import (
    Case,
    CaseEntry,
    CaseKind,
    Channel,
    Consultation,
    Decision,
    Meeting,
    Party,
    Rating,
    Reception,
    SheetMark,
    Sponsorship,
    WorkSheet,
)
from petitions.workflow import CaseState
from reports.models import OwnForm, ReportSubscription
from tests.factories import make_unit
from visits.models import Matter, Rota, RotaSlot, VisitLog, VisitParticipant, VisitTarget

TODAY = datetime.date(2026, 11, 20)
AT = datetime.datetime(2026, 11, 20, 1, tzinfo=datetime.UTC)
SMALL = 0.05
SAID: list[str] = []


@pytest.fixture(scope="class")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[list[LogIn]]:
    """One load for all tests of the class; undone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(SMALL, 7, today=TODAY, at=AT, tell=SAID.append)
        transaction.set_rollback(True)


def digest() -> str:
    """Over what is read, not over what is stored: keys and encrypted tokens differ from load to load."""
    lines = [
        *Unit.objects.order_by("pk").values_list("name", "kind", "parent__name"),
        *Cadre.objects.order_by("pk").values_list("name", "birth_month", "phone", "email"),
        *Post.objects.order_by("pk").values_list("cadre__name", "unit__name", "title", "start", "end"),
        *Household.objects.order_by("pk").values_list("head_name", "unit__name", "kind", "address", "hardship"),
        *Resident.objects.order_by("pk").values_list("name", "kind", "phone"),
        *Pairing.objects.order_by("pk").values_list("cadre__name", "category__code", "start", "household__head_name"),
        *VisitLog.objects.order_by("pk").values_list("kind__code", "first_day", "content", "talk", "recorded_at"),
        *VisitTarget.objects.order_by("pk").values_list("household__head_name", "contact_point__name"),
        *Matter.objects.order_by("pk").values_list("text", "state", "due", "unit__name"),
        *Case.objects.order_by("pk").values_list("number", "title", "state", "received_on", "next_due", "place"),
    ]
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def load_and_undo(seed: int, today: datetime.date) -> tuple[str, set[str]]:
    """The digest of the rows, and the passwords."""
    with transaction.atomic():
        log_ins = load(SMALL, seed, today=today, at=AT, tell=lambda text: None)
        assert VisitLog.objects.latest("last_day").last_day < today
        found = digest()
        transaction.set_rollback(True)
    return found, {x.password for x in log_ins}


@pytest.mark.django_db
class TestLoaded:
    def test_paths_follow_the_tree(self, loaded: list[LogIn]) -> None:
        units = list(Unit.objects.select_related("parent"))
        assert len(units) > 20
        assert [u for u in units if u.path != path_under(u.parent, u.pk)] == []

    def test_every_cadre_has_a_post_and_names_are_not_doubled(self, loaded: list[LogIn]) -> None:
        names = list(Cadre.objects.values_list("name", flat=True))
        assert not Cadre.objects.filter(posts=None).exists()
        assert len(names) == len(set(names))

    def test_some_hold_two_posts_one_left_some_are_away(self, loaded: list[LogIn]) -> None:
        assert Post.objects.filter(is_main=False).exists()
        assert Cadre.objects.filter(left_on__lt=TODAY).count() == 1
        assert Cadre.objects.exclude(leaves=None).exists()
        assert Cadre.objects.exclude(secondments=None).exists()

    def test_no_visit_lies_in_the_future_or_is_recorded_before_it_ended(self, loaded: list[LogIn]) -> None:
        assert VisitLog.objects.count() > 500
        assert not VisitLog.objects.filter(Q(last_day__gte=TODAY) | Q(recorded_at__gt=AT)).exists()
        assert [log for log in VisitLog.objects.all() if log.recorded_at.date() < log.last_day] == []

    def test_nobody_visits_after_leaving_or_before_coming(self, loaded: list[LogIn]) -> None:
        main = Q(cadre__posts__is_main=True)
        outside = Q(cadre__posts__start__gt=F("log__first_day")) | Q(cadre__posts__end__lt=F("log__last_day"))
        assert not VisitParticipant.objects.filter(main & outside).exists()

    def test_pairings_stay_within_their_year_and_their_holders_post(self, loaded: list[LogIn]) -> None:
        arranged = Pairing.objects.filter(arrangement__isnull=False)
        assert not arranged.exclude(start__year=F("arrangement__year"), end__year=F("arrangement__year")).exists()
        outside = Q(start__lt=F("cadre__posts__start")) | Q(end__gt=F("cadre__posts__end"))
        assert not Pairing.objects.filter(outside, cadre__posts__is_main=True).exists()
        assert Pairing.objects.exclude(handed_over_from=None).exists()

    def test_matters_are_in_each_state(self, loaded: list[LogIn]) -> None:
        assert Matter.objects.filter(solved_on_the_spot=True).exists()
        assert Matter.objects.filter(state="open", due__lt=TODAY).exists()
        assert Matter.objects.filter(state="solved", solved_on__gt=F("log__last_day")).exists()
        assert not Matter.objects.filter(Q(solved_on__gte=TODAY) | Q(state="solved", reply="")).exists()

    def test_neighbours_do_not_read_alike(self, loaded: list[LogIn]) -> None:
        # What the product writes by itself for cards that were handed out is the same on purpose.
        written = VisitLog.objects.exclude(content="").exclude(kind__code__in=["card_handover", "work_review"])
        texts = list(written.order_by("pk").values_list("content", flat=True))
        assert [a for a, b in itertools.pairwise(texts) if a == b] == []

    def test_the_mines_officers_were_scored_and_paid(self, loaded: list[LogIn]) -> None:
        assert {sheet.state for sheet in ScoreSheet.objects.all()} == {SheetState.CLOSED}
        assert ScoreSheet.objects.filter(is_upheld__isnull=False).count() == 1
        assert PayList.objects.filter(state="closed", total__gt=0).exists()

    def test_every_household_of_the_town_that_serves_by_group_was_reached(self, loaded: list[LogIn]) -> None:
        round_ = Obligation.objects.get(rule__code="14.5")
        assert round_.achieved == round_.required > 0

    def test_telephone_numbers_are_invented(self, loaded: list[LogIn]) -> None:
        phones = [*Cadre.objects.values_list("phone", flat=True), *Household.objects.values_list("phone", flat=True)]
        assert {phone[:7] for phone in phones if phone} == {"1380000", "1390000"}
        assert {len(phone) for phone in phones if phone} == {11}

    def test_duties_are_met_open_and_overdue(self, loaded: list[LogIn]) -> None:
        is_met = Q(achieved__gte=F("required"))
        assert Obligation.objects.filter(is_met).exists()
        assert Obligation.objects.filter(~is_met, due__gte=TODAY).exists()
        assert Obligation.objects.filter(~is_met, due__lt=TODAY).exists()

    def test_days_of_duty_were_held_missed_and_are_to_come(self, loaded: list[LogIn]) -> None:
        past = RotaSlot.objects.filter(day__lt=TODAY).to_be_held()
        held = past.exclude(log=None).count()
        assert held / past.count() > 0.8
        assert past.filter(log=None).exists()
        assert RotaSlot.objects.filter(day__gt=TODAY).exclude(cadre=None).exists()
        assert {rota.unit.kind for rota in Rota.objects.select_related("unit")} == {"county", "township", "street"}

    def test_one_code_is_told_to_try_the_peoples_pages_with(self, loaded: list[LogIn]) -> None:
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", " ".join(SAID))
        assert code and Case.objects.filter(code_hash=hash_code(code[0])).exists()

    def test_calendar_and_audit_trail_are_there(self, loaded: list[LogIn]) -> None:
        assert CalendarYear.objects.filter(year=2026).exists()
        entry = AuditEntry.objects.get(action="sample.load")
        assert entry.data["seed"] == 7
        assert entry.data["logs"] == VisitLog.objects.count()

    def test_each_of_the_twelve_can_log_in(self, loaded: list[LogIn]) -> None:
        assert len(loaded) == 12
        assert [x.username for x in loaded if authenticate(username=x.username, password=x.password) is None] == []

    def test_nobody_else_can(self, loaded: list[LogIn]) -> None:
        able = {user.username for user in User.objects.all() if user.has_usable_password()}
        assert able == {x.username for x in loaded}

    def test_every_role_is_given(self, loaded: list[LogIn]) -> None:
        given = set(RoleGrant.objects.values_list("role", flat=True))
        wanted = "organisation_admin secretary leader petition_clerk personnel auditor system_admin"
        assert given == set(wanted.split())

    def test_the_cadre_said_to_be_behind_is_behind(self, loaded: list[LogIn]) -> None:
        behind = User.objects.get(username=loaded[3].username)
        overdue = Obligation.objects.filter(cadre=behind.cadre, achieved__lt=F("required"), due__lt=TODAY)
        assert overdue.exists()

    def test_mail_addresses_lead_nowhere(self, loaded: list[LogIn]) -> None:
        assert not User.objects.exclude(email__endswith="@example.com").exists()

    def test_cases_came_by_each_channel_are_of_each_kind_and_in_each_state(self, loaded: list[LogIn]) -> None:
        found = {name: set(Case.objects.values_list(name, flat=True)) for name in ("channel", "kind", "state")}
        assert found["channel"] == set(Channel.values)
        assert found["kind"] - {""} == set(CaseKind.values)
        # Somebody is always in the middle of a review; which step the days allow depends on the calendar.
        assert set(CaseState.values) - found["state"] <= {"assigned", "served", "in_review", "reviewed", "final"}

    def test_every_case_has_its_history_and_its_clocks(self, loaded: list[LogIn]) -> None:
        assert not Case.objects.filter(entries=None).exists()
        assert not Case.objects.filter(clocks=None).exists()
        assert not CaseEntry.objects.filter(on__gte=TODAY).exists()
        assert Case.objects.overdue(on=TODAY).exists()
        assert Case.objects.open().filter(next_due__gte=TODAY).exists()

    def test_some_are_anonymous_some_repeat_some_are_joined_and_some_were_heard_on_visits(
        self, loaded: list[LogIn]
    ) -> None:
        for wanted in ({"is_anonymous": True}, {"repeat_of": None}, {"joined_to": None}, {"matter": None}):
            rows = Case.objects.filter(**wanted)
            assert (rows if wanted.get("is_anonymous") else Case.objects.exclude(pk__in=rows)).exists(), wanted

    def test_the_accused_does_not_see_the_accusation(self, loaded: list[LogIn]) -> None:
        party = Party.objects.get(role="accused")
        user = User.objects.get(cadre=party.cadre)
        user.grants.create(role="petition_clerk", unit=party.case.unit, start=TODAY)
        assert not Case.objects.visible_to(user).filter(pk=party.case_id).exists()
        assert Case.objects.visible_to(user).exists()

    def test_receptions_have_the_log_of_their_day(self, loaded: list[LogIn]) -> None:
        closed = Reception.objects.filter(state="closed")
        assert closed.exclude(slot=None).exists()
        assert [r for r in closed.select_related("log", "slot") if r.log is None or r.log.first_day != r.on] == []
        assert Case.objects.exclude(visitor=None).exists()

    def test_offices_work_together(self, loaded: list[LogIn]) -> None:
        assert len(set(WorkSheet.objects.values_list("state", flat=True))) >= 5
        assert SheetMark.objects.filter(state="approved").exists()
        assert set(Meeting.objects.values_list("state", flat=True)) == {"held", "planned"}
        assert Decision.objects.exclude(done_on=None).exists()
        assert Consultation.objects.open_on(TODAY).exists()
        assert Sponsorship.objects.exclude(entries=None).exists()

    def test_every_town_has_a_form_for_the_people(self, loaded: list[LogIn]) -> None:
        towns = Unit.objects.filter(kind__in=["county", "township", "street"])
        assert set(towns.values_list("petition_settings__has_form", flat=True)) == {True}

    def test_the_town_that_serves_by_group_held_the_four_meetings_and_decided(self, loaded: list[LogIn]) -> None:
        four = Meeting.objects.filter(kind__in=["briefing", "coordination", "deliberation", "exchange"])
        assert len({kind for (kind,) in four.values_list("kind")}) == 4
        assert not four.exclude(state="held").exists()
        assert not four.filter(Q(log=None) | ~Q(log__first_day=F("on"))).exists()
        decisions = Decision.objects.filter(topic__meeting__in=four)
        assert decisions.exclude(done_on=None).count() > decisions.filter(done_on=None).count() > 0
        town = Obligation.objects.get(rule__code="14.5").unit
        assert Rating.objects.filter(case__unit=town, case__matter__state="solved").count() >= 5

    def test_forums_say_what_was_brought_up_by_whom_and_where(self, loaded: list[LogIn]) -> None:
        forums = VisitLog.objects.filter(kind__code="forum")
        assert forums.count() > 3
        assert not forums.filter(matters=None).exists()
        assert not Matter.objects.filter(log__in=forums, target__household=None).exists()
        assert not forums.exclude(targets__contact_point__isnull=False).exists()

    def test_appraisals_were_answered_decided_on_and_published_and_reports_are_subscribed_to(
        self, loaded: list[LogIn]
    ) -> None:
        assert set(Survey.objects.values_list("state", flat=True)) == {"published"}
        results = SurveyResult.objects.filter(question__kind="grade", is_total=True, subject__verdict__isnull=False)
        assert {result.survey.unit.kind for result in results} == {"township", "mine"}
        assert ReportSubscription.objects.running().count() == 5
        assert OwnForm.objects.get().versions.get().names


@pytest.mark.django_db
@pytest.mark.either
class TestRepeating:
    def test_only_the_passwords_differ_from_load_to_load(self) -> None:
        leap_day = datetime.date(2028, 2, 29)
        first, passwords = load_and_undo(8, leap_day)
        second, others = load_and_undo(8, leap_day)
        assert first == second
        assert len(passwords | others) == 24


@pytest.mark.django_db
class TestCommand:
    def test_a_database_in_use_is_left_alone(self) -> None:
        make_unit("已有单位")
        with pytest.raises(CommandError, match="数据库中已有数据"):
            call_command("sample", "load", stdout=StringIO())
        assert list(Unit.objects.values_list("name", flat=True)) == ["已有单位"]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"scale": "7"}, "--scale 只能是 1、10 或 100"),
            ({"scale": "viele"}, "“viele”"),
            ({"seed": "-1"}, "--seed 应为正整数"),
            ({"today": "20.11."}, "--today 应写成"),
            ({"today": "2999-01-01"}, "--today 不能晚于今天"),
        ],
    )
    def test_a_bad_option_says_what_is_wrong(self, options: dict[str, str], message: str) -> None:
        with pytest.raises(CommandError, match=message):
            call_command("sample", "load", stdout=StringIO(), **options)
        assert not Unit.objects.exists()

    def test_the_log_ins_are_printed_as_a_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line = LogIn("系统管理员", "xitong", "Baku-23", "系统管理员", "青禾县")
        monkeypatch.setattr("liaison.management.commands.sample.load", lambda *args, **kwargs: [line])
        said = StringIO()
        call_command("sample", "load", stdout=said)
        assert "密码 Password" in said.getvalue()
        assert "xitong" in said.getvalue().splitlines()[-1]


def test_a_deck_never_deals_the_same_card_twice_running() -> None:
    deck = Deck(["a", "b", "c"], Dice(1))
    dealt = [deck.deal() for _n in range(300)]
    assert [a for a, b in itertools.pairwise(dealt) if a == b] == []
    assert set(dealt[:3]) == {"a", "b", "c"}
