"""Writing a rule in the browser, without a file."""

import pytest
import yaml
from django.http import QueryDict
from django.urls import reverse

from duties.forms import RuleForm
from duties.forms.rule_data import as_initial, new_rule, sayable
from duties.models import RulebookVersion
from duties.rulebook_build import build_rule, with_defaults
from duties.rulebook_file import read
from duties.rulebook_text import as_text
from tests.factories import make_user
from tests.factories_duties import BOOKS, County, owed

pytestmark = pytest.mark.django_db
RULE = {
    "code": "1.12",
    "title": "每周走访联系村",
    "clause": "第十四条　乡镇领导每周走访所联系的村不少于一次。",
    "subject": "cadre",
    "unit_kinds": ["township"],
    "positions": ["head", "leadership_member"],
    "does": ["on_site", "home_visit"],
    "scope": "assigned_each",
    "categories": ["village_or_community"],
    "of": "count",
    "least": "1",
    "cadence": "week",
    "rounding": "nearest",
    "remind": "7、1",
    "step_1_after": "3",
    "step_1_to": "secretary",
    "step_2_after": "10",
    "step_2_to": "leader",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: noon.date())
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def county() -> County:
    return County("r01")


@pytest.fixture
def url(county) -> str:
    return reverse("duties:rule_write", args=[RulebookVersion.objects.get().rulebook_id])


