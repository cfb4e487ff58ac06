"""The description of a release: VoID and DCAT with counted counts.

The description is one of the graphs that it counts, and the partitions of all graphs are another:
both are written until their counts are their own. Checksums of dumps stand in the manifest alone:
a dump holds this description, and no file can hold its own checksum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.catalog import Catalog
from kizuna.compiler.derive import Graphs, Rule
from kizuna.compiler.partitions import Counted, describe_partitions
from kizuna.compiler.parts import (
    describe_linksets,
    describe_prefixes,
    describe_rules,
    describe_subsets,
    slug_of,
)
from kizuna.compiler.source import in_order
from kizuna.compiler.tally import Survey, Tally, Types, read_types, survey
from kizuna.compiler.writing import Facts, block, english, number, term
from kizuna.endpoint import describe_endpoint
from kizuna.errors import SourceError
from kizuna.formats import DUMP_FORMATS, Format
from kizuna.iris import Base
from kizuna.namespaces import ABSOLUTE, DEF
from kizuna.release import dump_name

DESCRIPTION = "description"
PARTITIONS = "partitions"

_ROUNDS = 10
"""Which partitions there are does not depend on the numbers in them, and the more there are the
more there will be: two or three rounds find all, and one more their counts."""

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is described: a release by its name, with what it says of itself."""

    name: str
    base: Base
    catalog: Catalog
    rules: Sequence[Rule]
    graphs: Graphs


def describe(subject: Subject) -> dict[str, Sequence[Triple]]:
    """Add the description to the graphs of a release, all counts true with it in place.

    :raises SourceError: if a source states counts that no description can agree with.
    """
    own = [subject.base.graph(DESCRIPTION), subject.base.graph(PARTITIONS)]
    frame = _frame(subject, [*subject.graphs, *own])
    counting = _Counting.of(subject, frame)
    written: list[list[Triple]] = [frame, []]
    for _ in range(_ROUNDS):
        again = _count_own(counting, own, frame, written)
        if again == written:
            return {**subject.graphs, **dict(zip(own, written, strict=True))}
        written = again
    raise SourceError(
        "a file states how much the data set or one of its graphs holds (void:triples and the "
        "like); leave that out: the description of the release counts it, and itself"
    )


def _count_own(
    counting: _Counting, own: Sequence[str], frame: Sequence[Triple], written: list[list[Triple]]
) -> list[list[Triple]]:
    """Write the description and the partitions with the counts that were true before."""
    base = counting.base
    *tallies, merged = counting.with_own(written)
    sizes = counting.sizes | {g: t.triples for g, t in zip(own, tallies, strict=True)}
    partitions = [*counting.settled]
    for graph, tally in zip(own, tallies, strict=True):
        partitions += counting.partitions(graph, tally)
    partitions += describe_partitions(Counted(base.default_counts, base.dataset), merged)
    return [in_order([*frame, *_counts(merged, sizes, base)]), in_order(partitions)]


