"""A text field that is encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA256)."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.lookups import Exact
from django.utils.encoding import force_bytes


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(key: str) -> bytes:
    import base64

    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"liaison field").derive(force_bytes(key))
    return base64.urlsafe_b64encode(derived)


def encrypt(text: str) -> str:
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def encrypt_timeless(text: str) -> str:
    """As `encrypt`, without the time of writing, which a token otherwise says to whoever reads it."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt_at_time(text.encode(), 0).decode()


def decrypt(token: str) -> str:
    """Raises ImproperlyConfigured when no configured key opens the value."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            "A field cannot be decrypted: LIAISON_FIELD_KEYS lacks the key it was written with."
        ) from None


class EncryptedTextField(models.TextField):
    """Reads and writes plain text; the database holds only the token. It cannot be searched or sorted by."""

    def get_prep_value(self, value: Any) -> str:
        value = super().get_prep_value(value)
        return encrypt(value) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return decrypt(value) if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness can be asked; any other comparison would silently find nothing."""
        return {"exact": _IsEmpty, "isnull": super().get_lookup("isnull")}.get(lookup_name)


class TimelessTextField(EncryptedTextField):
    """Encrypted, and nobody can tell when it was written."""

    def get_prep_value(self, value: Any) -> str:
        plain = models.TextField.get_prep_value(self, value)
        return encrypt_timeless(plain) if plain else ""


class _IsEmpty(Exact):
    """`field=""`. The same text is stored differently each time, so that equality finds nothing."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("An encrypted field can only be compared with the empty string.")
        return super().get_prep_lookup()
