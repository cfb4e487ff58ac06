"""Each case is a Turtle file in the form of the W3C suite: data, and the report expected of it.

    cases/<class>-<property>-<fault>.ttl    data with one fault, and the results it must have
    cases/<class>-…-sound.ttl               data without, perhaps at the edge, and none
    world.ttl                               two places and their tie, read with cases that name it

A case expects all results that its data has, by focus node, shape and severity.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node
from suite import (
    SHAPES,
    Report,
    Result,
    base_of,
    is_targeted,
    node_shapes,
    read_turtle,
    relative,
    run,
    shape,
    shapes_graph,
)

HERE = Path(__file__).parent
CASES = {path.stem: path for path in sorted((HERE / "cases").glob("*.ttl"))}
WORLD = "world"
EXPECTED = """
    PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    SELECT ?focus ?shape ?severity WHERE {
      ?case mf:result/sh:result ?result .
      ?result sh:focusNode ?focus ; sh:sourceShape ?shape ; sh:resultSeverity ?severity
    }"""
MANIFEST = """
    PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    PREFIX sht: <http://www.w3.org/ns/shacl-test#>
    SELECT ?case ?label ?data ?conforms WHERE {
      ?manifest a mf:Manifest ; mf:entries/rdf:first ?case .
      ?case a sht:Validate ; rdfs:label ?label ;
            mf:action/sht:dataGraph ?data ; mf:result/sh:conforms ?conforms
    }"""
"""Rows: one for each graph that the data of a case is merged from."""


@cache
def store(name: str) -> Store:
    opened = Store()
    text = CASES[name].read_bytes()
    opened.load(text, format=RdfFormat.TURTLE, base_iri=base_of(name))
    return opened


def rows(name: str, query: str) -> list[list[str]]:
    prefix = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    solutions = store(name).query(prefix + query)
    assert isinstance(solutions, QuerySolutions)
    return [[str(getattr(term, "value", "")) for term in row] for row in solutions]


def expected(name: str) -> list[Result]:
    return sorted(
        Result(
            focus.removeprefix(base_of(name)),
            shape.removeprefix(SHAPES),
            severity.removeprefix(str(SH)),
        )
        for focus, shape, severity in rows(name, EXPECTED)
    )


@cache
def report() -> Report:
    """Validate every case, and the world by itself."""
    world = (HERE / f"{WORLD}.ttl").read_text(encoding="utf-8")
    graphs = {WORLD: read_turtle(world, WORLD)}
    for name, path in CASES.items():
        graphs[name] = read_turtle(path.read_text(encoding="utf-8"), name)
        if any(data == f"{base_of(name)}{WORLD}.ttl" for _, _, data, _ in rows(name, MANIFEST)):
            graphs[name] += read_turtle(world, name)
    return run(graphs)


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_the_results_that_it_expects(name: str) -> None:
    hints = report().results[WORLD]  # what the world says by itself is no case's
    assert [r for r in report().results[name] if r not in hints] == expected(name)


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_a_manifest_of_itself(name: str) -> None:
    found = rows(name, MANIFEST)
    assert {case for case, _, _, _ in found} == {f"{base_of(name)}{name}"}
    assert base_of(name) in {data for _, _, data, _ in found}
    assert {conforms for _, _, _, conforms in found} == {"false" if expected(name) else "true"}
    assert name.endswith("-sound") == (not expected(name))


def test_no_two_cases_tell_the_same() -> None:
    labels = [rows(name, MANIFEST)[0][1] for name in CASES]
    assert len(set(labels)) == len(labels)


def test_the_world_is_sound() -> None:
    assert {result.severity for result in report().results[WORLD]} <= {"Info"}


CONSTRAINTS = (SH.closed, SH.sparql, SH["or"])
ORDERS = ("thing#Ending-", "agreement#Agreement-signed-ended")
"""Shapes of derived bounds, which no case states: test_order.py has a table of them."""

COMPONENTS = {
    SH[parameter]: component
    for parameter, component in {
        "class": "Class",
        "closed": "Closed",
        "datatype": "Datatype",
        "equals": "Equals",
        "in": "In",
        "lessThan": "LessThan",
        "lessThanOrEquals": "LessThanOrEquals",
        "maxCount": "MaxCount",
        "minCount": "MinCount",
        "minInclusive": "MinInclusive",
        "node": "Node",
        "nodeKind": "NodeKind",
        "or": "Or",
        "pattern": "Pattern",
        "qualifiedMaxCount": "QualifiedMaxCount",
        "qualifiedMinCount": "QualifiedMinCount",
        "sparql": "SPARQL",
        "uniqueLang": "UniqueLang",
    }.items()
}
"""What each parameter of a constraint is called in a report."""


def reporting() -> list[str]:
    """List what can stand in a report: properties of targeted shapes, and targeted constraints.

    Shapes of values stand in none: results name the property shape that refers to them.
    """
    graph = shapes_graph()
    targeted = [node for node in node_shapes() if is_targeted(node)]
    properties = {p for node in targeted for p in graph.objects(node, SH.property)}
    constraints = {s for s in targeted if any((s, c, None) in graph for c in CONSTRAINTS)}
    return sorted(relative(node) for node in properties | constraints)


@pytest.mark.parametrize("name", reporting())
def test_every_constraint_of_a_shape_fails_in_a_case(name: str) -> None:
    graph, node = shapes_graph(), shape(name)
    constraints = [path for path in COMPONENTS if (node, path, None) in graph]
    assert constraints
    failed = {component for failing, component in report().failed if failing == name}
    missing = [p for p in constraints if f"{SH}{COMPONENTS[p]}ConstraintComponent" not in failed]
    assert missing == []


def targets(node: Node, graph: Graph) -> set[Node]:
    found: set[Node] = set()
    for target in shapes_graph().objects(node, SH.targetClass):
        found.update(graph.subjects(RDF.type, target))
    for target in shapes_graph().objects(node, SH.targetSubjectsOf):
        found.update(graph.subjects(target, None))
    for target in shapes_graph().objects(node, SH.targetObjectsOf):
        found.update(graph.objects(None, target))
    return found


@pytest.mark.parametrize("name", reporting())
def test_a_shape_has_a_case_that_fails(name: str) -> None:
    assert any(result.shape == name for case in CASES for result in expected(case))


@cache
def sound() -> Graph:
    """Merge the cases that expect no result."""
    graph = Graph()
    for name, path in CASES.items():
        if name.endswith("-sound"):
            text = path.read_text(encoding="utf-8")
            graph.parse(data=text, format="turtle", publicID=base_of(name))
    return graph


@pytest.mark.parametrize("name", [name for name in reporting() if not name.startswith(ORDERS)])
def test_a_shape_has_a_case_that_passes(name: str) -> None:
    """A target that has the property stands in a case without results."""
    node, graph = shape(name), shapes_graph()
    owners = {node} if is_targeted(node) else set(graph.subjects(SH.property, node))
    found = {target for owner in owners for target in targets(owner, sound())}
    path = graph.value(node, SH.path)
    stated = URIRef(str(path).removesuffix("Earliest").removesuffix("Latest"))
    assert found if path is None else any((f, stated, None) in sound() for f in found)
