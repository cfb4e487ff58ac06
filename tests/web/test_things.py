"""Things, the documents about them, and the headers of both."""

from __future__ import annotations

import gzip

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic
from small_release import BASE, members, shared_app

from kizuna.formats import GRAPH_FORMATS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
THING = "/id/partnership/alpha-beta"
DOC = "/doc/partnership/alpha-beta"
ID = f"{BASE}id/"
PARSERS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}


JSON_LD_WARNS = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"  # rdflib's own parser uses it
)


@pytest.fixture
def client() -> FlaskClient:
    return shared_app().test_client()


def graph(data: bytes, extension: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format=PARSERS[extension])


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("*/*", "ttl"), ("text/turtle", "ttl"), ("application/n-triples", "nt"),
        ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf"), ("text/html", "html"),
    ],
)  # fmt: skip
def test_GET_thing_303(client: FlaskClient, accept: str, extension: str) -> None:
    answer = client.get(THING, headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{BASE}doc/partnership/alpha-beta.{extension}"
    assert answer.headers["Vary"] == "Accept"
    assert f'<{BASE}doc/partnership/alpha-beta>; rel="describedby"' in answer.headers["Link"]


def test_GET_thing_406(client: FlaskClient) -> None:
    answer = client.get(THING, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.content_type == "application/problem+json"
    assert "text/turtle" in members(answer)["offers"]


def test_GET_document_negotiates_in_place(client: FlaskClient) -> None:
    answer = client.get(DOC, headers={"Accept": "application/ld+json"})
    assert answer.status_code == 200
    assert answer.headers["Content-Location"] == f"{BASE}doc/partnership/alpha-beta.jsonld"
    assert "Accept" in answer.headers["Vary"]


def test_GET_document_with_a_suffix_is_that_format_whoever_asks(client: FlaskClient) -> None:
    answer = client.get(f"{DOC}.ttl", headers=BROWSER)
    assert answer.content_type == "text/turtle; charset=utf-8"
    assert "Content-Location" not in answer.headers
    assert "Accept," not in answer.headers["Vary"]
    assert client.get(f"{DOC}.html").content_type == "text/html; charset=utf-8"


def test_GET_document_406(client: FlaskClient) -> None:
    assert client.get(DOC, headers={"Accept": "image/png"}).status_code == 406


@JSON_LD_WARNS
def test_all_formats_of_a_document_are_isomorphic(client: FlaskClient) -> None:
    graphs = [graph(client.get(f"{DOC}.{ext}").data, ext) for ext in PARSERS]
    assert len(graphs) == len(GRAPH_FORMATS)
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_a_document_holds_every_part_at_any_depth(client: FlaskClient) -> None:
    found = graph(client.get(f"{DOC}.ttl").data, "ttl")
    subjects = {str(s).removeprefix(ID) for s in found.subjects(rdflib.RDF.type)}
    assert {
        "partnership/alpha-beta", "status/alpha-beta", "agreement/alpha-beta", "activity/camp",
        "figure/camp-sessions", "participation/leader",
    } <= subjects  # fmt: skip


def test_a_document_names_everything_that_it_mentions(client: FlaskClient) -> None:
    found = graph(client.get(f"{DOC}.ttl").data, "ttl")
    labels = {str(o) for p in ("label", "prefLabel") for o in _values(found, p)}
    assert {"Alpha", "アルファ", "Ada Lee", "party", "sister city", "camp"} <= labels


def _values(found: rdflib.Graph, name: str) -> list[rdflib.term.Node]:
    return [o for _, p, o in found if str(p).endswith(name)]


def test_a_document_says_what_it_is_about_and_under_which_licence(client: FlaskClient) -> None:
    found = graph(client.get(f"{DOC}.ttl").data, "ttl")
    document = rdflib.URIRef(f"{BASE}doc/partnership/alpha-beta")
    said = {str(p).rpartition("/")[2].rpartition("#")[2]: str(o) for _, p, o in
            found.triples((document, None, None))}  # fmt: skip
    assert said == {
        "primaryTopic": f"{ID}partnership/alpha-beta",
        "inDataset": f"{BASE}dataset",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
    }


def test_a_document_holds_what_points_at_its_thing(client: FlaskClient) -> None:
    found = graph(client.get("/doc/place/beta.ttl").data, "ttl")
    beta = rdflib.URIRef(f"{ID}place/beta")
    pointing = {str(s).removeprefix(ID) for s in found.subjects(None, beta)}
    assert {"partnership/alpha-beta", "place/alpha", "place/old-beta"} <= pointing


def test_the_document_of_a_source_holds_what_rests_on_its_passages(client: FlaskClient) -> None:
    found = graph(client.get("/doc/source/letter.ttl").data, "ttl")
    passage = rdflib.URIRef(f"{ID}source/letter#char=0,10")
    assert rdflib.URIRef(f"{ID}partnership/alpha-beta") in set(found.subjects(None, passage))
    assert b'id="char=0,10"' in client.get("/doc/source/letter.html").data


def test_a_page_marks_what_is_derived(client: FlaskClient) -> None:
    page = client.get("/doc/place/alpha.html").text
    assert 'href="/graph/derived/partners"' in page


def test_a_page_shows_hostile_labels_as_text(client: FlaskClient) -> None:
    answer = client.get("/doc/place/hostile.html")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_HEAD_has_the_headers_of_GET_and_no_body(client: FlaskClient) -> None:
    got, head = client.get(f"{DOC}.ttl"), client.head(f"{DOC}.ttl")
    assert head.data == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Link", "Cache-Control", "Vary"):
        assert head.headers[name] == got.headers[name]


def test_GET_document_304(client: FlaskClient) -> None:
    etag = client.get(f"{DOC}.ttl").headers["ETag"]
    answer = client.get(f"{DOC}.ttl", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_each_format_and_each_coding_has_its_own_strong_ETag(client: FlaskClient) -> None:
    tags = {client.get(f"{DOC}.{ext}").headers["ETag"] for ext in (*PARSERS, "html")}
    zipped = client.get(f"{DOC}.ttl", headers={"Accept-Encoding": "gzip"})
    tags.add(zipped.headers["ETag"])
    assert len(tags) == 6
    assert not any(tag.startswith("W/") for tag in tags)


def test_gzip_holds_the_same_bytes(client: FlaskClient) -> None:
    plain = client.get(f"{DOC}.ttl")
    zipped = client.get(f"{DOC}.ttl", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    refused = client.get(f"{DOC}.ttl", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_a_document_may_be_kept_for_a_minute(client: FlaskClient) -> None:
    cache = client.get(f"{DOC}.ttl").headers["Cache-Control"]
    assert cache == "public, max-age=60, stale-while-revalidate=86400"


def test_a_document_links_to_its_forms_its_licence_and_itself(client: FlaskClient) -> None:
    link = client.get(f"{DOC}.ttl").headers["Link"]
    address = f"{BASE}doc/partnership/alpha-beta"
    for extension, kind in (("ttl", "text/turtle"), ("html", "text/html")):
        assert f'<{address}.{extension}>; rel="alternate"; type="{kind}"' in link
    assert f'<{address}>; rel="canonical"' in link
    assert f'<{BASE}dataset>; rel="describedby"' in link
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in link


@pytest.mark.parametrize("path", ["/id/person/gone", "/doc/person/gone", "/doc/person/gone.ttl"])
def test_GET_withdrawn_410(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 410
    assert members(answer)["detail"].endswith("asked for")


def test_GET_renamed_301(client: FlaskClient) -> None:
    for path in ("id/place/{}", "doc/place/{}", "doc/place/{}.ttl"):
        for old in ("old-beta", "older-beta"):
            answer = client.get("/" + path.format(old))
            assert answer.status_code == 301
            assert answer.headers["Location"] == BASE + path.format("beta")


def test_things_that_replace_each_other_are_shown(client: FlaskClient) -> None:
    assert client.get("/id/place/round").status_code == 303
    assert client.get("/doc/place/round").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/id/place/nowhere", "/id/thing/alpha", "/doc/place/alpha.json", "/id/place/ALPHA",
     "/id/place/a%2Fb", "/doc/place/%3Cscript%3E", "/id/place/alpha%23x", "/doc/place/.ttl"],
)  # fmt: skip
def test_GET_unknown_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_the_document_of_a_place_holds_its_point(client: FlaskClient) -> None:
    point = rdflib.URIRef(f"{ID}place/beta#point")
    found = graph(client.get("/doc/place/beta.ttl").data, "ttl")
    assert [str(o) for o in found.objects(point, rdflib.Namespace(_GEO).asWKT)] == ["POINT(1 2)"]
    page = client.get("/doc/place/beta.html").text
    assert 'id="point"' in page
    assert "POINT(1 2)" in page


_GEO = "http://www.opengis.net/ont/geosparql#"


def test_a_document_names_the_data_set_that_it_is_in(client: FlaskClient) -> None:
    found = graph(client.get(f"{DOC}.ttl").data, "ttl")
    title = found.value(rdflib.URIRef(f"{BASE}dataset"), rdflib.DCTERMS.title)
    assert str(title) == "World"


def test_a_foreign_term_without_a_name_is_spelt_in_words(client: FlaskClient) -> None:
    assert ">qualified association<" in client.get("/graph/description.html").text


@pytest.mark.parametrize(
    ("codings", "coding"),
    [("gzip;q=0.1, identity;q=1", None), ("gzip, identity;q=0.5", "gzip"), ("*", "gzip"),
     ("br", None), ("GZIP", "gzip")],
)  # fmt: skip
def test_a_document_is_compressed_for_whoever_likes_that(
    client: FlaskClient, codings: str, coding: str | None
) -> None:
    answer = client.get(f"{DOC}.ttl", headers={"Accept-Encoding": codings})
    assert answer.headers.get("Content-Encoding") == coding
