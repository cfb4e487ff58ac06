"""The gate reports what ``pyshacl.validate`` reports of the same graphs, and takes less time."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
from pyoxigraph import RdfFormat, Triple
from rdflib import RDF, SH, XSD, Graph, Literal
from rdflib.plugins.sparql import prepareQuery
from ties import DAMAGES, PLACES, name, write_world

from conftest import ROOT
from kizuna.compiler.derive import Stage, derive, load, parse_rule
from kizuna.compiler.inputs import Input
from kizuna.compiler.shacl.facts import Terms
from kizuna.compiler.source import read_source
from kizuna.compiler.validate import validate
from kizuna.iris import Base

BASE = Base("http://example.org/")
SHAPES = "https://w3id.org/kizuna/shapes/"
TIES = 1_000

Fact = tuple[object, ...]
"""A result: focus node, path, shape, constraint, severity, value, messages."""

PROPERTIES = (
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


def sources(*patterns: str) -> Iterator[Triple]:
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        file = Input(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_bytes())
        yield from read_source(file, BASE).triples


@cache
def shapes() -> tuple[Triple, ...]:
    return tuple(sources("shapes/*.ttl"))


def world(ties: Iterable[int]) -> list[Triple]:
    """Make ties, derive their bounds, and add the concepts that they name."""
    text = write_world(ties).encode()
    quads = ox.parse(text, format=RdfFormat.TURTLE, base_iri=BASE.iri)
    stated = [quad.triple for quad in quads] + list(sources("ontology/concepts/*.ttl"))
    paths = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
    rules = [parse_rule(Input(PurePosixPath(p.name), p.read_bytes()), BASE) for p in paths]
    first = [rule for rule in rules if rule.stage is Stage.BOUNDS]
    bounds = derive(load({BASE.graph("world"): stated}), first, BASE)
    return [*stated, *(triple for triples in bounds.values() for triple in triples)]


def fast(data: Iterable[Triple]) -> set[Fact]:
    """Validate as the gate does."""
    return {
        (
            *map(said, (r.focus, r.path, r.shape, r.component, r.severity, r.value)),
            *_all(r.messages),
        )
        for r in validate(data, shapes())
    }


def plain(data: Iterable[Triple], graph: Graph) -> set[Fact]:
    """Validate as whoever has pySHACL does."""
    terms, shapes_graph = Terms(), Graph()
    for triples, filled in ((data, graph), (shapes(), shapes_graph)):
        for triple in terms.convert(triples):
            filled.add(triple)
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inference="none")
    return {
        (*(said(report.value(node, p)) for p in PROPERTIES), *_all(report[node : SH.resultMessage]))
        for node in report[report.value(None, RDF.type, SH.ValidationReport) : SH.result]
    }


def said(term: Any) -> str:
    """Write a term of either library in one way."""
    if isinstance(term, ox.Literal):
        return f"{term.value}@{term.language}^^{term.datatype.value}"
    if isinstance(term, Literal):
        usual = RDF.langString if term.language else XSD.string
        return f"{term}@{term.language}^^{term.datatype or usual}"
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _all(messages: Iterable[Any]) -> list[str]:
    return sorted(map(said, messages))


@pytest.fixture(autouse=True)
def _silent(caplog: pytest.LogCaptureFixture) -> None:
    """Let rdflib say nothing of literals that are damaged on purpose."""
    caplog.set_level(logging.ERROR, "rdflib.term")
    caplog.set_level(logging.ERROR, "pyshacl-validate")


def test_some_ties_have_the_report_that_pySHACL_gives_without_anything_kept() -> None:
    data = world(range(0, PLACES, 5))
    assert fast(data) == plain(data, Graph())


def test_a_thousand_ties_have_the_report_that_pySHACL_gives_and_no_damage_is_missed() -> None:
    data = world(range(TIES))
    found = fast(data)
    assert missed(found) == []
    assert found == plain(data, ParsedOnce())


def missed(found: Iterable[Fact]) -> list[str]:
    """List the damages that no result is about."""
    known = {(str(fact[0]), str(fact[2])) for fact in found}
    return [
        kind
        for number, (kind, damage) in enumerate(DAMAGES.items())
        if not any(
            shape == SHAPES + damage.shape and f"-{name(number)}" in focus for focus, shape in known
        )
    ]
