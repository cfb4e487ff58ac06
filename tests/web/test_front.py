"""What is answered before the framework sees it is what the framework would answer."""

from __future__ import annotations

import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import KIZUNA, Site, free_port, wait_until_healthy
from kizuna.web.kept import Answer, Kept
from kizuna.web.protocol import read_address

QUERIES = (
    "ASK {}",
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100",
    "DESCRIBE <id/place/miyakonojo>",
)
ACCEPTS = ("*/*", "application/json", "text/csv;q=0.9, */*;q=0.1", "application/rdf+xml, text/html")
OTHER_BYTES = {"If-None-Match": '"other"'}
"""What sends a request past the front without another answer."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A server, and where it writes what it says."""

    address: str
    log: Path

    def outcomes(self) -> list[str]:
        time.sleep(0.3)  # lines are written some times a second
        return re.findall(r"kizuna\.access query=\w+ outcome=(\w+)", self.log.read_text())


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def logged(built: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logged]:
    log, port = tmp_path_factory.mktemp("logged") / "log", free_port()
    with log.open("w") as out:
        process = subprocess.Popen(
            [KIZUNA, "serve", "--releases", built.releases, f"--port={port}", "--workers=1"],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    served = Logged(f"http://127.0.0.1:{port}/", log)
    try:
        wait_until_healthy(served.address, process, log)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=20)


def fetch(server: Logged, path: str, **headers: str) -> Heard:
    request = urllib.request.Request(server.address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return heard(answer.status, answer.headers.items(), answer.read())
    except urllib.error.HTTPError as error:
        return heard(error.code, error.headers.items(), error.read())


def heard(status: int, headers: list[tuple[str, str]], body: bytes) -> Heard:
    return Heard(status, {k.lower(): v for k, v in headers if k.lower() != "date"}, body)


def address(query: str, **more: str) -> str:
    return "sparql?" + urlencode({"query": query, **more})


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("query", QUERIES)
def test_the_front_answers_as_the_framework_does(
    logged: Logged, query: str, accept: str, coding: str
) -> None:
    wishes = {"Accept": accept, "Accept-Encoding": coding}
    first = fetch(logged, address(query), **wishes)
    framework = fetch(logged, address(query), **wishes, **OTHER_BYTES)
    again = fetch(logged, address(query), **wishes)
    assert first.status == 200
    assert first == framework == again


def test_an_answer_that_is_kept_is_logged_and_costs_no_evaluation(logged: Logged) -> None:
    query = address("SELECT (COUNT(*) AS ?kept) { ?s ?p ?o }")
    before = len(logged.outcomes())
    assert fetch(logged, query) == fetch(logged, query)
    assert logged.outcomes()[before:] == ["done", "kept"]


@pytest.mark.parametrize("call", ["RAND()", "STRUUID()", "UUID()", "NOW()", "now ()"])
def test_an_answer_that_is_another_one_each_time_is_not_kept(logged: Logged, call: str) -> None:
    query = address(f"SELECT ({call} AS ?value) {{}}")
    first, second = fetch(logged, query), fetch(logged, query)
    assert first.status == second.status == 200
    assert first.headers["cache-control"] == "no-store"
    assert first.body != second.body


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELECT ?x {", 400), ("SELECT * { SERVICE <http://localhost:1/> {} }", 400)],
)
def test_a_problem_is_told_by_the_framework(logged: Logged, query: str, status: int) -> None:
    told = fetch(logged, address(query), Accept="application/sparql-results+json")
    assert told.status == status
    assert told.headers["content-type"] == "application/problem+json"
    assert told == fetch(logged, address(query), Accept="application/json")


def test_a_query_that_runs_into_the_limit_is_evaluated_once(logged: Logged) -> None:
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    before = len(logged.outcomes())
    assert fetch(logged, address(cross, timeout="0.2")).status == 503
    assert logged.outcomes()[before:] == ["time"]


def test_documents_are_kept_and_problems_are_not(logged: Logged) -> None:
    document = fetch(logged, "doc/place/miyakonojo.ttl")
    assert document.status == 200
    assert document == fetch(logged, "doc/place/miyakonojo.ttl")
    assert fetch(logged, "doc/place/nowhere.ttl").status == 404
    assert fetch(logged, "doc/place/nowhere.ttl").status == 404


def test_a_client_that_has_the_bytes_gets_none(logged: Logged) -> None:
    tag = fetch(logged, "doc/place/miyakonojo.ttl").headers["etag"]
    assert fetch(logged, "doc/place/miyakonojo.ttl", **{"If-None-Match": tag}).status == 304


@given(st.text(min_size=1))
def test_a_query_that_stands_alone_is_read_as_a_form_is(text: str) -> None:
    written = f"query={quote(text, safe='', errors='replace')}"
    assert read_address(written).query == dict(parse_qsl(written, keep_blank_values=True))["query"]


@pytest.mark.parametrize(
    "written", ["query=ASK%7B%7D+%23+%5Cu0041", "query=ASK{}%23%25", "query=a%5"]
)
def test_escapes_are_read_once(written: str) -> None:
    assert read_address(written).query == dict(parse_qsl(written))["query"]


def test_answers_give_way_when_there_is_no_room() -> None:
    kept = Kept(budget=100_000)
    keys = [(str(number), "", "", "") for number in range(20)]
    for key in keys:
        kept.keep(key, Answer("200 OK", [], bytes(8_000)))
    there = [key for key in keys if kept.find(key)]
    assert there == keys[-11:]  # 11 times 8,000 and 1,024 bytes and a key, but not 12 times


def test_what_would_fill_the_room_is_not_kept() -> None:
    kept = Kept(budget=100_000)
    kept.keep(("large", "", "", ""), Answer("200 OK", [], bytes(20_000)))
    assert kept.find(("large", "", "", "")) is None
