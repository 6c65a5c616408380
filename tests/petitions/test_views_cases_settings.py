"""What a petition office sets for itself and those below, and the poster of its form."""

import datetime

import pytest
from django.urls import reverse

from core.models import AuditEntry
from petitions.models import CaseField, LimitSetting, PetitionSettings
from petitions.shipped import LIMITS
from tests.factories import make_unit, make_user
from tests.factories_petitions import AT, make_offices

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
PAGE = "/petitions/settings/"
VALUES = {
    "mark": "青信",
    "slug": "qingshan",
    "has_form": "on",
    "phone": "0575-12345",
    "reopen_days": "20",
    "version": "0",
}
LIMIT = {"days": "45", "most_extension": "15", "article": "《县信访工作规则》第八条"}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def offices():
    return make_offices()


def url(name, *args):
    return reverse(f"petitions:{name}", args=args)


def pages_of(offices):
    unit = offices.town.pk
    return [PAGE, url("edit_settings", unit), url("edit_limit", unit, "finish"), url("poster", unit)]


def test_settings_are_for_the_petition_office_of_the_unit_and_those_above(client, log_in, offices):
    PetitionSettings.objects.create(unit=offices.town, slug="qingshan")
    for page in pages_of(offices):
        assert client.get(page).status_code == 302
        for user in (offices.town_clerk, offices.clerk, make_user(role="organisation_admin", unit=offices.county)):
            assert log_in(user).get(page).status_code == 200, (page, user)
        for user in (offices.auditor, offices.leader, offices.village_cadre):
            assert log_in(user).get(page).status_code == 403, (page, user)
        client.logout()


def test_another_units_settings_are_not_found(log_in, offices):
    client = log_in(offices.department_clerk)
    for page in pages_of(offices)[1:]:
        assert client.get(page).status_code == 404
        assert client.post(page, VALUES | LIMIT).status_code in (404, 405)
    assert client.get(f"{PAGE}?unit={offices.town.pk}").status_code == 404
    assert not PetitionSettings.objects.exists()


def test_one_begins_with_ones_own_office(log_in, offices):
    assert log_in(offices.town_clerk).get(PAGE).context["unit"] == offices.town
    assert log_in(offices.clerk).get(f"{PAGE}?unit={offices.village.pk}").context["unit"] == offices.village


def test_what_is_set_is_saved_and_holds_below(log_in, offices):
    client = log_in(offices.town_clerk)
    page = client.post(url("edit_settings", offices.town.pk), VALUES, follow=True)
    assert "已保存设置" in page.content.decode()
    row = PetitionSettings.objects.get()
    assert (row.mark, row.slug, row.has_form, row.registers_matters, row.version) == (
        "青信",
        "qingshan",
        True,
        False,
        1,
    )
    assert AuditEntry.objects.get(action="petitions.save_settings").data["mark"] == ["信", "青信"]
    below = client.get(f"{PAGE}?unit={offices.village.pk}").content.decode()
    assert "按青山镇的设置办理" in below


def test_a_unit_below_begins_with_what_holds_and_an_address_of_its_own(log_in, offices):
    PetitionSettings.objects.create(unit=offices.town, slug="qingshan", mark="青信", reopen_days=10)
    form = log_in(offices.town_clerk).get(url("edit_settings", offices.village.pk)).context["form"]
    assert (form["mark"].value(), form["reopen_days"].value(), form["slug"].value()) == ("青信", 10, "")


@pytest.mark.parametrize("slug", ["follow", "county", "有空格 的"])
def test_an_address_that_is_taken_is_refused_at_its_field(log_in, offices, slug):
    PetitionSettings.objects.create(unit=offices.county, slug="county")
    page = log_in(offices.town_clerk).post(url("edit_settings", offices.town.pk), VALUES | {"slug": slug})
    assert "slug" in page.context["form"].errors
    assert not PetitionSettings.objects.filter(unit=offices.town).exists()


def test_two_who_edit_the_settings_are_told(log_in, offices):
    PetitionSettings.objects.create(unit=offices.town, slug="qingshan", version=3)
    page = log_in(offices.town_clerk).post(url("edit_settings", offices.town.pk), VALUES)
    assert "已被他人修改" in page.content.decode()


# --- limits