def sent(fields) -> QueryDict:
    """As a browser sends it: what is empty as nothing, lists as several values."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        if value is not None and value is not False and value != "":
            data.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return data


def test_a_rule_is_previewed_then_put_in_force(log_in, county, url):
    leader = county.leader("township")
    client = log_in(county.clerk)
    page = client.post(url, RULE)
    assert "新增 1.12 每周走访联系村" in page.content.decode()
    assert RulebookVersion.objects.count() == 1
    form = page.context["form"]
    data = {"source": form["source"].value(), "unit": form["unit"].value(), "start": "2026-11-20", "confirm": "1"}
    assert client.post(reverse("duties:rulebook_upload"), data).status_code == 302
    rule = read(RulebookVersion.objects.get(number=2).source).book.rule("1.12")
    assert (rule.when[0].every, rule.whom.each, rule.does) == ("week", True, ("on_site", "home_visit"))
    assert owed("1.6", leader, "11-01").rule.version.number == 1


def test_a_rule_with_a_code_that_is_there_replaces_it_and_before_and_after_are_shown(log_in, county, url):
    page = log_in(county.clerk).post(url, RULE | {"code": "1.6"}).content.decode()
    assert "修改 1.6" in page and "新增 1.6" not in page
    assert "<del" in page and "不少于连续3天" in page


def test_the_preview_leads_back_with_what_was_typed(log_in, county, url):
    client = log_in(county.clerk)
    typed = dict(client.post(url, RULE).context["typed"])
    page = client.post(url, RULE | {"back": "1"})
    assert typed["title"] == "每周走访联系村" == page.context["form"]["title"].value()
    assert page.templates[0].name == "duties/rule_form.html"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cadence": ""}, "时间"),
        ({"cadence": "weekdays"}, "请填写。"),
        ({"cadence": "days_of_month", "days_of_month": "10、32"}, "1至31"),
        ({"cadence": "dates", "dates": "13月1日"}, "例如 7月1日"),
        ({"cadence": "once"}, "最迟日期"),
        ({"of": "coverage", "share": "很多"}, "1/3"),
        ({"of": "coverage"}, "请填写覆盖比例"),
        ({"of": "held"}, "至少填写一类联系对象"),
        ({"of": "held", "slot_1_categories": ["key_project"]}, "请填写数量"),
        ({"least": ""}, "请填写数量"),
        ({"most": "0"}, "不能小于"),
        ({"also_of": "distinct_days"}, "第二项的数量"),
        (
            {
                "cadence": "before_event",
                "event": "forum",
                "days_before": "0",
                "days_within": "9",
                "in_workdays": "on",
            },
            "至少提前1个工作日",
        ),
        ({"subject": "unit", "on_rota": "on"}, "轮流承担的岗位"),
        ({"remind": "半个月"}, "0至120"),
        ({"code": "第一条"}, "条款编号"),
        ({"least": "-1"}, "不少于"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(log_in, county, url, change, words):
    page = log_in(county.clerk).post(url, RULE | change).content.decode()
    assert words in page and "新增 1.12" not in page
    assert "每周走访联系村" in page


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"cadence": "workday"}, {"every": "workday"}),
        ({"cadence": "week", "special_period": "on"}, {"every": "week", "special_period": "every_day"}),
        ({"cadence": "year", "due_after_days": "60"}, {"every": "year", "due_after_days": 60}),
        ({"cadence": "weekdays", "weekdays": ["thursday"]}, {"weekdays": ["thursday"]}),
        ({"cadence": "days_of_month", "days_of_month": "20，10"}, {"days_of_month": [10, 20]}),
        (
            {"cadence": "nth_weekday", "nth": "-1", "nth_day": "friday"},
            {"nth_weekday": {"nth": -1, "weekday": "friday"}},
        ),
        (
            {"cadence": "festivals", "festivals": ["spring_festival"], "days_before": "20", "until": "eve"},
            {"festivals": ["spring_festival"], "days_before": 20, "until": "eve"},
        ),
        ({"cadence": "festivals", "festivals": ["major", "new_year"]}, {"festivals": "major"}),
        (
            {"cadence": "dates", "dates": "7月1日、10-1", "days_before": "30"},
            {"dates": ["07-01", "10-01"], "days_before": 30},
        ),
        ({"cadence": "between", "first_day": "6月15日", "last_day": "8-31"}, {"between": [["06-15", "08-31"]]}),
        ({"cadence": "periods", "periods": ["hot_season"]}, {"periods": ["hot_season"]}),
        ({"cadence": "once", "by": "2027-12-31"}, {"once": True, "by": "2027-12-31"}),
        ({"cadence": "standing"}, {"standing": True}),
        (
            {"cadence": "after_event", "event": "incident", "days_within": "1"},
            {"after_event": "incident", "days_within": 1},
        ),
        (
            {"cadence": "before_event", "event": "democratic_life_meeting", "days_before": "3", "days_within": "30"},
            {"before_event": "democratic_life_meeting", "days_before": 3, "days_within": 30},
        ),
        (
            {"cadence": "before_event", "event": "forum", "days_before": "3", "days_within": "9", "in_workdays": "on"},
            {"before_event": "forum", "workdays_before": 3, "days_within": 9},
        ),
        (
            {"cadence": "after_event", "event": "life_event", "event_of": "target", "days_within": "3"},
            {"after_event": "life_event", "event_of": "target", "days_within": 3},
        ),
        (
            {"cadence": "after_event", "event": "incident", "days_within": "2", "in_workdays": "on"},
            {"after_event": "incident", "workdays_within": 2},
        ),
        (
            {"cadence": "days_of_month", "days_of_month": "5", "shift": "next_workday"},
            {"days_of_month": [5], "shift": "next_workday"},
        ),
        ({"cadence": "rest_day"}, {"every": "rest_day"}),
        # What belongs to a choice that was not made is not said.
        ({"cadence": "week", "weekdays": ["monday"], "days_of_month": "10"}, {"every": "week"}),
    ],
)
def test_every_way_to_say_when(county, change, expected):
    form = RuleForm(sent(RULE | change), unit=county.root)
    assert form.is_valid(), form.errors
    assert form.rule()["when"] == expected
    read(as_text({"rulebook": "x", "title": "x", "rules": [form.rule()]}))


@pytest.mark.parametrize(
    ("change", "key", "expected"),
    [
        ({"of": "coverage", "share": "1/3"}, "measure", {"of": "coverage", "share": "1/3"}),
        ({"of": "count", "least": "2", "most": "5"}, "measure", {"of": "count", "least": 2, "most": 5}),
        ({"also_of": "distinct_days", "also_least": "4"}, "also", {"of": "distinct_days", "least": 4}),
        (
            {"also_of": "count", "also_least": "1", "also_does": ["home_visit"], "also_only_on": "rest_days"},
            "also",
            {"does": ["home_visit"], "only_on": "rest_days"},
        ),
        (
            {"of": "held", "slot_1_categories": ["paired_person"], "slot_1_least": "10", "slot_1_most": "20"},
            "measure",
            {"of": "held", "slots": [{"categories": ["paired_person"], "least": 10, "most": 20}]},
        ),
        ({"at_least_minutes": "120", "at_least_people": "5"}, "at_least", {"minutes": 120, "people": 5}),
        ({"age_under": "45", "reserve": "yes"}, "who", {"age_under": 45, "reserve": True}),
        ({"people": "0017、0018"}, "who", {"people": ["0017", "0018"]}),
        ({"remind": "30、0"}, "reminders", {"days_before": [30, 0]}),
        ({"step_2_after": ""}, "reminders", {"escalate": [{"after": 3, "to": "secretary"}]}),
        ({"rounding": "up"}, "liability", {"rounding": "up"}),
        ({"subject": "unit", "by_positions": ["head"]}, "by", {"positions": ["head"]}),
        ({"subject": "unit", "by_positions": ["head"], "on_rota": "on"}, "rota", {"positions": ["head"]}),
    ],
)
def test_what_a_rule_asks_is_written_as_in_a_file(county, change, key, expected):
    form = RuleForm(sent(RULE | change), unit=county.root)
    assert form.is_valid(), form.errors
    assert expected.items() <= form.rule()[key].items()
    read(as_text({"rulebook": "x", "title": "x", "rules": [form.rule()]}))


def shipped():
    for file in sorted(BOOKS.glob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        for rule in data["rules"]:
            yield pytest.param(rule, data.get("defaults", {}), id=f"{file.stem}-{rule['code']}")


@pytest.mark.parametrize(("rule", "defaults"), [case for case in shipped() if not sayable(case.values[0])])
def test_a_shipped_rule_opened_and_sent_back_is_the_same(county, rule, defaults):
    start = new_rule() | as_initial(with_defaults(rule, defaults))
    form = RuleForm(sent(start), unit=county.root, base=rule, defaults=defaults)
    assert form.is_valid(), form.errors
    written = with_defaults(form.rule(), defaults)
    assert build_rule(written) == build_rule(with_defaults(rule, defaults))
    assert form.rule() == rule


def test_most_shipped_rules_can_be_changed_in_the_form():
    cases = list(shipped())
    assert sum(not sayable(case.values[0]) for case in cases) / len(cases) > 0.8


def test_a_rule_of_the_book_opens_with_what_it_says(log_in, county, url):
    page = log_in(county.clerk).get(url, {"code": "1.6"})
    form = page.context["form"]
    assert (form["of"].value(), form["least"].value(), form["cadence"].value()) == ("consecutive_days", 3, "month")
    assert "修改条款1.6" in page.content.decode()


def test_what_the_form_cannot_say_leads_to_the_file_and_is_not_overwritten(log_in, county, url):
    client = log_in(county.clerk)
    assert "这一条请用制度文件修改" in client.get(url, {"code": "1.11"}).content.decode()
    page = client.post(url, RULE | {"code": "1.11"}).content.decode()
    assert "表单写不出" in page and "修改 1.11" not in page


def test_only_administrators_of_the_unit_write_rules(log_in, county, url):
    assert log_in(make_user(role="secretary", unit=county.root)).get(url).status_code == 403
    assert log_in(county.clerk).get(url).status_code == 200


@pytest.mark.parametrize("file", sorted(BOOKS.glob("*.yaml")), ids=lambda file: file.stem)
def test_written_out_and_read_again_a_regulation_is_the_same(file):
    source = read(file.read_text(encoding="utf-8"))
    assert read(as_text(source.data)).book == source.book
