"""The code by which a petitioner follows a case, and the key by which a repeat petition is found.

Neither is stored in the clear: of the code only a keyed hash, of name and telephone only an HMAC.
"""

import hashlib
import hmac
import secrets
import unicodedata
import uuid

from django.conf import settings

# Without 0 O 1 I L: a code is read aloud and copied by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12


def new_code() -> str:
    """Twelve characters (59 bits), in groups of four: "7K2M-9QXA-4TBE"."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[index : index + 4] for index in range(0, LENGTH, 4))


def code_for(key: uuid.UUID) -> str:
    """The code of what was sent with a form of the people's pages: the same for the same form, so that a form which
    is sent twice can show it again, and guessed by nobody who knows the key of another."""
    number, code = int(_hmac("form", str(key)), 16), ""
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        code += ALPHABET[letter]
    return _grouped(code)


def hash_code(code: str, purpose: str = "code") -> str:
    """What is stored of a code, however it was typed (case, spaces, full-width, dashes do not count)."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())
    return _hmac(purpose, plain)


def person_key(name: str, phone: str) -> str:
    """The same for the same person. Empty when there is no telephone: a name alone is many people's."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", phone) if c.isdigit())[-11:]
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    return _hmac("person", f"{plain}|{digits}") if plain and digits else ""


def address_key(purpose: str, text: str) -> str:
    """What is counted by an address (petitions/limits.py) is kept under this instead of it."""
    return _hmac(purpose, text)


def _hmac(purpose: str, text: str) -> str:
    # The oldest key: newer ones are added before it, and codes that are out must go on working.
    key = hashlib.sha256(f"liaison petitions {purpose} {settings.FIELD_KEYS[-1]}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
