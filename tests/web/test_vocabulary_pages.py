"""Pages of terms, shapes and reports over data that nobody would write on purpose."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from small_release import BASE, GRAPHS, make_release, settings

from kizuna.app import create_app
from kizuna.web.language import languages
from kizuna.web.pages.release import write_size

BROWSER = {"Accept": "text/html"}
HOSTILE = "<script>alert(1)</script>"

ODD = """
    <https://w3id.org/kizuna/odd> a skos:ConceptScheme ; dcterms:title "Odd"@en .
    <https://w3id.org/kizuna/odd#one> a skos:Concept ; skos:prefLabel "One"@en ;
        skos:broader <https://w3id.org/kizuna/odd#two> .
    <https://w3id.org/kizuna/odd#two> a skos:Concept ; skos:prefLabel "Two"@en ;
        skos:broader <https://w3id.org/kizuna/odd#one> .
    <https://w3id.org/kizuna/odd#three> a skos:Concept ;
        skos:prefLabel "<script>alert(1)</script>" ; skos:notation "3" ;
        skos:inScheme <https://w3id.org/kizuna/odd> ;
        skos:definition "<script>alert(1)</script>"@fr .
"""
SHAPES = """
    <https://w3id.org/kizuna/shapes/odd> a owl:Ontology .
    <https://w3id.org/kizuna/shapes/odd#Thing> a sh:NodeShape ; sh:targetClass kizuna:Place ;
        sh:closed true ; sh:ignoredProperties <https://w3id.org/kizuna/shapes/odd#list> ;
        sh:property <https://w3id.org/kizuna/shapes/odd#Thing-name> ,
            <https://w3id.org/kizuna/shapes/odd#Thing-no-path> ;
        sh:node <https://w3id.org/kizuna/shapes/odd#Thing> .
    <https://w3id.org/kizuna/shapes/odd#list> rdf:first kizuna:kind ;
        rdf:rest <https://w3id.org/kizuna/shapes/odd#list> .
    <https://w3id.org/kizuna/shapes/odd#Thing-name> a sh:PropertyShape ; sh:path rdfs:label ;
        sh:minCount 2 ; sh:maxCount 3 ; sh:in <https://w3id.org/kizuna/shapes/odd#list> ;
        sh:minLength 2 ; sh:message "<script>alert(1)</script> {?value}" .
    <https://w3id.org/kizuna/shapes/odd#Thing-no-path> a sh:PropertyShape ; sh:minCount "many" .
"""
DEPRECATED = """
    kizuna:tie a owl:Class ; rdfs:label "tie"@en ; rdfs:comment "what is tied"@en ;
        dcterms:isReplacedBy kizuna:Partnership ; skos:changeNote "Say partnership."@en .
    kizuna:Partnership a owl:Class ; rdfs:label "partnership"@en .
"""


def results(count: int) -> str:
    """Write the results of one shape, and some that are not as they should be."""
    found = "".join(
        f"<graph/report#{n:04}> a sh:ValidationResult ; sh:focusNode <id/place/p-{n}> ;"
        f' sh:resultSeverity sh:Warning ; sh:resultMessage "{HOSTILE}"@en ;'
        f' sh:sourceShape <https://w3id.org/kizuna/shapes/odd#Thing> ; sh:value "{HOSTILE}" .\n'
        for n in range(count)
    )
    return (
        found
        + """
        <graph/report#no-shape> sh:resultSeverity sh:Warning ; sh:focusNode <id/place/alpha> .
        <graph/report#odd> sh:resultSeverity <https://example.org/#Odd> ;
            sh:sourceShape <https://example.org/shape> .
    """
    )


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setitem(GRAPHS, "ontology/concepts/odd", ODD)
    monkeypatch.setitem(GRAPHS, "shapes/odd", SHAPES)
    monkeypatch.setitem(GRAPHS, "ontology/kizuna", GRAPHS["ontology/kizuna"] + DEPRECATED)
    monkeypatch.setitem(GRAPHS, "report", results(60))
    make_release(tmp_path)
    return create_app(settings(tmp_path)).test_client()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", ["/odd", "/shapes/odd", "/report", "/def"])
def test_what_is_hostile_is_shown_and_not_run(client: FlaskClient, path: str) -> None:
    text = page(client, path)
    assert HOSTILE not in text
    assert path == "/def" or "&lt;script&gt;alert(1)" in text


def test_concepts_that_are_broader_than_each_other_are_shown_once_each(
    client: FlaskClient,
) -> None:
    text = page(client, "/odd")
    assert [text.count(f'id="{name}"') for name in ("one", "two", "three")] == [1, 1, 1]


def test_a_list_and_a_shape_without_an_end_come_to_an_end(client: FlaskClient) -> None:
    text = page(client, "/shapes/odd")
    assert 'id="Thing-name"' in text
    assert 'id="list"' in text
    assert "2 to 3" in text
    assert "‹value›" in text


def test_a_term_that_is_used_no_more_says_what_to_use(client: FlaskClient) -> None:
    text = page(client, "/def")
    assert "Say partnership." in text
    assert "Use in its place:" in text
    assert "what is tied" in text


def test_a_report_counts_what_has_no_usual_severity_apart(client: FlaskClient) -> None:
    text = page(client, "/report")
    assert "The first 50 of 60" in text
    assert 'href="/graph/report.ttl"' in text
    assert 'id="Odd"' in text


def test_a_report_without_results_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GRAPHS, "report", "<graph/report#r> a sh:ValidationReport .")
    make_release(tmp_path)
    text = page(create_app(settings(tmp_path)).test_client(), "/report")
    assert text.count("None.") == 3


def test_a_release_without_a_report_has_no_page_of_it_and_no_link_to_one(tmp_path: Path) -> None:
    make_release(tmp_path)
    client = create_app(settings(tmp_path)).test_client()
    for path in ("/report", "/report.ttl"):
        assert client.get(path).status_code == 404
    assert 'href="/report"' not in page(client, "/")


@pytest.mark.parametrize("name", ["report.xyz", "report.", "report.ttl.ttl", "report.csv"])
def test_the_report_has_no_form_but_those_there_are(client: FlaskClient, name: str) -> None:
    assert client.get(f"/{name}").status_code == 404


def test_the_page_of_another_release_says_so(tmp_path: Path) -> None:
    old = make_release(tmp_path)
    new = make_release(tmp_path, version="2027.1.1")
    client = create_app(settings(tmp_path)).test_client()
    assert "This is not the release that the pages here show." in page(
        client, f"/release/{old.name}"
    )
    text = page(client, f"/release/{new.name}")
    assert "This is not the release" not in text
    assert f'<link rel="canonical" href="{BASE}release/{new.name}">' in text
    shutil.rmtree(old.path)
    assert client.get(f"/release/{old.name}").status_code == 404


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (4_919, "4.9 kB"), (387_550, "388 kB"),
     (12_345_678, "12 MB"), (2_500_000_000, "2.5 GB"), (7_000_000_000_000_000, "7,000 TB")],
)  # fmt: skip
def test_a_size_is_written_for_people(size: int, written: str) -> None:
    assert write_size(languages()["en"], size) == written
