"""Writing a rule in the browser, without a file."""

import pytest
from django.urls import reverse

from duties.models import RulebookVersion
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
    "scope": "each",
    "categories": ["village_or_community"],
    "of": "count",
    "least": "1",
    "every": "week",
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


def test_a_rule_with_a_code_that_is_there_replaces_it(log_in, county, url):
    page = log_in(county.clerk).post(url, RULE | {"code": "1.6"}).content.decode()
    assert "修改 1.6" in page and "新增 1.6" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weekdays": ["monday"]}, "选择一种"),
        ({"every": ""}, "选择一种"),
        ({"every": "", "days_of_month": "10、32"}, "1至31"),
        ({"subject": "unit"}, "只用于干部"),
        ({"code": "第一条"}, "条款编号"),
        ({"least": "-1"}, "不少于"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(log_in, county, url, change, words):
    page = log_in(county.clerk).post(url, RULE | change).content.decode()
    assert words in page and "新增 1.12" not in page


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"every": "", "weekdays": ["thursday"]}, {"weekdays": ["thursday"]}),
        ({"every": "", "days_of_month": "20，10"}, {"days_of_month": [10, 20]}),
        (
            {"every": "", "festivals": ["spring_festival"], "days_before": "20"},
            {"festivals": ["spring_festival"], "days_before": 20},
        ),
        ({"every": "", "festivals": ["major", "new_year"]}, {"festivals": "major", "days_before": 0}),
    ],
)
def test_every_way_to_say_when(county, change, expected):
    from duties.forms import RuleForm

    form = RuleForm(RULE | change)
    assert form.is_valid(), form.errors
    assert form.rule()["when"] == expected


def test_only_administrators_of_the_unit_write_rules(log_in, county, url):
    assert log_in(make_user(role="secretary", unit=county.root)).get(url).status_code == 403
    assert log_in(county.clerk).get(url).status_code == 200


@pytest.mark.parametrize("file", sorted(BOOKS.glob("*.yaml")), ids=lambda file: file.stem)
def test_written_out_and_read_again_a_regulation_is_the_same(file):
    source = read(file.read_text(encoding="utf-8"))
    assert read(as_text(source.data)).book == source.book
