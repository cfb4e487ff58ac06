"""The page of the endpoint in a real browser: the editor, its views, what it explains."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import KIZUNA, ROOT, Site, free_port, wait_until_healthy, watched

EDITOR = ROOT / "server" / "kizuna" / "web" / "static" / "yasgui" / "yasgui.min.js"
WKT = "PREFIX geo: <http://www.opengis.net/ont/geosparql#>\nSELECT ?w {{ VALUES ?w {{ {} }} }}"
ACROSS = WKT.format('"LINESTRING(170 10, -170 10)"^^geo:wktLiteral')
SWAPPED = WKT.format(
    '"<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(34.7 135.5)"^^geo:wktLiteral'
)
PREFIXES = (
    "PREFIX kizuna: <https://w3id.org/kizuna/def#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
)
NAMES = PREFIXES + (
    "SELECT ?label WHERE {\n"
    "  ?tie a kizuna:Partnership ; rdfs:label ?label . # \"quoted\", 'quoted', \\ and ` and ${x}\n"
    '  FILTER(STRSTARTS(?label, "Kobe"))\n'
    "}"
)
ENDLESS = "SELECT (SUM(STRLEN(STR(?c))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""It gathers one number only: no limit but that of time can end it, however fast the machine."""
ANSWERED = re.compile(r"the server responded with a status of (400|503)")
"""What a browser says of itself when a query has no answer: no fault of the page."""


@pytest.fixture(scope="session")
def editor() -> Path:
    """See that the editor is in place, or skip what needs it; where npm is, it must be there."""
    if EDITOR.is_file():
        return EDITOR
    if shutil.which("npm"):
        pytest.fail("npm is installed, but the editor is not in place: run make editor")
    pytest.skip("npm is not installed, and so the editor is not in place (make editor)")


@pytest.fixture
def page(browser: Browser, server: Site, editor: Path) -> Iterator[Page]:
    assert editor.is_file()
    with watched(browser, server.base, tolerated=ANSWERED) as tab:
        yield tab


@contextmanager
def serving(built: Site, folder: Path, *options: str, code: Path | None = None) -> Iterator[str]:
    """Serve the release at another port, with other settings or from other code."""
    port = free_port()
    log = folder / "log"
    path = {"PYTHONPATH": str(code)} if code else {}
    with log.open("w") as out:
        process = subprocess.Popen(
            [KIZUNA, "serve", "--releases", built.releases, "--port", str(port), *options],
            stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **path},
        )  # fmt: skip
    try:
        wait_until_healthy(f"http://localhost:{port}/", process, log)
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)


