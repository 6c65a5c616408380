"""Terms of the regulations, explained where a form asks for them.

Each app registers its terms in `AppConfig.ready`; a form says which field asks for which term in its attribute `terms`
({"field": "app.key"}), and the field shows a small question mark. All of them together stand under /help/terms/.
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


def register(app: str, terms: dict[str, Term]) -> None:
    """The terms of an app; forms name them with the app before the key: "visits.meals"."""
    _terms.update({f"{app}.{key}": term for key, term in terms.items()})


def get(key: str) -> Term:
    return _terms[key]


def every() -> list[Term]:
    """In the order of their registration: floor by floor, as they belong together."""
    return list(_terms.values())


def of_field(field: Any) -> Term | None:
    """The term that a bound field asks for, if its form names one."""
    key = getattr(field.form, "terms", {}).get(field.name)
    return _terms[key] if key else None
