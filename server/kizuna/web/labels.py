"""What things are called: their names in the release, remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.namespaces import FOREIGN
from kizuna.store.quads import QuadStore
from kizuna.web.language import DEFAULT

PROPERTIES = tuple(
    NamedNode(FOREIGN[prefix] + name)
    for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"), ("dcterms", "title"))
)

_REMEMBERED = 20_000
_VOCABULARIES = frozenset(FOREIGN.values()) - {FOREIGN["wd"], FOREIGN["wdt"], FOREIGN["formats"]}
_JOINT = re.compile(r"(?<=[a-z])[A-Z](?=[a-z])")


class Labels:
    """The names of things: ``rdfs:label``, ``skos:prefLabel`` and ``dcterms:title``.

    ``triples`` gives all of them, ``name`` the one to show to a reader of a language.
    """

    def __init__(self, store: QuadStore) -> None:
        # Neither refers to the object itself: a release goes when its last request has ended.
        triples = lru_cache(_REMEMBERED)(partial(_read, store))
        self.triples: Callable[[NamedNode], tuple[Triple, ...]] = triples
        names = lru_cache(_REMEMBERED)(partial(_name, triples))
        self.name: Callable[[NamedNode, str], Literal] = names


def _read(store: QuadStore, iri: NamedNode) -> tuple[Triple, ...]:
    found = (sorted(store.match(iri, label), key=str) for label in PROPERTIES)
    return tuple(quad.triple for quads in found for quad in quads)


def _name(
    triples: Callable[[NamedNode], tuple[Triple, ...]], iri: NamedNode, language: str
) -> Literal:
    # Triples come by property: of two in one language, a label is before a title.
    names = [t.object for t in triples(iri) if isinstance(t.object, Literal)]
    return choose(names, language) or Literal(_spell(iri.value))


def choose(names: Iterable[Literal], language: str) -> Literal | None:
    """Choose the name to show to a reader of a language; of two as good, the first."""
    return min(names, key=lambda name: rank(name, language), default=None)


def _spell(iri: str) -> str:
    """Spell the words of a foreign term that the release has no name for."""
    name = local_name(iri)
    if iri.removesuffix(name) not in _VOCABULARIES:
        return name
    return _JOINT.sub(lambda joint: f" {joint[0].lower()}", name)


def rank(name: Literal, language: str) -> tuple[bool, bool, str]:
    """Rank a name for showing: the reader's language, English, no language, any other."""
    spoken = name.language or ""
    return (spoken != language, spoken != DEFAULT, spoken)


def local_name(iri: str) -> str:
    """Give the last part of an IRI, for want of a name."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2] or iri
