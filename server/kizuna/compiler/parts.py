"""The parts of a release, described: graphs, folders, linksets, rules and prefixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.derive import Graphs, Rule
from kizuna.compiler.vocabulary import shorten
from kizuna.compiler.writing import Facts, block, english, number, term
from kizuna.iris import Base
from kizuna.namespaces import ABSOLUTE, prefixes

_LINKS = "data/links/"


def describe_subsets(graphs: Iterable[str], base: Base) -> Iterator[Triple]:
    """Describe each graph, and each folder that holds some, as parts of the data set."""
    head = base.graph("")
    for iri in sorted(graphs):
        yield from block(base.dataset, {"void:subset": NamedNode(iri)})
        facts: Facts = {
            "a": term("void:Dataset"),
            "dcterms:title": Literal(iri.removeprefix(head)),
        }
        yield from block(iri, facts)
        folder = iri.rpartition("/")[0]
        if folder.startswith(head):
            yield from _folder(folder.removeprefix(head), iri, base)


def _folder(path: str, graph: str, base: Base) -> Iterator[Triple]:
    # Part of the data set's own document: nothing else answers for a folder.
    folder = f"{base.dataset}#folder-{path.replace('/', '-')}"
    facts: Facts = {
        "a": term("void:Dataset"),
        "dcterms:title": Literal(path),
        "void:subset": NamedNode(graph),
    }
    yield from block(folder, facts)
    yield from block(folder, _document_of(path, base))
    yield from block(base.dataset, {"void:subset": NamedNode(folder)})


def _document_of(folder: str, base: Base) -> Facts:
    root, _, slug = folder.partition("/")
    thing = base.thing("source", slug)
    known = root == "data" and slug not in ("places", "links", "") and base.parse(thing)
    return {"dcterms:source": NamedNode(thing)} if known else {}


def describe_linksets(graphs: Graphs, base: Base) -> Iterator[Triple]:
    """Describe what a file of links says with each property as a linkset."""
    head = base.graph(_LINKS)
    for graph, triples in sorted(graphs.items()):
        if not graph.startswith(head):
            continue
        links = sorted((t for t in triples if _links_out(t, base)), key=_predicate)
        for predicate, group in groupby(links, _predicate):
            yield from _linkset((graph.rpartition("/")[2], predicate), list(group), base)


def _linkset(key: tuple[str, str], links: list[Triple], base: Base) -> Iterator[Triple]:
    name, predicate = key
    target = f"{base.dataset}#target-{name}"
    node = f"{base.dataset}#linkset-{name}-{slug_of(predicate)}"
    objects = {t.object.value for t in links if isinstance(t.object, NamedNode)}
    spaces = {ns for ns in ABSOLUTE.values() if all(iri.startswith(ns) for iri in objects)}
    yield from block(
        node,
        {
            "a": term("void:Linkset"),
            "dcterms:title": english(f"links by {shorten(predicate)} to {name}"),
            "void:linkPredicate": NamedNode(predicate),
            "void:subjectsTarget": NamedNode(base.dataset),
            "void:objectsTarget": NamedNode(target),
            "void:triples": number(len(links)),
        },
    )
    yield from block(base.dataset, {"void:subset": NamedNode(node)})
    yield from block(
        target,
        {
            "a": term("void:Dataset"),
            "dcterms:title": english(name),
            "void:uriSpace": [Literal(namespace) for namespace in sorted(spaces)],
        },
    )


def describe_rules(rules: Iterable[Rule]) -> Iterator[Triple]:
    """Describe how each derived graph came about: by which rule, in full."""
    for rule in rules:
        run, plan = f"{rule.graph}#derivation", f"{rule.graph}#rule"
        yield from block(rule.graph, {"prov:wasGeneratedBy": NamedNode(run)})
        yield from block(
            run,
            {
                "a": term("prov:Activity"),
                "prov:qualifiedAssociation": NamedNode(f"{rule.graph}#association"),
            },
        )
        yield from block(
            f"{rule.graph}#association",
            {"a": term("prov:Association"), "prov:hadPlan": NamedNode(plan)},
        )
        yield from block(
            plan,
            {
                "a": [term("prov:Plan"), term("sh:SPARQLConstructExecutable")],
                "dcterms:title": english(rule.title),
                "dcterms:description": english(rule.description),
                "sh:construct": Literal(rule.query),
            },
        )


def describe_prefixes(base: Base) -> Iterator[Triple]:
    """Declare the prefixes that data, queries and answers are written with."""
    for prefix, namespace in sorted(prefixes(base.iri).items()):
        node = f"{base.dataset}#prefix-{prefix}"
        yield from block(base.dataset, {"sh:declare": NamedNode(node)})
        facts: Facts = {
            "a": term("sh:PrefixDeclaration"),
            "sh:prefix": Literal(prefix),
            "sh:namespace": Literal(namespace, datatype=term("xsd:anyURI")),
        }
        yield from block(node, facts)


def slug_of(iri: str) -> str:
    """Write an IRI as part of another: ``kizuna-Place``."""
    name: Iterable[str] = (c if c.isalnum() or c in "-_." else "-" for c in shorten(iri))
    return "".join(name)


def _links_out(triple: Triple, base: Base) -> bool:
    outside = isinstance(triple.object, NamedNode) and not triple.object.value.startswith(base.iri)
    return outside and triple.predicate != term("rdf:type")


def _predicate(triple: Triple) -> str:
    return triple.predicate.value
