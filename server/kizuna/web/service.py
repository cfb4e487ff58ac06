"""The description of the endpoint, by SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from kizuna.namespaces import FOREIGN
from kizuna.web.current import Published
from kizuna.web.documents import TYPE, sort, term

_TRIPLES = term("void", "triples")
_GRAPH_NAME = term("sd", "name")
_INTEGER = NamedNode(f"{FOREIGN['xsd']}integer")


def describe_service(served: Published) -> list[Triple]:
    """Describe the endpoint: what it speaks, what it answers in, what it holds.

    Its parts have names (``…/sparql#default``) where the vocabulary's examples leave them blank.
    """
    return sort({*_service(served), *_dataset(served)}, f"{served.base.iri}sparql")


def _service(served: Published) -> Iterator[Triple]:
    endpoint = NamedNode(f"{served.base.iri}sparql")
    yield Triple(endpoint, TYPE, term("sd", "Service"))
    yield Triple(endpoint, term("sd", "endpoint"), endpoint)
    yield Triple(endpoint, term("sd", "supportedLanguage"), term("sd", "SPARQL11Query"))
    yield Triple(endpoint, term("sd", "defaultDataset"), _part(served, "dataset"))
    yield from _limits(served, endpoint)
    for format_ in (*SOLUTION_FORMATS, *GRAPH_FORMATS):
        yield Triple(endpoint, term("sd", "resultFormat"), NamedNode(format_.iri or ""))


def _limits(served: Published, endpoint: NamedNode) -> Iterator[Triple]:
    """Tell the limits: for people in one sentence, for programs as named values."""
    settings = served.asker.settings
    said = (
        f"A query may take {settings.timeout} seconds (timeout= asks for less), and its result "
        f"may have {settings.max_rows:,} rows and {settings.max_bytes:,} bytes; a result is "
        "complete or a problem. SERVICE and updates are refused."
    )
    yield Triple(endpoint, term("dcterms", "description"), Literal(said, language="en"))
    for name in ("timeout", "max_rows", "max_bytes"):
        limit = _part(served, f"limit-{name}")
        yield Triple(endpoint, term("schema", "additionalProperty"), limit)
        yield Triple(limit, TYPE, term("schema", "PropertyValue"))
        yield Triple(limit, term("schema", "propertyID"), Literal(name))
        value = Literal(str(getattr(settings, name)), datatype=_INTEGER)
        yield Triple(limit, term("schema", "value"), value)


def _dataset(served: Published) -> Iterator[Triple]:
    manifest = served.release.manifest
    dataset, default = _part(served, "dataset"), _part(served, "default")
    yield Triple(dataset, TYPE, term("sd", "Dataset"))
    yield Triple(dataset, term("rdfs", "seeAlso"), NamedNode(served.base.dataset))
    yield Triple(dataset, term("sd", "defaultGraph"), default)
    yield from _graph(default, manifest.triples)
    for number, (name, count) in enumerate(sorted(manifest.graphs.items()), 1):
        named = _part(served, f"graph-{number}")
        graph = _part(served, f"triples-{number}")
        yield Triple(dataset, term("sd", "namedGraph"), named)
        yield Triple(named, TYPE, term("sd", "NamedGraph"))
        yield Triple(named, _GRAPH_NAME, NamedNode(name))
        yield Triple(named, term("sd", "graph"), graph)
        yield from _graph(graph, count)


def _graph(graph: NamedNode, count: int) -> Iterator[Triple]:
    yield Triple(graph, TYPE, term("sd", "Graph"))
    yield Triple(graph, _TRIPLES, Literal(str(count), datatype=_INTEGER))


def _part(served: Published, name: str) -> NamedNode:
    return NamedNode(f"{served.base.iri}sparql#{name}")
