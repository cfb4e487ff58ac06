"""The whole site, as a newcomer meets it: a real server over this repository's own release."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from conftest import PARTNERSHIPS, Site

TIES = (
    "Miyakonojō–Jiangjin", "Naruto–Narayanganj", "Matsudo–Constanza", "Saga Prefecture–Finland",
    "Mimasaka–Yen Bai Province", "Osaka City–Shanghai", "Port of Osaka–Port of Shanghai",
    "Osaka Prefecture–Shanghai", "Kyoto–Xi'an", "Kobe–Tianjin", "Osaka City–Leningrad",
    "Osaka City–Milan", "Osaka City–San Francisco", "Osaka City–São Paulo",
    "Osaka City–Melbourne", "Osaka City–Chicago", "Kansai",
    "Otama–Machu Picchu Village", "Kazuno–Sopron",
)  # fmt: skip
"""The nineteen ties that the five documents attest; that of Kansai is an aggregate."""


class Links(HTMLParser):
    """The addresses in a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.targets: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}
        self.targets += [value for key, value in attrs if key == "id" and value]
        self.found += [value for key, value in attrs if key == names.get(tag) and value]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def fetch(url: str, accept: str = "text/html") -> tuple[int, str, bytes]:
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Type", ""), error.read()


def read_page(body: bytes) -> Links:
    page = Links()
    page.feed(body.decode("utf-8"))
    return page


def test_every_tie_is_found_from_the_home_page(server: Site) -> None:
    text = re.sub(r"\s+", " ", " ".join(read_page(fetch(server.base)[2]).text))
    assert [tie for tie in TIES if tie not in text] == []


def test_a_crawl_from_the_home_page_meets_no_broken_link(server: Site) -> None:
    seen: dict[str, str] = {server.base: "(start)"}
    targets: dict[str, list[str]] = {}
    meant: set[tuple[str, str]] = set()
    waiting, broken = deque([server.base]), []
    while waiting:
        url = waiting.popleft()
        status, kind, body = fetch(url)
        if status >= 400:
            broken.append(f"{status} {url} from {seen[url]}")
        if not kind.startswith("text/html"):
            continue
        page = read_page(body)
        targets[url] = page.targets
        for link in page.found:
            target, fragment = urldefrag(urljoin(url, link))
            meant.add((target, fragment))
            # Pages in a language of their address lead where they lead without (tests/pages).
            named = "lang=" in target
            if target.startswith(server.base) and target not in seen and not named:
                seen[target] = url
                waiting.append(target)
    assert broken == []
    assert len(seen) > 700, "the crawl did not reach the things"
    assert [url for url, found in targets.items() if len(found) != len(set(found))] == []
    unmet = {(url, f) for url, f in meant if f and url in targets and f not in targets[url]}
    assert unmet == set(), "links to parts of pages that the pages do not have"


def things(store: ox.Store, base: str) -> list[str]:
    head = f"{base}id/"
    found = {
        term.value.partition("#")[0]
        for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(head)
    }
    return sorted(found)


def test_every_thing_answers_with_turtle_that_rdflib_reads(server: Site, store: ox.Store) -> None:
    for iri in things(store, server.base):
        status, kind, body = fetch(iri, "*/*")
        assert (status, kind) == (200, "text/turtle; charset=utf-8"), iri
        graph = rdflib.Graph().parse(data=body, format="turtle")
        assert any(str(subject).partition("#")[0] == iri for subject in graph.subjects()), iri


def test_every_iri_under_the_base_dereferences(server: Site, store: ox.Store) -> None:
    named = {
        urldefrag(term.value).url
        for quad in store
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, ox.NamedNode) and term.value.startswith(server.base)
    }
    unanswered = [iri for iri in sorted(named) if fetch(iri, "*/*")[0] >= 400]
    assert unanswered == []


def test_every_term_concept_and_shape_is_answered_for_under_the_base(
    server: Site, store: ox.Store
) -> None:
    head = "https://w3id.org/kizuna/"
    documents = {
        urldefrag(term.value).url
        for quad in store
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(head) and term.value != head
    }
    for document in sorted(documents):
        path = document.removeprefix(head)
        for accept in ("text/turtle", "text/html", "application/ld+json"):
            status, kind, _ = fetch(f"{server.base}{path}", accept)
            assert (status, kind.partition(";")[0]) == (200, accept), path


COUNT = """
PREFIX kizuna: <https://w3id.org/kizuna/def#>
SELECT (COUNT(*) AS ?n) { ?tie a kizuna:Partnership }
"""


def test_SPARQLWrapper_queries_the_endpoint_unmodified(server: Site) -> None:
    wrapper = SPARQLWrapper(f"{server.base}sparql")
    wrapper.setQuery(COUNT)
    wrapper.setReturnFormat(JSON)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    assert found["results"]["bindings"][0]["n"]["value"] == str(PARTNERSHIPS)


@pytest.mark.parametrize("returned", [JSON, XML, CSV])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_SPARQLWrapper_gets_the_format_it_asks_for(
    server: Site, returned: str, method: str
) -> None:
    wrapper = SPARQLWrapper(f"{server.base}sparql")
    wrapper.setQuery(COUNT)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(returned)
    answer = wrapper.query()
    assert answer.info()["content-type"].startswith(
        {JSON: "application/sparql-results+json", XML: "application/sparql-results+xml"}.get(
            returned, "text/csv"
        )
    )


def test_SPARQLWrapper_constructs_a_graph(server: Site) -> None:
    wrapper = SPARQLWrapper(f"{server.base}sparql")
    wrapper.setQuery("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 10")
    wrapper.setReturnFormat(TURTLE)
    data = wrapper.queryAndConvert()
    assert isinstance(data, bytes)
    assert len(rdflib.Graph().parse(data=data, format="turtle")) == 10


def test_SPARQLStore_of_rdflib_queries_the_endpoint_unmodified(server: Site) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.base}sparql"))
    rows = list(graph.query(COUNT))
    assert str(rows[0][0]) == str(PARTNERSHIPS)  # type: ignore[index]
    label = graph.value(
        rdflib.URIRef(f"{server.base}id/partnership/osaka-city-shanghai"), rdflib.RDFS.label
    )
    assert str(label) == "Osaka City–Shanghai"
