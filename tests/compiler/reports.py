"""The report of the gate and that of plain pySHACL, in one form that can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pyoxigraph as ox
import pyshacl
from pyoxigraph import Triple
from rdflib import RDF, SH, XSD, Graph, Literal
from rdflib.plugins.sparql import prepareQuery

from kizuna.compiler.collector import uncollected
from kizuna.compiler.shacl.facts import Terms
from kizuna.compiler.validate import validate

Said = tuple[str, ...]
"""A result: focus node, path, shape, constraint, severity, value, messages."""

_PROPERTIES = (
    SH.focusNode,
    SH.resultPath,
    SH.sourceShape,
    SH.sourceConstraintComponent,
    SH.resultSeverity,
    SH.value,
)


class ParsedOnce(Graph):
    """A graph that keeps the parse of a query, and is rdflib's in all else."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[str, Any] = {}

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
        namespaces = {prefix: str(namespace) for prefix, namespace in self.namespaces()}
        if query_object not in self._prepared:
            self._prepared[query_object] = prepareQuery(query_object, initNs=namespaces)
        return super().query(self._prepared[query_object], *args, **kwargs)


def by_the_gate(data: Iterable[Triple], shapes: Iterable[Triple]) -> set[Said]:
    """Validate as the gate does."""
    found = validate(data, shapes)
    heads = ((r.focus, r.path, r.shape, r.component, r.severity, r.value) for r in found)
    return {_said(head, r.messages) for head, r in zip(heads, found, strict=True)}


def by_pyshacl(data: Iterable[Triple], shapes: Iterable[Triple], graph: Graph) -> set[Said]:
    """Validate as whoever has pySHACL does, with the data in an empty graph of theirs."""
    terms, shapes_graph = Terms(), Graph()
    for triples, filled in ((data, graph), (shapes, shapes_graph)):
        for triple in terms.convert(triples):
            filled.add(triple)
    # Without the collector it takes four fifths of the time.
    with uncollected():
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inference="none")
    return {
        _said([report.value(node, p) for p in _PROPERTIES], list(report[node : SH.resultMessage]))
        for node in report[report.value(None, RDF.type, SH.ValidationReport) : SH.result]
    }


def _said(head: Iterable[Any], messages: Collection[Any]) -> Said:
    return (*map(_write, head), *sorted(map(_write, messages)))


def _write(term: Any) -> str:
    """Write a term of either library in one way."""
    if isinstance(term, ox.Literal):
        return f"{term.value}@{term.language}^^{term.datatype.value}"
    if isinstance(term, Literal):
        usual = RDF.langString if term.language else XSD.string
        return f"{term}@{term.language}^^{term.datatype or usual}"
    return term.value if isinstance(term, ox.NamedNode) else str(term)
