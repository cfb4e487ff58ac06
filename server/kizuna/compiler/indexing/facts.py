"""The triples that the index is made from, by property and subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.iris import Base, Thing
from kizuna.namespaces import DEF, FOREIGN, KINDS

TYPE = f"{FOREIGN['rdf']}type"
SOURCE = f"{FOREIGN['dcterms']}source"
WITHIN = f"{FOREIGN['schema']}containedInPlace"
GEOMETRY = f"{FOREIGN['geo']}hasGeometry"
WKT = f"{FOREIGN['geo']}asWKT"
LABELS = (f"{FOREIGN['rdfs']}label", f"{FOREIGN['skos']}prefLabel", f"{FOREIGN['dcterms']}title")
ALIASES = (f"{FOREIGN['skos']}altLabel", f"{FOREIGN['skos']}notation")

_TERMS = (
    "of", "party", "kind", "level", "field", "state", "asOf", "began", "ended",
    "beganEarliest", "beganLatest", "endedEarliest", "endedLatest", "asOfEarliest", "asOfLatest",
)  # fmt: skip
_WANTED = frozenset(
    {TYPE, SOURCE, WITHIN, GEOMETRY, WKT, *LABELS, *ALIASES, *(DEF + name for name in _TERMS)}
)

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said with the properties that matter here; things by their IRI."""

    base: Base
    said: dict[str, dict[str, list[Term]]]
    things: dict[str, Thing]
    parts: dict[str, list[str]]

    def objects(self, subject: str, prop: str) -> list[Term]:
        """Give the values of a property of a subject; a term of ours by its local name."""
        return self.said.get(prop if ":" in prop else DEF + prop, {}).get(subject, [])

    def values(self, subject: str, prop: str) -> list[str]:
        """Give the values of a property of a subject as strings, in order."""
        found = [term.value for term in self.objects(subject, prop)]
        return sorted(found) if len(found) > 1 else found

    def value(self, subject: str, prop: str) -> str | None:
        """Give the one value of a property; nothing if there is none, or more than one."""
        found = self.values(subject, prop)
        return found[0] if len(found) == 1 else None

    def of_kind(self, kind: str) -> Iterator[tuple[str, Thing]]:
        """List the things of a kind."""
        return ((iri, thing) for iri, thing in self.things.items() if thing.kind == kind)

    def whole(self, root: str) -> list[str]:
        """List a thing and whatever is part of it, at any depth, each once."""
        seen = {root: None}
        waiting = [root]
        while waiting:
            for part in self.parts.get(waiting.pop(), ()):
                if part not in seen:
                    seen[part] = None
                    waiting.append(part)
        return list(seen)


def read_facts(triples: Iterable[Triple], base: Base) -> Facts:
    """Read the facts out of a set of triples."""
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, node in triples:
        if predicate.value not in _WANTED:
            continue
        if isinstance(subject, NamedNode) and isinstance(node, NamedNode | Literal):
            said[predicate.value][subject.value].append(node)
    parts: dict[str, list[str]] = defaultdict(list)
    for part, wholes in said[DEF + "of"].items():
        for whole in wholes:
            parts[whole.value].append(part)
    return Facts(base, said, dict(sorted(_things(said, base).items())), parts)


def _things(said: dict[str, dict[str, list[Term]]], base: Base) -> dict[str, Thing]:
    """Find the things of the kinds that there are: those that are said to be of the class."""
    found: dict[str, Thing] = {}
    for iri, classes in said[TYPE].items():
        thing = base.parse(iri) if "#" not in iri else None
        if thing and any(term.value == KINDS[thing.kind] for term in classes):
            found[iri] = thing
    return found


def local(iri: str) -> str:
    """Give the local name of a concept."""
    return iri.rpartition("#")[2]
