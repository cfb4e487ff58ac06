"""Documents and pages are measured, on a world of a few ties; no speed is asserted."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bench.documents.addresses import FILTERS, LIGHT, SORTS, TRIFID, document, entity, hub_name
from bench.documents.answers import AnswerError, Asking, check_list, check_page, check_turtle
from bench.documents.measure import CONNECTIONS
from bench.documents.servers import FOLDER, is_installed, require
from bench.documents.things import Drawn, Facts
from bench.load import Load, Plan, closed, paced
from bench.machine import Disturbance
from bench.release import World, build
from bench.report import LIMIT, Goal, summarize
from bench.samples import LATENCY, Case, Sample
from bench.servers import BenchError, Server, prepare, running
from conftest import ROOT
from kizuna.iris import Base, Thing
from kizuna.release import current

TIES, PARTNERS = 60, 12
TRIFID_FOLDER = Path(os.environ.get("KIZUNA_TEST_TRIFID", FOLDER)).resolve()

needs_trifid = pytest.mark.skipif(
    not is_installed(TRIFID_FOLDER) or not Path(sys.executable).with_name("oxigraph").exists(),
    reason="Trifid is not installed: npm ci --ignore-scripts --prefix bench/trifid",
)
needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("world"), TIES, PARTNERS)


@pytest.fixture(scope="module")
def facts(world: World) -> Facts:
    return Facts(current(world.releases).path / "store", Base(world.manifest.base))


@pytest.fixture(scope="module")
def drawn(facts: Facts) -> Drawn:
    return facts.draw()


@pytest.fixture(scope="module")
def endpoint(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    [server] = prepare(["kizuna"], world, tmp_path_factory.mktemp("logs"))
    with running([server]):
        yield server


@pytest.fixture(scope="module")
def path_without_wrk(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("programs")
    node = shutil.which("node")
    if node:
        (folder / "node").symlink_to(node)
    return f"{Path(sys.executable).parent}:{folder}"


def measure(folder: Path, world: World, path: str, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents", folder, "--release", world.releases,
         "--rounds", "1", "--seconds", "0.1", "--trifid", TRIFID_FOLDER, *options],
        cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_one_place_has_as_many_partners_as_were_asked_for(drawn: Drawn) -> None:
    assert drawn.hub == Thing("place", "town-00000")
    assert drawn.partners >= PARTNERS
    assert {thing.kind for thing in drawn.things} == {"partnership", "place"}
    assert len(set(drawn.things)) == len(drawn.things) > TIES


def test_a_run_without_wrk_measures_documents_pages_and_lists(
    world: World, drawn: Drawn, tmp_path: Path, path_without_wrk: str
) -> None:
    found = measure(tmp_path, world, path_without_wrk, "--servers", "kizuna")
    assert not found["wrk"]
    assert [answer for answer in found["answers"] if answer["problem"]] == []
    assert found["unmeasured"] == []
    expected = {hub_name(drawn.partners), *(way.name for way in FILTERS)}
    for sort in SORTS:
        expected |= {sort.name, f"{sort.name}, half the rate"}
    assert {row["case"]["query"] for row in found["rows"]} == expected
    assert [sample for sample in found["samples"] if sample["load"]["errors"]] == []
    judged = {row["case"]["query"] for row in found["rows"] if LIMIT in row["met"]}
    assert judged == {name for name in expected if "half" in name or name.startswith("list")}
    ET.parse(tmp_path / "documents.svg")


@needs_trifid
def test_trifid_gives_the_same_documents_and_is_beside(
    world: World, tmp_path: Path, path_without_wrk: str
) -> None:
    found = measure(tmp_path, world, path_without_wrk, "--only", "turtle live,place")
    assert [answer for answer in found["answers"] if answer["problem"]] == []
    assert {answer["server"] for answer in found["answers"]} == {"kizuna", TRIFID, LIGHT}
    beside = [row for row in found["rows"] if "half" not in row["case"]["query"]]
    assert len(beside) == len(CONNECTIONS) + 1
    for row in beside:
        assert {TRIFID, LIGHT} <= row["ratios"].keys(), row["case"]
        assert row["errors"] == {"kizuna": 0, TRIFID: 0, LIGHT: 0}, row["case"]


@needs_wrk
def test_wrk_keeps_a_schedule_and_sends_each_target_once(
    endpoint: Server, drawn: Drawn, tmp_path: Path
) -> None:
    targets = (document(drawn.base, thing, "ttl") for thing in itertools.cycle(drawn.things))
    plan = Plan(targets, "text/turtle", 32, 0.5, rate=100, host="localhost:8080")
    found = paced(endpoint.port, plan, folder=tmp_path)
    assert (found.requests, found.errors) == (48, 0)
    assert found.seconds == pytest.approx(0.48)
    assert 0 < found.p50 <= found.p99 <= found.max
    assert len((tmp_path / "targets.txt").read_text().splitlines()) == 48


@needs_wrk
def test_wrk_counts_what_fails(endpoint: Server, tmp_path: Path) -> None:
    plan = Plan(itertools.repeat("/doc/place/none.ttl"), "text/turtle", 2, 1.0)
    found = closed(endpoint.port, plan, folder=tmp_path, texts=1)
    assert found.errors == found.requests > 0
    assert found.rate == 0


def test_a_document_without_a_triple_of_its_thing_is_wrong(facts: Facts, drawn: Drawn) -> None:
    thing = drawn.things[0]
    triples = sorted(facts.triples(thing), key=str)
    lines = [f"{triple} .\n".encode() for triple in triples]
    assert check_turtle(b"".join(lines), facts, thing) == len(triples)
    with pytest.raises(AnswerError, match="1 triples are missing"):
        check_turtle(b"".join(lines[1:]), facts, thing)
    with pytest.raises(AnswerError, match="no Turtle"):
        check_turtle(b"<html>", facts, thing)


def test_a_page_without_a_name_or_a_partner_is_wrong(facts: Facts, drawn: Drawn) -> None:
    with pytest.raises(AnswerError, match="none of the names"):
        check_page(b"<p>Elsewhere", facts, drawn.hub)
    with pytest.raises(AnswerError, match="places unlinked"):
        check_page(b"<h1>Town 0</h1>", facts, drawn.hub)


def test_a_list_of_what_does_not_belong_is_wrong() -> None:
    body = b'<a href="/doc/partnership/a.html">A</a> <a href="/id/partnership/b">B</a>'
    assert check_list(body, frozenset("abc")) == 2
    with pytest.raises(AnswerError, match="1 of 2 partnerships do not belong"):
        check_list(body, frozenset("a"))
    with pytest.raises(AnswerError, match="no partnership of 1"):
        check_list(b"", frozenset("a"))


def test_an_address_that_is_not_there_is_told(endpoint: Server, drawn: Drawn) -> None:
    target = entity(drawn.base, Thing("place", "none"))
    with pytest.raises(AnswerError, match="status 404"):
        Asking("localhost:8080", 10).fetch(endpoint, target, "ttl")


def test_a_limit_is_judged_by_the_median_of_the_rounds() -> None:
    case = Case(LATENCY, "list", "", 1)
    samples = [
        Sample(number, case, "kizuna", Load(1, 1, seconds, seconds, seconds, 0), Disturbance(0, 0))
        for number, seconds in enumerate((0.1, 0.3, 0.19))
    ]
    [row] = summarize(samples, {"list": Goal(seconds=0.2)})
    assert row.met(LIMIT)
    [row] = summarize(samples, {"list": Goal(seconds=0.18)})
    assert row.met(LIMIT) is False


def test_without_trifid_it_is_told_how_to_get_it(tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("npm is not installed")
    with pytest.raises(BenchError, match="Trifid is not installed: npm ci"):
        require(["kizuna", TRIFID], tmp_path)
    with pytest.raises(BenchError, match="--servers has kizuna"):
        require([TRIFID], tmp_path)
