"""Requests by the letter of the SPARQL 1.1 Protocol, beside what ``test_sparql`` asks."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from small_release import BASE, members, shared_app
from werkzeug.test import TestResponse

from kizuna.formats import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from kizuna.web.protocol import MAX_BODY, MAX_QUERY

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
ASK = "ASK {}"


@pytest.fixture
def client() -> FlaskClient:
    return shared_app().test_client()


def value(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    return str(json.loads(answer.data)["results"]["bindings"][0]["x"]["value"])


@pytest.mark.parametrize(
    ("written", "read"),
    [("%2525", "%25"), ("%252B", "%2B"), ("a+b", "a b"), ("a%20b", "a b"), ("a%2Bb", "a+b"),
     ("%26x%3D1", "&x=1"), ("%C3%A9", "é"), ("é", "é"), ("%F0%9F%98%80", "😀")],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_values_of_a_form_are_decoded_once(
    client: FlaskClient, method: str, written: str, read: str
) -> None:
    fields = f"query={quote('SELECT (')}'{written}'{quote(' AS ?x) {}')}"
    answer = (
        client.get(f"/sparql?{fields}")
        if method == "GET"
        else client.post("/sparql", data=fields.encode(), content_type=FORM)
    )
    assert value(answer) == read


def test_a_query_posted_as_it_is_is_not_decoded(client: FlaskClient) -> None:
    answer = client.post("/sparql", data="SELECT ('%41+é' AS ?x) {}", content_type=DIRECT)
    assert value(answer) == "%41+é"


@pytest.mark.parametrize("kind", [FORM, DIRECT])
def test_POST_a_mebibyte_of_query_is_answered_and_one_character_more_is_413(
    client: FlaskClient, kind: str
) -> None:
    longest = "ASK {} #".ljust(MAX_QUERY, "x")
    for query, status in ((longest, 200), (longest + "x", 413)):
        body = urlencode({"query": query}) if kind == FORM else query
        assert client.post("/sparql", data=body, content_type=kind).status_code == status


def test_POST_a_mebibyte_of_values_is_answered(client: FlaskClient) -> None:
    values = " ".join(f"<{BASE}id/place/{n}>" for n in range(26_000))
    query = f"SELECT (COUNT(*) AS ?x) {{ VALUES ?v {{ {values} }} }}"
    assert len(query) > 1_000_000
    assert value(client.post("/sparql", data=query, content_type=DIRECT)) == "26000"


@pytest.mark.parametrize("kind", [FORM, DIRECT, "text/plain"])
def test_POST_a_body_over_two_mebibytes_413(client: FlaskClient, kind: str) -> None:
    answer = client.post("/sparql", data=b"x" * (MAX_BODY + 1), content_type=kind)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "query", [b"ASK { ?s ?p '\xe9' }", b"\xff\xfeA\x00", b"ASK { '\xed\xa0\x80' }"]
)
def test_a_query_that_is_not_UTF_8_400(client: FlaskClient, query: bytes) -> None:
    answers = [
        client.get(f"/sparql?query={quote(query)}"),
        client.post("/sparql", data=f"query={quote(query)}", content_type=FORM),
        client.post("/sparql", data=query, content_type=DIRECT),
    ]
    assert [answer.status_code for answer in answers] == [400] * 3
    assert all("not UTF-8" in members(answer)["detail"] for answer in answers)


@pytest.mark.parametrize(
    ("path", "data", "kind", "status"),
    [
        (f"?query={ASK}&query={ASK}", None, "", 400),
        (f"?query={ASK}&query=", None, "", 400),
        (f"?query={ASK}&update=CLEAR+ALL", None, "", 400),
        ("?query=", None, "", 400),
        ("?query", None, "", 400),
        (f"?query={ASK}", f"query={ASK}", FORM, 400),
        (f"?query={ASK}", ASK, DIRECT, 400),
        ("?update=CLEAR+ALL", ASK, DIRECT, 400),
        ("", "", DIRECT, 400),
        ("", "", FORM, 400),
        ("", "query=", FORM, 400),
        ("", f"query={ASK}&query={ASK}", FORM, 400),
        ("", f"query={ASK}&update=", FORM, 400),
        (f"?query={ASK}", "", FORM, 200),
        (f"?unknown=1&query={ASK}&debug=on", None, "", 200),
        ("?unknown=1", f"query={ASK}&output=json&_=1", FORM, 200),
        ("?unknown=1", ASK, DIRECT, 200),
        ("", ASK, f"{DIRECT}; charset=UTF-8", 200),
        ("", ASK, f'{DIRECT}; charset="utf-8"; version=1.1', 200),
        ("", ASK, "Application/SPARQL-Query", 200),
        ("", ASK, f"{DIRECT}; charset=iso-8859-1", 400),
        ("", f"query={ASK}", f"{FORM}; charset=utf-16", 400),
        ("", ASK, "application/json", 415),
        ("", ASK, "multipart/form-data; boundary=x", 415),
        ("", ASK, "not a type", 415),
    ],
)
def test_a_request_has_one_query_in_one_place(
    client: FlaskClient, path: str, data: str | None, kind: str, status: int
) -> None:
    answer = (
        client.get(f"/sparql{path}")
        if data is None
        else client.post(f"/sparql{path}", data=data, content_type=kind)
    )
    assert answer.status_code == status, answer.text
    expected = "problem+json" if status != 200 else "sparql-results+json"
    assert answer.mimetype == f"application/{expected}"


def test_the_parameters_of_a_form_and_of_its_address_make_one_dataset(client: FlaskClient) -> None:
    graph = f"{BASE}graph/data/catalog"
    query = "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }"
    address = urlencode({"default-graph-uri": graph})
    as_form = client.post(f"/sparql?{address}", data={"query": query})
    as_query = client.post(f"/sparql?{address}", data=query, content_type=DIRECT)
    assert value(as_form) == value(as_query) == "3"


FAMILIES = [
    ("SELECT ?s { ?s ?p ?o }", SOLUTION_FORMATS),
    ("DESCRIBE <id/place/alpha>", GRAPH_FORMATS),
]
MEDIA_TYPES = [
    pytest.param(query, name, form, id=f"{query.split()[0]} {name}")
    for query, forms in FAMILIES
    for form in forms
    for name in (form.media_type, *form.aliases)
]


@pytest.mark.parametrize(("query", "name", "form"), MEDIA_TYPES)
def test_a_format_is_had_by_each_of_its_media_types(
    client: FlaskClient, query: str, name: str, form: Format
) -> None:
    path = "/sparql?" + urlencode({"query": query})
    for accept in (name, name.upper(), f"{name};q=0.5, image/png", f"{name}; charset=utf-8"):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, form.media_type), accept


@pytest.mark.parametrize("accept", ["image/png", "application/x-unknown", "*/*;q=0", "text/turtle"])
def test_GET_a_table_in_what_is_none_406_lists_what_there_is(
    client: FlaskClient, accept: str
) -> None:
    answer = client.get(f"/sparql?query={quote('SELECT * {}')}", headers={"Accept": accept})
    assert answer.status_code == 406
    assert {f.media_type for f in SOLUTION_FORMATS} <= set(members(answer)["offers"])


def test_HEAD_has_the_headers_of_GET_and_no_body(client: FlaskClient) -> None:
    for query in ("", f"?query={ASK}", "?query=ASK", f"?query={quote('SELECT * { ?s ?p ?o }')}"):
        head, got = client.head(f"/sparql{query}"), client.get(f"/sparql{query}")
        assert (head.status_code, head.data) == (got.status_code, b"")
        for name in ("Content-Type", "Content-Length", "Access-Control-Allow-Origin", "Vary"):
            assert head.headers.get(name) == got.headers.get(name), (query, name)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_OPTIONS_lets_a_page_of_another_origin_ask(client: FlaskClient, method: str) -> None:
    answer = client.options(
        "/sparql",
        headers={
            "Origin": "https://example.org", "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "content-type, accept",
        },
    )  # fmt: skip
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()
    assert answer.data == b""


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_405_name_those_that_are_allowed(client: FlaskClient, method: str) -> None:
    answer = client.open(f"/sparql?query={ASK}", method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(answer.headers["Allow"].split(", "))
    assert members(answer)["type"].endswith("#method-not-allowed")


@pytest.mark.parametrize("control", ["\\u0000", "\\u001F", "\\uFFFE", "\x08"])
@pytest.mark.parametrize(
    ("query", "xml", "other"),
    [
        ("SELECT ('TEXT' AS ?x) {}", "application/sparql-results+xml", "application/json"),
        ("CONSTRUCT { <x:s> <x:p> 'TEXT' } {}", "application/rdf+xml", "text/turtle"),
    ],
)
def test_what_XML_cannot_hold_is_a_problem_and_no_broken_XML(
    client: FlaskClient, query: str, xml: str, other: str, control: str
) -> None:
    path = "/sparql?" + urlencode({"query": query.replace("TEXT", control)})
    answer = client.get(path, headers={"Accept": xml})
    assert (answer.status_code, members(answer)["type"].partition("#")[2]) == (400, "query-failed")
    assert client.get(path, headers={"Accept": other}).status_code == 200


def test_a_property_that_XML_cannot_name_is_a_problem(client: FlaskClient) -> None:
    for iri in ("http://example.org/1", "http://example.org/", "urn:1"):
        query = urlencode({"query": f"CONSTRUCT {{ <x:s> <{iri}> 'a' }} {{}}"})
        answer = client.get(f"/sparql?{query}", headers={"Accept": "application/rdf+xml"})
        assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT ('a\\rb' AS ?x) {}", "application/sparql-results+xml"),
        ("CONSTRUCT { <x:s> <x:p> 'a\\rb' } {}", "application/rdf+xml"),
    ],
)
def test_a_carriage_return_is_kept_in_XML(client: FlaskClient, query: str, accept: str) -> None:
    answer = client.get("/sparql?" + urlencode({"query": query}), headers={"Accept": accept})
    assert b"a&#13;b" in answer.data


def test_a_language_with_a_direction_is_kept_in_JSON_LD(client: FlaskClient) -> None:
    query = urlencode({"query": "CONSTRUCT { <x:s> <x:p> 'a'@ar--rtl } {}"})
    answer = client.get(f"/sparql?{query}", headers={"Accept": "application/ld+json"})
    value = {"@language": "ar", "@direction": "rtl", "@value": "a"}
    assert json.loads(answer.data)[0]["x:p"] == [value]
