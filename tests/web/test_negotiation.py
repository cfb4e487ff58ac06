"""Who gets what, by the headers that real clients send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kizuna.formats import (
    GRAPH_FORMATS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    SOLUTION_FORMATS,
    TURTLE,
    Format,
)
from kizuna.web.negotiation import negotiate

DOCUMENT = (*GRAPH_FORMATS, HTML)
RESULTS = (*SOLUTION_FORMATS, HTML)

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JENA_GRAPH = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "*/*;q=0.3"
)
RDF4J_GRAPH = "application/rdf+xml;q=0.8, text/turtle, application/n-triples;q=0.6, */*;q=0.1"
COMUNICA_GRAPH = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,"
    "text/html;q=0.2"
)
RDFLIB_GRAPH = (
    "text/turtle, application/rdf+xml, application/ld+json, application/n-triples, text/plain;q=0.1"
)

JENA_RESULTS = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, */*;q=0.1"
)
RDF4J_RESULTS = (
    "application/x-binary-rdf-results-table;q=0.8, application/sparql-results+json;q=0.8, "
    "application/sparql-results+xml, text/tab-separated-values;q=0.8"
)

CASES = {
    "none": (None, TURTLE),
    "empty": ("", TURTLE),
    "curl": ("*/*", TURTLE),
    "Java": ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
    "Chrome": (CHROME, HTML),
    "Firefox": (FIREFOX, HTML),
    "Safari": ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
    "rdflib": (RDFLIB_GRAPH, TURTLE),
    "Jena": (JENA_GRAPH, TURTLE),
    "RDF4J": (RDF4J_GRAPH, TURTLE),
    "Comunica": (COMUNICA_GRAPH, JSON_LD),
    "charset": ("text/turtle;charset=utf-8", TURTLE),
    "profile": ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
    "alias of Turtle": ("application/x-turtle", TURTLE),
    "alias of JSON-LD": ("application/json", JSON_LD),
    "alias of RDF/XML": ("application/xml", RDF_XML),
    "plain text": ("text/plain", N_TRIPLES),
    "upper case": ("TEXT/TURTLE", TURTLE),
    "by quality": ("text/turtle;q=0.5, application/rdf+xml;q=0.6", RDF_XML),
    "equal quality": ("application/ld+json, text/turtle", TURTLE),
    "named before any": ("application/n-triples, */*", N_TRIPLES),
    "text of any kind": ("text/*", TURTLE),
    "application of any kind": ("application/*", N_TRIPLES),
    "q=0 excludes": ("text/turtle;q=0, */*", N_TRIPLES),
    "q=0 of all": ("*/*;q=0", None),
    "picture": ("image/png", None),
    "nonsense": ("no media type at all", None),
}

RESULT_CASES = {
    "none": (None, RESULTS_JSON),
    "curl": ("*/*", RESULTS_JSON),
    "Firefox": (FIREFOX, HTML),
    "SPARQLWrapper JSON": (
        "application/sparql-results+json,application/json,text/javascript,application/javascript",
        RESULTS_JSON,
    ),
    "SPARQLWrapper XML": ("application/sparql-results+xml", RESULTS_XML),
    "SPARQLWrapper CSV": ("text/csv", RESULTS_CSV),
    "SPARQLStore": ("application/sparql-results+xml, application/rdf+xml", RESULTS_XML),
    "Jena": (
        JENA_RESULTS,
        RESULTS_JSON,
    ),
    "RDF4J": (
        RDF4J_RESULTS,
        RESULTS_XML,
    ),
    "Comunica": (
        "application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7", RESULTS_JSON,
    ),
    "R": ("application/json, text/xml, application/xml, */*", RESULTS_JSON),
    "TSV": ("text/tab-separated-values", RESULTS_TSV),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_document(name: str) -> None:
    accept, expected = CASES[name]
    assert negotiate(accept, DOCUMENT) is expected


@pytest.mark.parametrize("name", RESULT_CASES)
def test_a_result(name: str) -> None:
    accept, expected = RESULT_CASES[name]
    assert negotiate(accept, RESULTS) is expected


@given(st.text())
def test_any_header_gives_an_offer_or_none(accept: str) -> None:
    chosen = negotiate(accept, DOCUMENT)
    assert chosen is None or isinstance(chosen, Format)


@given(st.lists(st.sampled_from(sorted({f.media_type for f in DOCUMENT})), min_size=1))
def test_a_header_of_media_types_that_exist_gets_one_of_them(types: list[str]) -> None:
    chosen = negotiate(", ".join(types), DOCUMENT)
    assert chosen is not None
    assert chosen.media_type in types


@pytest.mark.parametrize("header", [",", ", ,", ";", "text/html;q=nonsense", ";q=1"])
def test_a_header_that_names_nothing_is_as_none(header: str) -> None:
    assert negotiate(header, DOCUMENT) is TURTLE
