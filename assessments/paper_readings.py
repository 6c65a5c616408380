"""What a clerk read off a sheet, kept until another has read the same, and how the two are compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from assessments.models import PaperEntry


@dataclass(frozen=True)
class Reading:
    """`answers`: by item, the code of a choice or a list of codes; `texts`: by question. Blanks are left out."""

    answers: dict[str, Any]
    texts: dict[int, str]

    @classmethod
    def of(cls, answers: Mapping[str, Any], texts: Mapping[int, str]) -> Self:
        written = {key: text.strip() for key, text in texts.items()}
        return cls({k: v for k, v in answers.items() if v}, {k: text for k, text in written.items() if text})

    def as_json(self) -> str:
        return json.dumps({"answers": self.answers, "texts": self.texts}, ensure_ascii=False)

    def says_the_same_as(self, other: "Reading") -> bool:
        return not self.differences(other)

    def differences(self, other: "Reading") -> set[str | int]:
        """Items and (by number) text questions that were read differently."""
        items = {key for key in self.answers | other.answers if self._marks(key) != other._marks(key)}
        return items | {key for key in self.texts | other.texts if self._letters(key) != other._letters(key)}

    def _marks(self, key: str) -> list[str]:
        given = self.answers.get(key, [])
        return sorted(given) if isinstance(given, list | tuple) else [given]

    def _letters(self, key: int) -> str:
        """Without blanks and punctuation, which two people copy differently."""
        return "".join(c for c in self.texts.get(key, "") if c.isalnum())


def reading_of(entry: "PaperEntry") -> Reading:
    content = json.loads(entry.content)
    return Reading(content["answers"], {int(key): text for key, text in content["texts"].items()})
