"""The pages on which codes are printed and sheets are entered."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from assessments.models import AnswerSheet, PaperEntry, Participant, Slip
from assessments.selectors.survey_sheets import items_of
from tests.factories_assessments_paper import codes, enter, make_appraisal
from tests.factories_assessments_surveys import AT, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def scene():
    return make_appraisal()


@pytest.fixture
def pages(scene):
    """Address by name."""
    survey, pool = scene.survey.pk, scene.pool.pk
    return {
        "survey_paper": reverse("assessments:survey_paper", args=[survey]),
        "paper_enter": reverse("assessments:paper_enter", args=[survey]),
        "paper_print": reverse("assessments:paper_print", args=[pool]),
    }


def sent(scene, code, *values, **more):
    items = items_of(scene.survey, scene.pool)
    return {"code": code, "is_read": "1"} | dict(zip((item.key for item in items), values, strict=True)) | more


def differing(scene):
    code = codes(scene)[0]
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    enter(scene, code, scene.other, ["excellent", "unqualified"])
    return PaperEntry.objects.first()


@pytest.mark.parametrize("name", ["survey_paper", "paper_enter", "paper_print"])
def test_paper_is_for_who_holds_the_survey(scene, pages, client, log_in, name):
    assert client.get(pages[name]).status_code == 302
    assert log_in(scene.stranger).get(pages[name]).status_code == 404
    assert log_in(scene.member_user).get(pages[name]).status_code == 404
    assert log_in(scene.keeper).get(pages[name]).status_code == 200
    reads = 200 if name == "survey_paper" else 403
    assert log_in(scene.auditor).get(pages[name]).status_code == reads


def test_who_is_assessed_is_told_that_others_do_it(scene, pages, log_in):
    page = log_in(scene.head_user).get(pages["survey_paper"]).content.decode()
    assert "须由其他人员办理" in page
    assert pages["paper_enter"] not in page
    assert log_in(scene.head_user).get(pages["paper_print"]).status_code == 403


@pytest.mark.parametrize("layout", ["slips", "sheets"])
def test_codes_stand_in_the_file_and_nowhere_else(scene, pages, log_in, layout):
    kept = {slip.code for slip in Slip.objects.all()}
    answer = log_in(scene.keeper).post(pages["paper_print"], {"layout": layout, "most": 4, "to_all": "on"})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    printed = {code for code in kept if code in text}
    assert len(printed) == 6
    # The number of a page would say in which order the sheets were handed out.
    assert not re.search(r"\d ?/ ?\d", re.sub(r"https?://\S+", "", text))
    assert not printed & {slip.code for slip in Slip.objects.all()}
    assert Participant.objects.filter(is_handed=True).count() == 6


def test_nothing_is_given_out_when_the_file_cannot_be_made(scene, pages, log_in, monkeypatch):
    def broken(*args):
        raise OSError("no room")

    monkeypatch.setitem(__import__("assessments.views.paper", fromlist=["MAKERS"]).MAKERS, "slips", broken)
    with pytest.raises(OSError, match="no room"):
        log_in(scene.keeper).post(pages["paper_print"], {"layout": "slips", "most": 4, "to_all": "on"})
    assert Slip.objects.count() == 6
    assert not Participant.objects.filter(is_handed=True).exists()


def test_when_all_is_given_out_the_form_says_so(scene, pages, log_in):
    codes(scene)
    answer = log_in(scene.keeper).post(pages["paper_print"], {"layout": "slips", "most": 4, "to_all": "on"})
    assert "都已经发放" in answer.content.decode()


def test_a_sheet_is_entered_by_its_code_also_as_a_scanner_gives_it(scene, pages, log_in):
    code = codes(scene)[0]
    client = log_in(scene.keeper)
    form = client.post(pages["paper_enter"], {"code": f"https://example.org/p/a/{code}/"})
    assert "总体评价" in form.content.decode()
    done = client.post(pages["paper_enter"], sent(scene, code, "excellent", ""), follow=True)
    assert "等待另一人第二次录入" in done.content.decode()
    again = client.post(pages["paper_enter"], sent(scene, code, "excellent", ""))
    assert "您已经录入过这张票" in again.content.decode()
    done = log_in(scene.other).post(pages["paper_enter"], sent(scene, code, "excellent", ""), follow=True)
    assert "这张票已计入" in done.content.decode()
    assert AnswerSheet.objects.count() == 1


def test_a_code_that_is_none_is_asked_for_again(scene, pages, log_in):
    page = log_in(scene.keeper).post(pages["paper_enter"], {"code": "7K2M-9QXA-4TBE"}).content.decode()
    assert "没有这个答题码" in page
    assert "7K2M-9QXA-4TBE" in page


def test_the_third_look_shows_where_two_readings_differ(scene, log_in, client):
    url = reverse("assessments:paper_settle", args=[differing(scene).pk])
    assert client.get(url).status_code == 302
    assert log_in(scene.stranger).get(url).status_code == 404
    assert log_in(scene.auditor).get(url).status_code == 403
    page = log_in(scene.third).get(url).content.decode()
    assert "总体评价 李秀英" in page
    data = sent(scene, "", "excellent", "qualified")
    assert log_in(scene.third).post(url, data).status_code == 302
    assert AnswerSheet.objects.count() == 1
    assert log_in(scene.third).get(url).status_code == 404


def test_nothing_is_ticked_beforehand_where_the_paper_has_to_be_asked(scene, log_in):
    url = reverse("assessments:paper_settle", args=[differing(scene).pk])
    first, second = items_of(scene.survey, scene.pool)
    form = log_in(scene.third).get(url).context["form"]
    assert (form[first.key].value(), form[second.key].value()) == ("excellent", "?")
    refused = log_in(scene.third).post(url, {first.key: "excellent"})
    assert "请对照原票选择一项" in refused.content.decode()
    assert not AnswerSheet.objects.exists()


def test_who_has_the_paper_in_hand_comes_to_the_third_look_by_its_code(scene, pages, log_in):
    code = codes(scene)[0]
    enter(scene, code, scene.keeper, ["excellent", "qualified"])
    done = log_in(scene.other).post(pages["paper_enter"], sent(scene, code, "excellent", ""))
    settle = reverse("assessments:paper_settle", args=[PaperEntry.objects.order_by("pk").first().pk])
    assert done.headers["Location"] == settle
    assert log_in(scene.third).post(pages["paper_enter"], {"code": code}).headers["Location"] == settle


def test_two_readings_are_forgotten_by_a_button(scene, log_in):
    url = reverse("assessments:paper_drop", args=[differing(scene).pk])
    assert log_in(scene.auditor).post(url).status_code == 403
    log_in(scene.keeper).post(url)
    assert not PaperEntry.objects.exists()


def test_the_page_asks_the_same_number_of_queries_for_one_sheet_and_for_three(scene, pages, log_in):
    client, given = log_in(scene.keeper), codes(scene)
    client.get(pages["survey_paper"])
    counts = []
    for code in given[:3]:
        enter(scene, code, scene.other, ["excellent", "qualified"])
        with CaptureQueriesContext(connection) as caught:
            client.get(pages["survey_paper"])
        counts.append(len(caught))
    assert counts[0] == counts[-1]
