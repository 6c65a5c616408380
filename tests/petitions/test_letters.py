"""Official letters as PDF: the law's words, the names of those they are sent to, and the last day of a right."""

import io
from itertools import pairwise

import pytest
from django.utils import translation
from pypdf import PdfReader

from core.errors import DomainError
from petitions.actions import deciding, handing, handling
from petitions.actions.receiving import Person
from petitions.exports.letters import letter_pdf
from petitions.models import Letter, LetterKind
from tests.factories_petitions import make_offices
from tests.petitions.path import (
    DECISION,
    accepted,
    after,
    by,
    decided,
    forwarded,
    in_hand,
    registered,
    review_served,
    reviewed,
    served,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


def text_of(letter):
    """The words of the PDF without the line breaks."""
    pages = PdfReader(io.BytesIO(letter_pdf(letter))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def letter_of(case, kind):
    return Letter.objects.get(case=case, kind=kind)


def test_a_letter_has_sender_number_title_addressee_signature_and_day(offices):
    words = text_of(letter_of(decided(offices), "decision"))
    for part in ("青山镇", "信处〔2026〕1号", "信访事项处理意见书", "王小明：", "2026年3月2日", "—1—"):
        assert part in words
    parts = ["青山镇", "信处〔2026〕1号", "信访事项处理意见书", "王小明：", "一、信访诉求", "二、查明", "三、处理意见"]
    places = [words.index(part) for part in [*parts, "四、法律", "五、救济途径"]]
    assert all(first < second for first, second in pairwise(places))


def test_a_decision_letter_says_what_article_32_asks_for(offices):
    words = text_of(letter_of(decided(offices), "decision"))
    assert "予以支持" in words
    for field in ("request", "facts", "text", "legal_basis", "remedy"):
        assert DECISION[field] in words


def test_before_it_is_served_it_names_the_days_and_afterwards_the_last_day(offices):
    case = decided(offices)
    letter = letter_of(case, "decision")
    assert "《信访工作条例》第三十五条，申请复查的期限为收到本意见书之日起30日" in text_of(letter)
    deciding.serve(case, way="in_person", **by(offices.town_clerk, after(3)))
    assert "已于2026年3月5日送达，申请复查的最后一日为2026年4月4日" in text_of(letter)


def test_a_review_names_the_last_day_for_the_re_review(offices):
    case = review_served(offices)
    assert "申请复核的最后一日为2026年4月1日" in text_of(letter_of(case, "review"))
    case = deciding.ask_re_review(case, reason="仍不服。", **by(None))
    case = deciding.decide_re_review(case, **DECISION | {"remedy": ""}, **by(offices.clerk))
    words = text_of(letter_of(case, "re_review"))
    assert "信访事项复核意见书" in words
    assert "不再受理" in words
    assert "期限为" not in words


def test_the_notices_say_what_was_done(offices):
    sent = forwarded(offices)
    assert "转送青山镇处理" in text_of(letter_of(sent, "forwarding"))
    taken = accepted(offices)
    words = text_of(letter_of(taken, "acceptance"))
    assert "决定予以受理，由青山镇办理" in words
    assert "第三十四条，本事项自受理之日（2026年3月2日）起60日内办结" in words


def test_a_refusal_says_why_and_by_what(offices):
    case = handling.refuse(
        forwarded(offices), reason="已由法院判决。", legal_basis="条例第三十一条", **by(offices.town_clerk)
    )
    words = text_of(letter_of(case, "non_acceptance"))
    assert "不予受理。理由如下：已由法院判决。依据：条例第三十一条" in words
    other = handling.lead_elsewhere(registered(offices), path="向劳动仲裁委申请仲裁。", **by(offices.clerk))
    assert "法定途径解决：向劳动仲裁委申请仲裁。" in text_of(letter_of(other, "other_path"))


def test_an_extension_says_why_and_until_when(offices):
    case = handling.ask_extension(in_hand(offices), days=20, reason="须等待鉴定。", **by(offices.town_clerk))
    case = handling.grant_extension(case, days=20, reason="须等待鉴定。", **by(offices.town_leader))
    words = text_of(letter_of(case, "extension"))
    assert "理由如下：须等待鉴定。" in words
    assert "经本单位负责人批准，办理期限延长20日，至2026年5月21日" in words


def test_an_answer_is_a_letter(offices):
    case = handling.answer(in_hand(offices, kind="help"), text="低保已办好。", **by(offices.town_clerk))
    assert "答复如下：低保已办好。" in text_of(letter_of(case, "answer"))


def test_a_group_is_addressed_by_its_representatives_and_an_anonymous_one_as_such(offices):
    group = accepted(offices, people=(Person("甲某"), Person("乙某")), people_count=60)
    assert "甲某、乙某等60人：" in text_of(letter_of(group, "acceptance"))
    nobody = accepted(offices, people=())
    assert "信访人：" in text_of(letter_of(nobody, "acceptance"))


def test_letters_are_chinese_whatever_the_interface_speaks(offices):
    letter = letter_of(decided(offices), "decision")
    with translation.override("en"):
        words = text_of(letter)
    assert "信访事项处理意见书" in words
    assert "2026年3月2日" in words


def test_what_somebody_wrote_is_text_and_fetches_nothing(offices):
    case = in_hand(offices)
    facts = "<img src='http://example.com/x.png'><b>粗</b>"
    case = deciding.decide(case, **DECISION | {"facts": facts}, **by(offices.town_clerk))
    assert "".join(facts.split()) in text_of(letter_of(case, "decision"))


def test_numbers_go_by_unit_year_and_kind(offices):
    first, second = decided(offices), decided(offices)
    numbers = [letter_of(case, "decision").number for case in (first, second)]
    assert numbers == ["青山镇信处〔2026〕1号", "青山镇信处〔2026〕2号"]
    assert letter_of(first, "acceptance").number == "青山镇信受〔2026〕1号"
    assert letter_of(reviewed(offices), "review").number == "信复查〔2026〕1号"


def test_every_kind_of_letter_has_its_paper(offices):
    case = served(offices)
    written = Letter.objects.filter(case=case).values_list("kind", flat=True)
    assert set(written) == {"forwarding", "acceptance", "decision"}
    letter = letter_of(case, "forwarding")
    for kind in LetterKind:
        letter.kind = kind
        assert letter.number in text_of(letter)


def test_a_letter_anew_needs_a_ground(offices):
    case = handing.forward(registered(offices), to=offices.town, with_letter=False, **by(offices.clerk))
    case = deciding.issue_letter(case, kind="forwarding", **by(offices.clerk))
    assert letter_of(case, "forwarding").unit == offices.county
    for kind in ("acceptance", "non_acceptance", "extension", "decision", "nothing"):
        with pytest.raises(DomainError, match="不能出具这种文书"):
            deciding.issue_letter(case, kind=kind, text="告知", **by(offices.clerk))
