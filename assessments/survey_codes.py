"""The code that lets somebody answer once. Of a code only a keyed hash is stored once it was given out."""

from petitions import codes


def hash_of(code: str) -> str:
    """As stored, however the code was typed."""
    return codes.hash_code(code, "answer")
