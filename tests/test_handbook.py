"""The handbook says what the product says: links, buttons and pictures are there; every page has its chapter."""

import ast
import re

import pytest
from django.urls import Resolver404, resolve

from core import handbook
from liaison.chapters import CHAPTERS, chapter_of
from tests import house
from tests.addresses import addresses

pytestmark = pytest.mark.either
FOLDER = house.ROOT / "docs" / "handbook"
CHAPTER_FILES = sorted(FOLDER.glob("*.md"))
TEXT = "\n".join(path.read_text() for path in CHAPTER_FILES)
WORDS_OF_TEMPLATES = re.compile(r'\{% translate "([^"]*)"|_\("([^"]*)"\)')


def words_of_product() -> set[str]:
    """Every text of the interface, as it stands in templates and code."""
    found = {
        one or other
        for path in house.files("templates", "*.html")
        for one, other in WORDS_OF_TEMPLATES.findall(path.read_text())
    }
    for path in house.files("", "*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if house._is_gettext(node))
        found |= {str(arg.value) for call in calls for arg in call.args if isinstance(arg, ast.Constant)}
    return found


def resolves(path: str) -> bool:
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


def test_every_button_that_is_named_is_in_the_product():
    assert set(re.findall(r"\{guilabel\}`([^`]+)`", TEXT)) - words_of_product() == set()


def test_every_link_into_the_product_leads_to_a_page():
    assert [path for path in re.findall(r"\(app:([^)]*)\)", TEXT) if not resolves(f"/{path}")] == []


def test_pictures_are_used_and_there_and_small():
    named = re.findall(r"\]\(img/([\w-]+)\.png\)", TEXT)
    kept = {path.stem: path.stat().st_size for path in (FOLDER / "img").glob("*")}
    assert set(named) == set(kept)
    assert {name for name, size in kept.items() if size > 120_000} == set()


def test_every_picture_can_be_taken_again():
    taken = set(
        re.findall(r'Picture\(\s*"([\w-]+)"', (house.ROOT / "tools/pictures.py").read_text().split("HANDBOOK")[1])
    )
    assert taken == {path.stem for path in (FOLDER / "img").glob("*")}


def test_every_page_is_explained_by_a_chapter_that_there_is():
    assert {name for name in CHAPTERS.values() if not (FOLDER / f"{name}.md").is_file()} == set()
    starts = {address.path for address in addresses()}
    assert [start for start in CHAPTERS if not any(path.startswith(start) for path in starts)] == []


def test_pages_without_a_chapter_of_their_own_are_few():
    at_large = {address.path for address in addresses() if chapter_of(address.path) == "home"}
    known = ("/help/", "/login/", "/logout/", "/language/", "/healthz", "/notices/", "/calendar/", "/find/")
    for_others = ("/p/", "/api/")
    named = tuple(start for start, name in CHAPTERS.items() if name == "home" and start != "/")
    assert {path for path in at_large if path != "/" and not path.startswith(known + for_others + named)} == set()


def test_every_chapter_stands_in_the_contents():
    listed = set(re.findall(r"^([a-z-]+)$", (FOLDER / "index.md").read_text(), re.MULTILINE))
    assert listed == {path.stem for path in CHAPTER_FILES} - {"index"}


@pytest.mark.parametrize(("words", "chapter"), [("撤回", "visits"), ("补录", "paper"), ("一次性密码", "start")])
def test_what_people_ask_for_is_found(settings, words, chapter):
    settings.HANDBOOK_DIR = house.ROOT / "build" / "handbook"
    assert chapter in {hit.section.chapter for hit in handbook.find(words)}
