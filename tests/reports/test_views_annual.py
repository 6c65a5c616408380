"""Who may make which report, and what is written down about it."""

import io

import pytest
from openpyxl import load_workbook

from core.models import AuditEntry
from reports.exports import annual
from tests import factories as make

pytestmark = pytest.mark.django_db
URL = "/reports/annual/"


@pytest.fixture
def tree():
    county = make.make_unit("青山县", kind="county")
    town = make.make_unit("柳溪镇", parent=county, kind="township")
    other = make.make_unit("河口镇", parent=county, kind="township")
    return {"county": county, "town": town, "other": other}


@pytest.fixture
def secretary(tree):
    return make.make_user(cadre=make.make_cadre("陈静", unit=tree["town"]), role="secretary", unit=tree["town"])


def ask(unit, **fields):
    return {"unit": unit.pk, "year": 2026, "purpose": "报送党办"} | fields


def book_of(response):
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def test_a_stranger_is_sent_to_the_log_in(client):
    assert client.get(URL).url.startswith("/login/")


def test_a_secretary_downloads_the_workbook_of_the_own_unit(log_in, secretary, tree):
    response = log_in(secretary).post(URL, ask(tree["town"]))
    assert "filename" in response["Content-Disposition"]
    assert book_of(response).sheetnames[:3] == ["封面", "年度汇总", "走访台账"]


def test_another_unit_is_not_offered_and_not_made(log_in, secretary, tree):
    browser = log_in(secretary)
    assert "河口镇" not in browser.get(URL).content.decode()
    response = browser.post(URL, ask(tree["other"]))
    assert response.status_code == 200
    assert response.context["form"].errors["unit"]
    assert not AuditEntry.objects.filter(action="reports.export_annual").exists()


def test_a_cadre_without_a_role_makes_no_report(log_in, tree):
    cadre = make.make_user(cadre=make.make_cadre(unit=tree["town"]))
    assert log_in(cadre).get(URL).status_code == 403


def test_an_auditor_reads_the_report_without_telephone_numbers(log_in, tree, secretary):
    household = make.make_household(unit=tree["town"], phone="13800000001")
    make.make_log(secretary.cadre, unit=tree["town"], by=secretary, day=make.START, targets=(household,))
    auditor = make.make_user(role="auditor", unit=tree["county"])
    for user, phone in ((auditor, None), (secretary, "13800000001")):
        sheet = book_of(log_in(user).post(URL, ask(tree["town"])))["走访台账"]
        assert sheet["G4"].value == phone


def test_the_telephone_of_somebody_in_a_place_that_the_keeper_does_not_read_is_left_out(log_in, tree, secretary):
    household = make.make_household(unit=tree["other"], phone="13800000001")
    make.make_log(secretary.cadre, unit=tree["town"], by=secretary, day=make.START, targets=(household,))
    assert book_of(log_in(secretary).post(URL, ask(tree["town"])))["走访台账"]["G4"].value is None


def test_who_made_it_and_what_for_is_written_down(log_in, secretary, tree):
    log_in(secretary).post(URL, ask(tree["town"], purpose="报送县委办"))
    entry = AuditEntry.objects.get(action="reports.export_annual")
    assert (entry.actor, entry.label, entry.unit_path) == (secretary, "柳溪镇", tree["town"].path)
    assert entry.data == {"year": 2026, "purpose": "报送县委办", "phones": True}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("purpose", "", "请填写"), ("year", 1999, "不在可选范围内"), ("unit", 99999, "不在可选范围内")],
)
def test_bad_input_is_refused_and_what_was_typed_stays(log_in, secretary, tree, field, value, message):
    response = log_in(secretary).post(URL, ask(tree["town"]) | {field: value})
    assert message in str(response.context["form"].errors[field])
    assert response.context["form"]["unit"].value() is not None


def test_a_full_disk_is_said_and_leaves_no_file(log_in, secretary, tree, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(annual, "write_sheet", full)
    response = log_in(secretary).post(URL, ask(tree["town"]))
    assert "磁盘空间不足" in response.content.decode()
