"""The description of the endpoint: what the release says of it, and the limits of this server."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.endpoint import describe_endpoint
from kizuna.namespaces import FOREIGN
from kizuna.web.current import Published
from kizuna.web.documents import TYPE, sort, term
from kizuna.web.pages.partitions import LINKS, NAMES, NUMBERS

_TRIPLES = term("void", "triples")
_INTEGER = NamedNode(f"{FOREIGN['xsd']}integer")


def describe_service(served: Published) -> list[Triple]:
    """Describe the endpoint: what it speaks, what it answers in, what it holds.

    Of the default graph it says by class and by property how much it holds, for clients that plan
    their queries by it, and of each named graph how many triples: more stands in the description
    of each, and all of it would keep clients waiting that read this first.
    """
    graphs = served.release.manifest.graphs
    endpoint = f"{served.base.iri}sparql"
    described = {
        *describe_endpoint(served.base, graphs),
        *_limits(served, NamedNode(endpoint)),
        *_sizes(served),
    }
    return sort(described, endpoint)


def _limits(served: Published, endpoint: NamedNode) -> Iterator[Triple]:
    """Tell the limits: for people in one sentence, for programs as named values."""
    settings = served.asker.settings
    said = (
        f"A query may take {settings.timeout} seconds (timeout= asks for less), and its result "
        f"may have {settings.max_rows:,} rows and {settings.max_bytes:,} bytes; a result is "
        "complete or a problem. The default graph is the merge of all named graphs. SERVICE and "
        "updates are refused, and no graph is fetched."
    )
    yield Triple(endpoint, term("dcterms", "description"), Literal(said, language="en"))
    for name in ("timeout", "max_rows", "max_bytes"):
        limit = NamedNode(f"{endpoint.value}#limit-{name}")
        yield Triple(endpoint, term("schema", "additionalProperty"), limit)
        yield Triple(limit, TYPE, term("schema", "PropertyValue"))
        yield Triple(limit, term("schema", "propertyID"), Literal(name))
        value = Literal(str(getattr(settings, name)), datatype=_INTEGER)
        yield Triple(limit, term("schema", "value"), value)


def _sizes(served: Published) -> Iterator[Triple]:
    """Count each graph; of the default graph also its classes and properties."""
    manifest, base = served.release.manifest, served.base
    for graph, count in manifest.graphs.items():
        counted = NamedNode(base.counts(graph))
        yield _number(counted, count)
        yield from (q.triple for q in served.store.match(counted) if q.predicate not in LINKS)
    default = NamedNode(base.default_counts)
    yield _number(default, manifest.triples)
    for quad in served.store.match(default):
        yield quad.triple
        if quad.predicate in LINKS and isinstance(quad.object, NamedNode):
            part = (inner.triple for inner in served.store.match(quad.object))
            yield from (t for t in part if t.predicate in (*NAMES, *NUMBERS))


def _number(counted: NamedNode, count: int) -> Triple:
    return Triple(counted, _TRIPLES, Literal(str(count), datatype=_INTEGER))
