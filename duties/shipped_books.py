"""The regulations that come with the product, for an organisation to choose from."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from accounts.models import unit_kind_name
from core.wording import joined
from duties.grammar import Rule
from duties.rulebook_file import read

FOLDER = Path(__file__).with_name("rulebooks")


@dataclass(frozen=True)
class ShippedBook:
    """A regulation as it comes; `unit_kinds`: those that its rules name, none where they bind whatever unit it is."""

    code: str
    title: str
    note: str
    text: str
    rules: tuple[Rule, ...]
    unit_kinds: tuple[str, ...]

    @property
    def kind_names(self) -> str:
        """The kinds as people call them."""
        return joined(unit_kind_name(kind) for kind in self.unit_kinds)

    def fits(self, kinds: set[str]) -> bool:
        """Whether units of these kinds may be bound by it."""
        return not self.unit_kinds or not kinds.isdisjoint(self.unit_kinds)


@lru_cache(maxsize=1)
def shipped_books() -> dict[str, ShippedBook]:
    """By code, in the order of their files. Read once: it takes about a second."""
    found = [_book(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {book.code: book for book in found}


def _book(path: Path) -> ShippedBook:
    source = read(path.read_text(encoding="utf-8"))
    blocks = [who for rule in source.book.rules for who in rule.who]
    named = {kind: None for who in blocks for kind in who.unit_kinds}
    return ShippedBook(
        code=source.book.code,
        title=source.book.title,
        note=str(source.data.get("note", "")),
        text=source.text,
        rules=tuple(source.book.rules),
        unit_kinds=tuple(named) if all(who.unit_kinds for who in blocks) else (),
    )
