"""SHACL: pySHACL decides, by severity; this module translates to it and back.

Every result is laid at a line: that of the block of its focus node, in the file whose block
states the property in question.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyshacl
import pyshacl.errors
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from kizuna.compiler.finding import Finding, Severity
from kizuna.compiler.labels import Labels
from kizuna.compiler.source import SKOLEM, Source
from kizuna.errors import SourceError

SEVERITIES: Mapping[str, Severity] = {
    str(SH.Violation): Severity.VIOLATION,
    str(SH.Warning): Severity.WARNING,
    str(SH.Info): Severity.INFO,
}


Term = NamedNode | Literal
_Statement = tuple[str, str | None, str | None]
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """A validation result."""

    focus: Term
    path: Term | None
    value: Term | None
    shape: Term
    component: Term
    severity: Term
    messages: tuple[Literal, ...]

    @property
    def message(self) -> str:
        """The message in English, or in whatever language there is."""
        english = [m.value for m in self.messages if m.language == "en"]
        return (english or [m.value for m in self.messages] or ["is not sound"])[0]

    @property
    def grade(self) -> Severity:
        """The severity as findings have it; one that SHACL does not know is a violation."""
        return SEVERITIES.get(self.severity.value, Severity.VIOLATION)


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
            raise SourceError(f"shapes/: a shape cannot be used: {error}") from error
    if not isinstance(report, Graph):
        raise SourceError(f"shapes/: the shapes cannot be used: {text}")
    return sorted(set(_results(report)), key=str)


def locate(results: Iterable[Result], sources: Iterable[Source], labels: Labels) -> list[Finding]:
    """Lay each result at a file and a line, and name the thing it is about."""
    found = list(results)
    places = _places(sources, {result.focus.value for result in found})
    return [_finding(result, places, labels) for result in found]


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


def _places(sources: Iterable[Source], wanted: set[str]) -> Mapping[_Statement, _Place]:
    """Note where there is a block of a subject, where one states a property, and where a value."""
    places: dict[_Statement, _Place] = {}
    for source in sources:
        for block in source.layout.blocks:
            if block.subject in wanted:
                places.setdefault((block.subject, None, None), (str(source.path), block.line))
        for t in source.triples:
            subject = t.subject.value if isinstance(t.subject, NamedNode) else ""
            line = source.line_of(subject) if subject in wanted else None
            if line is not None:
                path = t.predicate.value
                for statement in ((subject, path, None), (subject, path, str(t.object))):
                    places.setdefault(statement, (str(source.path), line))
    return places


def _finding(result: Result, places: Mapping[_Statement, _Place], labels: Labels) -> Finding:
    focus = result.focus.value
    stated = result.path.value if result.path else None
    statements = [(focus, stated, str(result.value)), (focus, stated, None), (focus, None, None)]
    path, line = next((places[s] for s in statements if s in places), (None, None))
    return Finding(path, line, result.message, result.grade, labels.of(focus))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from printing a stack trace for an ill-typed literal: shapes report it."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
