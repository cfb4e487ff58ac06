"""Shapes that look at all their focus nodes at once report what they report one by one."""

from __future__ import annotations

import gc
import warnings
from pathlib import PurePosixPath

import pytest
from pyoxigraph import Triple
from rdflib import Graph
from reports import by_pyshacl, by_the_gate

from kizuna.compiler.collector import set_aside, uncollected
from kizuna.compiler.inputs import Input
from kizuna.compiler.source import read_source
from kizuna.compiler.validate import validate
from kizuna.errors import SourceError
from kizuna.iris import Base

HOME = "http://example.org/"

HEAD = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

DATA = """
:City rdfs:subClassOf :Place .
:a a :City ; :name "A"@en , "AA"@en , "甲"@ja ; :code "7" , 7 ; :of :b , :c ; :low 1 ; :high 2 .
:b a :Place ; :name "B" ; :code "x1" ; :of :b ; :low 3 ; :high 3 ; :old "B" , "b" ; :self :b .
:c a :Town ; :name "C"@en ; :code "2020-02-30"^^xsd:date ; :of :a , "text" ; :low 5 ; :high 4 .
:d :of [ a :Place ; :name "nameless" ] ; :odd :a , :b ; :name "D"@de ; :old "D"@de .
:e a :Place , :Town ; :extra :x ; :name "long enough"@en ; :of :d ; :low "1" ; :high 2.5 .
"""

SHAPES = {
    "values": """
        :S sh:targetClass :Place ; sh:property :S-name , :S-code , :S-low .
        :S-name sh:path :name ; sh:minCount 1 ; sh:maxCount 2 ; sh:uniqueLang true ;
            sh:languageIn ( "en" "ja" ) ; sh:minLength 2 ; sh:maxLength 5 ; sh:pattern "^[A-Z]" .
        :S-code sh:path :code ; sh:datatype xsd:string ; sh:nodeKind sh:Literal ;
            sh:in ( "7" "8" ) ; sh:hasValue "7" .
        :S-low sh:path :low ; sh:minInclusive 2 ; sh:maxExclusive 5 ; sh:datatype xsd:integer .
    """,
    "pairs of properties": """
        :S sh:targetSubjectsOf :name ; sh:property :S-low , :S-name , :S-old .
        :S-low sh:path :low ; sh:lessThan :high .
        :S-name sh:path :name ; sh:equals :old .
        :S-old sh:path :old ; sh:disjoint :name .
    """,
    "targets": """
        :S sh:targetNode :a , :nobody , "text" ; sh:nodeKind sh:IRI ; sh:property :S-of .
        :S-of sh:path :of ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "why"@en , "何故"@ja .
        :T sh:targetObjectsOf :of ; sh:class :Place ; sh:severity sh:Info .
        :Town a rdfs:Class , sh:NodeShape ; sh:class :Place .
    """,
    "other shapes": """
        :S sh:targetSubjectsOf :of ; sh:property :S-of , :S-some , :S-none .
        :S-of sh:path :of ; sh:node :Named ; sh:or ( :Named :Coded ) ; sh:xone ( :Named :Coded ) .
        :S-some sh:path :of ; sh:qualifiedValueShape :Named ; sh:qualifiedMinCount 1 ;
            sh:qualifiedMaxCount 1 .
        :S-none sh:path :of ; sh:not :Coded ; sh:and ( :Named [ sh:class :Place ] ) .
        :Named sh:property [ sh:path :name ; sh:minCount 1 ; sh:node :English ] .
        :Coded sh:property [ sh:path :code ; sh:minCount 1 ] .
        :English sh:languageIn ( "en" ) .
    """,
    "shapes that shut each other out": """
        :S sh:targetNode :a , :b , :e ; sh:property :S-city , :S-town .
        :S-city sh:path :of ; sh:qualifiedValueShape [ sh:class :City ] ; sh:qualifiedMinCount 1 ;
            sh:qualifiedValueShapesDisjoint true .
        :S-town sh:path :of ; sh:qualifiedValueShape [ sh:class :Place ] ; sh:qualifiedMaxCount 0 ;
            sh:qualifiedValueShapesDisjoint true .
    """,
    "paths": """
        :S sh:targetSubjectsOf :name ; sh:property :S-far , :S-back , :S-any , :S-way , :S-maybe .
        :S-far sh:path ( :of :of ) ; sh:maxCount 1 .
        :S-back sh:path [ sh:inversePath :of ] ; sh:minCount 1 ; sh:class :Place .
        :S-any sh:path [ sh:alternativePath ( :name :old ) ] ; sh:maxCount 1 .
        :S-way sh:path [ sh:zeroOrMorePath :of ] ; sh:node [ sh:closed true ;
            sh:ignoredProperties ( rdf:type :of :name ) ] .
        :S-maybe sh:path [ sh:zeroOrOnePath [ sh:oneOrMorePath :self ] ] ; sh:maxCount 1 .
    """,
    "closed shapes": """
        :S sh:targetClass :Place ; sh:closed true ; sh:ignoredProperties ( rdf:type :of ) ;
            sh:property [ sh:path :name ; sh:property [ sh:path :none ; sh:maxCount 0 ] ] .
    """,
    "a shape that is off": """
        :S sh:targetClass :Place ; sh:deactivated true ; sh:property [ sh:path :none ; sh:minCount 1 ] .
        :T sh:targetClass :Place ; sh:node :S ; sh:not :S .
    """,
    "queries": """
        : a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
        :S sh:targetSubjectsOf :name ; sh:sparql :S-query , :S-other ; sh:property :S-of .
        :S-query sh:prefixes : ; sh:message "{?value} of {$this}"@en ; sh:select
            "SELECT $this ?value WHERE { $this ex:of ?value FILTER NOT EXISTS { ?value a ex:Place } }" .
        :S-other sh:prefixes : ; sh:select
            "SELECT $this (ex:old AS ?path) WHERE { $this ex:old ?x FILTER(STRLEN(?x) = 1) }" .
        :S-of sh:path :of ; sh:sparql [ sh:prefixes : ; sh:select
            "SELECT $this ?value WHERE { $this $PATH ?value . ?value $PATH $this }" ] .
    """,
    "a constraint of one's own": """
        : a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
        :AtLeast a sh:ConstraintComponent ; sh:parameter [ sh:path :atLeast ] ;
            sh:validator [ a sh:SPARQLAskValidator ; sh:prefixes : ;
                sh:ask "ASK { FILTER(STRLEN(STR($value)) >= $atLeast) }" ] .
        :S sh:targetClass :Place ; sh:property [ sh:path :name ; :atLeast 2 ] .
    """,
    "shapes in a circle": """
        :S sh:targetClass :Place ; sh:property :S-of .
        :S-of sh:path :of ; sh:node :Named .
        :Named sh:property [ sh:path :name ; sh:minCount 1 ] , [ sh:path :of ; sh:node :Named ] .
    """,
    "shapes as deep as pySHACL goes": ":S0 sh:targetNode :b . :S14 sh:nodeKind sh:Literal .\n"
    + "".join(f":S{n} sh:node :S{n + 1} .\n" for n in range(14)),
}


