"""Pages in the reader's language, by address or by header; data that knows no language."""

from __future__ import annotations

import ast
import html
import json
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from test_lists import ask

from conftest import ROOT, Site

WEB = ROOT / "server" / "kizuna" / "web"
CATALOGUES = sorted(WEB.glob("languages/*.po"))
ADDRESSES = (
    "", "partnerships", "places", "sources", "search?q=osaka", "doc/place/osaka-city.html",
    "doc/partnership/osaka-city-shanghai.html", "doc/source/kansai-1987.html",
    "doc/activity/osaka-mayor-visit-1974.html", "def.html", "kind.html", "shapes/place.html",
    "dataset.html", "dataset/default.html", "report", "query", "query/network-on-a-day", "sparql",
    "problems", "things/activity", "add-a-partnership", "nothing",
    "graph/derived/bounds.html",
)  # fmt: skip
PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.mark.parametrize(
    ("spoken", "wanted"),
    [
        ("ja", "ja"), ("ja-JP,ja;q=0.9,en;q=0.8", "ja"), ("en-GB", "en"), ("fr", "en"), ("", "en"),
        ("fr, ja;q=0.5", "ja"), ("ja;q=0, en", "en"), ("*", "en"), ("de,en;q=0.2,ja;q=0.1", "en"),
    ],
)  # fmt: skip
def test_without_a_language_in_the_address_the_header_decides(
    server: Site, spoken: str, wanted: str
) -> None:
    headers = ask(server.base, Accept=PAGE, **{"Accept-Language": spoken})[1]
    assert headers["Content-Language"] == wanted
    assert "Accept-Language" in headers["Vary"]


def test_a_language_in_the_address_wins(server: Site) -> None:
    headers = ask(f"{server.base}?lang=ja", Accept=PAGE, **{"Accept-Language": "en"})[1]
    assert headers["Content-Language"] == "ja"
    assert "Accept-Language" not in headers["Vary"]


def test_GET_a_page_in_a_language_that_there_is_not_400(server: Site) -> None:
    status, _, body = ask(f"{server.base}partnerships?lang=xx", Accept=PAGE)
    assert status == 400
    assert "there are: en, ja" in body.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_of_a_page_carries_the_language_of_its_address(
    server: Site, address: str
) -> None:
    joint = "&" if "?" in address else "?"
    body = ask(f"{server.base}{address}{joint}lang=ja", Accept=PAGE)[2].decode()
    assert '<html lang="ja">' in body
    found = {html.unescape(target) for target in re.findall(r'<a\b[^>]*href="([^"]*)"', body)}
    lost = [
        target
        for target in found
        if target.startswith("/")
        and not re.search(r"\.(ttl|nt|jsonld|rdf|csv|json|tsv|xml|geojson|txt)(\?|#|$)", target)
        and not re.match(r"/(static/|release/[^/]*/)", target)
        and parse_qs(urlsplit(target).query).get("lang") not in (["ja"], ["en"])
        and "format=" not in target
    ]
    assert lost == []


def test_hreflang_leads_to_every_language(server: Site) -> None:
    status, headers, body = ask(f"{server.base}doc/place/kobe.html", Accept=PAGE)
    address = f"{server.base}doc/place/kobe.html"
    assert status == 200
    for code in ("en", "ja"):
        assert f'hreflang="{code}" href="{address}?lang={code}"' in body.decode()
        assert (
            f'<{address}?lang={code}>; rel="alternate"; type="text/html"; hreflang="{code}"'
            in headers["Link"]
        )
    assert f'hreflang="x-default" href="{address}"' in body.decode()
    assert f'<link rel="canonical" href="{address}">' in body.decode()


@pytest.mark.parametrize(
    "name", ["doc/place/kobe.ttl", "doc/place/kobe", "def.nt", "dataset.jsonld"]
)
def test_RDF_never_depends_on_the_language(server: Site, name: str) -> None:
    answers = [
        ask(server.base + name + query, **{"Accept-Language": spoken})
        for query in ("", "?lang=ja")
        for spoken in ("en", "ja", "xx")
    ]
    assert len({body for _, _, body in answers}) == 1
    assert {headers.get("Content-Language") for _, headers, _ in answers} == {None}
    assert not any("Accept-Language" in headers["Vary"] for _, headers, _ in answers)


def test_a_thing_sends_to_its_page_in_the_language_of_the_address(server: Site) -> None:
    body = ask(f"{server.base}id/place/kobe?lang=ja", Accept=PAGE)[2].decode()
    assert '<html lang="ja">' in body


