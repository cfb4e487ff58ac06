"""``kizuna harvest wikidata`` from a Wikidata on loopback."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fixture import MERGED, small_wikidata
from loopback import RETRIEVED, contents, copy_project, harvest, served
from test_client import misbehaving

from bench.wikidata.shape import Wikidata
from conftest import KIZUNA, kizuna

BASE = "http://localhost:8080/"
PREFIXES = f"""
    PREFIX kizuna: <https://w3id.org/kizuna/def#>
    PREFIX status: <https://w3id.org/kizuna/status#>
    PREFIX kind: <https://w3id.org/kizuna/kind#>
    PREFIX partnership: <{BASE}id/partnership/>
    PREFIX place: <{BASE}id/place/>
    PREFIX source: <{BASE}id/source/>
    PREFIX prov: <http://www.w3.org/ns/prov#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX wd: <http://www.wikidata.org/entity/>
    PREFIX wikibase: <http://wikiba.se/ontology#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def wikidata() -> Iterator[str]:
    with served(small_wikidata()) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def harvested(wikidata: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("harvested"))
    done = harvest(project, wikidata)
    assert done.returncode == 0, done.stderr
    (project / "printed").write_text(done.stdout, encoding="utf-8")
    return project


def ask(project: Path, query: str) -> list[tuple[str, ...]]:
    """Ask what was harvested, and that alone."""
    store = ox.Store()
    for path in sorted((project / "data" / "wikidata").glob("*.ttl")):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=BASE)
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return sorted(
        tuple("" if term is None else str(term.value) for term in row) for row in solutions
    )


def test_what_was_harvested_passes_the_gate(harvested: Path) -> None:
    done = kizuna("check", harvested)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dates_keep_the_precision_that_wikidata_gives(harvested: Path) -> None:
    rows = ask(harvested, """
        SELECT ?item ?began (DATATYPE(?began) AS ?type) WHERE {
          ?report kizuna:began ?began ; prov:wasDerivedFrom ?statement .
          BIND(STRBEFORE(STRAFTER(STR(?statement), "statement/"), "-") AS ?item)
        }""")  # fmt: skip
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert rows == [
        ("Q122723", "1980", f"{xsd}gYear"),
        ("Q34600", "1974-05", f"{xsd}gYearMonth"),
        ("Q35765", "1974-04-18", f"{xsd}date"),
        ("Q48320", "1973-06", f"{xsd}gYearMonth"),
        ("Q8686", "1974", f"{xsd}gYear"),
    ]


def test_a_curated_tie_gets_reports_and_no_second_node(harvested: Path) -> None:
    assert ask(harvested, "SELECT ?tie WHERE { ?tie a kizuna:Partnership }") == [
        (f"{BASE}id/partnership/q168648-q734378",)
    ]
    rows = ask(harvested, """
        SELECT ?state ?asOf WHERE {
          ?report kizuna:of partnership:osaka-city-shanghai ;
                  kizuna:state ?state ; kizuna:asOf ?asOf
        }""")  # fmt: skip
    assert rows == [("https://w3id.org/kizuna/status#unknown", "2026-11-21")] * 2


def test_a_curated_place_gets_no_second_node(harvested: Path) -> None:
    assert ask(harvested, "SELECT ?place WHERE { ?place a kizuna:Place }") == []


def test_an_end_makes_a_report_of_an_end(harvested: Path) -> None:
    rows = ask(harvested, """
        SELECT ?tie ?ended WHERE {
          ?report kizuna:of ?tie ; kizuna:state status:ended ; kizuna:ended ?ended
        }""")  # fmt: skip
    assert rows == [(f"{BASE}id/partnership/osaka-city-saint-petersburg", "2022")]


def test_ranks_and_references_are_kept(harvested: Path) -> None:
    rows = ask(harvested, """
        SELECT ?rank ?reference WHERE {
          ?report wikibase:rank ?rank OPTIONAL { ?report prov:hadPrimarySource ?reference }
          FILTER(?rank != wikibase:NormalRank || CONTAINS(STR(?reference), "wikidata"))
        }""")  # fmt: skip
    assert rows == [
        ("http://wikiba.se/ontology#NormalRank", "http://www.wikidata.org/entity/Q123456789"),
        ("http://wikiba.se/ontology#PreferredRank", ""),
    ]


def test_statements_that_make_no_tie_are_listed_with_the_reason(harvested: Path) -> None:
    printed = (harvested / "printed").read_text(encoding="utf-8")
    left_out = {line.split(": ")[2] for line in printed.splitlines() if line.startswith("left out")}
    assert left_out == {"deprecated", "no value", "unknown value"}
    assert "noted: Q734378-" in printed
    assert f"It names {MERGED}, which was merged into Q168648." in printed


def test_the_source_tells_when_it_was_asked_and_its_licence(harvested: Path) -> None:
    assert ask(harvested, """
        SELECT ?time ?licence WHERE {
          source:wikidata prov:generatedAtTime ?time ; dcterms:license ?licence }
    """) == [(RETRIEVED, "https://creativecommons.org/publicdomain/zero/1.0/")]  # fmt: skip


def test_the_same_answers_give_the_same_bytes(
    harvested: Path, wikidata: str, tmp_path: Path
) -> None:
    again = copy_project(tmp_path)
    assert harvest(again, wikidata).returncode == 0
    folder = Path("data") / "wikidata"
    assert contents(again / folder) == contents(harvested / folder)
    assert harvest(again, wikidata).returncode == 0, "over what is there"
    assert contents(again / folder) == contents(harvested / folder)