def test_limits_are_shown_with_where_they_come_from(log_in, offices):
    LimitSetting.objects.create(unit=offices.county, code="finish", days=45, article="县规则")
    lines = {line.code: line for line in log_in(offices.town_clerk).get(PAGE).context["limits"]}
    assert set(lines) == set(LIMITS)
    assert (lines["finish"].limit.days, lines["finish"].source) == (45, offices.county)
    assert (lines["route"].limit.days, lines["route"].source, lines["object"].words) == (15, None, "5个工作日")


def test_a_limit_is_set_with_its_source_and_dropped_again(log_in, offices):
    client = log_in(offices.town_clerk)
    assert client.post(url("edit_limit", offices.town.pk, "finish"), LIMIT).status_code == 302
    row = LimitSetting.objects.get()
    assert (row.unit, row.days, row.most_extension, row.is_working) == (offices.town, 45, 15, False)
    client.post(url("edit_limit", offices.town.pk, "finish"), LIMIT | {"days": "50", "is_working": "on"})
    assert LimitSetting.objects.get().days == 50
    drop = url("drop_limit", row.pk)
    assert log_in(offices.department_clerk).post(drop).status_code == 404
    assert log_in(offices.auditor).post(drop).status_code == 403
    assert log_in(offices.town_clerk).post(drop).status_code == 302
    assert not LimitSetting.objects.exists()


@pytest.mark.parametrize("changed", [{"days": "0"}, {"days": "4000"}, {"article": " "}])
def test_a_limit_that_nobody_can_mean_is_refused(log_in, offices, changed):
    page = log_in(offices.town_clerk).post(url("edit_limit", offices.town.pk, "finish"), LIMIT | changed)
    assert set(page.context["form"].errors) == set(changed)
    assert not LimitSetting.objects.exists()


def test_a_limit_that_there_is_not_is_not_found(log_in, offices):
    assert log_in(offices.town_clerk).get(url("edit_limit", offices.town.pk, "nothing")).status_code == 404


# --- fields


def test_fields_are_kept_by_who_sets_petitions_for_the_whole_organisation(client, log_in, offices):
    add, data = url("add_field"), {"name": "营商环境", "code": "business"}
    field = CaseField.objects.first()
    assert client.post(add, data).status_code == 302
    for user in (offices.town_clerk, offices.auditor):
        assert log_in(user).post(add, data).status_code == 403
        assert log_in(user).post(url("retire_field", field.pk)).status_code == 403
    assert not CaseField.objects.filter(code="business").exists()
    assert log_in(offices.clerk).post(add, data).status_code == 302
    assert CaseField.objects.last().code == "business"
    assert "code" in log_in(offices.clerk).post(add, data).context["form"].errors


def test_a_retired_field_is_not_offered_until_it_is_taken_up_again(log_in, offices):
    field = CaseField.objects.first()
    client = log_in(offices.clerk)
    client.post(url("retire_field", field.pk))
    offered = client.get(reverse("petitions:new")).context["form"].fields["field"].queryset
    assert field not in offered
    client.post(url("retire_field", field.pk))
    assert CaseField.objects.first().retired_on is None


# --- the poster


def test_the_poster_leads_to_the_form_of_the_unit(log_in, offices):
    PetitionSettings.objects.create(unit=offices.town, slug="qingshan", phone="0575-12345")
    body = log_in(offices.town_clerk).get(url("poster", offices.town.pk)).content.decode()
    assert "data:image/svg+xml" in body
    assert "/p/qingshan/" in body
    assert "0575-12345" in body


def test_a_unit_without_a_form_has_no_poster(log_in, offices):
    PetitionSettings.objects.create(unit=offices.town, slug="qingshan", has_form=False)
    assert log_in(offices.town_clerk).get(url("poster", offices.town.pk)).status_code == 404
    assert log_in(make_user(role="petition_clerk", unit=make_unit("别的县"))).get(PAGE).status_code == 200


def test_the_topmost_unit_is_told_that_accusations_of_its_head_have_nowhere_to_go(log_in, offices):
    warning = "没有设置纪检监察机构"
    assert warning in log_in(offices.clerk).get(PAGE).content.decode()
    assert warning not in log_in(offices.town_clerk).get(PAGE).content.decode()
    PetitionSettings.objects.create(unit=offices.county, slug="qinghe", discipline_unit=offices.department)
    assert warning not in log_in(offices.clerk).get(PAGE).content.decode()
