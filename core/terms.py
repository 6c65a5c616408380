"""Terms of the regulations, explained where a form asks for them.

Each app names its terms in `AppConfig.ready` (`register`); a form says which field asks for which term in its attribute
`terms` ({"field": "key"}), and the field shows a small question mark. All of them together stand under /help/terms/.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Term:
    """A word of a regulation: what it means here, and the clause that it comes from where there is one."""

    name: Any
    text: Any
    clause: Any = ""


_terms: dict[str, Term] = {}


def register(key: str, term: Term) -> None:
    """Raises ValueError where another term has this key."""
    if _terms.setdefault(key, term) != term:
        raise ValueError(f"{key} names two terms")


def get(key: str) -> Term:
    return _terms[key]


def every() -> list[Term]:
    """In the order of their registration: floor by floor, as they belong together."""
    return list(_terms.values())


def of_field(field: Any) -> Term | None:
    """The term that a bound field asks for, if its form names one."""
    key = getattr(field.form, "terms", {}).get(field.name)
    return _terms[key] if key else None
