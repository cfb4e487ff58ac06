"""Data that means harm is shown as text, on every type of page and in every drawing."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from small_release import make_release, settings

from kizuna.app import create_app

SCRIPT = "<script>alert(1)</script>"
LABELS = {
    "script": SCRIPT,
    "quotes": "\" onmouseover='alert(1)' x=\"",
    "markup": "</title></svg></table><img src=x onerror=alert(1)>",
    "comment": "--><!-- {{ 7 * 7 }} {% raw %}",
    "reversed": "\u202egnirts\u202c \u2066isolated \u200f",
    "long": "x" * 10_000,
    "entity": "&lt;b&gt; &#x3c;script&#x3e;",
    "gaps": "%(name)s %s %d {name}",
    "json": "\u2028</script><script>alert(1)//",
}


def turtle() -> str:
    """Write a place and a partnership with all that belongs to them for each label."""
    blocks = []
    for number, (name, label) in enumerate(LABELS.items()):
        text = json.dumps(label)  # escapes of JSON are escapes of Turtle
        blocks.append(f"""
        place:{name} a kizuna:Place ; rdfs:label {text}@en ; skos:altLabel {text}@en ;
            skos:note {text}@en ; kizuna:level level:city ;
            geo:hasGeometry <id/place/{name}#point> .
        <id/place/{name}#point> geo:asWKT "POINT({number} {number})"^^geo:wktLiteral ;
            skos:note {text}@en .
        partnership:{name} a kizuna:Partnership ; rdfs:label {text}@en ; kizuna:term {text}@en ;
            kizuna:party place:{name} , place:beta ; kizuna:kind kind:sister-city ;
            skos:note {text}@en ; dcterms:source <id/source/letter#char={number},99> .
        report:{name} a kizuna:Status ; rdfs:label {text}@en ; kizuna:of partnership:{name} ;
            kizuna:state status:active ; kizuna:asOf "1987-04-01"^^xsd:date ;
            kizuna:asOfEarliest "1987-04-01"^^xsd:date ; kizuna:asOfLatest "1987-04-01"^^xsd:date .
        agreement:{name} a kizuna:Agreement ; rdfs:label {text}@en ; kizuna:of partnership:{name} .
        activity:{name} a kizuna:Activity ; rdfs:label {text}@en ; kizuna:of partnership:{name} ;
            kizuna:dateEarliest "1987-04-01"^^xsd:date ; kizuna:dateLatest "1987-04-01"^^xsd:date ;
            kizuna:date "1987-04-01"^^xsd:date .
        figure:{name} a kizuna:Figure ; rdfs:label {text}@en ; kizuna:of activity:{name} ;
            kizuna:value 9 ; kizuna:unit {text}@en ; kizuna:scope {text}@en .
        participation:{name} a kizuna:Participation ; rdfs:label {text}@en ;
            kizuna:of activity:{name} ; kizuna:office {text}@en .
        claim:{name} a kizuna:Claim ; rdfs:label {text}@en ; kizuna:of partnership:{name} .
        """)
    return "\n".join(blocks)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("hostile")
    make_release(folder, version="2027.1.1", extra=turtle())
    return create_app(settings(folder)).test_client()


PAGES = (
    "/", "/partnerships", "/places", "/sources", "/doc/source/letter.html", "/search?q=x",
    *(f"/doc/{k}/{name}.html" for name in LABELS for k in ("place", "partnership", "activity")),
)  # fmt: skip


class Parts(HTMLParser):
    """The elements of a page, the attributes of all of them, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[dict[str, str | None]] = []
        self.names: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}
        if tag in ("script", "img", "iframe", "object", "embed"):
            self.scripts.append({"": tag, **dict(attrs)})

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("spoken", ["en", "ja"])
def test_hostile_labels_are_text(client: FlaskClient, path: str, spoken: str) -> None:
    joint = "&" if "?" in path else "?"
    answer = client.get(f"{path}{joint}lang={spoken}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    parts = Parts()
    parts.feed(answer.text)
    for found in parts.scripts:
        assert found[""] == "script"
        ours = re.fullmatch(r"/static/[0-9a-f]{16}/\S+\.js", found.get("src") or "")
        assert ours or found.get("type") == "application/ld+json"
    assert not {name for name in parts.names if name.startswith("on") or name == "style"}


@pytest.mark.parametrize("name", [name for name in LABELS if name != "long"])
def test_a_hostile_label_is_shown_whole(client: FlaskClient, name: str) -> None:
    page = client.get(f"/doc/partnership/{name}.html").text
    shown = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert shown
    assert html.unescape(shown[1]) == LABELS[name]


def test_structured_data_of_hostile_labels_is_JSON(client: FlaskClient) -> None:
    for name, label in LABELS.items():
        page = client.get(f"/doc/place/{name}.html").text
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert data
        assert json.loads(data[1])["about"][0]["name"] == label


def test_files_of_hostile_labels_are_whole(client: FlaskClient) -> None:
    found = {row["name"] for row in client.get("/partnerships.json").get_json()["partnerships"]}
    assert set(LABELS.values()) <= found
    assert client.get("/partnerships.csv").text.count("\r\n") >= len(LABELS)


@pytest.mark.parametrize(
    "asked",
    [*LABELS.values(), '"', "*", "a OR b", "NEAR(a b)", "-", "^", ":", "大" * 150, "\x00", "'"],
)
def test_a_hostile_search_is_answered(client: FlaskClient, asked: str) -> None:
    for path in ("/search", "/search.json"):
        answer = client.get(path, query_string={"q": asked}, headers={"Accept": "text/html"})
        assert answer.status_code == (400 if len(asked.strip()) > 200 else 200)
        assert SCRIPT not in answer.text or answer.mimetype == "application/json"


@pytest.mark.parametrize(
    "query", ["country=%27%3B--", "on=%27", "within=x%27%20OR%201", "sort=name;drop", "page=9" * 99]
)
def test_a_hostile_filter_is_a_problem(client: FlaskClient, query: str) -> None:
    assert client.get(f"/partnerships?{query}").status_code == 400
