"""Pages of scorecards: who comes in, taking one over, changing one as a form, retiring, opening by hand."""

import datetime

import pytest
from django.urls import reverse

from assessments.models import QuarterlyAssessment, Scorecard
from core import clock, periods
from tests import factories as make
from tests.factories_assessments_engine import make_mine, make_scorecard

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture
def card(mine):
    card = make_scorecard(mine.unit, {"of": "logs", "kinds": ["home_visit"], "least": 3}, {}, points=50)
    card.versions.get().bands.create(least=90, name="优秀", reward=100)
    return card


def page(name, card):
    return reverse(f"assessments:{name}", args=[card.pk])


def statuses(log_in, user, card):
    client = log_in(user)
    names = ("scorecard", "scorecard_change", "scorecard_retire", "scorecard_open")
    return [client.get(page(name, card)).status_code for name in names]


def test_logged_out_leads_to_the_log_in(client, card):
    for url in (reverse("assessments:scorecards"), page("scorecard", card), page("scorecard_change", card)):
        assert client.get(url).url.startswith(reverse("accounts:login"))


def test_by_what_one_is_assessed_is_no_secret_and_is_kept_by_keepers(mine, card, log_in):
    assert statuses(log_in, mine.user, card) == [200, 403, 403, 403]
    assert statuses(log_in, mine.scorer, card) == [200, 200, 200, 200]
    assert statuses(log_in, make.make_user(role="auditor", unit=mine.unit), card) == [200, 403, 403, 403]
    assert statuses(log_in, make.make_user(role="secretary", unit=mine.unit), card) == [200, 403, 403, 200]
    assert statuses(log_in, make_mine("二号矿").scorer, card) == [404, 404, 404, 404]


def test_the_list_costs_the_same_with_one_and_three(mine, card, log_in, django_assert_num_queries):
    client, url = log_in(mine.scorer), reverse("assessments:scorecards")
    client.get(url)
    with django_assert_num_queries(7) as first:
        client.get(url)
    for code in ("b", "c"):
        make_scorecard(mine.unit, code=code)
    with django_assert_num_queries(len(first)):
        assert len(client.get(url).context["object_list"]) == 3


def test_the_page_says_in_words_where_points_come_from(mine, card, log_in):
    text = log_in(mine.user).get(page("scorecard", card)).content.decode()
    assert "走访和活动记录（走访形式：入户走访；至少：3）" in text
    assert "评分人评定" in text and "优秀：90分起" in text


def test_a_version_can_be_asked_for(mine, card, log_in):
    card.versions.create(number=2, effective_from=datetime.date(2099, 1, 1), made_at=clock.now())
    client = log_in(mine.user)
    assert client.get(page("scorecard", card)).context["shown"].number == 1
    assert client.get(page("scorecard", card), {"version": "2"}).context["shown"].number == 2


# --- taking one over


def test_a_shipped_scorecard_is_taken_over_for_a_unit(mine, log_in):
    data = {"code": "officers", "unit": mine.unit.pk, "effective_from": periods.quarter(clock.today()).start}
    answer = log_in(mine.scorer).post(reverse("assessments:scorecard_adopt"), data)
    card = Scorecard.objects.get()
    assert (answer.url, card.versions.get().criteria.count()) == (card.get_absolute_url(), 20)


def test_not_for_a_unit_that_one_does_not_keep_nor_from_the_middle_of_a_quarter(mine, log_in):
    first = periods.quarter(clock.today()).start
    for unit, day in ((make.make_unit(), first), (mine.unit, first + datetime.timedelta(days=1))):
        data = {"code": "officers", "unit": unit.pk, "effective_from": day}
        assert log_in(mine.scorer).post(reverse("assessments:scorecard_adopt"), data).status_code == 200
    assert not Scorecard.objects.exists()


def test_who_keeps_nothing_takes_nothing_over(mine, log_in):
    assert log_in(mine.user).get(reverse("assessments:scorecard_adopt")).status_code == 403


