"""Saved queries over HTTP: pages, files, values that are refused, and answers that are complete."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html import unescape
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page

from conftest import ROOT, Site
from kizuna.parameters import TYPES, ParameterType
from kizuna.web.query_values import hint

NAMES = sorted(path.stem for path in (ROOT / "data" / "queries").glob("*.rq"))


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()

    @property
    def text(self) -> str:
        return self.body.decode()


def fetch(
    server: Site, path: str, accept: str = "*/*", method: str = "GET", **headers: str
) -> Answer:
    request = Request(
        urljoin(server.base, path), headers={"Accept": accept, **headers}, method=method
    )
    try:
        with urlopen(request, timeout=30) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except HTTPError as error:
        return Answer(error.code, error.headers, error.read())


def ask(server: Site, name: str, accept: str = "text/csv", **given: str) -> Answer:
    return fetch(server, f"query/{name}?{urlencode(given)}", accept)


def problem(answer: Answer) -> dict[str, object]:
    assert answer.kind == "application/problem+json", answer.text
    read = json.loads(answer.body)
    assert isinstance(read, dict)
    return read


def rows(answer: Answer) -> list[list[str]]:
    assert answer.status == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text)))[1:]


@pytest.mark.parametrize("name", NAMES)
def test_every_query_has_a_page_and_four_files_with_rows(server: Site, name: str) -> None:
    page = fetch(server, f"query/{name}", "text/html")
    assert (page.status, page.kind) == (200, "text/html")
    assert "<table>" in page.text
    assert "<td>" in page.text
    kinds = {
        "csv": "text/csv", "tsv": "text/tab-separated-values",
        "json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
    }  # fmt: skip
    found = {form: fetch(server, f"query/{name}.{form}") for form in kinds}
    assert {form: answer.kind for form, answer in found.items()} == kinds
    bindings = json.loads(found["json"].body)["results"]["bindings"]
    assert len(rows(found["csv"])) == len(bindings) > 0
    assert len(found["tsv"].text.splitlines()) == len(bindings) + 1
    read = ox.parse_query_results(found["xml"].body, format=ox.QueryResultsFormat.XML)
    assert isinstance(read, ox.QuerySolutions)
    assert len(list(read)) == len(bindings)


def test_the_list_names_every_query_and_every_page_leads_to_it(server: Site) -> None:
    listed = fetch(server, "query", "text/html").text
    assert [name for name in NAMES if f'href="/query/{name}"' not in listed] == []
    assert 'href="/query"' in fetch(server, "", "text/html").text
    assert fetch(server, "query/", "text/html").status == 200, "with a slash it is the same"
    sitemap = fetch(server, "sitemap.xml").text
    assert [name for name in NAMES if f"{server.base}query/{name}<" not in sitemap] == []


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
    ],
)
def test_without_a_suffix_the_format_is_negotiated(server: Site, accept: str, kind: str) -> None:
    answer = fetch(server, "query/ties-by-decade", accept)
    assert (answer.status, answer.kind) == (200, kind)
    assert "Accept" in answer.headers["Vary"]


def test_a_format_that_does_not_exist_is_406_and_a_suffix_404(server: Site) -> None:
    assert fetch(server, "query/ties-by-decade", "image/png").status == 406
    answer = fetch(server, "query/ties-by-decade.xlsx")
    assert answer.status == 404
    assert ".csv" in str(problem(answer)["detail"])
    assert fetch(server, "query/no-such-query").status == 404
    assert fetch(server, "query/no-such-query.csv").status == 404


def test_values_reach_the_query_and_the_links_carry_them(server: Site) -> None:
    found = rows(ask(server, "network-on-a-day", day="1973-01-01"))
    marks = {tie.rpartition("/")[2]: mark for mark, tie, *_ in found}
    assert (marks["kobe-tianjin"], marks["osaka-city-milan"]) == ("excluded", "possible")
    page = ask(server, "network-on-a-day", "text/html", day="1973-01-01")
    assert 'value="1973-01-01"' in page.text
    assert 'href="/query/network-on-a-day.csv?day=1973-01-01"' in page.text
    links = page.headers["Link"]
    assert f'<{server.base}query/network-on-a-day.csv?day=1973-01-01>; rel="alternate"' in links
    assert f'<{server.base}query/network-on-a-day>; rel="canonical"' in links


def test_the_link_to_the_endpoint_has_the_values_and_gives_the_same_rows(server: Site) -> None:
    page = ask(server, "partners-of-a-place", "text/html", place="shanghai").text
    found = re.search(r'href="(/sparql\?query=[^"]+)"', page)
    assert found
    text = parse_qs(urlsplit(found[1]).query)["query"][0]
    assert f"VALUES ?place {{ <{server.base}id/place/shanghai> }}" in text
    assert "VALUES ?kind { UNDEF }" in text
    there = fetch(server, found[1], "text/csv")
    assert rows(there) == rows(ask(server, "partners-of-a-place", place="shanghai"))


def test_a_thing_and_a_concept_are_given_by_name_or_by_iri(server: Site) -> None:
    short = rows(ask(server, "partners-of-a-place", place="osaka-city", kind="sister-city"))
    whole = ask(
        server, "partners-of-a-place", place=f"{server.base}id/place/osaka-city",
        kind="https://w3id.org/kizuna/kind#sister-city",
    )  # fmt: skip
    assert rows(whole) == short
    assert len(short) == 7


def test_a_field_that_a_form_left_empty_is_as_if_it_were_not_there(server: Site) -> None:
    assert rows(ask(server, "partners-of-a-place", place="osaka-city", kind="")) == rows(
        ask(server, "partners-of-a-place", place="osaka-city")
    )


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("network-on-a-day", "day=1987-13-01", "1987-04-01"),
        ("network-on-a-day", "day=", "1987-04-01"),
        ("network-on-a-day", "day=1987", "a day of the calendar"),
        ("network-on-a-day", "day=1987-04-01Z", "a day of the calendar"),
        ("network-on-a-day", "day=%EF%BC%91987-04-01", "a day of the calendar"),
        ("network-on-a-day", "days=1987-04-01", "no parameter 'days'"),
        ("network-on-a-day", "day=1987-04-01&day=1988-04-01", "given 2 times"),
        ("network-on-a-day", "query=ASK%7B%7D", "no parameter 'query'"),
        ("network-on-a-day", "day=%FF", "not UTF-8"),
        ("partners-of-a-place", "place=osaka", "did you mean osaka-city"),
        ("partners-of-a-place", "place=Osaka+City", "a place of this data set"),
        ("partners-of-a-place", "kind=sister", "no kind 'sister'"),
        ("partners-of-a-place", "place=http://example.org/id/place/osaka-city", "a place of"),
        ("agreements-signed", "first=74", "a year of four digits"),
        ("agreements-signed", "first=0000", "a year of four digits"),
        ("parallel-ties", "least=two", "a whole number"),
        ("parallel-ties", "least=2.5", "a whole number"),
        ("parallel-ties", "least=" + "9" * 40, "a whole number"),
        ("figures-with-bounds", "unit=" + "x" * 201, "at most 200 characters"),
        ("figures-with-bounds", "unit=a%00b", "a text of one line"),
        ("figures-with-bounds", "unit=a%0Ab", "a text of one line"),
        ("left-open", "place=osaka-city", "It has no parameters"),
    ],
)
def test_a_value_that_cannot_be_is_a_400_that_lists_the_parameters(
    server: Site, name: str, query: str, said: str
) -> None:
    for path in (f"query/{name}?{query}", f"query/{name}.csv?{query}"):
        answer = fetch(server, path)
        assert answer.status == 400, answer.text
        told = problem(answer)
        assert said in str(told["detail"])
        if "UTF-8" not in said:
            assert str(told["type"]).endswith("problems#bad-parameter")
            assert isinstance(told["parameters"], list)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


INJECTIONS = (
    '"} UNION {?s ?p ?o} #', "'} UNION {?s ?p ?o} #", "\\", '\\"', '"', "'''", '"""', "?s", "$s",
    "} } DROP ALL #", "<http://example.org/a b>", "{}<>[]()", "\\u0022 } #", '"@en', '"^^<urn:x>',
    "persons\u2019", "名", "\U0001f600", "SERVICE <http://127.0.0.1/> {}", "%22%7D", "UNDEF",
)  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_text_is_only_ever_a_text(server: Site, text: str) -> None:
    """No unit of the data has any of these in it, so a bound text finds nothing at all."""
    answer = ask(server, "figures-with-bounds", unit=text)
    assert rows(answer) == []
    page = ask(server, "figures-with-bounds", "text/html", unit=text)
    assert page.status == 200
    assert "0 solutions" in page.text
    found = re.search(r'href="(/sparql\?query=[^"]+)"', page.text)
    assert found
    assert rows(fetch(server, found[1].replace("&amp;", "&"), "text/csv")) == []


