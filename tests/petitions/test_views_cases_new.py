"""Writing down what came in: once, with what may be the same shown before, and a code that is shown once."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions import codes
from petitions.actions.receiving import Person
from petitions.models import Case, CaseFile, Party, Petitioner
from petitions.selectors.duplicates import likely_duplicates
from tests.factories_petitions import AT, DAY, make_case, make_offices

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
URL = "/petitions/new/"
TEXT = "村口的路灯坏了三个月，一直没有人修。"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def offices():
    return make_offices()


def data(offices, **changed):
    return {
        "channel": "reception",
        "received_on": str(TODAY),
        "text": TEXT,
        "name_1": "王小明",
        "phone_1": "13800000001",
        "kind": "claim",
        "urgency": "normal",
        "unit": offices.county.pk,
        "then": "register",
    } | changed


def send(log_in, offices, user=None, **changed):
    return log_in(user or offices.clerk).post(URL, data(offices, **changed))


def errors(answer):
    return str(answer.context["form"].errors)


def test_it_is_for_those_who_write_for_a_petition_office(client, log_in, offices):
    assert client.get(URL).status_code == 302
    assert log_in(offices.clerk).get(URL).status_code == 200
    for user in (offices.auditor, offices.leader, offices.village_cadre):
        assert log_in(user).get(URL).status_code == 403
        assert send(log_in, offices, user).status_code == 403
    assert not Case.objects.exists()


def test_a_clerk_registers_for_their_own_part_of_the_tree_only(log_in, offices):
    assert "unit" in send(log_in, offices, offices.town_clerk).context["form"].errors
    assert send(log_in, offices, offices.town_clerk, unit=offices.town.pk).status_code == 302


def test_the_channel_can_be_picked_beforehand(log_in, offices):
    client = log_in(offices.clerk)
    assert client.get(f"{URL}?channel=phone").context["form"]["channel"].value() == "phone"
    assert client.get(f"{URL}?channel=web").context["form"]["channel"].value() == "reception"


def test_registered_in_one_go_with_a_code_that_is_shown_once(log_in, offices):
    answer = send(log_in, offices)
    case = Case.objects.get()
    assert (case.state, case.number, case.registered_on) == ("registered", "信〔2026〕1号", TODAY)
    client = log_in(offices.clerk)
    answer = send(log_in, offices, text="另一件事，请解决养老问题。", phone_1="13800000009")
    page = client.get(answer.url)
    code = page.context["code"]
    assert codes.hash_code(code) == Case.objects.latest("pk").code_hash
    assert code in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()
    again = client.get(answer.url).content.decode()
    assert code not in again
    assert "已经显示过" in again


def test_the_code_stands_nowhere_in_the_clear(log_in, offices):
    client = log_in(offices.clerk)
    url = client.post(URL, data(offices)).url
    stored = str(client.session["case_receipt"])
    assert client.get(url).context["code"] not in stored
    assert "code" not in url


def test_what_is_left_for_later_waits_to_be_registered_and_needs_no_kind(log_in, offices):
    assert send(log_in, offices, then="later", kind="").status_code == 302
    case = Case.objects.get()
    assert (case.state, case.number) == ("received", "")


def test_a_form_that_is_sent_twice_makes_one_case(log_in, offices):
    client = log_in(offices.clerk)
    key = str(client.get(URL).context["once_key"])
    pages = [client.post(URL, data(offices, once_key=key), follow=True) for _sending in range(2)]
    assert Case.objects.count() == 1
    assert "没有重复登记" in pages[1].content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": " "}, "请填写反映的内容"),
        ({"kind": ""}, "请选择信访类型"),
        ({"name_1": "", "phone_1": ""}, "请勾选匿名"),
        ({"is_anonymous": "on"}, "请清空"),
        ({"name_1": ""}, "请填写姓名"),
        ({"received_on": "2026-11-21"}, "不能晚于今天"),
        ({"kind": "accusation"}, "检举控告须写明"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(log_in, offices, changed, words):
    page = send(log_in, offices, **changed)
    assert words in errors(page)
    assert page.context["form"]["channel"].value() == "reception"
    assert not Case.objects.exists()


def test_an_anonymous_matter_has_no_people(log_in, offices):
    assert send(log_in, offices, is_anonymous="on", name_1="", phone_1="").status_code == 302
    assert Case.objects.get().is_anonymous
    assert not Petitioner.objects.exists()


def test_a_group_has_up_to_five_representatives(log_in, offices):
    people = {f"name_{number}": f"代表{number}" for number in range(2, 6)}
    assert send(log_in, offices, people_count="30", **people).status_code == 302
    assert Case.objects.get().people_count == 30
    assert [person.position for person in Petitioner.objects.all()] == [1, 2, 3, 4, 5]


# --- what came in before


def make_earlier(log_in, offices, **changed):
    send(log_in, offices, **changed)
    return Case.objects.latest("pk")


def test_the_same_person_is_shown_before_saving(log_in, offices):
    earlier = make_earlier(log_in, offices, text="申请低保没有答复，请尽快核实办理。")
    page = send(log_in, offices, name_1=" 王 小明", phone_1="138-0000-0001")
    assert [(likely.case, likely.is_same_person) for likely in page.context["form"].duplicates] == [(earlier, True)]
    assert "可能重复" in errors(page)
    assert Case.objects.count() == 1


def test_a_name_and_a_number_do_not_tell_who_raised_a_case_that_others_handle(log_in, offices):
    """The county's clerk sees the town's case, and would have to say why they open its petitioner."""
    other = {"unit": offices.town.pk, "text": "申请低保没有答复，请尽快核实办理。"}
    log_in(offices.town_clerk).post(URL, data(offices, **other))
    assert send(log_in, offices).status_code == 302


def test_much_the_same_text_is_shown_before_saving(log_in, offices):
    earlier = make_earlier(log_in, offices)
    page = send(log_in, offices, text=f"{TEXT}请尽快派人来。", phone_1="13900000002")
    (likely,) = page.context["form"].duplicates
    assert (likely.case, likely.is_same_person) == (earlier, False)
    assert likely.share == 100


def test_what_is_about_something_else_or_long_ago_is_not_shown(log_in, offices):
    make_case(offices.county, state="received", text="申请低保没有答复，请尽快核实办理。")
    make_case(offices.county, state="received", text=TEXT, received_on=datetime.date(2024, 1, 5))
    assert send(log_in, offices).status_code == 302


def test_a_case_that_one_must_not_see_is_not_shown_as_a_duplicate(log_in, offices):
    case = make_case(offices.county, state="received", text=TEXT)
    Party.objects.create(case=case, role="accused", cadre=offices.clerk.cadre, declared_at=AT)
    assert send(log_in, offices).status_code == 302


def test_it_can_be_joined_to_what_came_before(log_in, offices):
    earlier = make_earlier(log_in, offices)
    assert send(log_in, offices, same=f"join-{earlier.pk}", kind="claim").status_code == 302
    case = Case.objects.latest("pk")
    assert (case.state, case.joined_to) == ("joined", earlier)
    assert case.number


def test_it_can_be_linked_as_a_repeat(log_in, offices):
    earlier = make_earlier(log_in, offices)
    send(log_in, offices, same=f"repeat-{earlier.pk}")
    case = Case.objects.latest("pk")
    assert (case.state, case.repeat_of) == ("registered", earlier)


def test_it_can_be_registered_all_the_same(log_in, offices):
    make_earlier(log_in, offices)
    assert send(log_in, offices, same="none").status_code == 302
    assert Case.objects.latest("pk").repeat_of is None


def test_only_what_was_shown_can_be_joined(log_in, offices):
    make_earlier(log_in, offices)
    other = make_case(offices.department, text="别的事情，与此无关。")
    assert send(log_in, offices, same=f"join-{other.pk}").status_code == 200
    assert Case.objects.count() == 2


# --- files and accusations


def test_the_scan_of_a_letter_shows_an_identity_and_other_files_do_not(log_in, offices):
    files = {name: SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.4\n%%EOF") for name in ("letter", "attachments")}
    send(log_in, offices, annotation="请抓紧办理", **files)
    assert dict(CaseFile.objects.values_list("name", "shows_identity")) == {
        "letter.pdf": True,
        "attachments.pdf": False,
    }
    assert Case.objects.get().annotation == "请抓紧办理"


def test_a_file_that_is_not_what_its_name_says_is_refused(log_in, offices):
    page = send(log_in, offices, letter=SimpleUploadedFile("letter.pdf", b"MZ not a pdf"))
    assert "letter" in page.context["form"].errors
    assert not Case.objects.exists()


def test_an_accusation_keeps_the_case_from_whom_it_is_about(log_in, offices):
    send(log_in, offices, kind="accusation", accused_cadres=[offices.village_cadre.cadre.pk])
    assert Party.objects.get().cadre == offices.village_cadre.cadre


def test_a_cadre_whom_the_clerk_cannot_pick_is_kept_from_it_by_name(log_in, offices):
    changed = {"unit": offices.town.pk, "kind": "accusation", "accused_name": " department_clerk "}
    send(log_in, offices, offices.town_clerk, **changed)
    assert Party.objects.get().cadre == offices.department_clerk.cadre


def test_somebody_of_no_unit_stays_a_name(log_in, offices):
    send(log_in, offices, kind="accusation", accused_name="某老板")
    party = Party.objects.get()
    assert (party.cadre, party.name) == (None, "某老板")


def test_an_accusation_against_the_unit_itself_goes_past_it(log_in, offices):
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.4\n%%EOF")
    changed = {"unit": offices.town.pk, "kind": "accusation", "accused_unit": offices.town.pk, "letter": letter}
    page = log_in(offices.town_clerk).post(URL, data(offices, **changed), follow=True)
    case = Case.objects.get()
    assert (case.unit, case.state) == (offices.county, "received")
    assert CaseFile.objects.get().case == case
    assert "已送上级" in page.content.decode()
    assert case.get_absolute_url() not in page.content.decode()


def test_the_receipt_asks_for_a_log_in(client):
    assert client.get(reverse("petitions:receipt")).status_code == 302


def test_looking_for_duplicates_takes_the_same_number_of_queries_with_one_and_with_three(offices):
    def look():
        people = [Person("王小明", "13800000001")]
        with CaptureQueriesContext(connection) as queries:
            found = likely_duplicates(offices.clerk, unit=offices.county, people=people, text=TEXT, on=TODAY)
        return len(found), len(queries)

    make_case(offices.county, text=TEXT, received_on=DAY)
    look()
    one = look()
    for _n in range(2):
        make_case(offices.county, text=TEXT, received_on=DAY)
    assert look() == (3, one[1])
    assert one[0] == 1