def write(page: Page, query: str) -> None:
    """Put a query in place of the one in the editor, as one who pastes does."""
    page.locator(".active .yasqe .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def query_in(page: Page) -> str:
    shown = page.evaluate(
        "document.querySelector('.active .yasqe .CodeMirror').CodeMirror.getValue()"
    )
    return str(shown)


def test_an_example_is_one_click_away_and_shows_its_rows(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    page.get_by_role("link", name="The network on a day").click()
    rows = page.locator(".active table.dataTable tbody tr")
    expect(rows).to_have_count(18)
    expect(page.locator(".active table.dataTable")).to_contain_text("Osaka City–Shanghai")
    expect(page.locator("#form")).to_be_hidden()


def test_control_and_enter_run_the_query(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    write(page, NAMES)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".active table.dataTable tbody tr")).to_have_text("Kobe–Tianjin")


def test_terms_in_a_table_link_to_where_this_server_answers_for_them(
    page: Page, server: Site
) -> None:
    page.goto(f"{server.base}sparql")
    write(page, "SELECT ?class { <" + server.base + "id/place/kobe> a ?class }")
    page.keyboard.press("Control+Enter")
    link = page.locator(".active table.dataTable tbody a")
    expect(link).to_have_attribute("href", f"{server.base}def#Place")


def test_a_syntax_error_is_told_in_words_and_marked_in_the_query(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    write(page, "SELECT * WHERE {\n  ?s ?p ] .\n} LIMIT 3")
    page.keyboard.press("Control+Enter")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("The query cannot be parsed")
    expect(told).to_contain_text("Line 2, column 9: “]” cannot stand here.")
    expect(page.locator(".active .CodeMirror .stopped-here")).to_have_text("]")
    told.get_by_role("button", name="Go to line 2, column 9").click()
    page.keyboard.press("Delete")
    page.keyboard.insert_text("?o")
    expect(page.locator(".active .stopped-here")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".active table.dataTable tbody tr")).to_have_count(3)


def test_where_a_query_ends_too_early_its_end_is_marked(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql?query={quote('SELECT * WHERE { ?s ?p ?o')}")
    expect(page.get_by_role("alert")).to_contain_text("Line 1, column 26: expected one of")


def test_a_prefix_that_is_not_declared_is_called_that(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql?query={quote('SELECT * { ?s oops:x ?o }')}")
    expect(page.get_by_role("alert")).to_contain_text("is not declared; add a line PREFIX")
    expect(page.locator(".active .CodeMirror .stopped-here")).to_have_text("oops:x")


ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES_THAT_STAY = re.compile(
    r"JSON-LD|JSON|XML|CSV|TSV|curl|Python|R|JavaScript|Natural Earth|Escape|Control|Enter"
)


def english(said: list[str]) -> list[str]:
    """List what holds English words beside names of formats, programs and keys."""
    return [text for text in said if ENGLISH.search(NAMES_THAT_STAY.sub("", text))]


def said_to_readers(page: Page, within: str) -> list[str]:
    """List what a part of the page says: its texts, and what its controls are called."""
    found = page.locator(within).evaluate_all(
        """parts => parts.flatMap((part) => [part, ...part.querySelectorAll("*")])
          .flatMap((one) => [
            ...["aria-label", "title", "placeholder"].map((name) => one.getAttribute(name)),
            ...[...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data),
          ]).filter((text) => text?.trim())"""
    )
    return [str(text) for text in found]


def test_views_and_tools_speak_the_language_of_the_reader(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql?lang=ja&query={quote(NAMES)}")
    expect(page.locator(".active .yasr_btnGroup button")).to_have_text(
        ["表", "地図", "チャート", "応答"]
    )
    expect(page.get_by_role("button", name="地図で表示")).to_be_visible()
    expect(page.get_by_role("button", name="リンクをコピー")).to_be_visible()
    expect(page.locator(".downloads")).to_contain_text("ダウンロード：")
    expect(page.locator(".active .dt-info")).to_have_text("全1件のうち1～1件目を表示")
    views = ".active .yasr_btnGroup, .active .tableControls, .active .yasr_response_chip"
    tools = ".use > .downloads, .use > .link, .use .languages, .use summary"
    run = ".active .yasqe_queryButton"
    assert english(said_to_readers(page, f"{views}, {tools}, {run}")) == []


def test_examples_and_their_drawings_speak_the_language_of_the_reader(
    page: Page, server: Site
) -> None:
    page.goto(f"{server.base}sparql?lang=ja")
    examples = page.locator(".examples")
    examples.get_by_role("link", name="提携関係の地図", exact=True).click()
    expect(page.get_by_role("group", name="地点21か所、線14本の地図")).to_be_visible()
    expect(page.get_by_role("tab", name="提携関係の地図")).to_be_visible()
    assert english(said_to_readers(page, ".active figcaption, .active .map .tools")) == []
    examples.get_by_role("link", name="開始した年代ごとの提携関係の数", exact=True).click()
    expect(page.get_by_role("img", name="decadeごとのtiesの棒グラフ、棒6本")).to_be_visible()


def test_the_address_of_a_query_stays_in_the_language_that_it_names(
    page: Page, server: Site
) -> None:
    page.goto(f"{server.base}sparql?lang=ja")
    write(page, NAMES)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".active table.dataTable tbody tr")).to_have_count(1)
    assert parse_qs(urlsplit(page.url).query) == {"query": [NAMES], "lang": ["ja"]}
    file = page.locator(".downloads a").first.get_attribute("href") or ""
    assert set(parse_qs(urlsplit(file).query)) == {"query", "format"}


def test_a_syntax_error_is_told_in_the_language_of_the_reader(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql?lang=ja")
    write(page, "SELECT * WHERE {\n  ?s ?p ] .\n} LIMIT 3")
    page.keyboard.press("Control+Enter")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("クエリを構文解析できません")
    expect(told).to_contain_text("2行9桁：ここに「]」を書くことはできません。")
    told.get_by_role("button", name="2行9桁へ移動").click()
    expect(told.locator("[lang=en]")).to_contain_text("expected")


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["The query took too long", "Here a query may take 1 seconds", "Ask for less"]),
        ("ja", ["クエリに時間がかかりすぎました", "待ち時間を含めて1秒です。", "範囲を絞るか"]),
    ],
)
def test_a_timeout_is_told_with_the_limit_and_what_to_do(
    browser: Browser, built: Site, tmp_path: Path, language: str, words: list[str]
) -> None:
    with (
        serving(built, tmp_path, "--timeout", "1") as base,
        watched(browser, base, tolerated=ANSWERED) as page,
    ):
        page.goto(f"{base}sparql?lang={language}")
        write(page, ENDLESS)
        page.keyboard.press("Control+Enter")
        for text in words:
            expect(page.get_by_role("alert")).to_contain_text(text)