@pytest.mark.parametrize(
    ("name", "parameter"),
    [("network-on-a-day", "day"), ("partners-of-a-place", "place"), ("parallel-ties", "least"),
     ("agreements-signed", "first"), ("people-of-a-tie", "tie"), ("people-of-a-tie", "role")],
)  # fmt: skip
@pytest.mark.parametrize("text", INJECTIONS)
def test_no_other_parameter_takes_any_of_it(
    server: Site, name: str, parameter: str, text: str
) -> None:
    answer = ask(server, name, **{parameter: text})
    assert answer.status == 400
    assert str(problem(answer)["type"]).endswith("problems#bad-parameter")


@pytest.mark.parametrize(
    "iri", ["id/place/a b", "id/place/a>b", "id/place/<a", "id/place/a{b}", "id/place/../x",
            "id/place/osaka-city#point", "id/partnership/kobe-tianjin", "id/place/"],
)  # fmt: skip
def test_an_iri_that_names_no_place_is_refused(server: Site, iri: str) -> None:
    assert ask(server, "partners-of-a-place", place=server.base + iri).status == 400


def test_nobody_can_call_for_a_parameter_at_the_endpoint(server: Site) -> None:
    text = "SELECT (<https://w3id.org/kizuna/parameter#day>() AS ?x) {}"
    answer = fetch(server, f"sparql?{urlencode({'query': text})}")
    assert answer.status == 400


