"""Finding things by two characters, and people by their initials. Every searched row has an entry (`SearchEntry`) with
the pairs of characters of its texts (core/bigrams.py); whoever writes such a row calls `note` in the same action.

What may be found, and how it is shown, the floors above register. An entry only says where a text stands: each hit
comes through the source's own `rows(user)`, so nobody finds what they may not see. Encrypted fields have no entry.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, Func, Model, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.fields import BooleanField

from core import bigrams, initials
from core.arrays import among
from core.models import SearchEntry
from core.search_index import PAIRS

AT_ONCE = 500
LONGEST = 50
MOST_WORDS = 5


@dataclass(frozen=True)
class Hit:
    """A row as it is shown: `text` is where the words stand, `where` whose or of which place it is."""

    title: str
    url: str
    text: str = ""
    where: str = ""
    label: str = ""
    tone: str = "off"
    day: datetime.date | None = None


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found.

    `rows(user)`: what the user may find (through `visible_to`), in the order of the list, with what `hit` asks for.
    `names` are found by initials, too. `kind` has more than two characters: it stands among the pairs.
    """

    kind: str
    label: Any
    icon: str
    model: type[Model]
    rows: Callable[[Any], QuerySet[Any]]
    hit: Callable[[Any], Hit]
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.names, *self.texts)

    def grams(self, row: Any) -> str:
        """What the entry of the row holds."""
        letters = [pair for field in self.names for pair in initials.pairs_of(getattr(row, field))]
        pairs = bigrams.pairs_of("\n".join(getattr(row, field) for field in self.fields))
        # Initials first: `_begins` looks for those of the whole name.
        return f" {' '.join(dict.fromkeys([self.kind, *letters, *pairs]))} "


_sources: dict[type[Model], Source] = {}


def register(source: Source) -> None:
    """Called in AppConfig.ready; the order is that of the page."""
    _sources[source.model] = source


def sources() -> list[Source]:
    return list(_sources.values())


def note(*rows: Model) -> None:
    """Write what these rows are found by, in the transaction that writes them; what nobody searches is skipped."""
    found = [(_sources[type(row)], row) for row in rows if type(row) in _sources]
    SearchEntry.objects.bulk_create(
        (SearchEntry(kind=source.kind, object_id=row.pk, grams=source.grams(row)) for source, row in found),
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["grams"],
    )


def forget(model: type[Model], keys: Iterable[int]) -> None:
    """Rows of the model that are deleted leave nothing behind."""
    if source := _sources.get(model):
        SearchEntry.objects.filter(kind=source.kind, object_id__in=list(keys)).delete()


def words_of(text: str) -> list[str]:
    """What was asked for, word by word; without the character that no database holds."""
    return bigrams.plain(text.replace("\x00", " ")[:LONGEST]).split()[:MOST_WORDS]


def is_enough(words: Iterable[str]) -> bool:
    """Whether one of the words has the two characters that finding needs."""
    return any(bigrams.pairs_of(word) for word in words)


def find(source: Source, user: Any, words: Sequence[str]) -> QuerySet[Any]:
    """The rows that hold every word, as far as the user may see them; nothing where the words are not enough."""
    rows = source.rows(user)
    if not is_enough(words):
        return rows.none()
    # The keys first, then the rows: joined to what many rows hold, PostgreSQL may read the entries again for each row.
    rows = rows.filter(among("pk", holding(source.kind, words).values("object_id")))
    for word in words:
        # Pairs may stand apart from each other; where the text can be asked, it is. Initials are no text.
        if not word.isascii() and not bigrams.is_pair(word):
            rows = rows.filter(_any_field(source, word))
    return _best_first(source, rows, words[0]) if source.names else rows


def called(model: type[Model], text: str) -> Q:
    """Rows whose name holds the text or, where these are letters, has them as its initials: what lists and boxes to
    choose from narrow by. Raises KeyError for a model that nobody searches."""
    source, word = _sources[model], bigrams.plain(text).strip()
    named = Q(**{f"{source.names[0]}__icontains": text.strip()})
    if not word.isascii() or not word.isalpha() or not bigrams.pairs_of(word):
        return named
    return named | Q(among("pk", holding(source.kind, [word]).values("object_id")))


def holding(kind: str, words: Iterable[str]) -> QuerySet[SearchEntry]:
    """Entries of the kind that hold every pair of every word."""
    pairs = dict.fromkeys(pair for word in words for pair in bigrams.pairs_of(word))
    return SearchEntry.objects.filter(_HoldsAll.of([kind, *pairs])).order_by()


def _any_field(source: Source, word: str) -> Q:
    found = Q()
    for field in source.fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def _best_first(source: Source, rows: QuerySet[Any], word: str) -> QuerySet[Any]:
    """Names that begin with the word or with these initials stand before those that have it somewhere."""
    begins = Q(**{f"{source.names[0]}__istartswith": word})
    if word.isascii():
        start = " ".join(["", source.kind, *bigrams.pairs_of(word)])
        entries = SearchEntry.objects.filter(kind=source.kind, object_id=OuterRef("pk"), grams__startswith=start)
        begins |= Q(Exists(entries))
    order = rows.query.order_by or rows.model._meta.ordering
    return rows.order_by(Case(When(begins, then=0), default=1), *order)


class _HoldsAll(Func):
    """An entry's pairs hold all of these, by the index of each database (core/search_index.py)."""

    output_field = BooleanField()

    @classmethod
    def of(cls, pairs: Iterable[str]) -> "_HoldsAll":
        return cls(F("grams"), F("pk"), Value(" ".join(pairs), TextField()))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self._sql(compiler, 0, "string_to_array({}, ' ') @> string_to_array(%s, ' ')", self._pairs)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        words = " ".join(f'"{pair}"' for pair in self._pairs.split())
        return self._sql(compiler, 1, f"{{}} IN (SELECT rowid FROM {PAIRS} WHERE {PAIRS} MATCH %s)", words)

    @property
    def _pairs(self) -> str:
        return self.get_source_expressions()[2].value

    def _sql(self, compiler: Any, column: int, template: str, pairs: str) -> Any:
        sql, params = compiler.compile(self.get_source_expressions()[column])
        return template.format(sql), (*params, pairs)