def test_places_and_ties_are_shown_on_a_map_beside_their_table(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    page.get_by_role("link", name="A map of ties").click()
    drawn = page.get_by_role("group", name=re.compile("^Map of 21 places, 14 lines"))
    expect(drawn).to_be_visible()
    expect(page.locator(".active .rows tbody tr")).to_have_count(14)
    place = drawn.get_by_role("img", name="Melbourne")
    place.focus()
    expect(place.locator("text")).to_be_visible()
    assert len(page.locator(".map .land").get_attribute("d") or "") > 50_000
    before = drawn.get_attribute("viewBox")
    drawn.press("+")
    assert drawn.get_attribute("viewBox") != before


@pytest.mark.parametrize(
    ("query", "summary"),
    [
        ("SELECT ?lat ?long { VALUES (?lat ?long) { (34.7 135.5) (45.5 9.2) } }", "2 places"),
        (ACROSS, "0 places, 1 line"),
        (SWAPPED, "1 place"),
    ],
)
def test_other_forms_of_places_are_read(page: Page, server: Site, query: str, summary: str) -> None:
    page.goto(f"{server.base}sparql?query={quote(query)}")
    page.get_by_role("button", name="Shows Map view").click()
    expect(page.get_by_role("group", name=f"Map of {summary}", exact=True)).to_be_visible()


def test_a_line_across_the_antimeridian_stays_in_one_piece(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql?query={quote(ACROSS)}")
    page.get_by_role("button", name="Shows Map view").click()
    path = page.locator(".map .lines path").first.get_attribute("d") or ""
    xs = [float(point.split()[0]) for point in path.lstrip("M").split("L")]
    assert max(abs(a - b) for a, b in pairwise(xs)) < 5
    assert max(xs) - min(xs) <= 20.01


def test_names_and_numbers_are_shown_as_bars(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    page.get_by_role("link", name="Ties by the decade in which they began").click()
    chart = page.get_by_role("img", name=re.compile("^Bar chart of ties by decade, 6 bars"))
    expect(chart).to_be_visible()
    widths = [float(rect.get_attribute("width") or 0) for rect in chart.locator("rect").all()]
    # Three ties began in the seventies, and of nine of them no document says when.
    assert [round(9 * width / max(widths)) for width in widths] == [3, 2, 1, 1, 1, 9]


def test_the_view_of_a_map_is_not_offered_where_there_are_no_places(
    page: Page, server: Site
) -> None:
    page.goto(f"{server.base}sparql?query={quote('SELECT ?x { VALUES ?x { 1 } }')}")
    expect(page.locator(".active .select_map.disabled")).to_have_count(1)
    expect(page.locator(".active .select_chart.disabled")).to_have_count(1)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("?x a kizuna:Partn", "kizuna:Partnership  partnership (18)"),
        ("?x a Partnersh", "kizuna:Partnership  partnership (18)"),
        ("?x kizuna:beganE", "kizuna:beganEarliest  earliest day of the beginning"),
    ],
)
def test_terms_are_completed_from_what_the_release_says_of_itself(
    page: Page, server: Site, typed: str, offered: str
) -> None:
    page.goto(f"{server.base}sparql")
    write(page, "SELECT * WHERE { ")
    page.keyboard.type(typed)
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint", has_text=offered)).to_be_visible()
    page.keyboard.press("Enter")
    assert f" {offered.split(maxsplit=1)[0]}" in query_in(page)
    assert "PREFIX kizuna: <https://w3id.org/kizuna/def#>" in query_in(page)


def test_prefixes_are_completed_from_our_own(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    write(page, "")
    page.keyboard.type("PREFIX partners")
    hint = page.locator(".CodeMirror-hint")
    expect(hint).to_have_text(f"partnership: <{server.base}id/partnership/>")


PROGRAMS = {
    "curl": ["bash", "-ec"],
    "Python": [sys.executable, "-c"],
    "R": ["Rscript", "-e"],
    "JavaScript": ["node", "--input-type=module", "-e"],
}
"""What runs the code of each language; R is run where it is installed."""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (NAMES, "Kobe–Tianjin"),
        ("ASK { ?s ?p ?o }", "true"),
        (PREFIXES + "CONSTRUCT { ?s a kizuna:Body } WHERE { ?s a kizuna:Body }", "/id/body/"),
    ],
    ids=["select", "ask", "construct"],
)
def test_the_code_to_copy_runs(page: Page, server: Site, query: str, found: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server.base}sparql?query={quote(query)}")
    page.get_by_text("Code to copy").click()
    for language, program in PROGRAMS.items():
        page.get_by_role("button", name=language, exact=True).click()
        page.locator(".code .copy").click()
        expect(page.locator(".code .copy")).to_have_text("Copied")
        code = str(page.evaluate("navigator.clipboard.readText()"))
        assert query.splitlines()[0] in code
        if shutil.which(program[0]) is None:
            continue
        done = subprocess.run([*program, code], capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        assert found.lower() in done.stdout.decode().lower(), language


def test_a_link_carries_the_query_and_wins_over_what_was_open(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    page.get_by_role("link", name="Ties by the decade in which they began").click()
    expect(page.locator(".bars")).to_be_visible()
    write(page, NAMES)
    link = page.get_by_label("Link", exact=True).input_value()
    assert parse_qs(urlsplit(link).query) == {"query": [NAMES]}
    page.goto(link)
    assert query_in(page) == NAMES
    expect(page.locator(".active table.dataTable tbody tr")).to_have_text("Kobe–Tianjin")


def test_the_answer_that_the_page_came_with_is_not_asked_for_again(
    page: Page, server: Site
) -> None:
    posted: list[str] = []
    page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    page.goto(f"{server.base}sparql?query={quote(NAMES)}")
    expect(page.locator(".active table.dataTable tbody tr")).to_have_text("Kobe–Tianjin")
    assert posted == []


def test_the_address_carries_the_query_that_was_asked_last(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    write(page, NAMES)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".active table.dataTable tbody tr")).to_have_count(1)
    assert parse_qs(urlsplit(page.url).query) == {"query": [NAMES]}


def test_queries_stay_from_visit_to_visit_and_results_do_not(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    write(page, NAMES)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".active table.dataTable tbody tr")).to_have_count(1)
    page.goto(f"{server.base}sparql")
    assert query_in(page) == NAMES
    expect(page.locator(".active .yasr table")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "formats"),
    [
        (NAMES, {"JSON": '"Kobe', "XML": "<sparql", "CSV": "label", "TSV": "?label"}),
        (
            PREFIXES + "CONSTRUCT WHERE { ?s a kizuna:Body }",
            {"Turtle": "/id/body/", "N-Triples": "> .", "JSON-LD": "@id", "RDF/XML": "<rdf:RDF"},
        ),
    ],
    ids=["select", "construct"],
)
def test_results_are_downloaded_in_every_format(
    page: Page, server: Site, query: str, formats: dict[str, str]
) -> None:
    page.goto(f"{server.base}sparql?query={quote(query)}")
    for name, inside in formats.items():
        with page.expect_download() as download:
            page.locator(".downloads").get_by_role("link", name=name, exact=True).click()
        assert inside in Path(download.value.path()).read_text(encoding="utf-8")
    assert page.locator(".downloads a").count() == len(formats)