def test_HEAD_conditional_requests_methods_and_CORS_are_as_elsewhere(server: Site) -> None:
    path = "query/ties-by-decade.csv"
    answer = fetch(server, path)
    head = fetch(server, path, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["ETag"] == answer.headers["ETag"]
    again = fetch(server, path, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert fetch(server, path, method="POST").status == 405
    options = fetch(server, path, method="OPTIONS", Origin="http://example.org")
    assert options.headers["Access-Control-Allow-Origin"] == "*"
    other = fetch(server, "query/ties-by-decade.csv?kind=sister-city")
    assert other.headers["ETag"] != answer.headers["ETag"]


def test_a_map_has_two_points_in_each_row(server: Site) -> None:
    answer = json.loads(fetch(server, "query/map-of-ties.json?kind=sister-city").body)
    found = [row for row in answer["results"]["bindings"] if row["name"]["value"] == "Kobe–Tianjin"]
    assert [row["fromPoint"]["value"] for row in found] == ["POINT(135.19556 34.69)"]
    assert {row["toPoint"]["datatype"] for row in found} == {f"{GEO}wktLiteral"}


@pytest.mark.parametrize("name", NAMES)
def test_the_form_of_a_query_is_in_the_language_of_the_page(server: Site, name: str) -> None:
    told = fetch(server, f"query/{name}?lang=ja", "text/html").text
    labels = re.findall(r'<label for="parameter-\w+">([^<]+)</label>', told)
    file = (ROOT / "data" / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    assert labels == re.findall(r"#\+ parameter@ja: \w+ (.+)", file)
    (described,) = re.findall(r"#\+ description@ja: (.+)", file)
    assert f'<p class="lead">{described}</p>' in told


def test_a_cell_leads_to_the_page_of_its_thing(server: Site) -> None:
    page = fetch(server, "query/network-on-a-day", "text/html").text
    assert 'href="/doc/partnership/kobe-tianjin.html"' in page


def cells(page: Answer) -> list[list[str]]:
    """Read the table of a page, its head first, without links."""
    written = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in page.text.split("<tr>")[1:]]
    return [[unescape(re.sub("<[^>]+>", "", cell)) for cell in row] for row in written]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_names_things_and_files_have_their_iris(
    server: Site, name: str, language: str
) -> None:
    shown = cells(fetch(server, f"query/{name}?lang={language}", "text/html"))[1:]
    told = rows(fetch(server, f"query/{name}.csv"))
    assert len(shown) == len(told)
    assert [cell for row in shown for cell in row if "://" in cell] == []


def test_a_thing_and_its_name_are_one_cell_in_the_language_of_the_reader(server: Site) -> None:
    found = {code: cells(fetch(server, f"query/ties-not-attested-since?lang={code}", "text/html"))
             for code in ("en", "ja")}  # fmt: skip
    assert {tuple(table[0]) for table in found.values()} == {("tie", "began", "lastAsOf")}
    ports = ["Port of Osaka–Port of Shanghai", "1981", "1981-12-31"]
    assert ports in found["en"]
    naruto = {code: [row[0] for row in table if row[0].endswith("–Narayanganj")]
              for code, table in found.items()}  # fmt: skip
    assert naruto == {"en": ["Naruto–Narayanganj"], "ja": ["鳴門市–Narayanganj"]}
    files = fetch(server, "query/ties-not-attested-since.csv").text
    assert files.splitlines()[0] == "tie,name,began,lastAsOf"


def test_a_passage_is_named_by_its_document_and_its_place(server: Site) -> None:
    table = cells(fetch(server, "query/evidence-of-a-tie", "text/html"))
    place = table[0].index("passage")
    assert all(re.search(r", characters \d+–\d+$", row[place]) for row in table[1:])


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.name)
def test_a_hint_is_in_English_what_the_type_of_the_parameter_says(kind: ParameterType) -> None:
    assert str(hint(kind)) == kind.hint


GEO = "http://www.opengis.net/ont/geosparql#"
MANY = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1500"


def test_a_page_shows_a_thousand_rows_and_says_where_all_are(server: Site) -> None:
    page = fetch(server, f"sparql?{urlencode({'query': MANY})}", "text/html").text
    assert "1,500 solutions" in page
    assert "The first 1,000 of 1,500 rows; all of them:" in " ".join(page.split())
    assert page.count("<tr>") == 1001
    found = re.search(r'href="(/sparql\?[^"]+format=csv)"', page)
    assert found
    assert len(rows(fetch(server, found[1].replace("&amp;", "&"), "text/html"))) == 1500


def test_a_page_of_few_rows_shows_all(server: Site) -> None:
    few = MANY.replace("1500", "1000")
    page = fetch(server, f"sparql?{urlencode({'query': few})}", "text/html").text
    assert "rows; all of them:" not in page
    assert page.count("<tr>") == 1001


@pytest.fixture
def tab(browser: Browser, server: Site) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((server.base, "data:"))] == []


