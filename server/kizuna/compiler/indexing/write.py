"""The writing of the index: one pass over the facts, all tables in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from pyoxigraph import Triple

from kizuna.compiler.indexing.documents import Documents
from kizuna.compiler.indexing.facts import Facts, read_facts
from kizuna.compiler.indexing.names import SEARCHED, first_name, read_labels, search_names
from kizuna.compiler.indexing.partnerships import (
    partnership_facets,
    partnership_row,
    read_reports,
)
from kizuna.compiler.indexing.places import Places
from kizuna.index import KEYS, PAIRS, SCHEMA, fold
from kizuna.iris import Base


def write_index(
    path: Path, triples: Sequence[Triple], derived: Mapping[Triple, str], base: Base
) -> None:
    """Write the index of a set of triples, with the rules of those that follow by a rule alone.

    :raises OSError: if the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(SCHEMA)
            connection.execute("BEGIN")
            documents = Documents(triples, base, derived)
            _Writer(connection, read_facts(triples, base), documents).write()
            connection.execute("COMMIT")
            connection.executescript(PAIRS + KEYS)
    except sqlite3.Error as error:
        raise OSError(f"{path.name} cannot be written: {error}") from error


class _Writer:
    """Fills the tables."""

    def __init__(self, connection: sqlite3.Connection, facts: Facts, documents: Documents) -> None:
        self._connection = connection
        self._facts = facts
        self._documents = documents
        self._places = Places(facts)
        self._labels = {iri: read_labels(facts, iri, thing) for iri, thing in facts.things.items()}
        self._folded = {
            iri: fold(first_name(labels) or facts.things[iri].slug)
            for iri, labels in self._labels.items()
        }
        self._numbers = self._count_in_order()
        self._degrees = self._count_partnerships()
        self._rows: dict[str, list[Sequence[object]]] = defaultdict(list)
        self._names: list[tuple[tuple[int, int, int], str]] = []

    def write(self) -> None:
        self._write_things()
        for iri, _ in self._facts.of_kind("place"):
            self._write_place(iri)
        for iri, _ in self._facts.of_kind("partnership"):
            self._write_partnership(iri)
        self._write_documents()
        self._fill()

    def _count_in_order(self) -> dict[str, int]:
        """Give each thing a number in the order of kinds and names; lists then need no sorting."""
        things = self._facts.things
        ordered = sorted(things, key=lambda i: (things[i].kind, self._folded[i], things[i].slug))
        return {iri: number for number, iri in enumerate(ordered, start=1)}

    def _insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Keep rows until all are there: tables are filled one after the other."""
        self._rows[table].extend(rows)

    def _fill(self) -> None:
        for table, rows in self._rows.items():
            if rows:
                columns = "(text, thing)" if table == "name" else ""
                marks = ", ".join("?" * len(rows[0]))
                sql = f"INSERT OR IGNORE INTO {table} {columns} VALUES ({marks})"
                self._connection.executemany(sql, rows)

    def _count_partnerships(self) -> dict[str, int]:
        degrees: dict[str, int] = {}
        for iri, _ in self._facts.of_kind("partnership"):
            for party in self._facts.values(iri, "party"):
                degrees[party] = degrees.get(party, 0) + 1
        return degrees

    def _write_things(self) -> None:
        for iri, thing in self._facts.things.items():
            number = self._numbers[iri]
            labels, weight = self._labels[iri], self._degrees.get(iri, 0)
            self._insert("thing", [(number, thing.kind, thing.slug, self._folded[iri], weight)])
            self._insert("label", [(number, *label) for label in labels.items()])
            if thing.kind in SEARCHED:
                names = search_names(self._facts, iri, thing, labels)
                order = (SEARCHED.index(thing.kind), -weight, number)
                self._names.extend((order, name) for name in sorted(names))
        # A search that many names meet takes those that come first.
        self._insert("name", ((name, order[-1]) for order, name in sorted(self._names)))

    def _write_place(self, iri: str) -> None:
        number = self._numbers[iri]
        country = self._places.country(iri)
        point = self._places.point(iri) or (None, None)
        of_country = self._numbers[country] if country else None
        self._insert("place", [(number, of_country, *point, self._degrees.get(iri, 0))])
        wholes = (self._numbers.get(whole) for whole in self._places.wholes(iri))
        self._insert("containment", [(whole, number) for whole in wholes if whole])
        self._insert("facet", [(*facet, number) for facet in self._places.facets(iri)])

    def _write_partnership(self, iri: str) -> None:
        number = self._numbers[iri]
        reports = read_reports(self._facts, iri)
        self._insert("partnership", [(number, *partnership_row(self._facts, iri, reports))])
        parties = (self._numbers.get(party) for party in self._facts.values(iri, "party"))
        self._insert("party", [(number, party) for party in parties if party])
        live = (r for r in reports if r.is_live and r.earliest and r.latest)
        self._insert("report", [(number, r.earliest, r.latest) for r in live])
        facets = partnership_facets(self._facts, iri, reports, self._places)
        self._insert("facet", [(*facet, number) for facet in facets])

    def _write_documents(self) -> None:
        for iri, thing in self._facts.things.items():
            document = self._documents.describe(thing)
            if document:
                classes = self._documents.classes(thing)
                parts = (classes, document.blocks, document.own)
                self._insert("document", [(self._numbers[iri], *map(_json, parts))])
        texts = enumerate(self._documents.blocks, start=1)
        self._insert("block", ((number, text, _json(places)) for number, (text, places) in texts))


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
