"""The client of SPARQL endpoints, against a real server process that misbehaves."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fixture import small_wikidata
from loopback import contents, copy_project, harvest, running, served

from conftest import free_port
from kizuna.curation import batches
from kizuna.curation.client import Client, Manners
from kizuna.errors import EndpointError, UnboundedError

pytestmark = pytest.mark.alone

HERE = Path(__file__).parent
QUERY = "SELECT ?item WHERE { ?item <http://www.wikidata.org/prop/P190> ?statement }"
STATEMENTS = 15
"""How many statements the small Wikidata has."""

QUICK = Manners(deadline=5, pause=0.05, interval=0)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint with the requests that it got."""

    address: str
    log: Path

    def requests(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def client(self, manners: Manners = QUICK) -> Client:
        return Client(self.address, "test@example.org", manners)


@pytest.fixture(scope="module")
def wikidata() -> Iterator[str]:
    with served(small_wikidata()) as endpoint:
        yield endpoint


@contextmanager
def misbehaving(mode: str, sound: str, folder: Path) -> Iterator[Endpoint]:
    port, log = free_port(), folder / f"{mode}.log"
    log.touch()
    address = f"http://127.0.0.1:{port}/"
    script: list[str | Path] = [
        sys.executable,
        HERE / "misbehaving.py",
        str(port),
        sound,
        log,
        mode,
    ]
    with running(script, address):
        yield Endpoint(address, log)


@pytest.mark.parametrize(
    "mode",
    ["sound", "every_tenth_fails", "closes_the_connection", "half_an_answer_once"],
)
def test_what_passes_is_asked_again_until_the_answer_is_whole(
    mode: str, wikidata: str, tmp_path: Path
) -> None:
    with misbehaving(mode, wikidata, tmp_path) as endpoint:
        for _ in range(11):
            assert len(endpoint.client().select(QUERY)) == STATEMENTS


@pytest.mark.parametrize("mode", ["too_many_requests", "unavailable_until_a_date"])
def test_Retry_After_is_waited_for_by_all(mode: str, wikidata: str, tmp_path: Path) -> None:
    with misbehaving(mode, wikidata, tmp_path) as endpoint:
        assert len(endpoint.client().select(QUERY)) == STATEMENTS
        first, second = (request["at"] for request in endpoint.requests())
        assert second - first >= 0.9  # a date has whole seconds


def test_a_Retry_After_of_a_day_ends_the_command_and_says_so(wikidata: str, tmp_path: Path) -> None:
    with misbehaving("come_back_tomorrow", wikidata, tmp_path) as endpoint:
        with pytest.raises(EndpointError, match="come back in 86400 seconds"):
            endpoint.client().select(QUERY)
        assert len(endpoint.requests()) == 1


HALF = "half an answer"


@pytest.mark.parametrize(
    ("mode", "said", "tries"),
    [
        ("half_an_answer", HALF, QUICK.tries),
        ("half_an_answer_said_whole", HALF, QUICK.tries),
        ("half_an_answer_with_an_exception", HALF, QUICK.tries),
        ("page", "text/html instead of JSON.*Down for repair", 1),
        ("xml", r"application/sparql-results\+xml instead of JSON", 1),
        ("forbidden", "answered 403.*banned.*--contact", 1),
        ("bad_request", "answered 400.*line 3", 1),
    ],
)
def test_what_is_no_whole_answer_is_told_and_asked_again_only_where_that_may_help(
    mode: str, said: str, tries: int, wikidata: str, tmp_path: Path
) -> None:
    with misbehaving(mode, wikidata, tmp_path) as endpoint:
        with pytest.raises(EndpointError, match=said):
            endpoint.client().select(QUERY)
        assert len(endpoint.requests()) == tries


@pytest.mark.parametrize("mode", ["never_answers", "drips"])
def test_a_deadline_ends_what_takes_too_long(mode: str, wikidata: str, tmp_path: Path) -> None:
    with misbehaving(mode, wikidata, tmp_path) as endpoint:
        began = time.monotonic()
        with pytest.raises(UnboundedError, match="longer than the deadline"):
            endpoint.client(replace(QUICK, deadline=1)).select(QUERY)
        assert time.monotonic() - began < 4


def test_an_answer_that_is_too_large_is_not_read_to_its_end(wikidata: str, tmp_path: Path) -> None:
    with misbehaving("sound", wikidata, tmp_path) as endpoint:
        client = endpoint.client(replace(QUICK, most_bytes=1000))
        with pytest.raises(UnboundedError, match="more than 1,000 bytes"):
            client.select(QUERY)


def test_no_more_than_three_requests_are_under_way_and_each_says_who_asks(
    wikidata: str, tmp_path: Path
) -> None:
    items = [f"http://www.wikidata.org/entity/Q{n}" for n in range(1, 41)]
    with misbehaving("slow_but_sound", wikidata, tmp_path) as endpoint:
        query = batches.question("facts")
        batches.about(endpoint.client(), query, items, size=2, told=lambda _: None)
        requests = endpoint.requests()
    assert max(request["at_once"] for request in requests) == 3
    assert {"test@example.org" in request["agent"] for request in requests} == {True}
    assert all(request["agent"].startswith("kizuna/") for request in requests)


def test_requests_keep_their_distance(wikidata: str, tmp_path: Path) -> None:
    with misbehaving("sound", wikidata, tmp_path) as endpoint:
        client = endpoint.client(replace(QUICK, interval=0.2))
        for _ in range(4):
            client.select(QUERY)
        times = [request["at"] for request in endpoint.requests()]
    assert all(after - before > 0.15 for before, after in pairwise(times))


@pytest.mark.parametrize(
    "mode", ["many_take_too_long", "many_end_in_an_exception", "many_are_too_much_for_kizuna"]
)
def test_a_harvest_of_small_parts_is_the_same_as_one_of_large_ones(
    mode: str, wikidata: str, tmp_path: Path
) -> None:
    whole, parts = copy_project(tmp_path / "whole"), copy_project(tmp_path / "parts")
    with misbehaving("sound", wikidata, tmp_path) as endpoint:
        done = harvest(whole, endpoint.address)
        assert done.returncode == 0, done.stderr
        few = len(endpoint.requests())
    with misbehaving(mode, wikidata, tmp_path) as endpoint:
        done = harvest(parts, endpoint.address)
        assert done.returncode == 0, done.stderr
        assert len(endpoint.requests()) >= 2 * few
    first, second = (contents(root / "data" / "wikidata") for root in (whole, parts))
    del first["source.ttl"], second["source.ttl"]  # they name the endpoint that was asked
    assert first == second


def test_nobody_at_the_address_is_told_after_some_tries() -> None:
    client = Client(f"http://127.0.0.1:{free_port()}/", "test@example.org", QUICK)
    with pytest.raises(EndpointError, match=r"6 tries.*cannot be reached"):
        client.select(QUERY)
