"""Hundreds of hostile requests: each is answered in time, wholly or with a reason, and passes.

What is tried stands in ``hostile.py``; after each kind an honest query is answered at once, and
at the end the server is the same process, with as many workers and as much memory as before.
"""

from __future__ import annotations

import csv
import http.client
import io
import json
import socket
import threading
import time
import urllib.parse
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import hostile
import pyoxigraph as ox
import pytest
from test_isolation import (
    TIMEOUT,
    Answer,
    Strict,
    ask,
    children,
    command,
    resident,
    start,
    workers,
)

from conftest import Site, free_port

REASONS = {
    400: {
        "query-syntax", "query-refused", "update-refused", "unknown-graph", "query-failed",
        "result-too-large", "bad-request",
    },
    503: {"query-timeout", "query-exhausted", "too-busy", "unavailable"},
}  # fmt: skip
LATE = TIMEOUT + 1
WAITS = {"too-busy", "unavailable"}

csv.field_size_limit(2**24)

FORMATS = (
    "application/sparql-results+json, text/turtle;q=0.9",
    "application/sparql-results+xml, application/rdf+xml;q=0.9",
    "text/csv, application/n-triples;q=0.9",
    "text/tab-separated-values, text/turtle;q=0.9",
)


def read_whole(answer: Answer) -> None:
    """Read a result to its end: what was cut off cannot be read."""
    match answer.headers["content-type"].partition(";")[0]:
        case "application/sparql-results+json":
            json.loads(answer.body)
        case "application/sparql-results+xml":
            ET.fromstring(answer.body)
        case "text/csv":
            rows = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
            assert len({len(row) for row in rows if row}) <= 1
            assert answer.body.endswith(b"\r\n") or answer.body in (b"true", b"false")
        case "text/tab-separated-values":
            assert answer.body.endswith(b"\n") or answer.body in (b"true", b"false")
        case "application/rdf+xml":
            ET.fromstring(answer.body)
        case _:
            list(ox.parse(answer.body, ox.RdfFormat.TURTLE))


def judge(answer: Answer, query: str) -> None:
    shown = query[:200]
    assert answer.headers["access-control-allow-origin"] == "*", shown
    if answer.status == 200:
        read_whole(answer)
        return
    assert answer.status in REASONS, (answer.status, shown)
    assert answer.kind in REASONS[answer.status], (answer.kind, shown)
    assert answer.problem["detail"], shown
    assert answer.kind not in WAITS or int(answer.headers["retry-after"]) > 0, shown


@pytest.fixture(scope="module")
def server(built: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strict]:
    """Serve with low limits; at its end it must be what it was at its beginning."""
    folder = tmp_path_factory.mktemp("hostile")
    process, served = start(built, free_port(), folder)
    for _ in range(20):
        ask(served, "ASK { ?s ?p ?o }")
    family, count, memory = web_processes(served), len(workers(served)), resident(served)
    yield served
    until = time.monotonic() + 10
    while time.monotonic() < until and not is_calm(served, count, memory):
        ask(served, "ASK { ?s ?p ?o }")
        time.sleep(0.2)
    assert process.poll() is None
    assert web_processes(served) == family
    assert len(workers(served)) <= count
    assert resident(served) <= memory + 80
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert "Traceback" not in (folder / "log").read_text()


def is_calm(served: Strict, count: int, memory: int) -> bool:
    return len(workers(served)) <= count and resident(served) <= memory + 80


def web_processes(served: Strict) -> list[int]:
    """Find the process and its children, keepers and web processes, but no workers."""
    return [
        served.process,
        *sorted(c for c in children(served.process) if "defunct" not in command(c)),
    ]


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[int, list[str]]]:
    """Listen, and note who comes."""
    came: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    ended = threading.Event()

    def wait() -> None:
        while not ended.is_set():
            try:
                connection, address = listener.accept()
            except TimeoutError:
                continue
            came.append(str(address))
            connection.close()

    thread = threading.Thread(target=wait)
    thread.start()
    yield listener.getsockname()[1], came
    ended.set()
    thread.join()
    listener.close()
    assert came == []


def ask_all(server: Strict, queries: Sequence[str], *, at_once: int = 4) -> list[Answer]:
    """Ask queries, some at once and each as another client, and judge each answer."""

    def run(number: int) -> Answer:
        client, accept = f"10.9.{number // 250}.{number % 250}", FORMATS[number % len(FORMATS)]
        return ask(server, queries[number], client=client, accept=accept)

    with ThreadPoolExecutor(at_once) as threads:
        answers = list(threads.map(run, range(len(queries))))
    for number, (answer, query) in enumerate(zip(answers, queries, strict=True)):
        judge(answer, query)
        # Where the machine is busy, who is late may try again, alone.
        assert answer.seconds < LATE or run(number).seconds < LATE, query[:200]
    honest = ask(server, "ASK {}", client="10.10.0.1")
    assert (honest.status, honest.seconds < 1) == (200, True)
    return answers


