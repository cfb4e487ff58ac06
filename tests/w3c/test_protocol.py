"""The W3C's 34 tests of the SPARQL 1.1 Protocol and three of Service Description, by name.

The suite tells their requests in prose and, since 2024, in RDF; here they stand on their own.
Updates are refused where the suite expects them to be carried out: the endpoint is read-only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib
from manifests import FOLDER, SKIPPED
from rdflib.collection import Collection
from results import Result, read_json
from suite_server import Server, serve

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

DATA = [f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in range(4)]
DOCUMENT = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request of the suite, and what we answer: a status, with the type of the problem."""

    name: str
    method: str
    address: Pairs = ()
    body: str = ""
    type: str = ""
    status: int = 200
    problem: str = ""
    encoding: str = "utf-8"


def default(*numbers: int) -> Pairs:
    return tuple(("default-graph-uri", DATA[n]) for n in numbers)


def named(*numbers: int) -> Pairs:
    return tuple(("named-graph-uri", DATA[n]) for n in numbers)


def typed(number: int) -> str:
    return f"<{DATA[number]}> a ?type"


BOTH = f"ASK {{ {typed(1)} . {typed(2)} . }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ {typed(1)} }} GRAPH ?g2 {{ {typed(2)} }} }}"

TRUE = (
    Request("query_post_form", "POST", default(0), "query=ASK%20%7B%7D", FORM),
    Request("query_dataset_default_graphs_get", "GET", (("query", BOTH), *default(1, 2))),
    Request("query_dataset_default_graphs_post", "POST", default(1, 2), BOTH, QUERY),
    Request("query_dataset_named_graphs_post", "POST", named(1, 2), NAMED, QUERY),
    Request("query_dataset_named_graphs_get", "GET", (("query", NAMED), *named(1, 2))),
    Request("query_dataset_full", "POST", (*default(3), *named(1, 2)),
            NAMED.replace("ASK {", f"ASK {{ {typed(3)}"), QUERY),
    Request("query_multiple_dataset", "POST", named(1, 2),
            NAMED.replace("ASK {", f"ASK FROM <{DATA[3]}> {{"), QUERY),
    Request("query_get", "GET", (("query", "ASK {}"), *default(0))),
    Request("query_post_direct", "POST", (), "ASK {}", QUERY),
    Request("query_content_type_ask", "POST", default(0), "ASK {}", QUERY),
)  # fmt: skip
"""Requests that are answered with true."""

