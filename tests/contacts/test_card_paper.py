"""Contact cards printed: every paper, the code that leads to the form, and who may print what."""

import pytest
import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from contacts import card_hooks
from contacts.exports import cards as export
from contacts.selectors.card_words import back_step, front_step
from core import clock
from core.exports.qr import QUIET
from petitions.models import PetitionSettings
from petitions.public_forms import form_paths
from tests.contacts.conftest import DAY, page
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_cards import make_card, make_style

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


@pytest.fixture
def card(world):
    make_style(world.county)
    PetitionSettings.objects.create(unit=world.county, slug="changning")
    world.wang.phone = "13812345678"
    world.wang.save()
    return make_card(world.office, world.wang)


@pytest.fixture
def html(monkeypatch):
    """What would be set, without setting it."""
    made = []
    monkeypatch.setattr(export, "pdf_of", lambda html, style: made.append(html) or b"%PDF")
    return made


def test_the_code_leads_to_the_form_of_the_unit_or_of_the_nearest_one_above(world, card):
    village = make_unit(parent=world.village)
    PetitionSettings.objects.create(unit=world.village, slug="shimen", has_form=False)
    assert form_paths([world.office, village, world.elsewhere]) == {
        world.office.pk: "/p/changning/qr/",
        village.pk: "/p/changning/qr/",
    }
    assert card_hooks.form_paths([world.office]) == {world.office.pk: "/p/changning/qr/"}


def test_the_drawn_code_holds_that_address_and_nothing_else(card):
    drawn = export.printed([card])[0].qr
    code = segno.make(settings.BASE_URL + "/p/changning/qr/", error="m", micro=False)
    assert drawn.size == len(code.matrix) + 2 * QUIET
    dark = {(x, y) for y, row in enumerate(code.matrix, QUIET) for x, on in enumerate(row, QUIET) if on}
    assert _modules(drawn.path) == dark


def _modules(path):
    """The modules that a path of boxes covers: "M2 2h7v1h-7z" is seven of them."""
    found = set()
    for box in path.split("z")[:-1]:
        place, _h, rest = box[1:].partition("h")
        x, y = map(int, place.split())
        found |= {(x + n, y) for n in range(int(rest.split("v")[0]))}
    return found


def test_a_sheet_has_ten_fronts_and_their_backs_on_the_other_side(card, html):
    export.cards_pdf([card], "sheet", 11)
    [text] = html
    assert (text.count('class="cc-sheet"'), text.count("cc-band"), text.count("cc-foot")) == (4, 11, 11)
    second = text.split('class="cc-sheet"')[3:]
    assert "slot-1" in second[0]
    assert "slot-2" in second[1]


def test_every_word_is_on_the_card_in_the_language_of_the_organisation(card, html):
    with override("en"):
        export.cards_pdf([card], "card", 1)
    for word in ("王建国", "局长", "13812345678", "服务范围", "监督电话", "0575-82760009", "扫码反映诉求", "第1版"):
        assert word in html[0]


@pytest.mark.parametrize("paper", ["sheet", "a5"])
def test_a_pdf_is_made(card, paper):
    assert export.cards_pdf([card], paper, 1).startswith(b"%PDF")


def test_a_long_name_and_a_long_post_get_a_smaller_type(world, card):
    long = make_cadre(
        "买买提·阿卜杜热合曼·艾力", unit=world.office, title="党组成员、副局长、机关党委书记、工会主席", phone="1"
    )
    short, longer = export.printed([card])[0], export.printed([make_card(world.office, long)])[0]
    assert longer.name_step > short.name_step
    assert front_step(longer.face) >= front_step(short.face)
    assert back_step(short.face) <= 2


def test_a_card_is_printed_by_who_sees_it(log_in, world, card, html):
    url = reverse("contacts:card_pdf", args=[card.pk]) + "?paper=card&copies=2"
    for user in (world.keeper, world.auditor, make_user("wang", cadre=world.wang)):
        answer = log_in(user).get(url)
        assert answer["Content-Type"] == "application/pdf"
    assert log_in(world.member).get(url).status_code == 404


def test_a_paper_that_is_none_and_too_many_copies_are_told(log_in, world, card, html, monkeypatch):
    client, url = log_in(world.keeper), reverse("contacts:card_pdf", args=[card.pk])
    assert "请选择纸张" in client.get(url + "?paper=a0&copies=1", follow=True).content.decode()
    monkeypatch.setattr(export, "MOST", 3)
    assert "一次最多打印3张" in client.get(url + "?paper=a4&copies=4", follow=True).content.decode()
    assert html == []


def test_all_cards_of_a_unit_are_printed_together(log_in, world, card, html):
    make_card(world.village, make_cadre("钱村长", unit=world.village, phone="1"))
    client = log_in(world.keeper)
    assert "打印连心卡" in page(client, "cards_print")
    client.get(reverse("contacts:cards_print"), {"unit": world.county.pk, "paper": "sheet", "copies": 1})
    assert "王建国" in html[0]
    assert "钱村长" in html[0]
    shown = page(client, "cards_print", unit=world.elsewhere.pk, paper="sheet", copies=1)
    assert "%PDF" not in shown
