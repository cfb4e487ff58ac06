"""The description of a release: VoID and DCAT with counted counts.

The description is one of the graphs that it counts, so it is written until its counts are its
own. Checksums of dumps stand in the manifest alone: a dump holds this description, and no file
can hold its own checksum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.catalog import Catalog
from kizuna.compiler.derive import Graphs, Rule
from kizuna.compiler.dumps import file_name
from kizuna.compiler.parts import (
    describe_linksets,
    describe_rules,
    describe_subsets,
    slug_of,
)
from kizuna.compiler.source import in_order
from kizuna.compiler.tally import Tally, count
from kizuna.compiler.writing import Facts, block, english, number, term
from kizuna.formats import DUMP_FORMATS, Format
from kizuna.iris import Base
from kizuna.namespaces import ABSOLUTE, DEF

DESCRIPTION = "description"

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
    """Add the description to the graphs of a release, all counts true with it in place."""
    graph = subject.base.graph(DESCRIPTION)
    merged = {t for triples in subject.graphs.values() for t in triples}
    fixed = [
        *_dataset(subject),
        *describe_rules(subject.rules),
        *describe_linksets(subject.graphs, subject.base),
    ]
    written: list[Triple] = []
    while True:
        # How many triples there are does not depend on the numbers in them: two or three rounds.
        sizes = {iri: len(triples) for iri, triples in subject.graphs.items()}
        sizes[graph] = len(written)
        tally = count(merged.union(written), subject.base)
        counted = [*_counts(tally, subject.base), *describe_subsets(sizes, subject.base)]
        again = in_order([*fixed, *counted])
        if again == written:
            return {**subject.graphs, graph: written}
        written = again


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
    return f"{subject.base}release/{subject.name}/{file_name(form)}"


def _vocabularies(graphs: Graphs) -> list[NamedNode]:
    predicates = {t.predicate.value for triples in graphs.values() for t in triples}
    used = {ns for ns in ABSOLUTE.values() if any(iri.startswith(ns) for iri in predicates)}
    return [NamedNode(namespace) for namespace in sorted(used | {DEF})]


def _counts(tally: Tally, base: Base) -> Iterator[Triple]:
    dataset = base.dataset
    classes = {f"{dataset}#class-{slug_of(iri)}": (iri, n) for iri, n in tally.classes.items()}
    properties = {
        f"{dataset}#property-{slug_of(iri)}": (iri, n) for iri, n in tally.properties.items()
    }
    facts: Facts = {
        "void:triples": number(tally.triples),
        "void:entities": number(tally.entities),
        "void:classes": number(len(tally.classes)),
        "void:properties": number(len(tally.properties)),
        "void:distinctSubjects": number(tally.subjects),
        "void:classPartition": [NamedNode(iri) for iri in classes],
        "void:propertyPartition": [NamedNode(iri) for iri in properties],
    }
    yield from block(dataset, facts)
    for part, (iri, n) in classes.items():
        yield from block(part, {"void:class": NamedNode(iri), "void:entities": number(n)})
    for part, (iri, n) in properties.items():
        yield from block(part, {"void:property": NamedNode(iri), "void:triples": number(n)})
