"""What messages call a thing: its English label, or its prefixed name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.vocabulary import shorten
from kizuna.iris import Base
from kizuna.namespaces import FOREIGN, THING_PREFIXES

_LABELS = (f"{FOREIGN['rdfs']}label", f"{FOREIGN['skos']}prefLabel", f"{FOREIGN['dcterms']}title")


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a data set by IRI."""

    base: Base
    known: Mapping[str, str]

    def of(self, iri: str) -> str:
        """Name a thing for people."""
        return " ".join(self.known.get(iri, "").split()) or self.prefixed(iri)

    def prefixed(self, iri: str) -> str:
        """Write an IRI as data files do."""
        for prefix, path in THING_PREFIXES.items():
            namespace = f"{self.base}{path}"
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return shorten(iri.removeprefix(self.base.iri))


def read_labels(triples: Iterable[Triple], base: Base) -> Labels:
    """Collect the labels: English first, then any; ``rdfs:label`` first, then a title."""
    found: dict[str, tuple[int, str, str]] = {}
    for t in triples:
        if t.predicate.value not in _LABELS or not isinstance(t.object, Literal):
            continue
        if not isinstance(t.subject, NamedNode):
            continue
        foreign = 0 if t.object.language == "en" else len(_LABELS)
        rank = foreign + _LABELS.index(t.predicate.value)
        candidate = (rank, t.object.language or "", t.object.value)
        found[t.subject.value] = min(found.get(t.subject.value, candidate), candidate)
    return Labels(base, {iri: label for iri, (_, _, label) in found.items()})
