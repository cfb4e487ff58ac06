"""The endpoint by SPARQL 1.1 Service Description, as far as a release determines it.

The compiler writes it into the release, where it can be queried; the server answers with it at
the endpoint, and adds the limits that it was started with. What the vocabulary's examples leave
blank has a name: the data set that is queried is the one that VoID describes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from kizuna.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from kizuna.iris import Base
from kizuna.namespaces import FOREIGN

_TYPE = NamedNode(f"{FOREIGN['rdf']}type")


def describe_endpoint(base: Base, graphs: Iterable[str]) -> Iterator[Triple]:
    """Describe what the endpoint speaks, what it answers in, and which graphs it holds.

    The default graph is the merge of the named graphs, and these may be chosen by ``FROM``:
    nothing else is ever fetched.
    """
    endpoint = NamedNode(f"{base}sparql")
    dataset = NamedNode(base.dataset)
    yield Triple(endpoint, _TYPE, _sd("Service"))
    yield Triple(endpoint, _sd("endpoint"), endpoint)
    yield Triple(endpoint, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(endpoint, _sd("feature"), _sd("UnionDefaultGraph"))
    for form in (*SOLUTION_FORMATS, *GRAPH_FORMATS):
        yield Triple(endpoint, _sd("resultFormat"), NamedNode(form.iri or ""))
    yield Triple(endpoint, _sd("defaultDataset"), dataset)
    yield Triple(endpoint, _sd("availableGraphs"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), NamedNode(base.default_counts))
    yield Triple(NamedNode(base.default_counts), _TYPE, _sd("Graph"))
    for graph in sorted(graphs):
        yield Triple(dataset, _sd("namedGraph"), NamedNode(graph))
        yield from _named(base, NamedNode(graph))


def _named(base: Base, graph: NamedNode) -> Iterator[Triple]:
    counted = NamedNode(base.counts(graph.value))
    yield Triple(graph, _TYPE, _sd("NamedGraph"))
    yield Triple(graph, _sd("name"), graph)
    yield Triple(graph, _sd("graph"), counted)
    yield Triple(counted, _TYPE, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(f"{FOREIGN['sd']}{name}")
