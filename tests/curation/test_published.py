"""A harvest in a release: the comparison as a page and a file, and beside the ties of a place."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fixture import small_wikidata
from loopback import copy_project, harvest, served
from playwright.sync_api import Browser

from conftest import Site, free_port, kizuna, serving
from kizuna.comparison import HEADER


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Harvest, compare, build and serve a copy of the project."""
    folder = tmp_path_factory.mktemp("published")
    project, releases, port = copy_project(folder / "project"), folder / "releases", free_port()
    base = f"http://localhost:{port}/"
    with served(small_wikidata()) as endpoint:
        assert harvest(project, endpoint).returncode == 0
    assert kizuna("compare", "wikidata", project).returncode == 0
    done = kizuna("build", project, "--releases", releases, "--base", base, "--promote")
    assert done.returncode == 0, done.stdout + done.stderr
    site = Site(releases, base, port)
    with serving(site, folder / "log"):
        yield site


def read(address: str, accept: str = "text/html") -> str:
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_the_comparison_has_a_page_with_its_day_and_its_differences(published: Site) -> None:
    page = words(read(f"{published.base}comparison"))
    assert "what Wikidata stated on 21 November 2026" in page
    assert "not stated by Wikidata 8 CSV" in page
    assert "dated here, not by Wikidata 3 CSV" in page


def test_a_difference_lists_its_ties_with_what_both_sides_say(published: Site) -> None:
    page = words(read(f"{published.base}comparison?difference=undated-there"))
    assert (
        "Kobe–Tianjin Q11736 , Q48320 active, since June 1973, as of June 1973 "
        "active, as of 1 April 1987 Q11736: unknown state Q48320: unknown state, since June 1973"
    ) in page


def test_the_comparison_is_read_in_japanese_too(published: Site) -> None:
    page = words(read(f"{published.base}comparison?difference=undated-there&lang=ja"))
    assert "ウィキデータとの比較" in page
    assert "1973年6月から" in page


def test_the_rows_of_a_difference_are_a_file(published: Site) -> None:
    text = read(f"{published.base}comparison.csv?difference=there-only", "text/csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["place_a"], row["place_b"]) for row in rows] == [
        (f"{published.base}id/place/sopron", f"{published.base}id/place/yonezawa")
    ]


@pytest.mark.parametrize(
    ("query", "status"),
    [("difference=strange", 400), ("difference=here-only&page=2", 404), ("page=x", 404)],
)
def test_what_the_comparison_has_not_is_told(published: Site, query: str, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        read(f"{published.base}comparison?{query}")
    with caught.value as error:
        assert error.code == status


def test_a_place_shows_what_wikidata_says_beside_what_is_said_here(published: Site) -> None:
    page = words(read(f"{published.base}doc/place/osaka-city.html"))
    assert "Compared with what Wikidata stated on 21 November 2026." in page
    assert (
        "Osaka City–Leningrad Q656 , Q35765 active, as of 1 April 1987 Q35765: ended, until 2022"
        in page
    )
    assert (
        "Osaka City–Chicago Q1297 , Q35765 active, as of 1 April 1987 nothing not stated by" in page
    )


def test_a_report_of_no_known_state_leaves_the_last_attested_one(published: Site) -> None:
    listed = json.loads(read(f"{published.base}partnerships.json", "application/json"))
    states = {tie["iri"].rpartition("/")[2]: tie["states"] for tie in listed["partnerships"]}
    assert states["kyoto-xian"] == [{"state": "active", "asOf": "1987-04-01"}]
    assert states["q168648-q734378"] == [{"state": "unknown", "asOf": "2026-11-21"}]


def test_a_harvested_tie_is_found_and_has_a_page(published: Site) -> None:
    page = words(read(f"{published.base}doc/partnership/q168648-q734378.html"))
    assert "Sopron – Yonezawa" in page
    assert "unknown state" in page
    assert "Wikidata" in page


def test_the_links_are_described_as_a_linkset(published: Site) -> None:
    turtle = read(f"{published.base}dataset.ttl", "text/turtle")
    assert "void:Linkset" in turtle
    assert re.search(r"void:linkPredicate\s+owl:sameAs", turtle)


def test_axe_finds_nothing_on_the_comparison(browser: Browser, published: Site) -> None:
    tab = browser.new_page()
    for address in ("comparison?difference=unreferenced", "doc/place/osaka-city.html"):
        tab.goto(published.base + address)
        found = Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()
    tab.close()


def test_a_release_that_was_not_compared_says_so(server: Site) -> None:
    page = words(read(f"{server.base}comparison"))
    assert "were not compared with Wikidata" in page
    assert "What Wikidata says" not in read(f"{server.base}doc/place/osaka-city.html")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("a,b\n", "must begin with the line difference,item_a"),
        ("{header}\nodd,Q1,Q2,a,b,c,,,,\n", "tells of a difference 'odd'"),
        ("{header}\nhere-only,Q1,Q2,nowhere,kobe,kobe-tianjin,,,,\n", "names place/nowhere"),
        ("{header}\nhere-only,Q1\n", "a row has 10 cells, this one has 2"),
    ],
)
def test_the_gate_refuses_a_comparison_that_is_not_of_this_data(
    tmp_path: Path, table: str, said: str
) -> None:
    project = copy_project(tmp_path)
    folder = project / "data" / "wikidata"
    folder.mkdir()
    (folder / "source.ttl").write_text(SOURCE)
    (folder / "comparison.csv").write_text(table.format(header=",".join(HEADER)))
    done = kizuna("check", project)
    assert done.returncode == 1
    assert "data/wikidata/comparison.csv:" in done.stdout
    assert said in done.stdout


SOURCE = """@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <id/source/> .

source:wikidata
    a prov:Entity ;
    rdfs:label "Wikidata"@en ;
.
"""
