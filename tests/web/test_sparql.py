"""The endpoint by the SPARQL 1.1 Protocol."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
import rdflib
from flask.testing import FlaskClient
from small_release import BASE, members, shared_app
from werkzeug.test import TestResponse

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
TYPED = "SELECT (COUNT(*) AS ?n) WHERE { <id/place/alpha> a ?type }"
ASK = "ASK { ?s ?p ?o }"
DESCRIBE = "DESCRIBE <id/place/alpha>"
LETTER = [f"{BASE}graph/data/letter/source", f"{BASE}graph/data/places/xx"]


JSON_LD_WARNS = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"  # rdflib's own parser uses it
)


@pytest.fixture
def client() -> FlaskClient:
    return shared_app().test_client()


def ask(client: FlaskClient, query: str, accept: str = "*/*", **extra: str) -> TestResponse:
    return client.get("/sparql?" + urlencode({"query": query, **extra}), headers={"Accept": accept})


def count(answer: TestResponse) -> int:
    assert answer.status_code == 200, answer.text
    return int(json.loads(answer.data)["results"]["bindings"][0]["n"]["value"])


def test_GET_query(client: FlaskClient) -> None:
    answer = ask(client, ASK)
    assert answer.content_type == "application/sparql-results+json"
    assert members(answer) == {"head": {}, "boolean": True}


def test_POST_form(client: FlaskClient) -> None:
    assert members(client.post("/sparql", data={"query": ASK}))["boolean"] is True


def test_POST_query(client: FlaskClient) -> None:
    answer = client.post(
        "/sparql", data=ASK, content_type="application/sparql-query; charset=utf-8"
    )
    assert members(answer)["boolean"] is True


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("query", [COUNT, ASK])
def test_SELECT_and_ASK_in_four_formats(
    client: FlaskClient, query: str, accept: str, content_type: str
) -> None:
    answer = ask(client, query, accept)
    assert (answer.status_code, answer.content_type) == (200, content_type)
    assert answer.data


@JSON_LD_WARNS
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <id/place/alpha>"])
@pytest.mark.parametrize(
    ("accept", "parser"),
    [("text/turtle", "turtle"), ("application/n-triples", "nt"),
     ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")],
)  # fmt: skip
def test_CONSTRUCT_and_DESCRIBE_in_the_formats_of_graphs(
    client: FlaskClient, query: str, accept: str, parser: str
) -> None:
    answer = ask(client, query, accept)
    assert answer.mimetype == accept
    assert len(rdflib.Graph().parse(data=answer.data, format=parser)) > 2


def test_a_browser_gets_a_table_and_a_form(client: FlaskClient) -> None:
    page = ask(client, COUNT, "text/html,*/*;q=0.8").text
    assert "<table>" in page
    assert "<textarea" in client.get("/sparql", headers={"Accept": "text/html"}).text


def test_HEAD_of_a_query_has_the_headers_of_GET(client: FlaskClient) -> None:
    path = "/sparql?" + urlencode({"query": ASK})
    assert client.head(path).headers["Content-Length"] == client.get(path).headers["Content-Length"]


def test_a_triple_of_two_graphs_is_counted_once(client: FlaskClient) -> None:
    assert count(ask(client, TYPED)) == 1
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { <id/place/alpha> a ?type } }"
    assert count(ask(client, named)) == 2
    froms = " ".join(f"FROM <{graph}>" for graph in LETTER)
    assert count(ask(client, TYPED.replace("WHERE", f"{froms} WHERE"))) == 1
    pairs = [("query", TYPED), *(("default-graph-uri", graph) for graph in LETTER)]
    assert count(client.get("/sparql?" + urlencode(pairs))) == 1
    assert count(client.post("/sparql", data=urlencode(pairs),
                             content_type="application/x-www-form-urlencoded")) == 1  # fmt: skip


def test_the_dataset_of_the_protocol_wins_over_FROM(client: FlaskClient) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{BASE}graph/data/catalog> WHERE {{ ?s ?p ?o }}"
    narrow = count(ask(client, query))
    wide = count(ask(client, query, **{"default-graph-uri": f"{BASE}graph/data/places/xx"}))
    assert narrow == 3
    assert wide == 6


def test_a_dataset_of_named_graphs_only_has_an_empty_default_graph(client: FlaskClient) -> None:
    named = {"named-graph-uri": f"{BASE}graph/data/catalog"}
    assert count(ask(client, COUNT, **named)) == 0
    within = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(ask(client, within, **named)) == 3
    assert count(ask(client, within, **{"default-graph-uri": LETTER[0]})) == 0


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_GET_unknown_graph_400(client: FlaskClient, parameter: str) -> None:
    answer = ask(client, ASK, **{parameter: "http://example.org/elsewhere"})
    assert answer.status_code == 400
    assert members(answer)["type"].endswith("#unknown-graph")


@pytest.mark.parametrize("clause", ["FROM <x>", "FROM NAMED <x>", "FROM x:y", "fromnamed<x>"])
def test_FROM_unknown_graph_400(client: FlaskClient, clause: str) -> None:
    answer = ask(client, f"PREFIX x: <http://example.org/> ASK {clause} {{ ?s ?p ?o }}")
    assert answer.status_code == 400
    assert members(answer)["type"].endswith("#unknown-graph")


def test_GET_syntax_400_names_line_and_column(client: FlaskClient) -> None:
    answer = ask(client, 'SELECT *\nWHERE { ?s ?p "service" , }')
    assert answer.status_code == 400
    problem = members(answer)
    assert (problem["line"], problem["column"]) == (2, 28)
    assert "Line 2, column 28" in problem["detail"]
    assert '"service"' in problem["query"]


@pytest.mark.parametrize(
    "query",
    ["INSERT DATA { <a:a> <a:b> <a:c> }", "delete where { ?s ?p ?o }", "LOAD <http://localhost/>",
     "CLEAR ALL", "PREFIX a: <a:> DROP ALL", "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_GET_update_400(client: FlaskClient, query: str) -> None:
    answer = ask(client, query)
    assert answer.status_code == 400
    assert members(answer)["type"].endswith("#update-refused")


def test_POST_update_400(client: FlaskClient) -> None:
    update = "INSERT DATA { <a:a> <a:b> <a:c> }"
    form = client.post("/sparql", data={"update": update})
    direct = client.post("/sparql", data=update, content_type="application/sparql-update")
    assert [form.status_code, direct.status_code] == [400, 400]


def test_protocol_errors(client: FlaskClient) -> None:
    form = "application/x-www-form-urlencoded"
    cases = [
        (client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D"), 400),
        (client.get("/sparql?query=ASK%20%7B%20%22%FF%22%20%7D"), 400),
        (client.post("/sparql", data="nothing=1", content_type=form), 400),
        (client.post("/sparql", data=b"\xff", content_type="application/sparql-query"), 400),
        (client.post("/sparql", data=ASK, content_type="text/plain"), 415),
        (client.post("/sparql", data=ASK), 415),
        (client.post("/sparql", data=b"a" * (2**21 + 1), content_type=form), 413),
        (client.put("/sparql", data=ASK), 405),
        (ask(client, ASK, "image/png"), 406),
    ]
    assert [answer.status_code for answer, _ in cases] == [status for _, status in cases]
    assert all(answer.content_type == "application/problem+json" for answer, _ in cases)


def test_a_form_is_decoded_once(client: FlaskClient) -> None:
    answer = ask(client, 'SELECT ("%41+&=" AS ?x) {}')
    assert json.loads(answer.data)["results"]["bindings"][0]["x"]["value"] == "%41+&="


def test_long_queries_pass(client: FlaskClient) -> None:
    long = ASK + " # " + "x" * 8192
    assert ask(client, long).status_code == 200
    data = f"ASK {{ FILTER(?x = '{'x' * 2**19}') }}"
    answer = client.post("/sparql", data=data, content_type="application/sparql-query")
    assert answer.status_code == 200


def test_deep_queries_are_refused_before_they_reach_the_engine(client: FlaskClient) -> None:
    for deep in ("ASK " + "{" * 5000 + "}" * 5000, f"ASK {{ FILTER({'!' * 20000}1) }}"):
        assert client.post("/sparql", data={"query": deep}).status_code == 400


def test_the_endpoint_describes_itself(client: FlaskClient) -> None:
    found = rdflib.Graph().parse(data=client.get("/sparql").data, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef(f"{BASE}sparql")
    assert (endpoint, rdflib.RDF.type, sd.Service) in found
    assert (endpoint, sd.endpoint, endpoint) in found
    assert (endpoint, sd.supportedLanguage, sd.SPARQL11Query) in found
    assert len(list(found.objects(endpoint, sd.resultFormat))) == 8
    assert rdflib.URIRef(LETTER[0]) in set(found.objects(None, sd.name))
    default = next(found.objects(None, sd.defaultGraph))
    triples = rdflib.URIRef("http://rdfs.org/ns/void#triples")
    assert int(str(next(found.objects(default, triples)))) == count(ask(client, COUNT))


def test_the_parameter_format_wins_over_the_header(client: FlaskClient) -> None:
    assert ask(client, COUNT, "text/html", format="csv").mimetype == "text/csv"
    assert ask(client, COUNT, format="").status_code == 200


@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (ASK, "json", "application/sparql-results+json"),
        (ASK, "XML", "application/sparql-results+xml"),
        (ASK, "text/tab-separated-values", "text/tab-separated-values"),
        (ASK, "application/sparql-results+json", "application/sparql-results+json"),
        (DESCRIBE, "turtle", "text/turtle"),
        (DESCRIBE, "n3", "text/turtle"),
        (DESCRIBE, "rdf+xml", "application/rdf+xml"),
        (DESCRIBE, "rdf xml", "application/rdf+xml"),
        (DESCRIBE, "xml", "application/rdf+xml"),
        (DESCRIBE, "json-ld", "application/ld+json"),
        (DESCRIBE, "json", "application/ld+json"),
    ],
)
def test_the_parameter_format_takes_the_names_that_clients_send(
    client: FlaskClient, query: str, name: str, media_type: str
) -> None:
    assert ask(client, query, format=name).mimetype == media_type


@pytest.mark.parametrize(
    ("query", "name", "names"),
    [
        (COUNT, "unheard-of", ["json", "xml", "csv", "tsv", "html"]),
        (COUNT, "ttl", ["json", "xml", "csv", "tsv", "html"]),
        (DESCRIBE, "csv", ["ttl", "nt", "jsonld", "rdf", "html"]),
    ],
)
def test_GET_unknown_format_400_lists_the_names(
    client: FlaskClient, query: str, name: str, names: list[str]
) -> None:
    answer = ask(client, query, format=name)
    assert answer.status_code == 400
    assert members(answer)["formats"] == names
    assert all(name in members(answer)["detail"] for name in names)
