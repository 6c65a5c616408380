"""What a form would post to put back what stood in it before."""

import datetime

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.core.files.uploadedfile import SimpleUploadedFile

from core.forms import DayField
from core.undo import Aside, as_it_was, aside_of

OPENED = {"name": "甲", "day": datetime.date(2026, 11, 1), "kinds": ["a", "b"], "is_open": True, "when": None}


class Form(forms.Form):
    name = forms.CharField()
    day = DayField(required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    is_open = forms.BooleanField(required=False)
    when = forms.SplitDateTimeField(required=False)
    paper = forms.FileField(required=False)


def filled(initial=OPENED, files=None, **changed):
    form = Form({"name": "甲", **changed}, files, initial=initial)
    assert form.is_valid(), form.errors
    return form


def test_every_kind_of_field_is_put_back_as_a_browser_would_send_it():
    before = as_it_was(filled(name="乙"))
    assert before == {
        **{"name": ["甲"], "day": ["2026-11-01"], "kinds": ["a", "b"], "is_open": ["on"]},
        **{"when_0": [], "when_1": []},
    }
    again = Form({name: values if name == "kinds" else "".join(values) for name, values in before.items()})
    assert again.is_valid() and again.cleaned_data["day"] == OPENED["day"] and again.cleaned_data["kinds"] == ["a", "b"]


def test_a_file_cannot_be_put_back():
    assert as_it_was(filled(files={"paper": SimpleUploadedFile("a.txt", b"x")})) is None


def test_what_was_empty_and_may_not_be_cannot_be_put_back():
    assert as_it_was(filled(initial={"day": OPENED["day"]}, name="乙")) is None


@pytest.mark.parametrize("initial", [{"name": "甲"}])
def test_what_was_not_changed_needs_no_way_back(initial):
    assert as_it_was(filled(initial=initial)) is None


def test_a_message_from_before_the_keys_were_changed_has_no_button():
    assert aside_of(Message(25, "已保存", extra_tags="unreadable")) == Aside()
