"""The terms that forms explain: each is registered, each clause stands in a regulation, each field shows its own."""

import importlib
import inspect
import pkgutil
import re

import pytest
import yaml
from django import forms
from django.template.loader import render_to_string

from core import terms
from tests import house

pytestmark = pytest.mark.either
LAW = "信访工作条例"
CLAUSE = re.compile(r"《([^》]+)》((?:第.{1,3}条[、至]?)*)")


def every_form():
    for app in house.APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".forms" in module.name:
                members = inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
                yield from (form for _name, form in members if issubclass(form, forms.BaseForm))


FORMS = {form for form in every_form() if vars(form).get("terms")}
REGULATIONS = {
    yaml.safe_load(path.read_text())["title"]: path.read_text() for path in house.ROOT.glob("duties/rulebooks/*.yaml")
}


def test_a_form_names_fields_and_terms_that_there_are():
    named = {(form, field, key) for form in FORMS for field, key in form.terms.items()}
    assert [form.__name__ for form, field, _key in named if field not in form.base_fields] == []
    assert {key for _form, _field, key in named} <= terms._terms.keys()


def test_every_term_is_asked_for_somewhere():
    assert terms._terms.keys() - {key for form in FORMS for key in form.terms.values()} == set()


def test_every_clause_stands_in_a_regulation():
    for term in terms.every():
        for title, articles in CLAUSE.findall(str(term.clause)):
            assert title == LAW or title in REGULATIONS, term.clause
            assert title == LAW or all(
                article in REGULATIONS[title] for article in re.findall("第.{1,3}?条", articles)
            ), term.clause


def test_what_a_term_says_is_short_enough_for_a_phone():
    assert [str(term.name) for term in terms.every() if not 15 <= len(str(term.text)) <= 90] == []


def test_a_field_shows_its_term_folded_and_without_script():
    class MealsForm(forms.Form):
        terms = {"meals": "visits.meals"}
        meals = forms.CharField()
        other = forms.CharField()

    html = render_to_string("components/fields.html", {"form": MealsForm()})
    assert html.count("<details") == 1
    assert "《领导干部基层联系点制度》第十三条" in html