def test_a_download_that_fails_is_explained_and_makes_no_file(page: Page, server: Site) -> None:
    page.goto(f"{server.base}sparql")
    write(page, "SELECT oops")
    page.locator(".downloads").get_by_role("link", name="CSV").click()
    expect(page.get_by_role("alert")).to_contain_text("The query cannot be parsed")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK {}", "True"),
        ("CONSTRUCT WHERE { ?s a <http://example.org/none> }", "subject"),
        ('SELECT ("{{a}}" AS ?x) ("b" AS ?a) {}', "{{a}}"),
    ],
    ids=["ask", "empty graph", "braces"],
)
def test_results_are_shown_as_they_are(page: Page, server: Site, query: str, shown: str) -> None:
    page.goto(f"{server.base}sparql?query={quote(query)}")
    expect(page.locator(".active .yasr_results")).to_contain_text(shown)


def test_nothing_of_the_page_leads_to_the_sites_that_the_stock_editor_uses(
    page: Page, server: Site
) -> None:
    page.goto(f"{server.base}sparql?query={quote(NAMES)}")
    expect(page.locator(".active table.dataTable")).to_be_visible()
    targets = [link.get_attribute("href") or "" for link in page.locator("#editor a").all()]
    assert [t for t in targets if t.startswith("http") and not t.startswith(server.base)] == []
    assert page.evaluate("Object.keys(window.Yasqe.Autocompleters).sort()") == [
        "ownClasses", "ownPrefixes", "ownProperties", "variables",
    ]  # fmt: skip


