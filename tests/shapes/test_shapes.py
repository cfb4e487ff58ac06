"""What holds for every shape: it is reached, named, worded, and made of words that exist."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from typing import cast

import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.namespace import SKOS
from suite import (
    SHAPES,
    is_targeted,
    node_shapes,
    ontology,
    property_shapes,
    relative,
    shape,
    shapes,
    shapes_graph,
)

from kizuna.namespaces import TERMS

REFERENCES = (SH.node, SH.qualifiedValueShape)
KINDS = (
    OWL.Class,
    OWL.DatatypeProperty,
    OWL.ObjectProperty,
    RDFS.Datatype,
    SKOS.Concept,
    SKOS.ConceptScheme,
)
JARGON = {"node", "shape", "constraint", "datatype", "literal", "IRI", "triple"}


@cache
def terms_graph() -> Graph:
    graph = Graph()
    for source in ontology():
        graph.parse(data=source.text, format="turtle")
    return graph


def test_every_shape_is_reached() -> None:
    """A property shape that nothing refers to guards nothing."""
    graph = shapes_graph()
    referred = set(graph.objects(None, SH.property)) | set(graph.objects(None, RDF.first))
    assert [relative(s) for s in property_shapes() if s not in referred] == []
    used = referred | {o for p in REFERENCES for o in graph.objects(None, p)}
    assert [relative(s) for s in node_shapes() if not is_targeted(s) and s not in used] == []


@pytest.mark.parametrize("name", [relative(s) for s in (*node_shapes(), *property_shapes())])
def test_a_shape_tells_what_a_sound_thing_is(name: str) -> None:
    node, graph = shape(name), shapes_graph()
    messages = list(graph.objects(node, SH.message))
    assert [getattr(message, "language", None) for message in messages] == ["en"]
    text = str(messages[0])
    assert text.endswith(".")
    assert text[0].isupper()
    assert "://" not in text
    assert not JARGON & set(text.replace(",", " ").replace(".", " ").split())
    assert graph.value(node, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
    assert len(list(graph.objects(node, SH.severity))) == 1


def test_shapes_and_their_queries_have_names_and_homes() -> None:
    graph = shapes_graph()
    queries = list(graph.subjects(RDF.type, SH.SPARQLConstraint))
    for node in (*node_shapes(), *property_shapes(), *queries):
        home = URIRef(str(node).partition("#")[0])
        assert str(node).startswith(SHAPES)
        assert list(graph.objects(node, RDFS.isDefinedBy)) == [home]
        assert (home, RDF.type, OWL.Ontology) in graph
        assert graph.value(node, RDFS.label) is not None
    assert set(graph.objects(None, SH.sparql)) == set(queries)
    assert set(graph.subjects(SH.select, None)) == set(queries)


def test_shapes_stand_in_the_file_of_their_document() -> None:
    for source in shapes():
        document = f"{SHAPES}{source.path.stem}"
        subjects = {block.subject for block in source.layout.blocks}
        assert source.document == document
        assert all(s == document or str(s).startswith(f"{document}#") for s in subjects)


def test_only_words_of_shacl_are_used() -> None:
    words = cast("Container[object]", SH)
    used = {term for triple in shapes_graph() for term in triple if str(term).startswith(str(SH))}
    assert [term for term in used if term not in words] == []


def test_only_words_of_the_ontology_are_used() -> None:
    terms = terms_graph()
    declared = {s for kind in KINDS for s in terms.subjects(RDF.type, kind)}
    used = {
        term
        for triple in shapes_graph()
        for term in triple
        if isinstance(term, URIRef) and term.startswith(TERMS) and not term.startswith(SHAPES)
    }
    assert used
    assert used - declared == set()


def test_every_class_of_the_ontology_has_a_closed_shape() -> None:
    terms = terms_graph()
    graph = shapes_graph()
    closed = {c for s in graph.subjects(SH.closed, None) for c in graph.objects(s, SH.targetClass)}
    assert set(terms.subjects(RDF.type, OWL.Class)) <= closed


def test_a_path_is_one_property() -> None:
    """A published path has lost its blank nodes: an IRI in their place would be a property."""
    assert [p for p in shapes_graph().objects(None, SH.path) if not isinstance(p, URIRef)] == []
