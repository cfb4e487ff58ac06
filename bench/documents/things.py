"""The things that are asked for, drawn from a release, and what it says of them itself."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from bench.documents.addresses import PER_PAGE, Filter, document, entity
from bench.queries import SEED
from bench.servers import KIZUNA, Server
from kizuna.iris import Base, Thing
from kizuna.namespaces import DEF, FOREIGN

_PREFIXES = "".join(
    f"PREFIX {name}: <{iri}>\n"
    for name, iri in {"kizuna": DEF, **{n: FOREIGN[n] for n in ("dcterms", "schema")}}.items()
)
_THINGS = """SELECT DISTINCT ?s {
    { ?s a kizuna:Partnership } UNION { ?p kizuna:party ?s } }"""
_HUB = """SELECT ?s (COUNT(DISTINCT ?o) AS ?count) { ?s kizuna:partnerOf ?o }
    GROUP BY ?s ORDER BY DESC(?count) ?s LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is asked for: partnerships and their parties in chance order, and the busiest place."""

    base: Base
    things: Sequence[Thing]
    hub: Thing
    partners: int

    def target(self, server: Server, thing: Thing, form: str) -> str:
        """Write the address of a thing at a server."""
        if server.name == KIZUNA:
            return document(self.base, thing, form)
        return entity(self.base, thing)


class Facts:
    """A release's own store, asked without a server."""

    def __init__(self, store: Path, base: Base) -> None:
        self._store = ox.Store.read_only(str(store))
        self.base = base

    def draw(self) -> Drawn:
        """Draw the things: the same for the same release."""
        found = sorted(solution["s"].value for solution in self._select(_THINGS))
        random.Random(SEED).shuffle(found)
        things = [thing for iri in found if (thing := self.base.parse(iri))]
        hub = next(iter(self._select(_HUB)))
        return Drawn(self.base, things, self._thing(hub["s"].value), int(hub["count"].value))

    def triples(self, thing: Thing) -> frozenset[ox.Triple]:
        """Give the triples of which a thing is the subject."""
        node = ox.NamedNode(self.base.thing(thing.kind, thing.slug))
        found = self._store.quads_for_pattern(node, None, None, None)
        return frozenset(quad.triple for quad in found)

    def listed(self, way: Filter) -> Mapping[str, frozenset[str]]:
        """Tell for each value of a filter the slugs of the partnerships that may be listed."""
        found: dict[str, set[str]] = {}
        text = f"SELECT DISTINCT ?p ?value {{ ?p a kizuna:Partnership . {way.pattern} }}"
        for solution in self._select(text):
            value = solution["value"].value if way.pattern else ""
            found.setdefault(value, set()).add(solution["p"].value.rpartition("/")[2])
        if way.pattern:
            return {value: frozenset(found[value]) for value in sorted(found)}
        every = frozenset(found[""])
        values = way.values[: -(-len(every) // PER_PAGE)] if way.pages else way.values
        return dict.fromkeys(values, every)

    def _thing(self, iri: str) -> Thing:
        thing = self.base.parse(iri)
        assert thing is not None
        return thing

    def _select(self, text: str) -> ox.QuerySolutions:
        found = self._store.query(_PREFIXES + text, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return found
