"""What things are called: their names in the release, remembered."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.namespaces import FOREIGN
from kizuna.store.quads import QuadStore

PROPERTIES = tuple(
    NamedNode(FOREIGN[prefix] + name)
    for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"), ("dcterms", "title"))
)

_REMEMBERED = 20_000


class Labels:
    """The names of things: ``rdfs:label``, ``skos:prefLabel`` and ``dcterms:title``."""

    def __init__(self, store: QuadStore) -> None:
        self._store = store
        self.triples = lru_cache(_REMEMBERED)(self._read)
        self.name = lru_cache(_REMEMBERED)(self._name)

    def _read(self, iri: NamedNode) -> tuple[Triple, ...]:
        found = (self._store.match(iri, label) for label in PROPERTIES)
        return tuple(quad.triple for quads in found for quad in quads)

    def _name(self, iri: NamedNode) -> Literal:
        """Give the one name to show: English before others, a label before a title."""
        names = [t.object for t in self.triples(iri) if isinstance(t.object, Literal)]
        return min(names, key=rank, default=Literal(local_name(iri.value)))


def rank(name: Literal) -> tuple[bool, bool, str]:
    """Rank a name for showing: English before others."""
    language = name.language or ""
    return (language != "en", bool(language) and not language.startswith("en"), name.value)


def local_name(iri: str) -> str:
    """Give the last part of an IRI, for want of a name."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2] or iri