def test_a_harvest_that_was_killed_goes_on_and_gives_the_same_bytes(
    wikidata: str, tmp_path: Path
) -> None:
    project, other = copy_project(tmp_path / "killed"), copy_project(tmp_path / "whole")
    with misbehaving("slow_but_sound", wikidata, tmp_path) as endpoint:
        assert harvest(other, endpoint.address).returncode == 0
        requests = len(endpoint.requests())
        command: list[str | Path] = [
            KIZUNA, "harvest", "wikidata", project, "--endpoint", endpoint.address, "--contact",
            "test@example.org", "--interval", "0", "--retrieved", RETRIEVED,
        ]  # fmt: skip
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        answers = project / ".harvest"
        deadline = time.monotonic() + 30
        while not list(answers.glob("q*.json")) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
        assert not (project / "data" / "wikidata").exists(), "nothing is written half"
        before = len(endpoint.requests())
        assert harvest(project, endpoint.address).returncode == 0
        assert len(endpoint.requests()) - before < requests, "it asks less the second time"
    assert not answers.exists()
    folder = Path("data") / "wikidata"
    assert contents(project / folder) == contents(other / folder)


def test_answers_of_another_time_are_not_mixed_in(wikidata: str, tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    kept = project / ".harvest"
    kept.mkdir()
    head = {"endpoint": wikidata, "retrieved": "2020-01-01T00:00:00Z"}
    (kept / "harvest.json").write_text(json.dumps(head))
    done = harvest(project, wikidata)
    assert done.returncode == 1
    assert "2020-01-01T00:00:00Z" in done.stderr
    assert "remove the folder to begin another" in done.stderr


def odd_dates(world: Wikidata) -> dict[str, str]:
    """Add ties to Kobe with dates that cannot be taken as they stand, and what is noted of each."""
    cases = {
        "Q956": ({"start": ("1970-01-01", 8)}, "less precise than a year"),
        "Q1297": ({"start": ("1970-01-01", 0)}, "precision is not stated"),
        "Q490": ({"start": ("2030-01-01", 9)}, "lies after the retrieval"),
        "Q174": ({"start": ("1990-01-01", 9), "end": ("1980-01-01", 9)}, "comes before its start"),
        "Q62": ({"start": ("1990-02-30", 11)}, "no day of the Gregorian calendar"),
        "Q3141": ({"end": ("2040-01-01", 9)}, "lies after the retrieval"),
    }
    names = {}
    for partner, (times, said) in cases.items():
        names[world.twin("Q48320", partner, **times)] = said  # type: ignore[arg-type]  # times by name
    twice = world.twin("Q48320", "Q2090", start=("1971-01-01", 9))
    subject = f"http://www.wikidata.org/entity/statement/{twice}"
    world._time(subject, "P580", ("1972-01-01", 9))
    return names | {twice: "more than one start"}


def test_dates_that_cannot_be_taken_are_noted_and_left_out(tmp_path: Path) -> None:
    project, world = copy_project(tmp_path), small_wikidata()
    expected = odd_dates(world)
    with served(world) as endpoint:
        done = harvest(project, endpoint)
    assert done.returncode == 0, done.stderr
    noted = {
        line.split(": ")[1]: line for line in done.stdout.splitlines() if line.startswith("noted")
    }
    assert {name for name in expected if expected[name] in noted.get(name, "")} == set(expected)
    assert kizuna("check", project).returncode == 0
    rows = ask(project, """
        SELECT ?began WHERE {
          ?report kizuna:began ?began ; kizuna:of/kizuna:party place:kobe .
        }""")  # fmt: skip
    assert rows == []


def test_hostile_names_and_addresses_make_sound_turtle(tmp_path: Path) -> None:
    project, world = copy_project(tmp_path), small_wikidata()
    evil = '<script>alert("x")</script> \\ " \n\t \u202e prefix: <a> b'
    world.item("Q77777", [("en", evil)], country="Q17", point=("200.0", "95.0"))
    world.item("Q88888", [])
    world.twin("Q77777", "Q88888", references=["https://example.org/a b"])
    world.lines = [line for line in world.lines if "a b>" not in line or "P854" not in line]
    with served(world) as endpoint:
        done = harvest(project, endpoint)
    assert done.returncode == 0, done.stderr
    assert kizuna("check", project).returncode == 0
    rows = ask(project, "SELECT ?label WHERE { place:q77777 rdfs:label ?label }")
    assert rows == [('<script>alert("x")</script> \\ "  \u202e prefix: <a> b',)]
    rows = ask(project, "SELECT ?l (LANG(?l) AS ?tag) WHERE { place:q88888 rdfs:label ?l }")
    assert rows == [("Q88888", "und")]


def test_progress_has_a_number_and_a_rate(tmp_path: Path, wikidata: str) -> None:
    project = copy_project(tmp_path)
    with misbehaving("slow_but_sound", wikidata, tmp_path) as endpoint:
        done = harvest(project, endpoint.address)
    assert " of 11 items, " in done.stderr
    assert " a second" in done.stderr


def test_what_contradicts_or_stands_on_one_side_is_listed_and_written(tmp_path: Path) -> None:
    project, world = copy_project(tmp_path / "project"), small_wikidata()
    world.twin("Q11736", "Q48320", start=("1999-01-01", 9), mark="another")
    report = tmp_path / "report.csv"
    with served(world) as endpoint:
        done = harvest(project, endpoint, "--report", str(report))
    assert done.returncode == 0, done.stderr
    assert "contradicting: partnership/kobe-tianjin: here: active since 1973-06" in done.stdout
    assert "one-sided: partnership/osaka-city-saint-petersburg: " in done.stdout
    with report.open(encoding="utf-8", newline="") as lines:
        kinds = {row["kind"] for row in csv.DictReader(lines)}
    assert kinds == {"left out", "noted", "contradicting", "one-sided"}