def test_names_are_shown_in_the_language_that_the_reader_prefers(server: Site) -> None:
    body = ask(f"{server.base}doc/place/osaka-city.html?lang=ja")[2].decode()
    assert re.search(r"<h1[^>]*>大阪市</h1>", body)
    assert re.search(r'lang="en"[^>]*>Chicago<', body)
    body = ask(f"{server.base}doc/place/shanghai.html")[2].decode()
    assert re.search(r"<h1[^>]*>Shanghai</h1>", body)
    assert re.search(r'lang="zh-hans"[^>]*>上海市<', body, re.IGNORECASE)


def test_dates_are_written_as_the_language_writes_them(server: Site) -> None:
    address = f"{server.base}doc/partnership/osaka-city-shanghai.html"
    assert '<time datetime="1974-04-18">18 April 1974</time>' in ask(address)[2].decode()
    japanese = ask(f"{address}?lang=ja")[2].decode()
    assert '<time datetime="1974-04-18">1974年4月18日</time>' in japanese


KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "saying": None,
            "message": None, "count": (1, 2)}  # fmt: skip
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


@pytest.fixture(scope="module")
def said() -> set[str | tuple[str, ...]]:
    """Collect what pages say, as translators are given it."""
    found = extract_from_dir(
        WEB, METHODS, {"templates/**.html": {"trimmed": "true", "silent": "false"}}, KEYWORDS
    )
    return {tuple(text) if isinstance(text, (tuple, list)) else text for _, _, text, _, _ in found}


def catalogue(path: Path) -> Catalog:
    return read_po(BytesIO(path.read_bytes()), abort_invalid=True)


@pytest.mark.parametrize("path", [p for p in CATALOGUES if p.stem != "en"], ids=lambda p: p.stem)
def test_a_catalogue_has_all_that_pages_say_and_nothing_else(
    path: Path, said: set[str | tuple[str, ...]]
) -> None:
    there = {
        tuple(m.id) if isinstance(m.id, (tuple, list)) else m.id for m in catalogue(path) if m.id
    }
    assert said - there == set(), "run: make messages"
    assert there - said == set(), "run: make messages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.stem)
def test_every_message_is_translated_with_the_same_gaps(path: Path) -> None:
    for message in catalogue(path):
        if not message.id:
            continue
        assert not message.fuzzy
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(forms), message.id
        texts = [str(form) for form in forms]
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        wanted = {gap for text in ids for gap in re.findall(r"%\((\w+)\)[sdr]", text)}
        for form in texts:
            assert set(re.findall(r"%\((\w+)\)[sdr]", form)) == wanted, message.id


@pytest.mark.parametrize(
    ("address", "told", "in_english"),
    [
        (
            "nothing", "このリリースの nothing には何もありません。",
            "The release has nothing at 'nothing'.",
        ),
        (
            "doc/place/oskaa.html", "このリリースに oskaa という名前の place はありません。",
            "The release has no place of the name 'oskaa'.",
        ),
        (
            "partnerships?country=atlantis",
            "この一覧に country が atlantis のものはありません。",
            "There is no country 'atlantis' in this list.",
        ),
        (
            "query/network-on-a-day?day=1987",
            (
                "パラメーター day には実在する日付を指定してください。"
                "例：1987-04-01（1987 は使えません）。"
            ),
            "The parameter 'day' is a day of the calendar, as in 1987-04-01: not '1987'.",
        ),
        (
            "query/ties-by-decade?kind=twin",
            "パラメーター kind：このデータセットに kind twin はありません。",
            "The parameter 'kind': the data set has no kind 'twin'.",
        ),
        (
            "sparql?query=ASK%20%7B%20SERVICE%20%3Ca%3A%3E%20%7B%7D%20%7D",
            "SERVICE は使えません。このエンドポイントは、ほかのエンドポイントに問い合わせません。",
            "SERVICE is refused: this endpoint asks no other.",
        ),
    ],
)  # fmt: skip
def test_a_problem_is_told_in_the_language_of_the_reader_and_in_English_to_programs(
    server: Site, address: str, told: str, in_english: str
) -> None:
    page = ask(server.base + address, Accept=PAGE, **{"Accept-Language": "ja"})[2].decode()
    assert f">{told}</p>" in html.unescape(page)
    body = ask(server.base + address, Accept="*/*", **{"Accept-Language": "ja"})[2]
    assert json.loads(body)["detail"] == in_english


TELLERS = {"ProblemError": 1, "not_found": 0, "QueryError": 0}
"""What tells a problem, and the place of what it says among its arguments."""


def test_whatever_a_problem_says_can_be_said_in_another_language() -> None:
    fixed = [
        f"{path.relative_to(WEB)}:{node.lineno}"
        for path in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in TELLERS
        and isinstance(node.args[TELLERS[node.func.id]], (ast.Constant, ast.JoinedStr))
    ]
    assert fixed == []
