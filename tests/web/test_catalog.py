"""The catalogue, the terms, the files, what crawlers ask for, and how requests fail."""

from __future__ import annotations

import gzip
import html
import re
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from small_release import BASE, GRAPHS, make_release, members, settings, shared_app, shared_releases

from kizuna.app import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
EVERYTHING = (
    "/", "/dataset", "/.well-known/void", "/health", "/robots.txt", "/sitemap.xml", "/sparql",
    "/id/place/alpha", "/doc/place/alpha", "/nothing", "/release/latest/manifest.json",
    "/static/kizuna.css", "/sparql?query=nonsense", "/id/person/gone",
)  # fmt: skip


@pytest.fixture
def client() -> FlaskClient:
    return shared_app().test_client()


@pytest.mark.parametrize("path", EVERYTHING)
def test_every_answer_names_its_release_and_is_open_to_any_origin(
    client: FlaskClient, path: str
) -> None:
    for answer in (client.get(path), client.delete(path), client.options(path)):
        assert answer.headers["Kizuna-Release"].startswith("2026.11.1-")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_OPTIONS_allows_the_headers_asked_for(client: FlaskClient) -> None:
    asked = {
        "Origin": "https://example.org", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, queryid",
    }  # fmt: skip
    answer = client.options("/sparql", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type, queryid"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_DELETE_405(client: FlaskClient) -> None:
    answer = client.delete("/doc/place/alpha")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.content_type == "application/problem+json"


def test_a_problem_has_the_members_of_RFC_9457_and_a_type_that_is_explained(
    client: FlaskClient,
) -> None:
    problem = members(client.get("/nothing"))
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == 404
    assert problem["type"] == f"{BASE}problems#not-found"
    assert b'id="not-found"' in client.get("/problems", headers=BROWSER).data


def test_a_problem_is_a_page_for_browsers(client: FlaskClient) -> None:
    answer = client.get("/nothing/<b>", headers=BROWSER)
    assert (answer.status_code, answer.content_type) == (404, "text/html; charset=utf-8")
    assert "<b>" not in answer.text


def test_a_fault_of_ours_is_told_without_trace_or_path() -> None:
    app = create_app(settings(shared_releases()))

    @app.get("/fault")
    def fault() -> str:
        raise ValueError("/secret/path")

    answer = app.test_client().get("/fault")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_an_address_with_a_slash_too_many_is_sent_to_the_one_without(client: FlaskClient) -> None:
    answer = client.get("/sparql/?query=ASK%7B%7D")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{BASE}sparql?query=ASK%7B%7D"


def test_the_first_page_leads_to_everything(client: FlaskClient) -> None:
    seen, waiting, broken = {"/"}, ["/"], []
    while waiting:
        path = waiting.pop()
        answer = client.get(path, headers=BROWSER, follow_redirects=True)
        if answer.status_code != 200:
            broken.append(path)
        # How to add a partnership speaks of shapes and schemes that the small world does not have.
        is_page = answer.mimetype == "text/html" and not path.startswith("/add-a-partnership")
        page = answer.text if is_page else ""
        for found in re.findall(r'(?:href|src|action)="(/[^"#]*)', page):
            target = html.unescape(found)
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    assert broken == []
    things = ("partnership/alpha-beta", "person/ada-lee", "figure/camp-sessions", "place/hostile")
    assert {f"/doc/{thing}.html" for thing in things} <= seen


def test_programs_get_the_description_of_the_data_set(client: FlaskClient) -> None:
    bodies = {client.get(path).data for path in ("/", "/dataset", "/.well-known/void")}
    assert len(bodies) == 1
    found = rdflib.Graph().parse(data=bodies.pop(), format="turtle")
    assert (rdflib.URIRef(f"{BASE}dataset"), rdflib.RDF.type, rdflib.DCAT.Dataset) in found


@pytest.mark.parametrize(
    "path", ["/def", "/def.ttl", "/def/1.0.0", "/kind", "/graph/data/places/xx"]
)
def test_terms_and_graphs_are_documents(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.content_type == "text/turtle; charset=utf-8"
    assert len(rdflib.Graph().parse(data=answer.data, format="turtle")) > 1
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 200


def test_a_term_is_found_on_its_page_by_its_fragment(client: FlaskClient) -> None:
    assert b'id="party"' in client.get("/def.html").data


def test_a_version_is_the_document_that_has_it(client: FlaskClient) -> None:
    assert client.get("/def/1.0.0.nt").data == client.get("/def.nt").data
    assert client.get("/def/9.9.9").status_code == 404


def test_a_file_of_a_release_never_changes(client: FlaskClient) -> None:
    sent = client.get("/release/latest/kizuna.nq.gz")
    assert sent.status_code == 302
    answer = client.get(sent.headers["Location"])
    assert answer.content_type == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert "immutable" in answer.headers["Cache-Control"]
    assert gzip.decompress(answer.data)
    again = client.get(sent.headers["Location"], headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_file_of_a_release_is_had_in_ranges(client: FlaskClient) -> None:
    address = client.get("/release/latest/kizuna.nq.gz").headers["Location"]
    whole = client.get(address).data
    part = client.get(address, headers={"Range": "bytes=3-9"})
    assert (part.status_code, part.data) == (206, whole[3:10])
    assert client.get(address, headers={"Range": f"bytes={10**9}-"}).status_code == 416


@pytest.mark.parametrize(
    "name", ["store/CURRENT", "../current/manifest.json", "%2e%2e/x", "nothing", "store"]
)
def test_only_what_the_manifest_names_is_sent(client: FlaskClient, name: str) -> None:
    release = client.get("/health").headers["Kizuna-Release"]
    assert client.get(f"/release/{release}/{name}").status_code == 404


def test_the_map_of_the_site_names_every_document(client: FlaskClient) -> None:
    assert f"Sitemap: {BASE}sitemap.xml" in client.get("/robots.txt").text
    places = re.findall("<loc>([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert f"{BASE}doc/partnership/alpha-beta" in places
    assert len(places) == len(set(places))


def test_a_large_site_has_a_map_of_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kizuna.web.crawlers.LIMIT", 5)
    fresh = create_app(settings(shared_releases())).test_client()
    assert "<sitemapindex" in fresh.get("/sitemap.xml").text
    assert fresh.get("/sitemap-1.xml").text.count("<loc>") == 5
    assert fresh.get("/sitemap-99.xml").status_code == 404


@pytest.mark.parametrize("prefix", ["/kizuna", ""])
def test_the_base_may_have_a_path_and_differ_from_the_address(tmp_path: Path, prefix: str) -> None:
    base = "https://data.example.org/kizuna/"
    make_release(tmp_path, base=base)
    client = create_app(settings(tmp_path)).test_client()
    sent = client.get(f"{prefix}/id/place/alpha", headers={"Host": "evil.example"})
    assert sent.headers["Location"] == f"{base}doc/place/alpha.ttl"
    answer = client.get(f"{prefix}/doc/place/alpha", headers={"X-Forwarded-Prefix": "/evil"})
    assert answer.headers["Content-Location"] == f"{base}doc/place/alpha.ttl"
    assert f"{base}id/place/alpha" in client.get(f"{prefix}/doc/place/alpha.nt").text
    page = client.get(f"{prefix}/", headers=BROWSER).text
    assert 'href="/kizuna/doc/partnership/alpha-beta.html"' in page
    assert "evil" not in page
    linked = set(re.findall(r'href="(/[^"#]*)', page))
    assert {client.get(path, follow_redirects=True).status_code for path in linked} == {200}


def test_two_apps_in_one_process_serve_two_releases(tmp_path: Path) -> None:
    make_release(
        tmp_path, version="2027.1.1", extra='place:new a kizuna:Place ; rdfs:label "N"@en .'
    )
    first = create_app(settings(shared_releases())).test_client()
    second = create_app(settings(tmp_path)).test_client()
    assert [c.get("/doc/place/new").status_code for c in (first, second)] == [404, 200]


@pytest.mark.parametrize(
    "path",
    ["/a%0d%0aX: y/", "/%ff/", "/x/?%0d%0aX:y", "/doc/place/%0d%0a", "/graph/%00",
     "/release/%2e%2e/x", "/things/place?page=%C2%B2", "/sparql?%FF=1", "/static/%2e%2e",
     "/doc/place/alpha.ttl%00", "/[", "/%5B", "/%25zz", "/%ff%fe", "/graph/%5Bx", "/graph/%25",
     "/" + "a" * 8192, "/sitemap-" + "9" * 5000 + ".xml", "//", "/%23a", "/id/%0a/x"],
)  # fmt: skip
def test_odd_addresses_are_answered_without_a_fault(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code < 500
    assert "X" not in answer.headers
    assert answer.headers.get("Location", BASE).startswith(BASE)


def test_OPTIONS_is_never_sent_elsewhere(client: FlaskClient) -> None:
    answer = client.options("/sparql/", headers={"Access-Control-Request-Method": "POST"})
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_a_program_in_a_browser_may_read_what_tells_of_ranges_and_methods(
    client: FlaskClient,
) -> None:
    exposed = client.get("/nothing").headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Content-Range", "Accept-Ranges", "Allow", "Kizuna-Release"} <= set(exposed)


def test_a_problem_is_not_kept_when_it_may_have_passed(client: FlaskClient) -> None:
    assert client.get("/nothing").headers["Cache-Control"] == "public, max-age=60"


def test_the_page_of_the_data_set_shows_every_part_that_it_links_to(client: FlaskClient) -> None:
    page = client.get("/dataset.html").text
    linked = set(re.findall(r'href="/dataset#([^"]*)"', page))
    assert linked <= set(re.findall(r'id="([^"]*)"', page))
    assert 'id="class-place"' in page


def test_what_is_counted_of_a_graph_is_a_document(client: FlaskClient) -> None:
    answer = client.get("/dataset/derived/partners")
    assert answer.headers["Content-Location"] == f"{BASE}dataset/derived/partners.ttl"
    found = rdflib.Graph().parse(data=answer.data, format="turtle")
    deepest = rdflib.URIRef(f"{BASE}dataset/derived/partners#class-place--partner--place")
    assert (deepest, rdflib.VOID.triples, rdflib.Literal(2)) in found
    assert (rdflib.URIRef(f"{BASE}graph/derived/partners"), None, None) in found


def test_the_page_of_what_is_counted_has_a_row_for_each_partition(client: FlaskClient) -> None:
    page = client.get("/dataset/derived/partners", headers=BROWSER).text
    rows = re.findall(r'<tr id="([^"]*)".*?class="depth-(\d)".*?<td class="number">(\d+)', page)
    assert rows == [
        ("class-place", "0", "2"),
        ("class-place--partner", "1", "2"),
        ("class-place--partner--place", "2", "2"),
    ]
    assert 'href="/graph/derived/partners"' in page


@pytest.mark.parametrize(
    "path", ["nothing", "data/places/xx", "default.ttl.ttl", "a%20b", "%0a", "..%2fdefault"]
)
def test_GET_counts_of_no_graph_404(client: FlaskClient, path: str) -> None:
    assert client.get(f"/dataset/{path}").status_code == 404


def test_the_page_of_the_data_set_lists_the_prefixes(client: FlaskClient) -> None:
    page = client.get("/dataset.html").text
    assert 'id="prefix-kizuna"' in page
    assert "<td>https://w3id.org/kizuna/def#</td>" in page


def test_the_page_of_the_data_set_leads_to_what_each_graph_holds(client: FlaskClient) -> None:
    page = client.get("/dataset.html").text
    assert '<a href="/dataset/derived/partners">2</a>' in page
    assert 'href="/dataset/default"' in page


def test_a_release_that_counts_nothing_is_served_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(GRAPHS, "partitions")
    make_release(tmp_path)
    client = create_app(settings(tmp_path)).test_client()
    assert 'href="/dataset/default"' not in client.get("/dataset.html").text
    assert client.get("/dataset/default").status_code == 404
    described = client.get("/sparql", headers={"Accept": "application/n-triples"}).data
    assert b"sparql-service-description#Service" in described


def test_the_page_of_a_derived_graph_tells_its_rule(client: FlaskClient) -> None:
    page = client.get("/graph/derived/partners.html").text
    assert "What is tied is tied both ways" in page
    assert 'id="rule"' in page
    assert b"#rule" not in client.get("/graph/derived/partners.nt").data


def test_no_page_has_a_target_twice(client: FlaskClient) -> None:
    for path in ("/graph/data/letter/ties", "/graph/description", "/def", "/doc/place/beta"):
        found = re.findall(r'\bid="([^"]*)"', client.get(path, headers=BROWSER).text)
        assert len(found) == len(set(found))


def test_the_first_page_links_to_the_licence(client: FlaskClient) -> None:
    assert 'rel="license"' in client.get("/", headers=BROWSER).headers["Link"]