def read(text: str, path: str = "shapes/test.ttl") -> tuple[Triple, ...]:
    """Read Turtle as the compiler does, which names blank nodes."""
    return read_source(Input(PurePosixPath(path), (HEAD + text).encode()), Base(HOME)).triples


def data() -> tuple[Triple, ...]:
    return read(DATA, "data/test.ttl")


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_shapes_have_the_report_that_pySHACL_gives(text: str) -> None:
    with warnings.catch_warnings(action="ignore"):
        found = by_the_gate(data(), read(text))
        assert found == by_pyshacl(data(), read(text), Graph())
    assert found


def test_shapes_deeper_than_pySHACL_goes_are_refused() -> None:
    deep = ":S0 sh:targetNode :b .\n" + "".join(f":S{n} sh:node :S{n + 1} .\n" for n in range(16))
    with pytest.raises(SourceError, match="Validation path too deep"):
        validate(data(), read(deep))


def test_a_query_that_no_constraint_may_have_is_refused_though_it_finds_nothing() -> None:
    text = (
        ':S sh:targetNode :a ; sh:sparql [ sh:select "SELECT $this { $this :x :y MINUS { } }" ] .'
    )
    with pytest.raises(SourceError, match="MINUS"):
        validate(data(), read(text))


def test_the_collector_is_as_it_was_before() -> None:
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), uncollected(), set_aside():
        1 / 0  # noqa: B018  # it fails
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