def aim(queries: Sequence[str], port: int) -> list[str]:
    return [
        q.replace("URL", f"http://127.0.0.1:{port}/").replace("PORT", str(port)) for q in queries
    ]


@pytest.mark.parametrize("part", range(6))
def test_SERVICE_is_refused_in_every_context_and_spelling(
    server: Strict, trap: tuple[int, list[str]], part: int
) -> None:
    queries = aim(hostile.SERVICES[part::6], trap[0])
    answers = ask_all(server, queries)
    refused = {"query-refused", "query-syntax"}
    assert [q for a, q in zip(answers, queries, strict=True) if a.kind not in refused] == []
    assert trap[1] == []


def test_what_is_glued_to_SERVICE_or_looks_like_it_connects_to_nothing(
    server: Strict, trap: tuple[int, list[str]]
) -> None:
    ask_all(server, aim(hostile.GLUED, trap[0]))
    assert trap[1] == []


def test_every_update_is_refused(server: Strict, trap: tuple[int, list[str]]) -> None:
    answers = ask_all(server, aim(hostile.UPDATES, trap[0]))
    assert {answer.status for answer in answers} == {400}
    assert {answer.kind for answer in answers} <= {
        "update-refused",
        "query-syntax",
        "query-refused",
    }
    assert trap[1] == []


def test_no_graph_is_fetched_by_FROM(server: Strict, trap: tuple[int, list[str]]) -> None:
    answers = ask_all(server, aim(hostile.GRAPHS, trap[0]))
    assert {answer.status for answer in answers} == {400}
    assert trap[1] == []


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_no_graph_is_fetched_by_the_protocol(
    server: Strict, trap: tuple[int, list[str]], parameter: str
) -> None:
    graphs = (
        "URL",
        "file:///etc/passwd",
        "/etc/passwd",
        "",
        " ",
        "urn:x",
        "\x00",
        "graph",
        "x" * 99999,
    )
    for graph in aim(graphs, trap[0]):
        answer = ask(server, "SELECT * { GRAPH ?g { ?s ?p ?o } }", **{parameter: graph})
        judge(answer, graph)
        assert (answer.status, answer.kind) == (400, "unknown-graph")
    assert trap[1] == []


@pytest.mark.parametrize("part", range(4))
def test_what_is_nested_deeply_is_refused_or_answered(server: Strict, part: int) -> None:
    ask_all(server, hostile.DEEP[part::4])


def test_a_mebibyte_of_tokens_does_not_stop_the_others(server: Strict) -> None:
    ended = threading.Event()
    seconds: list[float] = []

    def ask_meanwhile() -> None:
        while not ended.wait(0.05):
            seconds.append(ask(server, "ASK {}", client="10.10.0.2").seconds)

    thread = threading.Thread(target=ask_meanwhile)
    thread.start()
    try:
        answers = [post(server, query) for query in hostile.DENSE]
    finally:
        ended.set()
        thread.join()
    for answer, query in zip(answers, hostile.DENSE, strict=True):
        judge(answer, query)
        assert answer.seconds < LATE or post(server, query).seconds < LATE, query[:200]
    assert sorted(seconds)[-2] < 1, "one of them may be late where the machine is busy"


def post(server: Strict, query: str) -> Answer:
    """Post a query as it is."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.address).netloc, timeout=6)
    began = time.monotonic()
    connection.request("POST", "/sparql", query.encode(), headers)
    answer = connection.getresponse()
    body, seconds = answer.read(), time.monotonic() - began
    connection.close()
    named = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, named, body, seconds)


@pytest.mark.parametrize("part", range(4))
def test_a_query_without_end_ends_and_is_explained(server: Strict, part: int) -> None:
    ask_all(server, hostile.ENDLESS[part::4], at_once=2)


def test_values_at_the_edges_of_their_types_are_answered(server: Strict) -> None:
    for answer in ask_all(server, hostile.NUMBERS):
        assert answer.status in (200, 400)


def test_odd_texts_are_answered_or_explained(server: Strict) -> None:
    for answer in ask_all(server, hostile.TEXTS):
        assert answer.status in (200, 400)
