"""The measurements run, on a world of a few ties; none of them is asserted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from bench.answers import fetch, read_rows
from bench.queries import Query, read_pools, read_queries, targets_of
from bench.release import World, build
from bench.servers import BenchError, Server, prepare, program, running
from conftest import ROOT
from kizuna.release import current

TIES = 20
QUERIES = read_queries()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("world"), TIES)


@pytest.fixture(scope="module")
def direct(world: World) -> ox.Store:
    """Load the triples that other servers get."""
    store = ox.Store()
    store.bulk_load(path=str(world.dump()), format=ox.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="module")
def pools(world: World) -> dict[str, list[str]]:
    return read_pools(current(world.releases).path / "store")


@pytest.fixture(scope="module")
def endpoint(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    [server] = prepare(["kizuna"], world, tmp_path_factory.mktemp("logs"))
    with running([server]):
        yield server


def measure(folder: Path, world: World, *options: str, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench", folder, "--release", world.releases, "--rounds", "1",
         "--servers", "kizuna", "--seconds", "0.1", "--timeout", "20", *options],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_queries_are_six_lookups_two_of_rows_and_five_aggregates() -> None:
    kinds = [query.kind for query in QUERIES]
    assert sorted(kinds) == ["aggregate"] * 5 + ["lookup"] * 6 + ["rows-100000", "rows-5000"]


def test_the_world_has_as_many_partnerships_as_were_asked_for(world: World) -> None:
    assert world.manifest.classes["https://w3id.org/kizuna/def#Partnership"] == TIES


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_has_the_rows_that_the_engine_itself_gives(
    query: Query, endpoint: Server, direct: ox.Store, pools: dict[str, list[str]]
) -> None:
    text = query.instance(0, pools)
    results = direct.query(text)
    assert not isinstance(results, ox.QueryTriples) or query.formats == ("ttl",)
    if isinstance(results, ox.QueryTriples):
        body = results.serialize(format=ox.RdfFormat.TURTLE)
    else:
        body = results.serialize(format=ox.QueryResultsFormat.JSON)
    expected = sorted(read_rows(body or b"", query.formats[0]))
    target = next(targets_of(query, endpoint.path, pools))
    found = fetch(endpoint, target, query.formats[0], 20)
    assert not found.problem
    assert list(found.rows) == expected
    assert expected


def test_each_request_has_another_text(pools: dict[str, list[str]]) -> None:
    for query in QUERIES:
        texts = {query.instance(number, pools) for number in range(5)}
        assert len(texts) == 5, query.name


def test_a_run_without_wrk_measures_every_query_in_every_format(
    world: World, tmp_path: Path
) -> None:
    alone = str(Path(sys.executable).parent)
    found = measure(tmp_path, world, PATH=alone, KIZUNA_TIMEOUT="2")
    assert not found["wrk"]
    assert found["command"]
    assert [answer for answer in found["answers"] if answer["problem"]] == []
    expected = {(query.name, form) for query in QUERIES for form in query.formats}
    measured = {(row["case"]["query"], row["case"]["form"]) for row in found["rows"]}
    assert measured == {*expected, ("all lookups", "")}
    assert [sample for sample in found["samples"] if sample["load"]["errors"]] == []
    assert [part["client"] for part in found["overload"]] == ["the same client", "another client"]
    ET.parse(tmp_path / "bench.svg")


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_a_run_with_wrk_counts_no_error(world: World, tmp_path: Path) -> None:
    found = measure(tmp_path, world, "--only", "lookup-5")
    assert found["wrk"]
    assert {sample["load"]["errors"] for sample in found["samples"]} == {0}
    assert all(sample["load"]["requests"] for sample in found["samples"])


@pytest.mark.skipif(
    not Path(sys.executable).with_name("oxigraph").exists(), reason="oxigraph is not installed"
)
def test_the_native_server_gives_the_same_answers(world: World, tmp_path: Path) -> None:
    found = measure(
        tmp_path, world, "--servers", "kizuna,oxigraph", "--only", "rows,aggregate", "--rounds", "2"
    )
    assert {answer["server"] for answer in found["answers"]} == {"kizuna", "oxigraph"}
    assert [answer for answer in found["answers"] if answer["problem"]] == []
    assert all("oxigraph" in row["ratios"] for row in found["rows"])


def test_an_unknown_server_is_told(world: World, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", tmp_path, "--release", world.releases, "--servers", "x"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no such server: x; there are kizuna, oxigraph, rdflib-endpoint" in done.stderr


def test_a_program_that_is_not_installed_is_told() -> None:
    with pytest.raises(BenchError, match=r"no-such-program is not installed: .* '\.\[bench\]'"):
        program("no-such-program")
