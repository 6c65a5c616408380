import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import get_format

from contacts.models import ContactCategory
from core.templatetags.languages import html_lang, other_languages
from core.wording import shipped
from visits.models import VisitKind


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")])
def test_a_page_says_which_language_it_is_in(language, tag):
    with translation.override(language):
        assert html_lang() == tag


def test_each_other_language_is_offered_in_its_own_words():
    with translation.override("en"):
        assert [(other["name"], other["tag"]) for other in other_languages()] == [
            ("简体中文", "zh-Hans"),
            ("繁體中文", "zh-Hant"),
        ]


def test_what_was_shipped_is_shown_in_the_readers_characters_and_what_people_wrote_is_not_touched():
    kind, category = VisitKind(name="入户走访"), ContactCategory(name="老党员")
    with translation.override("zh-hant"):
        assert (str(kind), str(category)) == ("入戶走訪", "老黨員")
        assert shipped("领导干部基层联系点制度") == "領導幹部基層聯繫點制度"
        assert str(VisitKind(name="田间会诊")) == "田间会诊"
    assert shipped("") == ""


@pytest.mark.parametrize("asked", ["zh-TW", "zh-HK", "zh-Hant"])
def test_a_browser_that_asks_for_traditional_characters_gets_them(db, asked):
    page = Client().get("/login/", headers={"accept-language": asked}).content.decode()
    assert '<html lang="zh-Hant">' in page
    assert "登錄" in page


def test_days_are_written_as_in_simplified_characters():
    with translation.override("zh-hant"):
        assert get_format("YEAR_MONTH_FORMAT") == "Y年n月"
