"""Runs the gate on graphs made for tests, all of them at once.

Every graph has a base of its own, so their things never meet and one run of pySHACL serves all:
reading the shapes and the queries in them costs more than validating a small graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from conftest import ROOT
from kizuna.compiler.derive import Rule, Stage, derive, load, parse_rule
from kizuna.compiler.inputs import Input
from kizuna.compiler.source import Source, read_source
from kizuna.compiler.validate import validate
from kizuna.iris import Base

HOME = "http://example.org/"
SHAPES = "https://w3id.org/kizuna/shapes/"
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """What a report says: the focus node relative to its base, the shape, the severity."""

    focus: str
    shape: str
    severity: str


@dataclass(frozen=True, slots=True)
class Report:
    """The results of each graph by its name, and which constraints of which shapes failed."""

    results: Mapping[str, list[Result]]
    failed: frozenset[tuple[str, str]]


def base_of(name: str) -> str:
    return f"{HOME}{name}/"


def read_turtle(text: str, name: str) -> list[Triple]:
    """Read the graph of that name; what hangs on blank nodes is a manifest and no data."""
    quads = parse(text.encode(), format=RdfFormat.TURTLE, base_iri=base_of(name))
    return [quad.triple for quad in quads if isinstance(quad.subject, NamedNode)]


@cache
def shapes() -> tuple[Source, ...]:
    """Read shapes/ as the compiler does."""
    return tuple(_read(sorted((ROOT / "shapes").glob("*.ttl"))))


@cache
def shapes_graph() -> Graph:
    """Merge shapes/ as rdflib reads it."""
    graph = Graph()
    for source in shapes():
        graph.parse(data=source.text, format="turtle")
    return graph


@cache
def ontology() -> tuple[Source, ...]:
    """Read terms and concepts as the compiler does; alignments are not validated."""
    folder = ROOT / "ontology"
    return tuple(_read([*sorted(folder.glob("*.ttl")), *sorted(folder.glob("concepts/*.ttl"))]))


def relative(node: Node) -> str:
    """Name a shape without the folder that all are in."""
    return str(node).removeprefix(SHAPES)


def node_shapes() -> list[Node]:
    return sorted(shapes_graph().subjects(RDF.type, SH.NodeShape), key=str)


def property_shapes() -> list[Node]:
    return sorted(shapes_graph().subjects(RDF.type, SH.PropertyShape), key=str)


def is_targeted(shape: Node) -> bool:
    return any((shape, p, None) in shapes_graph() for p in TARGETS)


def shape(name: str) -> URIRef:
    return URIRef(SHAPES + name)


def run(graphs: Mapping[str, Iterable[Triple]]) -> Report:
    """Derive bounds, validate, and sort the results out by the names of the graphs."""
    stated = {base_of(name): list(triples) for name, triples in graphs.items()}
    stated |= {source.graph: list(source.triples) for source in ontology()}
    data = {triple for triples in stated.values() for triple in triples}
    data.update(_bounds(stated))
    found = validate(data, [triple for source in shapes() for triple in source.triples])
    results: dict[str, set[Result]] = defaultdict(set)
    failed: set[tuple[str, str]] = set()
    for result in found:
        name, _, focus = result.focus.value.removeprefix(HOME).partition("/")
        shape = result.shape.value.removeprefix(SHAPES)
        results[name].add(Result(focus, shape, result.severity.value.removeprefix(str(SH))))
        failed.add((shape, result.component.value))
    return Report({name: sorted(results[name]) for name in graphs}, frozenset(failed))


def _bounds(graphs: Mapping[str, list[Triple]]) -> Iterator[Triple]:
    paths = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
    rules = [rule for rule in map(_rule, paths) if rule.stage is Stage.BOUNDS]
    for triples in derive(load(graphs), rules, Base(HOME)).values():
        yield from triples


def _rule(path: Path) -> Rule:
    return parse_rule(_input(path), Base(HOME))


def _read(paths: Iterable[Path]) -> Iterator[Source]:
    return (read_source(_input(path), Base(HOME)) for path in paths)


def _input(path: Path) -> Input:
    return Input(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_bytes())
