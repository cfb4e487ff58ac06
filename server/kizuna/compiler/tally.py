"""Counts of triples, of what is said and of what it is said about.

A thing has the classes that the data set says it has, in whichever graph: a file that adds to a
place says nothing of what a place is. So what a triple counts for does not depend on the graph
that holds it, and one pass over all graphs counts each of them and their merge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kizuna.iris import Base
from kizuna.namespaces import FOREIGN, KINDS

_TYPE = f"{FOREIGN['rdf']}type"

Types = Mapping[str, tuple[str, ...]]
"""The classes of things, in order, by IRI."""

_Pattern = tuple[tuple[str, ...], str, tuple[str, ...], str]
"""Classes of the subject, property, classes of the object, datatype of a literal or nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """The triples with one property: how many, and how many by what their objects are."""

    triples: int
    classes: Mapping[str, int]
    datatypes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a set of triples.

    ``entities`` are the things under ``<base>id/``; ``classes`` how many things of each class it
    says something of; ``parts`` its triples by property; ``within`` those about things of a
    class, by class and property.
    """

    triples: int
    entities: int
    subjects: int
    classes: Mapping[str, int]
    parts: Mapping[str, Part]
    within: Mapping[str, Mapping[str, Part]]


@dataclass(slots=True)
class Survey:
    """What has been counted of a set of triples so far: patterns of triples, and subjects."""

    types: Types
    patterns: Counter[_Pattern] = field(default_factory=Counter)
    subjects: set[str] = field(default_factory=set)

    def add(self, subject: str, pattern: _Pattern) -> None:
        """Count a triple that was not counted yet."""
        self.patterns[pattern] += 1
        self.subjects.add(subject)

    def extended(self, triples: Iterable[Triple]) -> Survey:
        """Count beside these triples others, none of which was counted yet."""
        further = Survey(self.types, self.patterns.copy(), self.subjects.copy())
        for triple in triples:
            further.add(*_read(triple, self.types))
        return further

    def tally(self, base: Base) -> Tally:
        """Sum up."""
        classes = Counter(c for subject in self.subjects for c in self.types.get(subject, ()))
        return Tally(
            triples=self.patterns.total(),
            entities=sum(_is_thing(subject, base) for subject in self.subjects),
            subjects=len(self.subjects),
            classes=dict(sorted(classes.items())),
            parts=_parts(self.patterns.items()),
            within={c: _parts(_about(c, self.patterns)) for c in sorted(classes)},
        )


def survey(
    graphs: Iterable[Iterable[Triple]], types: Types
) -> tuple[list[Survey], Survey, set[Triple]]:
    """Count each graph, and their merge, where a triple counts once; give the merge, too."""
    surveys: list[Survey] = []
    merged, seen = Survey(types), set[Triple]()
    for triples in graphs:
        own = Survey(types)
        for triple in triples:
            read = _read(triple, types)
            own.add(*read)
            if triple not in seen:
                seen.add(triple)
                merged.add(*read)
        surveys.append(own)
    return surveys, merged, seen


def read_types(triples: Iterable[Triple]) -> dict[str, tuple[str, ...]]:
    """Collect what is said of the classes of things."""
    found: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate.value == _TYPE and isinstance(triple.object, NamedNode):
            found.setdefault(_name(triple.subject), set()).add(triple.object.value)
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    ordered = ((iri, tuple(sorted(classes))) for iri, classes in found.items())
    return {iri: alike.setdefault(classes, classes) for iri, classes in ordered}


def count_things(triples: Iterable[Triple]) -> dict[str, int]:
    """Count the things of each class that has things of its own."""
    wanted = set(KINDS.values())
    counts = Counter(c for classes in read_types(triples).values() for c in classes)
    return {iri: counts[iri] for iri in sorted(wanted & set(counts))}


def _read(triple: Triple, types: Types) -> tuple[str, _Pattern]:
    subject, node = _name(triple.subject), triple.object
    about = types.get(subject, ())
    if isinstance(node, Literal):
        return subject, (about, triple.predicate.value, (), node.datatype.value)
    return subject, (about, triple.predicate.value, types.get(_name(node), ()), "")


def _name(node: NamedNode | BlankNode | Triple) -> str:
    return str(node) if isinstance(node, Triple) else node.value


def _about(wanted: str, patterns: Mapping[_Pattern, int]) -> Iterator[tuple[_Pattern, int]]:
    return ((pattern, n) for pattern, n in patterns.items() if wanted in pattern[0])


def _parts(patterns: Iterable[tuple[_Pattern, int]]) -> dict[str, Part]:
    triples: Counter[str] = Counter()
    classes: dict[str, Counter[str]] = {}
    datatypes: dict[str, Counter[str]] = {}
    for (_, prop, kinds, datatype), n in patterns:
        triples[prop] += n
        for kind in kinds:
            classes.setdefault(prop, Counter())[kind] += n
        if datatype:
            datatypes.setdefault(prop, Counter())[datatype] += n
    return {
        prop: Part(triples[prop], _ordered(classes.get(prop)), _ordered(datatypes.get(prop)))
        for prop in sorted(triples)
    }


def _ordered(counts: Mapping[str, int] | None) -> dict[str, int]:
    return dict(sorted((counts or {}).items()))


def _is_thing(iri: str, base: Base) -> bool:
    return "#" not in iri and base.parse(iri) is not None