def test_the_editor_is_no_wider_than_a_telephone(page: Page, server: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{server.base}sparql")
    for example in (
        "The network on a day",
        "A map of ties",
        "Ties by the decade in which they began",
    ):
        page.get_by_role("link", name=example).click()
        expect(page.locator(".active .yasr_results tbody tr").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, example


def test_without_a_script_the_form_works_and_examples_are_links(
    browser: Browser, server: Site
) -> None:
    with watched(browser, server.base, tolerated=ANSWERED, java_script_enabled=False) as page:
        page.goto(f"{server.base}sparql")
        page.get_by_role("link", name="The network on a day").click()
        assert "Osaka City–Shanghai" in page.inner_text("main")
        page.get_by_label("Query", exact=True).fill("SELECT * WHERE {")
        page.get_by_role("button", name="Ask").click()
        assert "The query cannot be parsed" in page.inner_text("main")
        assert page.get_by_label("Query", exact=True).input_value() == "SELECT * WHERE {"
        page.get_by_label("Query", exact=True).fill(NAMES)
        page.get_by_role("button", name="Ask").click()
        assert "Kobe–Tianjin" in page.inner_text("main")


def test_without_npm_the_form_works_and_says_how_to_get_the_editor(
    browser: Browser, built: Site, tmp_path: Path
) -> None:
    code = tmp_path / "server"
    shutil.copytree(
        ROOT / "server" / "kizuna",
        code / "kizuna",
        ignore=shutil.ignore_patterns("yasgui", "__pycache__"),
    )
    with (
        serving(built, tmp_path, code=code) as base,
        watched(browser, base, tolerated=ANSWERED) as page,
    ):
        page.goto(f"{base}sparql?query={quote(NAMES)}")
        assert "Kobe–Tianjin" in page.inner_text("main")
        assert "make serve" in page.inner_text("main")
        assert page.locator("script[src*='/editor/'], script[src*='/yasgui/']").count() == 0


def test_the_lock_of_the_editor_names_no_registry() -> None:
    lock = json.loads((ROOT / "server" / "editor" / "package-lock.json").read_text("utf-8"))
    assert lock["packages"]["node_modules/@zazuko/yasgui"]["version"].startswith("4.6.")
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all("integrity" in p for name, p in lock["packages"].items() if name)
