"""A sieve lets every focus node through for which rdflib finds something."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat
from rdflib import URIRef

from kizuna.compiler.shacl.facts import DataGraph, Facts, Terms
from kizuna.compiler.shacl.sieve import Sieve

WORLD = """
@prefix : <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a a :City ; :of :b ; :name "A"@en , "plain" ; :day "2020-01-02"^^xsd:date ; :source <d#1> .
:b a :City ; :of :c ; :name "B" ; :day "2020-01-01"^^xsd:date ; :end "2019-01-01"^^xsd:date .
:c a :Town ; :of :c ; :size 3 ; :day "2020-02-30"^^xsd:date ; :end "2019-01-01"^^xsd:date .
:d :of :a , "text" ; :size 1.5 ; :day "2020-01-03" ; :end "2019-01-01"^^xsd:date ; :source :x .
:e :of _:nobody ; :day "2020"^^xsd:gYear ; :source "#1" .
<d> :day "2020-01-01"^^xsd:date .
"""

NODES = tuple("abcdefgx")

DECIDED = {
    "one pattern": "$this :of ?x",
    "a chain": "$this :of ?x . ?x :of ?y . ?y a :Town",
    "a pattern from behind": "?x :of $this ; a :City",
    "the same at both ends": "$this :of $this",
    "a class in a filter": "$this :of ?x . ?x a ?c FILTER(?c IN (:Town, :Village))",
    "a class not in a filter": "$this a ?c FILTER(?c NOT IN (:Town))",
    "two that differ": "$this :of ?x . ?x :of ?y FILTER(?x != ?y)",
    "a path of several": "$this :size|:end ?x",
    "a way of at least one step": "$this :source+ ?x . $this a :Town",
    "something is missing": "FILTER NOT EXISTS { $this :end ?x }",
    "something is there": "FILTER EXISTS { ?x :of $this }",
    "nothing leads here": "FILTER NOT EXISTS { ?x :of $this ; a :City }",
    "one of two is missing": "FILTER(!EXISTS { $this :size ?x } || !EXISTS { $this :day ?x })",
    "days in order": "$this :day ?x ; :end ?y FILTER(?x > ?y)",
    "days out of order": "$this :day ?x ; :end ?y FILTER(?x <= ?y)",
    "the document of a passage": (
        '$this :source ?x FILTER(ISIRI(?x) && CONTAINS(STR(?x), "#")) '
        'BIND(IRI(STRBEFORE(STR(?x), "#")) AS ?d) ?d :day ?y FILTER(DATATYPE(?y) = xsd:date)'
    ),
    "either": "$this :source ?x BIND(IF(ISIRI(?x), ?x, :d) AS ?d) ?d :of ?y",
    "a truth that is kept": (
        "$this :day ?x BIND(EXISTS { $this :end ?y } AS ?ended) FILTER(?ended != (?x = ?x))"
    ),
    "an empty text": 'FILTER(STRAFTER(STR($this), "#"))',
}
"""What a sieve can follow, at least for some nodes."""

LEFT = {
    "an error that is caught": "$this :size ?x FILTER(!COALESCE(?x < 2 && ?none, false))",
    "an error on one side of two": "$this :size ?x FILTER(?none || ?x > 2)",
    "an error that is denied": "$this :size ?x FILTER(!(?none < 2))",
    "numbers of two types": "$this :size ?x FILTER(?x > 1)",
    "a day and a string": '$this :day ?x FILTER(?x > "2019")',
    "texts": '$this :name ?x FILTER(?x = "plain")',
    "a cast": "$this :size ?x FILTER(xsd:integer(?x) = 3)",
    "an option": "OPTIONAL { $this :of ?x } FILTER(!BOUND(?x))",
    "a union": "{ $this :end ?x } UNION { $this :size ?x }",
    "a difference": "?this :of ?x MINUS { ?this a :City }",
    "a way of any length": "$this :of* ?x . ?x a :Town",
    "a way round": "$this :of+ $this",
    "a way back": "$this ^:of ?x",
    "every property but one": "$this !:of ?x",
    "any property": "$this ?p :c",
    "a query inside": "{ SELECT ?this (COUNT(?x) AS ?n) { ?this :of ?x } GROUP BY ?this }",
    "a group of its own": "$this :of ?x { $this :size ?y FILTER(!BOUND(?x)) }",
    "a filter that sees no more": "$this :of ?x { $this :size ?y FILTER(COALESCE(?x = :c, true)) }",
    "what a pattern outside has": "$this :of ?x FILTER NOT EXISTS { ?y :of ?x FILTER(?y != $this) }",
    "a name from nothing": "$this :size ?x BIND(?none AS ?y) ?y :of ?z",
    "a regular expression": '$this :name ?x FILTER(REGEX(?x, "^p"))',
}
"""What only rdflib can follow for some nodes, and what errors and scopes may go wrong with."""

PATTERNS = DECIDED | LEFT


@pytest.fixture(scope="module")
def graph() -> DataGraph:
    base = "http://example.org/"
    quads = ox.parse(WORLD.encode(), format=RdfFormat.TURTLE, base_iri=base)
    return DataGraph(Facts([quad.triple for quad in quads], Terms()))


def passed_and_found(pattern: str, graph: DataGraph) -> tuple[set[str], set[str]]:
    """Tell for which nodes a sieve lets a query through, and for which it finds something."""
    head = "PREFIX : <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    text = f"{head} SELECT $this WHERE {{ {pattern} }}"
    sieve = Sieve(graph.prepare(text), graph.facts, ("this",))
    nodes = {name: URIRef(f"http://example.org/{name}") for name in NODES}
    passed = {name for name, node in nodes.items() if sieve.may_find({"this": node})}
    asked = {name: graph.query(text, initBindings={"this": node}) for name, node in nodes.items()}
    return passed, {name for name, answer in asked.items() if answer.bindings}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_a_sieve_holds_back_no_node_that_a_query_finds_something_for(
    pattern: str, graph: DataGraph
) -> None:
    passed, found = passed_and_found(pattern, graph)
    assert passed >= found


@pytest.mark.parametrize("pattern", DECIDED.values(), ids=DECIDED)
def test_a_sieve_holds_back_some_of_the_nodes_that_a_query_finds_nothing_for(
    pattern: str, graph: DataGraph
) -> None:
    passed, _ = passed_and_found(pattern, graph)
    assert passed < set(NODES)
