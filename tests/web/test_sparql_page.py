"""The page of the endpoint as it is sent: form, examples, policy, files, completions."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest
from flask.testing import FlaskClient
from small_release import BASE, shared_app

from conftest import ROOT, Site

PAGE = {"Accept": "text/html"}


@pytest.fixture
def client() -> FlaskClient:
    return shared_app().test_client()


def test_GET_sparql_page_lists_saved_queries_as_links_that_run(server: Site) -> None:
    links = re.findall(r'href="/(sparql\?query=[^"]+)"', see(server, "sparql"))
    assert len(links) == len(list((ROOT / "data" / "queries").glob("*.rq")))
    for link in links:
        assert "solution" in see(server, link.replace("&amp;", "&"))


def see(server: Site, path: str) -> str:
    asked = urllib.request.Request(server.base + path, headers=PAGE)
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return str(answer.read().decode())


def test_GET_sparql_page_with_a_bad_query_400_keeps_the_query_in_the_form(
    client: FlaskClient,
) -> None:
    answer = client.get("/sparql?query=SELECT+%3C%2Ftextarea%3E", headers=PAGE)
    assert answer.status_code == 400
    assert "The query cannot be parsed" in answer.text
    assert "SELECT &lt;/textarea&gt;</textarea>" in answer.text


def test_GET_sparql_page_cannot_be_left_by_a_result(client: FlaskClient) -> None:
    page = client.get("/sparql?query=SELECT * { ?s ?p ?o }", headers=PAGE).text
    assert "alert" in page
    assert "<script>" not in page


def test_problems_of_other_clients_stay_as_they_were(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=SELECT")
    assert answer.content_type == "application/problem+json"


def test_pages_may_run_only_scripts_that_are_files_of_this_server(client: FlaskClient) -> None:
    policy = client.get("/", headers=PAGE).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_scripts_of_the_editor_come_from_this_server_only(client: FlaskClient) -> None:
    policy = client.get("/sparql", headers=PAGE).headers["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts.get("script-src", "'self'") == "'self'"
    assert parts.get("connect-src", "'self'") == "'self'"


def test_GET_static_is_for_good_at_an_address_with_its_mark(client: FlaskClient) -> None:
    plain = client.get("/static/editor/main.js")
    assert plain.content_type == "text/javascript; charset=utf-8"
    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    old = client.get("/static/0123456789abcdef/editor/main.js")
    assert (old.data, old.headers["Cache-Control"]) == (plain.data, "public, max-age=60")
    marked = re.search(r'src="(/static/[0-9a-f]{16}/editor/main\.js)"', _page(client))
    if marked:
        kept = client.get(marked[1])
        assert (kept.data, "immutable" in kept.headers["Cache-Control"]) == (plain.data, True)


def _page(client: FlaskClient) -> str:
    return client.get("/sparql", headers=PAGE).text


@pytest.mark.parametrize(
    "path",
    ["editor", "editor/", "../assets.py", "editor/../../assets.py", "editor/none.js",
     "yasgui/.package-lock.json", "x/y/editor/main.js"],
)  # fmt: skip
def test_GET_static_404_for_what_is_no_file_of_the_program(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}", follow_redirects=True).status_code == 404


def test_GET_completions_are_of_the_release(client: FlaskClient) -> None:
    answer = client.get("/sparql/completions.json")
    made = json.loads(answer.data)
    assert ["https://w3id.org/kizuna/def#Place", "Place", 3] in [
        [iri, name.capitalize(), count] for iri, name, count in made["classes"]
    ]
    assert made["prefixes"]["place"] == f"{BASE}id/place/"
    again = client.get(
        "/sparql/completions.json", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
