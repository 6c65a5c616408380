"""Text that is encrypted at rest."""

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection

from contacts.models import Household
from core.fields import EncryptedTextField, decrypt, encrypt
from tests.factories import make_household, make_unit


def encrypted_field():
    return next(f for f in Household._meta.get_fields() if isinstance(f, EncryptedTextField))


@pytest.mark.django_db
def test_the_database_never_holds_the_plain_text():
    field = encrypted_field()
    household = make_household(unit=make_unit(), **{field.name: "13800138000"})
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {field.column} FROM {Household._meta.db_table}")
        [(stored,)] = cursor.fetchall()
    assert "13800138000" not in stored and len(stored) > 40
    household.refresh_from_db()
    assert getattr(household, field.name) == "13800138000"


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["", "__exact", "__icontains", "__in"])
def test_searching_it_is_an_error_and_not_an_empty_answer(lookup):
    with pytest.raises(FieldError):
        Household.objects.filter(**{f"{encrypted_field().name}{lookup}": "138"}).exists()


@pytest.mark.django_db
def test_whether_it_is_empty_can_be_asked():
    field = encrypted_field().name
    full, empty = make_household(unit=make_unit(), **{field: "138"}), make_household(unit=make_unit(), **{field: ""})
    assert list(Household.objects.filter(**{field: ""})) == [empty]
    assert list(Household.objects.exclude(**{field: ""})) == [full]


def test_equal_texts_are_stored_differently():
    assert encrypt("同样") != encrypt("同样")


def test_an_older_key_still_opens_what_it_wrote(settings):
    settings.FIELD_KEYS = ["old-key"]
    token = encrypt("内容")
    settings.FIELD_KEYS = ["new-key", "old-key"]
    assert decrypt(token) == "内容"
    settings.FIELD_KEYS = ["new-key"]
    with pytest.raises(ImproperlyConfigured, match="LIAISON_FIELD_KEYS"):
        decrypt(token)