def test_a_person_asks_by_the_form_without_a_script(tab: Page, server: Site) -> None:
    tab.goto(server.base)
    tab.get_by_role("navigation").get_by_role("link", name="Questions").click()
    tab.get_by_role("link", name="The network on a day").click()
    assert tab.get_by_label("The day on which the network is wanted").input_value() == "1987-04-01"
    tab.get_by_label("The day on which the network is wanted").fill("2026-05-15")
    tab.get_by_role("button", name="Ask").click()
    assert tab.url == f"{server.base}query/network-on-a-day?day=2026-05-15"
    assert "Otama–Machu Picchu Village" in tab.get_by_role("row").nth(2).inner_text()
    tab.get_by_role("link", name="Questions", exact=True).first.click()
    tab.get_by_role("link", name="Partners of a place").click()
    tab.get_by_label("The place whose partners are wanted").fill("kazuno")
    tab.get_by_label("Only ties of this kind").select_option("sister-city")
    tab.get_by_role("button", name="Ask").click()
    assert "Sopron" in tab.inner_text("table")
    tab.get_by_label("The place whose partners are wanted").fill("osaka")
    tab.get_by_role("button", name="Ask").click()
    said = tab.inner_text("main")
    assert "did you mean osaka-city" in said
    assert "The place whose partners are wanted" in said