def _frame(subject: Subject, graphs: Sequence[str]) -> list[Triple]:
    """Say all that depends on no count of the description itself, among it every type."""
    return in_order([
        *_dataset(subject),
        *describe_rules(subject.rules),
        *describe_linksets(subject.graphs, subject.base),
        *describe_subsets(graphs, subject.base),
        *describe_endpoint(subject.base, graphs),
        *describe_prefixes(subject.base),
    ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Counting:
    """What is counted once: the graphs that the description does not change."""

    base: Base
    types: Types
    merged: Survey
    held: set[Triple]
    sizes: dict[str, int]
    settled: list[Triple] = field(default_factory=list)

    @classmethod
    def of(cls, subject: Subject, frame: Sequence[Triple]) -> _Counting:
        types = read_types(chain(frame, *subject.graphs.values()))
        surveys, merged, held = survey(subject.graphs.values(), types)
        sizes = {graph: len(triples) for graph, triples in subject.graphs.items()}
        counting = cls(subject.base, types, merged, held, sizes)
        for graph, own in zip(subject.graphs, surveys, strict=True):
            counting.settled.extend(counting.partitions(graph, own.tally(subject.base)))
        return counting

    def partitions(self, graph: str, tally: Tally) -> Iterator[Triple]:
        node = self.base.counts(graph)
        return describe_partitions(Counted(node, node), tally)

    def with_own(self, written: Sequence[Sequence[Triple]]) -> list[Tally]:
        """Count the description, its partitions, and everything."""
        surveys = [Survey(self.types).extended(triples) for triples in written]
        merged = self.merged.extended(set(chain(*written)) - self.held)
        return [one.tally(self.base) for one in (*surveys, merged)]


def _dataset(subject: Subject) -> Iterator[Triple]:
    base, dataset = subject.base, subject.base.dataset
    dumps = [(form, _address(subject, form)) for form in DUMP_FORMATS]
    facts: Facts = {
        "a": [term("void:Dataset"), term("dcat:Dataset")],
        "dcterms:identifier": Literal(subject.name),
        "dcat:distribution": [NamedNode(f"{dataset}#{form.name}") for form, _ in dumps],
        "void:dataDump": [NamedNode(url) for _, url in dumps],
        "void:sparqlEndpoint": NamedNode(f"{base}sparql"),
        "void:uriSpace": Literal(f"{base}id/"),
        "void:feature": [NamedNode(str(form.iri)) for form, _ in dumps],
        "void:vocabulary": _vocabularies(subject.graphs),
    }
    yield from block(dataset, facts)
    for form, url in dumps:
        yield from _distribution(subject, form, url)
    yield from block(
        f"{base}sparql",
        {
            "a": term("dcat:DataService"),
            "dcterms:title": english("SPARQL endpoint"),
            "dcat:endpointURL": NamedNode(f"{base}sparql"),
            "dcat:servesDataset": NamedNode(dataset),
        },
    )


def _distribution(subject: Subject, form: Format, url: str) -> list[Triple]:
    facts: Facts = {
        "a": term("dcat:Distribution"),
        "dcterms:title": english(f"{form.label}, compressed"),
        "dcterms:license": [NamedNode(iri) for iri in subject.catalog.licences],
        "dcterms:issued": Literal(subject.catalog.issued, datatype=term("xsd:date")),
        "dcterms:format": NamedNode(str(form.iri)),
        "dcat:accessURL": NamedNode(f"{subject.base}dataset"),
        "dcat:downloadURL": NamedNode(url),
        "dcat:mediaType": NamedNode(f"{_MEDIA_TYPES}{form.media_type}"),
        "dcat:compressFormat": NamedNode(f"{_MEDIA_TYPES}application/gzip"),
    }
    return block(f"{subject.base.dataset}#{form.name}", facts)


def _address(subject: Subject, form: Format) -> str:
    return f"{subject.base}release/{subject.name}/{dump_name(form)}"


def _vocabularies(graphs: Graphs) -> list[NamedNode]:
    predicates = {t.predicate.value for triples in graphs.values() for t in triples}
    used = {ns for ns in ABSOLUTE.values() if any(iri.startswith(ns) for iri in predicates)}
    return [NamedNode(namespace) for namespace in sorted(used | {DEF})]


def _counts(tally: Tally, sizes: Mapping[str, int], base: Base) -> Iterator[Triple]:
    """Count the data set as a whole; what its partitions hold stands among the partitions."""
    dataset = base.dataset
    facts: Facts = {
        "void:triples": number(tally.triples),
        "void:entities": number(tally.entities),
        "void:classes": number(len(tally.classes)),
        "void:properties": number(len(tally.parts)),
        "void:distinctSubjects": number(tally.subjects),
    }
    yield from block(dataset, facts)
    for iri, size in sizes.items():
        yield from block(iri, {"void:triples": number(size)})
    for iri, n in tally.classes.items():
        node = f"{dataset}#class-{slug_of(iri)}"
        yield from block(dataset, {"void:classPartition": NamedNode(node)})
        yield from block(node, {"void:class": NamedNode(iri), "void:entities": number(n)})
    for iri, part in tally.parts.items():
        node, n = f"{dataset}#property-{slug_of(iri)}", part.triples
        yield from block(dataset, {"void:propertyPartition": NamedNode(node)})
        yield from block(node, {"void:property": NamedNode(iri), "void:triples": number(n)})
