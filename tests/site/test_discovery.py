"""What clients ask before they ask anything: each as the client asks it, of a real server.

The queries are those of the clients in our own words; each test says which rows they need.
"""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.client import HTTPMessage

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, VOID

from conftest import PARTNERSHIPS, Site

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
KIZUNA = "https://w3id.org/kizuna/def#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""


def fetch(url: str, headers: Mapping[str, str]) -> tuple[bytes, HTTPMessage]:
    request = urllib.request.Request(url, headers=dict(headers))
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200
        return answer.read(), answer.headers


# The SPARQL editor of SIB: from a page of another origin, by GET, and it waits five seconds.

EDITOR = {"Accept": "application/sparql-results+json", "Origin": "https://editor.example.org"}


def ask_as_editor(server: Site, query: str) -> list[dict[str, str]]:
    asked = urllib.parse.quote(PREFIXES + query)
    began = time.monotonic()
    body, headers = fetch(f"{server.base}sparql?ac=1&query={asked}", EDITOR)
    assert time.monotonic() - began < 5
    assert headers["Access-Control-Allow-Origin"] == "*"
    rows = json.loads(body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


WITHIN = """?part void:class ?subjectClass ; void:propertyPartition ?inner .
    ?inner void:property ?prop ; void:triples ?triples .
    OPTIONAL {
        { ?inner void:classPartition/void:class ?objectClass }
        UNION { ?inner void-ext:datatypePartition/void-ext:datatype ?objectDatatype }
    }"""
LINKSETS = """UNION {
    ?linkset void:subjectsTarget/void:class ?subjectClass ; void:linkPredicate ?prop ;
        void:objectsTarget/void:class ?objectClass }"""
VARIABLES = "?subjectClass ?prop ?objectClass ?objectDatatype"

OF_THE_EDITOR = {
    "its README": f"SELECT DISTINCT {VARIABLES} {{ {{ {WITHIN} }} {LINKSETS} }}",
    "with graphs where they are described": f"""
        SELECT DISTINCT ?graph ?triples {VARIABLES} {{ {{
            OPTIONAL {{ ?graph sd:graph ?counted . OPTIONAL {{ ?graph rdfs:label ?label }}
                ?counted void:classPartition ?part }}
            {WITHIN} }} {LINKSETS} }} ORDER BY ?subjectClass ?objectClass ?graph ?triples""",
    "its overview, of graphs only": f"""
        SELECT DISTINCT ?triples {VARIABLES} {{ {{
            ?graph sd:graph/void:classPartition ?part . {WITHIN} }} {LINKSETS} }}""",
}

NEEDED = {
    ("Partnership", "party", "Place"),
    ("Status", "of", "Partnership"),
    ("Status", "began", f"{XSD}gYear"),
    ("Cooperation", "of", "Agreement"),
    # Stated by rules alone, in graphs that say of nothing what it is.
    ("Place", "partnerOf", "Place"),
    ("Status", "asOfLatest", f"{XSD}date"),
}


@pytest.mark.parametrize("asked", OF_THE_EDITOR)
def test_the_editor_of_SIB_learns_classes_properties_and_datatypes(
    server: Site, asked: str
) -> None:
    rows = ask_as_editor(server, OF_THE_EDITOR[asked])
    found = {
        (
            row["subjectClass"].removeprefix(KIZUNA), row["prop"].removeprefix(KIZUNA),
            row.get("objectClass", row.get("objectDatatype", "")).removeprefix(KIZUNA),
        )
        for row in rows
    }  # fmt: skip
    assert found >= NEEDED


def count(store: ox.Store, prop: str) -> str:
    found = store.quads_for_pattern(None, ox.NamedNode(KIZUNA + prop), None, ox.DefaultGraph())
    return str(len(list(found)))


def test_the_counts_of_the_data_set_are_those_of_its_ties(server: Site, store: ox.Store) -> None:
    """Two parties each, at least; one tie is only intended, and makes no partners."""
    counted = f"""SELECT ?prop ?objectClass ?triples ?n {{
        <{server.base}dataset> void:classPartition ?part . {WITHIN}
        ?inner void:classPartition ?leaf . ?leaf void:class ?objectClass ; void:triples ?n
        VALUES (?subjectClass ?prop) {{
            (<{KIZUNA}Partnership> <{KIZUNA}party>) (<{KIZUNA}Place> <{KIZUNA}partnerOf>) }} }}"""
    place = f"{KIZUNA}Place"
    parties, partners = count(store, "party"), count(store, "partnerOf")
    assert int(parties) >= 2 * PARTNERSHIPS
    assert int(partners) < int(parties)
    assert sorted(tuple(row.values()) for row in ask_as_editor(server, counted)) == [
        (f"{KIZUNA}partnerOf", place, partners, partners),
        (f"{KIZUNA}party", place, parties, parties),
    ]


def test_the_editor_of_SIB_learns_every_prefix_once(server: Site) -> None:
    asked = """SELECT DISTINCT ?prefix ?namespace {
        [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
    rows = ask_as_editor(server, asked)
    prefixes = {row["prefix"]: row["namespace"] for row in rows}
    assert len(prefixes) == len(rows)
    assert prefixes["kizuna"] == KIZUNA
    assert prefixes["place"] == f"{server.base}id/place/"
    assert prefixes["void-ext"] == "http://ldf.fi/void-ext#"


# Comunica: the address alone, and what it then reads decides how it goes on.

COMUNICA = {
    "Accept": "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,"
    "application/xml;q=0.3,text/html;q=0.2,application/xhtml+xml;q=0.18,application/json;q=0.135",
    "Accept-Encoding": "identity",
    "Accept-Language": "*",
}


def test_Comunica_finds_the_endpoint_at_its_bare_address(server: Site) -> None:
    endpoint = rdflib.URIRef(f"{server.base}sparql")
    found = read(*fetch(str(endpoint), COMUNICA))
    assert list(found.objects(endpoint, SD.endpoint)) == [endpoint]
    assert SD.UnionDefaultGraph in found.objects(endpoint, SD.feature)
    assert SD.BasicFederatedQuery not in found.objects(endpoint, SD.feature)


def test_Comunica_reads_the_default_graph_after_the_data_set(server: Site) -> None:
    """It reads triple by triple, and keeps only what it then knows to be the data set."""
    body, headers = fetch(f"{server.base}sparql", {**COMUNICA, "Accept": "text/turtle"})
    assert headers.get_content_type() == "text/turtle"
    predicates = [quad.predicate.value for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)]
    assert predicates.index(str(SD.defaultDataset)) < predicates.index(str(SD.defaultGraph))


def test_Comunica_can_estimate_a_pattern(server: Site, store: ox.Store) -> None:
    found = read(*fetch(f"{server.base}sparql", COMUNICA))
    (default,) = found.objects(None, SD.defaultGraph)
    assert (default, RDF.type, SD.Graph) in found
    parts = {
        (str(what), str(number))
        for link, kind, count in (
            (VOID.classPartition, VOID["class"], VOID.entities),
            (VOID.propertyPartition, VOID.property, VOID.triples),
        )
        for part in found.objects(default, link)
        for what in found.objects(part, kind)
        for number in found.objects(part, count)
    }
    assert {
        (f"{KIZUNA}Partnership", str(PARTNERSHIPS)),
        (f"{KIZUNA}party", count(store, "party")),
    } <= parts


def test_Comunica_counts_no_triple_in_two_graphs_of_the_description(server: Site) -> None:
    """What it sums up is every sd:Graph and void:Dataset that states its triples."""
    found = read(*fetch(f"{server.base}sparql", COMUNICA))
    summed = {
        str(node)
        for kind in (SD.Graph, VOID.Dataset)
        for node in found.subjects(RDF.type, kind)
        if (node, VOID.triples, None) in found
    }
    assert summed == set(map(str, found.objects(None, SD.graph | SD.defaultGraph)))


# SPARQLES: three places at which it looks, and what it looks for there.

SPARQLES = {
    "Accept": "application/rdf+xml, application/x-turtle, application/rdf+n3, application/xml, "
    "text/turtle, text/rdf, text/plain;q=0.1"
}


@pytest.mark.parametrize("path", ["sparql", ".well-known/void"])
def test_SPARQLES_finds_both_vocabularies_where_it_looks(server: Site, path: str) -> None:
    found = read(*fetch(f"{server.base}{path}", SPARQLES))
    predicates = {str(p) for p in found.predicates()}
    assert any(p.startswith(str(SD)) for p in predicates)
    assert any(p.startswith(str(VOID)) for p in predicates)


def test_SPARQLES_finds_the_data_set_of_the_endpoint_by_a_query(server: Site) -> None:
    asked = f"""SELECT DISTINCT * {{
        ?ds a void:Dataset . ?ds void:sparqlEndpoint <{server.base}sparql> . ?ds ?p ?o }}"""
    assert {row["ds"] for row in ask_as_editor(server, asked)} == {f"{server.base}dataset"}


def test_SPARQLES_may_fetch_the_description_but_no_crawler_follows_queries(server: Site) -> None:
    rules = fetch(f"{server.base}robots.txt", {})[0].decode().splitlines()
    assert [rule for rule in rules if rule.startswith("Disallow")] == ["Disallow: /sparql?"]


def test_what_is_well_known_leads_to_the_endpoint_and_back(server: Site) -> None:
    dataset, endpoint = (rdflib.URIRef(f"{server.base}{path}") for path in ("dataset", "sparql"))
    known = read(*fetch(f"{server.base}.well-known/void", SPARQLES))
    assert (dataset, VOID.sparqlEndpoint, endpoint) in known
    body, headers = fetch(str(endpoint), SPARQLES)
    assert f'<{dataset}>; rel="describedby"' in headers["Link"]
    assert (endpoint, SD.defaultDataset, dataset) in read(body, headers)


# The three tests of W3C for service descriptions.

FORMATS = {
    "text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}  # fmt: skip

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"  # rdflib's own parser uses it
)


def read(body: bytes, headers: HTTPMessage) -> rdflib.Graph:
    return rdflib.Graph().parse(data=body, format=FORMATS[headers.get_content_type()])


@pytest.mark.parametrize("accept", [*FORMATS, "*/*"])
def test_GET_on_the_endpoint_returns_RDF(server: Site, accept: str) -> None:
    body, headers = fetch(f"{server.base}sparql", {"Accept": accept})
    assert headers.get_content_type() in (accept, "text/turtle")
    assert len(read(body, headers)) > 100


def test_the_description_has_a_service_with_the_endpoint(server: Site) -> None:
    found = read(*fetch(f"{server.base}sparql", {}))
    (service,) = found.subjects(SD.endpoint, rdflib.URIRef(f"{server.base}sparql"))
    assert (service, RDF.type, SD.Service) in found


SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", {"UnionDefaultGraph"}),
    "supportedLanguage": ("Service", {"SPARQL11Query"}),
    "resultFormat": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    # A data set is a collection of graphs: the range of availableGraphs, the domain of namedGraph.
    "availableGraphs": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
"""Domain and range of each property in use, by the schema of the vocabulary (section 3.4)."""


def test_the_description_conforms_to_the_schema(server: Site) -> None:
    found = read(*fetch(f"{server.base}sparql", {}))
    used = {str(p).removeprefix(str(SD)) for p in found.predicates() if str(p).startswith(str(SD))}
    assert used == set(SCHEMA)
    for name in used:
        domain, range_ = SCHEMA[name]
        for subject, value in found.subject_objects(SD[name]):
            assert (subject, RDF.type, SD[domain]) in found
            if isinstance(range_, str):
                assert (value, RDF.type, SD[range_]) in found
            elif range_:
                assert str(value).removeprefix(str(SD)) in range_


def test_each_graph_is_described_with_its_name_its_size_and_where_more_stands(
    server: Site, store: ox.Store
) -> None:
    found = read(*fetch(f"{server.base}sparql", {}))
    said = {
        str(name): (str(counted), int(str(number)))
        for graph in found.objects(None, SD.namedGraph)
        for name in found.objects(graph, SD.name)
        for counted in found.objects(graph, SD.graph)
        for number in found.objects(counted, VOID.triples)
    }
    there = {graph.value for graph in store.named_graphs()}
    assert set(said) == there
    for name, (counted, number) in said.items():
        graph = ox.NamedNode(name)
        assert number == sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
        assert counted.startswith(f"{server.base}dataset/")


def test_every_named_graph_has_its_counts_as_data_and_as_a_page(
    server: Site, store: ox.Store
) -> None:
    head = f"{server.base}graph/"
    names = sorted(graph.value.removeprefix(head) for graph in store.named_graphs())
    for name in ("default", *names):
        counted = rdflib.URIRef(f"{server.base}dataset/{name}")
        found = read(*fetch(f"{counted}.nt", {}))
        parts = set(found.objects(None, VOID.classPartition | VOID.propertyPartition))
        assert (counted, RDF.type, SD.Graph) in found
        assert parts <= set(found.subjects()), "a partition is named and not described"
        page = fetch(str(counted), {"Accept": "text/html"})[0].decode()
        assert all(f'id="{str(part).partition("#")[2]}"' in page for part in parts)
