"""The pictures of all pages: what is one kind of page, and what its picture is called."""

import all_pages
import pytest


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "home-clerk"),
        ("/visits/12/", "visits-1"),
        ("/visits/12/change/?back=/", "visits-1-change"),
        ("/petitions/0f8fad5b-d9cb-469f-a165-70867728950e/assign/", "petitions-1-assign"),
        ("/notices/rota/M1kJyYieo1tPtWu1mKMJw/", "notices-rota-1"),
        ("/p/u/mine/7/", "p-u-1-1"),
        ("/assessments/commitments/", "assessments-commitments"),
    ],
)
def test_a_picture_is_called_by_the_kind_of_its_page(path, name):
    assert all_pages._name(path, "clerk") == name


def test_links_of_the_page_are_followed_but_not_those_that_lead_away():
    page = """<nav><a href="/visits/#top">1</a></nav><main><a href="http://here/duties/">2</a><a href="//away/">3</a>
    <a href="tel:110">4</a><a href="/static/x.css">5</a></main><footer><a href="/feedback/">6</a></footer>"""
    assert sorted(all_pages._links(page, "http://here")) == ["/duties/", "/visits/"]