# --- changing one


def filled(client, card, **changes):
    """What a browser would send of the form as it was opened, with `changes`."""
    form = client.get(page("scorecard_change", card)).context["form"]
    data = {"number": "1"}
    for part in (
        form,
        form.criteria.management_form,
        form.bands.management_form,
        *form.criteria.forms,
        *form.bands.forms,
    ):
        for field in part:
            value = field.value()
            if value is not None and value is not False and value != "":
                data[field.html_name] = value
    return data | changes


def test_the_form_saved_as_it_is_makes_the_same_again(mine, card, log_in):
    client = log_in(mine.scorer)
    answer = client.post(page("scorecard_change", card), filled(client, card))
    assert answer.status_code == 302
    new, old = card.versions.all()
    columns = ("number", "text", "points", "how", "source")
    assert list(new.criteria.values_list(*columns)) == list(old.criteria.values_list(*columns))
    assert new.bands.get().reward == 100
    assert new.effective_from == periods.quarter(clock.today()).next.start


def test_rows_are_added_taken_out_and_put_in_another_order(mine, card, log_in):
    client = log_in(mine.scorer)
    new = {
        "criteria-2-text": "例会",
        "criteria-2-points": "50",
        "criteria-2-of": "meetings",
        "criteria-2-of_meetings": ["officers"],
        "criteria-2-ORDER": "1",
        "criteria-0-DELETE": "on",
        "bands-0-DELETE": "on",
    }
    client.post(page("scorecard_change", card), filled(client, card, **new))
    version = card.versions.first()
    assert list(version.criteria.values_list("text", "source")) == [
        ("例会", {"of": "meetings", "meetings": ["officers"]}),
        ("项目2", {}),
    ]
    assert not version.bands.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"criteria-0-points": "40"}, "各项分值合计90分，应为总分100分"),
        ({"criteria-0-points": "50.3", "criteria-1-points": "49.7"}, "分值应为分值单位（0.5分）的倍数"),
        ({"criteria-0-points": ""}, "请填写这一项"),
        ({"criteria-0-of_least": ""}, "请填写参数“至少”"),
        ({"criteria-0-of": "meetings"}, "请填写参数“会议”"),
        ({"confirming_days": "1"}, "天数应依次不减少"),
        ({"bands-1-least": "90", "bands-1-name": "良好"}, "等次的分数线不能重复"),
        ({"effective_from": "2026-01-02"}, "考核表应自某一季度的第一天起施行"),
        ({"number": "7"}, "考核表已有新的版本"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(mine, card, log_in, changes, said):
    client = log_in(mine.scorer)
    answer = client.post(page("scorecard_change", card), filled(client, card, **changes))
    assert said in answer.content.decode()
    assert card.versions.count() == 1


def test_more_rows_keep_what_was_typed_and_find_no_fault(mine, card, log_in):
    client = log_in(mine.scorer)
    answer = client.post(page("scorecard_change", card), filled(client, card, more="1", title=""))
    assert len(answer.context["form"].criteria.forms) == 2 + 2 + 5
    assert "field-error" not in answer.content.decode()


# --- retiring, opening


def test_a_scorecard_is_retired(mine, card, log_in):
    log_in(mine.scorer).post(page("scorecard_retire", card))
    card.refresh_from_db()
    assert card.retired_on == clock.today()


def test_a_quarter_is_opened_by_hand_once(mine, card, log_in):
    client = log_in(mine.scorer)
    offered = client.get(page("scorecard_open", card)).context["form"].initial
    last = periods.quarter(clock.today()).previous
    assert (offered["year"], offered["quarter"]) == (last.start.year, (last.start.month + 2) // 3)
    client.post(page("scorecard_open", card), {"year": "2026", "quarter": "1"})
    assert QuarterlyAssessment.objects.get().opened_by == mine.scorer
    answer = client.post(page("scorecard_open", card), {"year": "2026", "quarter": "1"})
    assert "已经启动" in answer.content.decode()
