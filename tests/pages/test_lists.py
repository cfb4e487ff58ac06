"""The lists of partnerships and places: filters, a day, files of the same selection."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request
from email.message import Message
from itertools import pairwise
from typing import Any

import pytest

from conftest import Site

DAYS = ("1973-12-31", "1974-04-18", "1979-12-31", "1987-04-01", "1999-11-18", "2022-12-01",
        "2026-05-31", "2030-01-01")  # fmt: skip


def ask(url: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def read(server: Site, address: str) -> dict[str, Any]:
    status, _, body = ask(server.base + address)
    assert status == 200, body
    found: dict[str, Any] = json.loads(body)
    return found


def names(server: Site, address: str) -> set[str]:
    return {row["name"] for row in read(server, address)["partnerships"]}


@pytest.mark.parametrize("day", DAYS)
def test_a_day_divides_the_partnerships_as_the_saved_query_does(server: Site, day: str) -> None:
    found = read(server, f"query/network-on-a-day.json?day={day}")["results"]["bindings"]
    wanted = {row["name"]["value"]: row["mark"]["value"] for row in found}
    listed = {
        name: mark
        for mark in ("attested", "possible", "excluded")
        for name in names(server, f"partnerships.json?on={day}&mark={mark}")
    }
    assert listed == wanted


def test_the_japanese_parties_with_chinese_partners_on_1987_04_01(server: Site) -> None:
    # The report of that day tells of five ties; its ports are Osaka's and Shanghai's.
    found = names(server, "partnerships.json?on=1987-04-01&country=china")
    assert found == {
        "Kobe–Tianjin", "Kyoto–Xi'an", "Osaka City–Shanghai", "Osaka Prefecture–Shanghai",
    } | ({"Port of Osaka–Port of Shanghai"} & found)  # fmt: skip


def test_possible_partnerships_are_counted_and_one_click_away(server: Site) -> None:
    page = ask(f"{server.base}partnerships?on=1987-04-01", Accept="text/html")[2].decode()
    count = len(names(server, "partnerships.json?on=1987-04-01&mark=possible"))
    assert re.search(
        rf'href="/partnerships\?on=1987-04-01&amp;mark=possible">possible: {count}<', page
    )


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("country=vietnam", {"Mimasaka–Yen Bai Province"}),
        ("kind=sister-port", {"Port of Osaka–Port of Shanghai"}),
        ("status=prospective", {"Naruto–Narayanganj"}),
        ("decade=1990", {"Miyakonojō–Jiangjin"}),
        ("source=glocal-news-2026-05", {"Kazuno–Sopron", "Otama–Machu Picchu Village"}),
        ("field=sport&country=dominican-republic", {"Matsudo–Constanza"}),
        ("within=osaka-prefecture&decade=1980", {
            "Osaka Prefecture–Shanghai", "Port of Osaka–Port of Shanghai"}),
    ],
)  # fmt: skip
def test_a_filter_lists_what_the_documents_say(server: Site, query: str, wanted: set[str]) -> None:
    assert names(server, f"partnerships.json?{query}") == wanted


def test_a_page_and_its_files_have_the_same_rows(server: Site) -> None:
    query = "?country=japan&kind=sister-city&sort=-began"
    page = ask(f"{server.base}partnerships.html{query}")[2].decode()
    rows = read(server, f"partnerships.json{query}")
    table = list(
        csv.DictReader(io.StringIO(ask(f"{server.base}partnerships.csv{query}")[2].decode()))
    )
    shapes = read(server, f"partnerships.geojson{query}")
    total = rows["total"]
    assert total == len(rows["partnerships"]) == len(table) == len(shapes["features"]) == 11
    assert shapes["numberMatched"] == total
    assert f"All {total} rows:" in page
    named = r'<th scope="row" role="rowheader"><a href="/doc/partnership/([^"]*)\.html"'
    in_page = re.findall(named, page)
    for listed in (
        [row["iri"] for row in rows["partnerships"]],
        [row["iri"] for row in table],
        [feature["id"] for feature in shapes["features"]],
    ):
        assert [iri.rpartition("/")[2] for iri in listed] == in_page
    # The newest beginning first, and what has none last.
    assert in_page[0] == "miyakonojo-jiangjin"
    assert table[-1]["began"] == ""


def test_GeoJSON_cuts_lines_at_180_degrees(server: Site) -> None:
    features = read(server, "partnerships.geojson")["features"]
    lines = {f["properties"]["name"]: f["geometry"] for f in features}
    across = lines["Osaka City–San Francisco"]
    assert across["type"] == "MultiLineString"
    west, east = across["coordinates"]
    assert (west[-1][0], east[0][0]) in ((180, -180), (-180, 180))
    assert west[-1][1] == east[0][1]
    assert lines["Kobe–Tianjin"]["type"] == "LineString"
    for geometry in filter(None, lines.values()):
        deep = (
            geometry["coordinates"]
            if geometry["type"] == "MultiLineString"
            else [geometry["coordinates"]]
        )
        for line in deep:
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in line)
            assert all(abs(a[0] - b[0]) < 180 for a, b in pairwise(line))
    # No point is stated of Jiangjin, and none is made up.
    assert lines["Miyakonojō–Jiangjin"] is None


def test_places_without_a_point_have_no_geometry(server: Site) -> None:
    found = read(server, "places.geojson")
    by_name = {f["properties"]["name"]: f["geometry"] for f in found["features"]}
    assert by_name["Osaka City"]["type"] == "Point"
    assert by_name["Adachi District"] is None


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("partnerships?country=chin", "Did you mean china?"),
        ("partnerships?colour=red", "no parameter 'colour'"),
        ("partnerships?on=1987-13-01", "'on' is a day, as in 1987-04-01"),
        ("partnerships?on=1987", "'on' is a day"),
        ("partnerships?sort=size", "'sort' is one of name, -name"),
        ("partnerships?mark=maybe", "'mark' is one of attested"),
        ("partnerships?page=0", "'page' is a number from 1"),
        ("partnerships?page=1e9", "'page' is a number from 1"),
        ("partnerships?kind=sister-city&kind=sister-port", "given more than once"),
        ("places?on=1987-04-01", "no parameter 'on'"),
        ("partnerships?within=atlantis", "no place 'atlantis'"),
    ],
)
def test_GET_a_list_with_a_filter_that_cannot_be_400(server: Site, address: str, told: str) -> None:
    status, headers, body = ask(server.base + address, Accept="application/json")
    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    problem = json.loads(body)
    assert told in problem["detail"]
    assert {p["name"] for p in problem["parameters"]} >= {"country", "sort", "page"}


def test_GET_a_page_beyond_the_last_404(server: Site) -> None:
    assert ask(f"{server.base}partnerships?page=2", Accept="text/html")[0] == 404


def test_GET_a_list_in_a_form_that_there_is_not_404(server: Site) -> None:
    status, _, body = ask(f"{server.base}partnerships.xml", Accept="application/json")
    assert status == 404
    assert ".json, .csv, .geojson, .html" in json.loads(body)["detail"]


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/html", "text/html; charset=utf-8"), ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"), ("application/json", "application/json"),
        ("application/geo+json", "application/geo+json"),
    ],
)  # fmt: skip
def test_a_list_is_negotiated(server: Site, accept: str, wanted: str) -> None:
    status, headers, _ = ask(f"{server.base}partnerships", Accept=accept)
    assert (status, headers["Content-Type"]) == (200, wanted)
    assert "Accept" in headers["Vary"]


def test_files_are_the_same_in_every_language(server: Site) -> None:
    for name in ("partnerships.csv", "partnerships.json", "partnerships.geojson", "places.csv"):
        bodies = {
            ask(server.base + name + query, **{"Accept-Language": spoken})[2]
            for query in ("", "?lang=ja")
            for spoken in ("en", "ja")
        }
        assert len(bodies) == 1


def test_the_drawings_follow_the_filters(server: Site) -> None:
    page = ask(f"{server.base}partnerships?country=italy", Accept="text/html")[2].decode()
    drawn = page.partition('class="map')[2].partition("</figure>")[0]
    assert "Milan" in drawn
    assert "Chicago" not in drawn
    assert page.count('class="histogram"') == 1
    assert "not stated: 1 partnership" in page
