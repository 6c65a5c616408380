"""The code by which a petitioner follows a case, and the key by which a repeat petition is found.

Neither is stored in the clear: of the code only a keyed hash, of name and telephone only an HMAC.
"""

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings

# Without 0 O 1 I L: a code is read aloud and copied by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12


def new_code() -> str:
    """Twelve characters (59 bits), in groups of four: "7K2M-9QXA-4TBE"."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[index : index + 4] for index in range(0, LENGTH, 4))


def hash_code(code: str) -> str:
    """What is stored of a code, however it was typed (case, spaces, full-width, dashes do not count)."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())
    return _hmac("code", plain)


def person_key(name: str, phone: str) -> str:
    """The same for the same person. Empty when there is no telephone: a name alone is many people's."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", phone) if c.isdigit())[-11:]
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    return _hmac("person", f"{plain}|{digits}") if plain and digits else ""


def _hmac(purpose: str, text: str) -> str:
    # The oldest key: newer ones are added before it, and codes that are out must go on working.
    key = hashlib.sha256(f"liaison petitions {purpose} {settings.FIELD_KEYS[-1]}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
