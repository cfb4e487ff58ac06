"""Counts of triples, of what is said and of what it is said about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kizuna.iris import Base
from kizuna.namespaces import FOREIGN, KINDS

_TYPE = f"{FOREIGN['rdf']}type"


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a set of triples."""

    triples: int
    entities: int
    subjects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


def count(triples: Iterable[Triple], base: Base) -> Tally:
    """Count triples, each once; entities are the things under ``<base>id/``."""
    merged = set(triples)
    subjects = {t.subject for t in merged}
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    for t in merged:
        predicate = t.predicate.value
        properties[predicate] += 1
        if predicate == _TYPE and isinstance(t.object, NamedNode):
            classes[t.object.value] += 1
    return Tally(
        triples=len(merged),
        entities=sum(isinstance(s, NamedNode) and _is_thing(s.value, base) for s in subjects),
        subjects=len(subjects),
        classes=dict(sorted(classes.items())),
        properties=dict(sorted(properties.items())),
    )


def count_things(tally: Tally) -> dict[str, int]:
    """Count the things of each class that has things of its own."""
    wanted = set(KINDS.values())
    return {iri: number for iri, number in tally.classes.items() if iri in wanted}


def _is_thing(iri: str, base: Base) -> bool:
    return "#" not in iri and base.parse(iri) is not None
