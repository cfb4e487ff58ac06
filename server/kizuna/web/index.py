"""The index of the release that is served: names, lists and searches, read from SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from queue import LifoQueue
from typing import Any

from kizuna.errors import ReleaseError
from kizuna.index import fold
from kizuna.iris import Thing
from kizuna.release import Release
from kizuna.web.language import DEFAULT
from kizuna.web.statements import AMONG, CLASSES, DOCUMENT, OWN, SEARCH, among

_CONNECTIONS = 8
"""Opened at once with the release, which may be removed while it is served; more would wait for
the interpreter."""

_REMEMBERED = 20_000
_FOUND = 2_000
"""Names that a search puts in order, in the order in which the index has them: places first."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its name in the reader's language, and the language that the name is in."""

    thing: Thing
    name: str
    language: str | None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the first so many, and how many there are."""

    things: tuple[Named, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Described:
    """The document about a thing, in Turtle, and the classes of the thing."""

    classes: tuple[str, ...]
    turtle: str


@dataclass(frozen=True, slots=True)
class Own:
    """What is said of a thing, its fragments and its parts, the thing first, in Turtle.

    ``number`` is the one that the index knows the thing by.
    ``derived`` says for each subject which of its triples, counted from 0, follow by which rule
    alone.
    """

    number: int
    turtle: str
    derived: Sequence[Mapping[str, Sequence[int]]]


Row = tuple[Any, ...]


class Index:
    """The index of one release, by a few connections that are opened with it."""

    def __init__(self, release: Release) -> None:
        """Open the index.

        :raises ReleaseError: if there is none, or it cannot be read.
        """
        self._connections: LifoQueue[sqlite3.Connection] = LifoQueue()
        for _ in range(_CONNECTIONS):
            self._connections.put(_open(release))
        self.named: Callable[[Thing, str], Named | None] = lru_cache(_REMEMBERED)(self._named)
        self.facet_values: Callable[[str, str], dict[str, int]] = lru_cache(64)(self._facet_values)

    def rows(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """Read rows."""
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    def value(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> Any:
        """Read the first value of the first row; nothing if there is no row."""
        with self._connection() as connection:
            row = connection.execute(sql, values).fetchone()
        return row[0] if row else None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._connections.get()
        try:
            yield connection
        finally:
            self._connections.put(connection)

    def number(self, thing: Thing) -> int | None:
        """Find the number that the index knows a thing by."""
        found: int | None = self.value(
            "SELECT id FROM thing WHERE kind = ? AND slug = ?", (thing.kind, thing.slug)
        )
        return found

    def describe(self, thing: Thing) -> Described | None:
        """Find the document about a thing; what has no class of its kind has none here."""
        rows = self.rows(DOCUMENT, (thing.kind, thing.slug))
        return next((Described(tuple(json.loads(c)), turtle) for c, turtle in rows), None)

    def classes(self, thing: Thing) -> tuple[str, ...]:
        """List the classes of a thing that has a document here; none of one that has none."""
        return tuple(json.loads(self.value(CLASSES, (thing.kind, thing.slug)) or "[]"))

    def own(self, thing: Thing) -> Own | None:
        """Find what is said of a thing and its parts; what has no document has none here."""
        number, turtle, derived = self.rows(OWN, (thing.kind, thing.slug))[0]
        return Own(number, turtle, json.loads(derived)[1:]) if turtle else None

    def _named(self, thing: Thing, language: str) -> Named | None:
        number = self.number(thing)
        return self.by_number([number], language)[0] if number else None

    def by_number(self, numbers: Iterable[int], language: str) -> list[Named]:
        """Name things by their numbers, in the same order."""
        wanted = list(numbers)
        rows = self.rows(
            "SELECT thing.id, kind, slug, weight, label.language, label.text"
            " FROM thing LEFT JOIN label ON label.thing = thing.id"
            f" WHERE thing.id {AMONG}",
            among(wanted),
        )
        named = _name(rows, language)
        return [named[number] for number in wanted if number in named]

    def of_kind(self, kind: str, language: str, start: int, count: int) -> list[Named]:
        """Name the things of a kind, by name, from one position on."""
        rows = self.rows(
            "SELECT id FROM thing WHERE kind = ? ORDER BY id LIMIT ? OFFSET ?",
            (kind, count, start),
        )
        return self.by_number((number for (number,) in rows), language)

    def slugs(self, kind: str) -> list[str]:
        """List the things of a kind by their slugs, in the order of their names."""
        rows = self.rows("SELECT slug FROM thing WHERE kind = ? ORDER BY id", (kind,))
        return [slug for (slug,) in rows]

    def count(self, kind: str) -> int:
        """Count the things of a kind."""
        found: int = self.value("SELECT COUNT(*) FROM thing WHERE kind = ?", (kind,))
        return found

    def _facet_values(self, facet: str, kind: str) -> dict[str, int]:
        """Count the things of a kind by the values of a facet."""
        rows = self.rows(
            "SELECT value, COUNT(*) FROM facet JOIN thing ON thing.id = facet.thing"
            " WHERE facet = ? AND kind = ? GROUP BY value ORDER BY value",
            (facet, kind),
        )
        return dict(rows)

    def search(self, text: str, language: str, *, kinds: Sequence[str], limit: int) -> Found:
        """Search things by the beginnings of the words of their names, in any script.

        A whole name comes before the beginning of one, this before words in the middle; then
        places with many partnerships, then short names.
        """
        folded = fold(text)
        if not folded:
            return Found((), 0)
        rows = self.rows(SEARCH, (folded, f"{folded}%", _phrases(folded), _FOUND))
        order = {kind: position for position, kind in enumerate(kinds)}
        wanted = [row for row in rows if row[1] in order]
        ranked = sorted(wanted, key=lambda r: (r[3], order[r[1]], -r[2], r[4], r[5]))
        things = self.by_number((row[0] for row in ranked[:limit]), language)
        return Found(tuple(things), len(wanted))


def _phrases(folded: str) -> str:
    """Ask for each word, the last of them as the beginning of one.

    Signs that follow each other without spaces are one phrase. Quoted words have no syntax;
    folding has taken all quotes out.
    """
    groups = groupby(folded.split(), key=lambda word: len(word) == 1 and not word.isascii())
    phrases = [
        phrase
        for together, words in groups
        for phrase in ([" ".join(words)] if together else words)
    ]
    return " ".join(f'"{phrase}"' for phrase in phrases) + " *"


def _name(rows: Iterable[Row], language: str) -> dict[int, Named]:
    """Choose the name of each thing: the reader's language, then English, then any."""
    best: dict[int, tuple[bool, bool, str]] = {}
    named: dict[int, Named] = {}
    for number, kind, slug, weight, spoken, text in rows:
        rank = (spoken != language, spoken != DEFAULT, spoken or "")
        if number not in best or rank < best[number]:
            best[number] = rank
            named[number] = Named(Thing(kind, slug), text or slug, spoken or None, weight)
    return named


def _open(release: Release) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            f"file:{release.index}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT COUNT(*) FROM name LIMIT 1").fetchone()
        connection.execute("SELECT 1 FROM comparison LIMIT 1").fetchone()
        connection.execute("SELECT decade FROM partnership LIMIT 1").fetchone()
        connection.execute("SELECT own FROM document LIMIT 1").fetchone()
        connection.execute("SELECT derived FROM block LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise ReleaseError(
            f"{release.index} is no index that can be read ({error}); build the release again"
        ) from error
    return connection
