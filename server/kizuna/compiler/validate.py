"""SHACL: pySHACL decides, by severity; this module translates to it and back.

pySHACL runs no query of a shape that could not be read, and none that leaves this machine: form
has refused both before.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyshacl
import pyshacl.errors
from pyoxigraph import Literal, NamedNode, Triple
from pyshacl.shape import Shape
from rdflib import RDF, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from kizuna.compiler.results import Result
from kizuna.compiler.source import SKOLEM
from kizuna.compiler.vocabulary import shorten
from kizuna.errors import SourceError
from kizuna.namespaces import TERMS


def validate(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Result]:
    """Validate data, and sort the results.

    :raises SourceError: if a shape cannot be used.
    """
    with _quiet():
        graph, shapes_graph = to_rdflib(data), to_rdflib(shapes)
        try:
            _, report, text = pyshacl.validate(
                graph, shacl_graph=shapes_graph, inference="none", inplace=True
            )
        except (
            pyshacl.errors.ShapeLoadError,
            pyshacl.errors.ConstraintLoadError,
            pyshacl.errors.ReportableRuntimeError,
            re.error,
        ) as error:
            raise _unusable(error) from error
    if not isinstance(report, Graph):
        raise SourceError(f"shapes/: the shapes cannot be used: {text}")
    return sorted(set(_results(report)), key=str)


def _unusable(error: Exception) -> SourceError:
    """Name the shape that cannot be used: pySHACL does not, but its frames know."""
    reason = str(error).partition("\n")[0]
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        for variable in ("shape", "self"):
            shape = frame.f_locals.get(variable)
            if isinstance(shape, Shape):
                iri = str(shape.node)
                path = Path(iri.removeprefix(TERMS).partition("#")[0]).with_suffix(".ttl")
                return SourceError(f"{shorten(iri)} cannot be used: {reason}", path=path)
    return SourceError(f"shapes/: a shape cannot be used: {reason}")


class QueriedGraph(Graph):
    """A graph that parses a query once; pySHACL asks the same one for every focus node.

    On the data of five documents that is 5 s instead of 68, with the same results.
    """

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        """Answer a query."""
        if isinstance(query_object, str):
            known = self._prepared.get(query_object)
            query_object = known or self._prepare(query_object)
        return super().query(query_object, *args, **kwargs)

    def _prepare(self, text: str) -> Query:
        namespaces = {prefix: str(namespace) for prefix, namespace in self.namespaces()}
        return self._prepared.setdefault(text, prepareQuery(text, initNs=namespaces))


def to_rdflib(triples: Iterable[Triple]) -> Graph:
    """Convert triples, lexical forms kept; what was a blank node becomes one again.

    Lists and paths are told from terms by being blank.
    """
    graph = QueriedGraph()
    for t in triples:
        graph.add((_term(t.subject), _term(t.predicate), _term(t.object)))
    return graph


def _term(term: object) -> Node:
    if isinstance(term, Literal):
        language = term.language
        datatype = None if language else URIRef(term.datatype.value)
        return RdfLiteral(term.value, lang=language, datatype=datatype, normalize=False)
    iri = term.value if isinstance(term, NamedNode) else str(term)
    return BNode(iri) if SKOLEM in iri else URIRef(iri)


def _results(report: Graph) -> Iterator[Result]:
    for node in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        one = {key: _read(report.value(node, path)) for key, path in _SINGLE.items()}
        messages = sorted(map(_literal, report.objects(node, SH.resultMessage)), key=str)
        yield Result(**one, messages=tuple(messages))


_SINGLE: Mapping[str, URIRef] = {
    "focus": SH.focusNode,
    "path": SH.resultPath,
    "value": SH.value,
    "shape": SH.sourceShape,
    "component": SH.sourceConstraintComponent,
    "severity": SH.resultSeverity,
}


def _read(node: Node | None) -> Any:
    if node is None:
        return None
    return _literal(node) if isinstance(node, RdfLiteral) else NamedNode(str(node))


def _literal(node: Node) -> Literal:
    language = node.language if isinstance(node, RdfLiteral) else None
    datatype = node.datatype if isinstance(node, RdfLiteral) else None
    if language or datatype is None:
        return Literal(str(node), language=language)
    return Literal(str(node), datatype=NamedNode(str(datatype)))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep others from printing: shapes report ill-typed literals, and errors are translated."""
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    for logger in loggers:
        logger.addFilter(_nothing)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(_nothing)


def _nothing(_: logging.LogRecord) -> bool:
    return False