GRAPHS = (
    Request("query_content_type_describe", "POST", default(0), "DESCRIBE <http://example.org/>",
            QUERY),
    Request("query_content_type_construct", "POST", default(0),
            "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY),
)  # fmt: skip

TABLE = Request("query_content_type_select", "POST", default(0), "SELECT (1 AS ?value) {}", QUERY)

INSERT = f"INSERT DATA {{ GRAPH <{DATA[1]}> {{ <{DATA[1]}> a <{DOCUMENT.value}> }} }}"
WITH = "WITH <http://example/a> DELETE { ?p ?q 'Bill' } INSERT { ?p ?q 'W' } WHERE { ?p ?q 'Bill' }"

REFUSED = (
    *(
        Request(f"update_dataset_{name}", "POST", pairs, f"CLEAR ALL ; {INSERT}", UPDATE, 400,
                "update-refused")
        for name, pairs in (
            ("default_graph", (("using-graph-uri", DATA[1]),)),
            ("default_graphs", (("using-graph-uri", DATA[1]), ("using-graph-uri", DATA[2]))),
            ("named_graphs", (("using-named-graph-uri", DATA[1]),)),
            ("full", (("using-graph-uri", DATA[1]), ("using-named-graph-uri", DATA[2]))),
        )
    ),
    Request("update_post_form", "POST", (), "update=CLEAR+ALL", FORM, 400, "update-refused"),
    Request("update_post_direct", "POST", (), "CLEAR ALL", UPDATE, 400, "update-refused"),
    Request("update_base_uri", "POST", (),
            "INSERT DATA { GRAPH <http://example.org/g> { <x:s> <x:p> <test> } }", UPDATE, 400,
            "update-refused"),
    Request("bad_query_method", "PUT", (("query", "ASK {}"), *default(0)), "", FORM, 405,
            "method-not-allowed"),
    Request("bad_multiple_queries", "GET", (("query", "ASK {}"), ("query", "SELECT * {}")),
            status=400, problem="bad-request"),
    Request("bad_query_wrong_media_type", "POST", (), "ASK {}", "text/plain", 415,
            "unsupported-media-type"),
    Request("bad_query_missing_form_type", "POST", (), "query=ASK%20%7B%7D", "", 415,
            "unsupported-media-type"),
    Request("bad_query_missing_direct_type", "POST", (), "ASK {}", "", 415,
            "unsupported-media-type"),
    Request("bad_query_non_utf8", "POST", (), "ASK {}", f"{QUERY}; charset=UTF-16", 400,
            "bad-request", "utf-16"),
    Request("bad_query_syntax", "GET", (("query", "ASK {"),), status=400, problem="query-syntax"),
    Request("bad_update_get", "GET", (("update", "CLEAR ALL"),), status=400,
            problem="update-refused"),
    Request("bad_multiple_updates", "POST", (), "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT",
            FORM, 400, "update-refused"),
    Request("bad_update_wrong_media_type", "POST", (), "CLEAR NAMED", "text/plain", 415,
            "unsupported-media-type"),
    Request("bad_update_missing_form_type", "POST", (), "update=CLEAR%20NAMED", "", 415,
            "unsupported-media-type"),
    Request("bad_update_non_utf8", "POST", (), "CLEAR NAMED", f"{UPDATE}; charset=UTF-16", 400,
            "bad-request", "utf-16"),
    Request("bad_update_syntax", "POST", (), "update=CLEAR%20XYZ", FORM, 400, "update-refused"),
    Request("bad_update_dataset_conflict", "POST",
            (("using-named-graph-uri", "http://example/people"),), WITH, UPDATE, 400,
            "update-refused"),
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    graphs = {name: [ox.Triple(ox.NamedNode(name), TYPE, DOCUMENT)] for name in DATA}
    with serve(graphs, tmp_path_factory.mktemp("protocol")) as served:
        yield served


def send(server: Server, request: Request, accept: str = "") -> tuple[int, str, bytes]:
    path = f"/sparql?{urlencode(request.address)}" if request.address else "/sparql"
    headers = {"Content_Type": request.type} if request.type else {}
    if accept:
        headers["Accept"] = accept
    body = request.body.encode(request.encoding) if request.method != "GET" else None
    answer = server.send(request.method, path, body, **headers)
    return answer.status, answer.content_type, answer.body


def name_of(request: Request) -> str:
    return request.name


@pytest.mark.parametrize("request_", TRUE, ids=name_of)
def test_a_query_of_the_protocol_is_answered_with_true(server: Server, request_: Request) -> None:
    status, kind, body = send(server, request_)
    assert (status, kind) == (200, "application/sparql-results+json")
    assert read_json(body) is True


@pytest.mark.parametrize("request_", GRAPHS, ids=name_of)
def test_a_graph_is_answered_as_RDF(server: Server, request_: Request) -> None:
    status, kind, body = send(server, request_)
    assert (status, kind) == (200, "text/turtle")
    found = {quad.triple.subject for quad in ox.parse(body, ox.RdfFormat.TURTLE)}
    base = ox.NamedNode(f"{server.base}s")
    assert found == ({base} if "construct" in request_.name else set())


def test_a_table_is_answered_as_results(server: Server) -> None:
    status, kind, body = send(server, TABLE)
    assert (status, kind) == (200, "application/sparql-results+json")
    result: Result = read_json(body)
    assert not isinstance(result, bool | frozenset)
    assert [dict(row)["value"].value for row in result.rows] == ["1"]


@pytest.mark.parametrize("request_", REFUSED, ids=name_of)
def test_a_request_against_the_protocol_or_an_update_is_refused(
    server: Server, request_: Request
) -> None:
    status, kind, body = send(server, request_)
    assert (status, kind) == (request_.status, "application/problem+json")
    assert json.loads(body)["type"] == f"{server.base}problems#{request_.problem}"


def test_after_the_updates_the_graphs_are_what_they_were(server: Server) -> None:
    for request in REFUSED:
        send(server, request)
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    _, _, body = send(server, Request("count", "POST", (), query, QUERY))
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "4"


def test_a_dataset_that_is_encoded_twice_names_an_unknown_graph(server: Server) -> None:
    # So the suite prints query_multiple_dataset: its "&" and "=" are escaped, and the two
    # parameters are one IRI, which no release has.
    address = (("named-graph-uri", f"{DATA[1]}&named-graph-uri={DATA[2]}"),)
    status, _, body = send(server, Request("printed", "POST", address, NAMED, QUERY))
    assert (status, json.loads(body)["type"].partition("#")[2]) == (400, "unknown-graph")


def test_every_test_of_the_suite_has_its_request_here() -> None:
    if not FOLDER.is_dir():
        pytest.skip(SKIPPED)
    manifest = next(FOLDER.rglob("protocol/manifest.ttl"))
    graph = rdflib.Graph().parse(manifest)
    entries = next(graph.objects(None, rdflib.URIRef(f"{MF}entries")))
    names = {str(entry).partition("#")[2] for entry in Collection(graph, entries)}
    assert names == {request.name for request in (*TRUE, *GRAPHS, TABLE, *REFUSED)}


MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

SCHEMA: dict[rdflib.term.Node, tuple[rdflib.URIRef, rdflib.URIRef | None]] = {
    SD.endpoint: (SD.Service, None), SD.feature: (SD.Service, SD.Feature),
    SD.defaultEntailmentRegime: (SD.Service, SD.EntailmentRegime),
    SD.entailmentRegime: (SD.NamedGraph, SD.EntailmentRegime),
    SD.defaultSupportedEntailmentProfile: (SD.Service, SD.EntailmentProfile),
    SD.supportedEntailmentProfile: (SD.NamedGraph, SD.EntailmentProfile),
    SD.extensionFunction: (SD.Service, SD.Function),
    SD.extensionAggregate: (SD.Service, SD.Aggregate),
    SD.languageExtension: (SD.Service, SD.Feature),
    SD.supportedLanguage: (SD.Service, SD.Language),
    SD.propertyFeature: (SD.Service, SD.Feature),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.availableGraphs: (SD.Service, SD.GraphCollection),
    SD.resultFormat: (SD.Service, None), SD.inputFormat: (SD.Service, None),
    SD.defaultGraph: (SD.Dataset, SD.Graph), SD.namedGraph: (SD.GraphCollection, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None), SD.graph: (SD.NamedGraph, SD.Graph),
}  # fmt: skip
"""Domain and range of the properties of Service Description, sections 3.2 to 3.4."""

BUILT_IN = {
    SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update, SD.DereferencesURIs,
    SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery,
}  # fmt: skip
"""Named individuals of the vocabulary, whose types it says itself."""


@pytest.fixture(scope="module")
def description(server: Server) -> rdflib.Graph:
    """Service-description test ``returns-rdf``: a GET without a query returns RDF."""
    status, kind, body = send(server, Request("returns-rdf", "GET"), "text/turtle")
    assert (status, kind) == (200, "text/turtle")
    return rdflib.Graph().parse(data=body, format="turtle")


def test_GET_without_a_query_returns_RDF(description: rdflib.Graph) -> None:
    assert len(description) > 10


def test_the_description_has_a_triple_for_the_endpoint(
    server: Server, description: rdflib.Graph
) -> None:
    endpoint = rdflib.URIRef(f"{server.base}sparql")
    assert list(description.subjects(SD.endpoint, endpoint)) == [endpoint]


def test_the_description_conforms_to_the_schema(description: rdflib.Graph) -> None:
    used = {p for p in description.predicates() if str(p).startswith(str(SD))}
    assert used <= set(SCHEMA)
    wider = {SD.GraphCollection: {SD.GraphCollection, SD.Dataset}}
    for subject, predicate, value in description:
        if predicate not in SCHEMA:
            continue
        domain, range_ = SCHEMA[predicate]
        types = set(description.objects(subject, rdflib.RDF.type))
        assert types & wider.get(domain, {domain}), (subject, predicate)
        if range_ is not None and value not in BUILT_IN:
            types = set(description.objects(value, rdflib.RDF.type))
            assert types & wider.get(range_, {range_}), (predicate, value)
