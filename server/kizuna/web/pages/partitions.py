"""What a graph holds, by class, property and datatype: as a document, and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.store.quads import QuadStore
from kizuna.web.documents import term
from kizuna.web.pages.views import Value, Viewer

LINKS = (
    term("void", "classPartition"),
    term("void", "propertyPartition"),
    term("void-ext", "datatypePartition"),
)
NAMES = (term("void", "class"), term("void", "property"), term("void-ext", "datatype"))
NUMBERS = (term("void", "entities"), term("void", "triples"))
GRAPH = term("sd", "graph")


@dataclass(frozen=True, slots=True)
class Row:
    """A partition: how deep it lies, what it is of, how many things or triples it has."""

    anchor: str
    depth: int
    name: Value
    count: str
    unit: str


def read_partitions(store: QuadStore, counted: NamedNode) -> list[Triple]:
    """Read what is said of a counted graph, and of its partitions at any depth."""
    inbound = [quad.triple for quad in store.match(None, GRAPH, counted)]
    return [*inbound, *_read(store, counted)]


def _read(store: QuadStore, node: NamedNode) -> Iterator[Triple]:
    for quad in store.match(node):
        yield quad.triple
        if quad.predicate in LINKS and isinstance(quad.object, NamedNode):
            yield from _read(store, quad.object)


def build(viewer: Viewer, counted: NamedNode, triples: Iterable[Triple]) -> list[Row]:
    """Build the rows of the page: each class with its properties, then all properties."""
    held: dict[str, list[Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            held.setdefault(triple.subject.value, []).append(triple)
    return list(_rows(viewer, held, counted.value, 0))


def _rows(viewer: Viewer, held: dict[str, list[Triple]], whole: str, depth: int) -> Iterator[Row]:
    for link in LINKS:
        parts = [
            t.object.value
            for t in held.get(whole, ())
            if t.predicate == link and isinstance(t.object, NamedNode)
        ]
        shown = (_row(viewer, part, held.get(part, ()), depth) for part in parts)
        named = zip(shown, parts, strict=True)
        for row, part in sorted(named, key=lambda pair: (pair[0].name.text.casefold(), pair[1])):
            yield row
            yield from _rows(viewer, held, part, depth + 1)


def _row(viewer: Viewer, part: str, said: Iterable[Triple], depth: int) -> Row:
    name, count, unit = Value(part), "", ""
    for triple in said:
        if triple.predicate in NAMES:
            name = viewer.value(triple.object)
        elif triple.predicate in NUMBERS and isinstance(triple.object, Literal):
            count, unit = triple.object.value, triple.predicate.value.rpartition("#")[2]
    return Row(part.partition("#")[2], depth, name, count, unit)
