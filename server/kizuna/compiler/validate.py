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

from pyoxigraph import Literal, NamedNode, Triple
from pyshacl.errors import ReportableRuntimeError
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shape import Shape
from rdflib import SH, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from kizuna.compiler.collector import set_aside, uncollected
from kizuna.compiler.results import Result
from kizuna.compiler.shacl.facts import DataGraph, Facts, Terms
from kizuna.compiler.shacl.shapes import Report, Shapes
from kizuna.compiler.vocabulary import shorten
from kizuna.errors import SourceError
from kizuna.namespaces import TERMS


def validate(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Result]:
    """Validate data, and sort the results.

    :raises SourceError: if a shape cannot be used.
    """
    terms = Terms()
    with _quiet():
        with uncollected():
            graph = DataGraph(Facts(data, terms))
            shapes_graph = Graph()
            for triple in terms.convert(shapes):
                shapes_graph.add(triple)
        try:
            with set_aside():
                reports = list(_validate(graph, shapes_graph))
        except (ReportableRuntimeError, re.error) as error:
            raise _unusable(error) from error
    return sorted(set(map(_result, reports)), key=str)


def _validate(graph: DataGraph, shapes: Graph) -> Iterator[Report]:
    """Do what ``pyshacl.validate`` does, without a report that would have to be read again."""
    executor = SHACLExecutor()
    for shape in Shapes(shapes).shapes:
        _, reports = shape.validate(executor, graph)
        yield from reports


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


def _result(report: Report) -> Result:
    """Read a result; the triples of its details have other subjects."""
    _, node, triples = report
    said: dict[Node, list[Any]] = {}
    for subject, predicate, value in triples:
        if subject == node:
            # What comes from a graph stands beside it.
            said.setdefault(predicate, []).append(value[1] if isinstance(value, tuple) else value)
    one: dict[str, Any] = {
        key: _read(said[path][0]) if path in said else None for key, path in _SINGLE.items()
    }
    messages = sorted(map(_literal, set(said.get(SH.resultMessage, ()))), key=str)
    return Result(**one, messages=tuple(messages))


_SINGLE: Mapping[str, URIRef] = {
    "focus": SH.focusNode,
    "path": SH.resultPath,
    "value": SH.value,
    "shape": SH.sourceShape,
    "component": SH.sourceConstraintComponent,
    "severity": SH.resultSeverity,
}


def _read(node: Node) -> Literal | NamedNode:
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
