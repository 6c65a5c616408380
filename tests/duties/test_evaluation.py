"""What counts and what does not, by hand-made logs; and what holds whatever the logs are."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import WorkCalendar
from duties.evaluation import Claim, Log, Outcome, Reason, Tie, evaluate
from duties.grammar import Also, Measure, Rule, Slot, Whom
from duties.recurrence import Window
from duties.spans import FAR, ONE_DAY, Span

MARCH = Window(datetime.date(2026, 3, 1), datetime.date(2026, 3, 31), datetime.date(2026, 3, 31))
POINT, OTHER = 5, 9
PAIRED = Tie(POINT, "village_or_community", Span(datetime.date(2026, 1, 1), FAR))


def d(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2026-{text}")


def log(number: int, first: str, last: str = "", **fields) -> Log:
    return Log(number, fields.pop("kind", "stay"), d(first), d(last or first), **fields)


def claim(of: str, required: int, **fields) -> Claim:
    rule = Rule(
        code="1",
        title="",
        clause="",
        kind="duty",
        does=fields.pop("does", ()),
        whom=fields.pop("whom", Whom()),
        measure=Measure(of=of, least=required, **fields.pop("measure", {})),
        also=fields.pop("also", None),
        goods=fields.pop("goods", False),
        as_lead=fields.pop("as_lead", False),
        only_on=fields.pop("only_on", ""),
    )
    fields.setdefault("liable", (MARCH.span,))
    return Claim(rule=rule, window=fields.pop("window", MARCH), required=required, **fields)


def judge(what: Claim, *logs: Log, on: str = "12-31") -> Outcome:
    return evaluate(what, logs, on=d(on))


def test_count_takes_each_log_once_in_the_window_where_it_began():
    found = judge(claim("count", 2), log(1, "02-27", "03-02"), log(2, "03-05"), log(3, "03-05"))
    assert (found.achieved, found.met_on, found.counted) == (2, d("03-05"), (2, 3))
    assert found.rejected == {1: Reason.BEGAN_BEFORE}


def test_distinct_days_counts_a_day_once_and_only_days_in_the_window():
    found = judge(claim("distinct_days", 3), log(1, "02-27", "03-02"), log(2, "03-02"), log(3, "03-09"))
    assert (found.achieved, found.met_on) == (3, d("03-09"))
    assert found.rejected == {2: Reason.SAME_DAY}


def test_consecutive_days_stays_that_touch_are_one_run():
    found = judge(claim("consecutive_days", 3), log(1, "03-04"), log(2, "03-05", "03-06"), log(3, "03-20"))
    assert (found.achieved, found.met_on, found.rejected) == (3, d("03-06"), {3: Reason.NOT_IN_RUN})


def test_a_run_may_cross_only_where_the_rule_says_so():
    stay = log(1, "03-30", "04-02")
    assert judge(claim("consecutive_days", 3), stay).achieved == 2
    crossing = judge(claim("consecutive_days", 3, measure={"crossing": True}), stay)
    assert (crossing.achieved, crossing.met_on) == (4, d("04-01"))


def test_of_a_run_that_crossed_from_the_month_before_only_the_days_in_the_window_count():
    found = judge(claim("consecutive_days", 3, measure={"crossing": True}), log(1, "02-27", "03-02"))
    assert (found.achieved, found.met_on) == (2, None)


def test_minutes_are_added_and_a_log_without_them_is_named():
    found = judge(claim("minutes", 60), log(1, "03-04", minutes=45), log(2, "03-05"), log(3, "03-06", minutes=20))
    assert (found.achieved, found.met_on, found.rejected) == (65, d("03-06"), {2: Reason.NO_MINUTES})


def test_distinct_people_and_households():
    logs = [
        log(1, "03-04", people=frozenset({7, 11}), keys=frozenset({7, 11, 2})),
        log(2, "03-05", people=frozenset({11}), keys=frozenset({11})),
        log(3, "03-06", people=frozenset({15}), keys=frozenset({15, 6})),
    ]
    people = judge(claim("distinct_people", 3), *logs)
    assert (people.achieved, people.met_on, people.rejected) == (3, d("03-06"), {2: Reason.SAME_PEOPLE})
    assert judge(claim("distinct_households", 2), *logs).achieved == 2


def test_coverage_counts_who_is_in_the_register():
    what = claim("coverage", 2, register={7: frozenset({7}), 2: frozenset({7, 11})})
    found = judge(what, log(1, "03-04", people=frozenset({99})), log(2, "03-05", people=frozenset({2})))
    assert (found.achieved, found.met_on, found.rejected) == (2, d("03-05"), {1: Reason.NOT_IN_REGISTER})


def test_two_measures_are_met_when_both_are():
    both = claim("count", 2, also=Also(of="distinct_days", least=2), required_also=2)
    same_day = judge(both, log(1, "03-04"), log(2, "03-04"))
    assert (same_day.achieved, same_day.achieved_also, same_day.met_on) == (2, 1, None)
    assert (same_day.missing, same_day.missing_also) == (0, 1)
    assert judge(both, log(1, "03-04"), log(2, "03-04"), log(3, "03-09")).met_on == d("03-09")


def test_a_second_measure_may_count_logs_of_its_own():
    nights = Also(of="count", least=1, does=("home_visit",))
    both = claim("count", 2, does=("forum", "home_visit"), also=nights, required_also=1)
    forums = judge(both, log(1, "03-04", kind="forum"), log(2, "03-05", kind="forum"))
    assert (forums.missing, forums.missing_also, forums.met_on) == (0, 1, None)
    assert (forums.counted, forums.rejected) == ((1, 2), {})
    visited = judge(
        both, log(1, "03-04", kind="forum"), log(2, "03-05", kind="home_visit"), log(3, "03-06", kind="stay")
    )
    assert (visited.achieved, visited.achieved_also, visited.met_on) == (2, 1, d("03-05"))
    assert visited.rejected == {3: Reason.WRONG_KIND}


def test_of_logs_that_only_the_second_measure_counts_its_own_reason_is_given():
    both = claim("count", 1, does=("forum",), also=Also(of="reports", least=1, does=("summary",)), required_also=1)
    found = judge(both, log(1, "04-02", kind="summary"), log(2, "03-02", kind="stay"))
    assert found.rejected == {1: Reason.OUTSIDE_WINDOW, 2: Reason.WRONG_KIND}


def test_only_rest_days_or_working_days_count_where_the_rule_says_so():
    # Saturday the 7th is worked, Sunday the 8th is not.
    calendar = WorkCalendar(working=frozenset({d("03-07")}), years=frozenset({2026}))
    resting = claim("distinct_days", 2, only_on="rest_days", calendar=calendar)
    found = judge(resting, log(1, "03-05", "03-08"), log(2, "03-09"))
    assert (found.achieved, found.rejected) == (1, {2: Reason.WRONG_DAY})
    working = claim("count", 1, only_on="workdays", calendar=calendar)
    assert judge(working, log(1, "03-07"), log(2, "03-08")).counted == (1,)


def test_too_much_is_not_met_where_there_is_a_most():
    what = claim("count", 1, measure={"most": 2})
    assert judge(what, log(1, "03-04"), log(2, "03-05")).met_on == d("03-04")
    assert judge(what, log(1, "03-04"), log(2, "03-05"), log(3, "03-06")).met_on is None


ASSIGNED = Whom("assigned", ("point",), ("village_or_community",))


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (log(1, "03-04", withdrawn=True), Reason.WITHDRAWN),
        (log(1, "03-04", kind="phone"), Reason.WRONG_KIND),
        (log(1, "03-04", led=False), Reason.NOT_LEAD),
        (log(1, "03-04"), Reason.NO_GOODS),
        (log(1, "04-04", has_goods=True), Reason.OUTSIDE_WINDOW),
        (log(1, "03-25", has_goods=True), Reason.NOT_LIABLE),
    ],
)
def test_every_reason_why_a_log_does_not_count(made, reason):
    what = claim("count", 1, does=("stay",), goods=True, as_lead=True, liable=(Span(d("03-01"), d("03-20")),))
    assert judge(what, made).rejected == {1: reason}


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (log(1, "03-12", keys=frozenset({99})), Reason.NOT_ASSIGNED),
        (log(1, "03-12", keys=frozenset({OTHER})), Reason.WRONG_CATEGORY),
        (log(1, "03-04", keys=frozenset({POINT})), Reason.BEFORE_PAIRING),
        (log(1, "03-24", keys=frozenset({POINT})), Reason.AFTER_PAIRING),
    ],
)
def test_every_reason_why_a_target_does_not_fit(made, reason):
    ties = (
        Tie(POINT, "village_or_community", Span(d("03-10"), d("03-20"))),
        Tie(OTHER, "key_project", Span(d("01-01"), FAR)),
    )
    assert judge(claim("count", 1, whom=ASSIGNED, ties=ties), made).rejected == {1: reason}


def test_for_each_target_a_visit_to_another_one_is_named_so():
    ties = (PAIRED, Tie(OTHER, "village_or_community", PAIRED.span))
    found = judge(claim("count", 1, whom=ASSIGNED, ties=ties, target=POINT), log(1, "03-04", keys=frozenset({OTHER})))
    assert found.rejected == {1: Reason.OTHER_TARGET}


@pytest.mark.parametrize(
    ("of", "required", "logs", "last"),
    [
        ("count", 2, [], "03-31"),
        ("distinct_days", 4, [log(1, "03-31")], "03-28"),
        ("consecutive_days", 3, [], "03-29"),
        ("consecutive_days", 3, [log(1, "03-29", "03-30")], "03-31"),
        ("consecutive_days", 3, [log(1, "03-30", "03-31")], "03-29"),
    ],
)
def test_the_last_safe_day(of, required, logs, last):
    assert judge(claim(of, required), *logs).last_safe_day == d(last)


def test_no_safe_day_is_left_where_the_days_do_not_suffice():
    short = (Span(d("03-01"), d("03-02")),)
    assert judge(claim("consecutive_days", 3, liable=short)).last_safe_day is None
    assert judge(claim("distinct_days", 3, liable=short)).last_safe_day is None


def held(*slots: Slot, ties: tuple[Tie, ...], until: str = "12-31") -> Claim:
    return Claim(
        rule=Rule("1", "", "", "duty", measure=Measure(of="held", slots=slots)),
        window=Window(d("01-01"), d("12-31"), d("12-31")),
        liable=(Span(d("01-01"), d(until)),),
        required=sum(slot.least for slot in slots),
        ties=ties,
    )


def test_held_is_what_stands_on_the_day_and_since_when():
    ties = (Tie(1, "a", Span(d("02-01"), d("06-30"))), Tie(5, "a", Span(d("06-15"), FAR)))
    what = held(Slot(("a",), 1), ties=ties)
    assert judge(what, on="01-15").met_on is None
    assert judge(what, on="05-01").met_on == d("02-01")
    assert judge(what, on="09-01").met_on == d("02-01")


def test_who_has_left_is_judged_by_what_was_held_on_the_last_day():
    ties = (Tie(1, "a", Span(d("02-01"), d("06-30"))),)
    what = held(Slot(("a",), 1), ties=ties, until="06-30")
    assert judge(what, on="11-20").met_on == d("02-01")
    assert judge(held(Slot(("a",), 1), ties=ties, until="07-31"), on="11-20").met_on is None


def test_held_too_many_is_not_met():
    ties = tuple(Tie(key, "a", Span(d("01-01"), FAR)) for key in range(4))
    assert judge(held(Slot(("a",), 1, 3), ties=ties), on="05-01").met_on is None
    assert judge(held(Slot(("a",), 1, 4), ties=ties), on="05-01").met_on == d("01-01")


def test_months_of_secondment_without_a_break():
    what = Claim(
        rule=Rule("1", "", "", "duty", measure=Measure(of="secondment_months", least=3)),
        window=Window(d("01-01"), d("12-31"), d("12-31")),
        liable=(Span(d("01-01"), d("12-31")),),
        required=3,
        ties=(Tie(0, "", Span(d("02-10"), d("04-30"))), Tie(1, "", Span(d("06-01"), d("09-30")))),
    )
    assert judge(what, on="05-31").achieved == 2
    assert (judge(what).achieved, judge(what).met_on) == (4, d("08-31"))


DAY = st.integers(-5, 40).map(lambda n: MARCH.start + ONE_DAY * n)
LOGS = st.lists(
    st.builds(
        lambda number, first, length, kind, keys, minutes, withdrawn: Log(
            number,
            kind,
            first,
            first + ONE_DAY * length,
            keys=frozenset(keys),
            people=frozenset(k for k in keys if k % 4 in (2, 3)),
            minutes=minutes,
            withdrawn=withdrawn,
        ),
        st.integers(1, 10_000),
        DAY,
        st.integers(0, 6),
        st.sampled_from(["stay", "phone"]),
        st.sets(st.integers(1, 16)),
        st.integers(0, 90),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda log: log.id,
)
MEASURES = st.sampled_from(
    ["count", "distinct_days", "consecutive_days", "minutes", "distinct_people", "distinct_households", "coverage"]
)


@given(LOGS, MEASURES, st.booleans(), st.randoms())
def test_the_order_in_which_logs_arrive_does_not_matter(logs, of, assigned, random):
    whom = Whom("assigned") if assigned else Whom()
    register = {key: frozenset({key}) for key in range(1, 12)}
    what = claim(of, 3, does=("stay",), whom=whom, ties=(PAIRED,), register=register)
    shuffled = list(logs)
    random.shuffle(shuffled)
    assert evaluate(what, logs, on=d("12-31")) == evaluate(what, shuffled, on=d("12-31"))


@given(LOGS, MEASURES)
def test_every_log_either_counted_or_has_a_reason(logs, of):
    found = evaluate(claim(of, 3, does=("stay",)), logs, on=d("12-31"))
    assert {*found.counted, *found.rejected} == {log.id for log in logs}
    assert not set(found.counted) & set(found.rejected)


@given(LOGS, MEASURES)
def test_met_on_is_the_day_on_which_the_amount_was_reached(logs, of):
    found = evaluate(claim(of, 2), logs, on=d("12-31"))
    assert (found.met_on is not None) == (found.achieved >= 2) == (found.missing == 0)
    if found.met_on:
        assert MARCH.start <= found.met_on <= MARCH.end
        until = [log for log in logs if log.first_day <= found.met_on]
        assert evaluate(claim(of, 2), until, on=d("12-31")).met_on == found.met_on
