"""All evaluators together stay under one setting, whatever is asked; and what is told of it."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from test_isolation import HOSTILE, Strict, ask, children, is_alive, keepers, start, workers
from weighing import Step

from conftest import Site, free_port

pytestmark = pytest.mark.alone

MEGABYTE = 1024 * 1024
MEMORY = 200
"""Megabytes for all evaluators of the server of these tests."""

NEARLY = MEGABYTE
"""What the kernel's count of pages may be wrong by: each processor counts some for itself."""

FLOOD = 16
SECONDS, PATIENCE = 8, 60
TAKEN = 40
"""Megabytes that the bombs must have taken at some time."""

BOMBS = (
    HOSTILE["cross product sorted"],
    HOSTILE["cross product distinct"],
    HOSTILE["doubled text"],
    HOSTILE["group of everything"],
    HOSTILE["path from everywhere"],
    "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
)

HONEST = (
    "ASK { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY DESC(?s) ?p LIMIT 1000",
    "SELECT ?s ?p { ?s ?p ?o } LIMIT 15000",
)


@pytest.fixture(scope="module")
def small(built: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strict]:
    """Serve with little memory, of which one query may take more than half."""
    folder = tmp_path_factory.mktemp("small")
    process, served = start(built, free_port(), folder, memory=MEMORY)
    yield served
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert "Traceback" not in (folder / "log").read_text()


@contextmanager
def flood(server: Strict) -> Iterator[None]:
    """Keep memory bombs in flight, each asked again as soon as it has ended."""
    over, numbers = threading.Event(), itertools.count()

    def attack() -> None:
        while not over.is_set():
            number = next(numbers)
            bomb = f"{BOMBS[number % len(BOMBS)]}# {number}"
            ask(server, bomb, client=f"10.20.0.{number % 250}", timeout="1.5")

    threads = [threading.Thread(target=attack) for _ in range(FLOOD)]
    with ExitStack() as stack:
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
        stack.callback(over.set)
        yield


def read_total(server: Strict) -> int:
    """Read what the keeper and its workers take, in megabytes; 0 where one began or ended."""
    keeper = keepers(server)[0]
    crew = children(keeper)
    found = [Path(f"/proc/{process}/smaps_rollup") for process in (keeper, *crew)]
    try:
        shares = [int(p.read_text().partition("\nPss:")[2].split()[0]) for p in found]
    except OSError:
        return 0
    return sum(shares) // 1024 if children(keeper) == crew else 0


def read_states(server: Strict) -> set[str]:
    stats = [Path(f"/proc/{worker}/stat").read_text() for worker in workers(server)]
    return {stat.rpartition(")")[2].split()[0] for stat in stats}


def test_a_flood_of_memory_bombs_stays_under_the_setting_and_leaves_nothing_behind(
    small: Strict,
) -> None:
    for query in HONEST:
        assert ask(small, query).status == 200
    before, totals = read_total(small), list[int]()
    with flood(small):
        began = time.monotonic()
        # Where the machine is busy it takes longer until they have taken anything.
        while (past := time.monotonic() - began) < SECONDS or max(totals) < before + TAKEN:
            totals.append(read_total(small))
            assert past < PATIENCE, "the bombs take nothing: this test tests nothing"
            time.sleep(0.02)
        assert ask(small, "ASK {}", client="10.21.0.1").status == 200
    assert sum(total > 0 for total in totals) > SECONDS * 2
    assert max(totals) <= MEMORY
    assert max(totals) > before + 50, "the bombs took nothing: this test tests nothing"
    for query in HONEST:
        assert ask(small, query, client="10.21.0.2").status == 200
    until = time.monotonic() + 5
    while not 0 < read_total(small) < before + 40:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert "T" not in read_states(small), "one still stands still"


def test_a_keeper_that_is_killed_in_a_flood_leaves_nobody_standing(small: Strict) -> None:
    with flood(small):
        time.sleep(2)
        keeper, crew = keepers(small)[0], workers(small)
        os.kill(crew[0], signal.SIGSTOP)  # as it does itself
        os.kill(keeper, signal.SIGKILL)
        until = time.monotonic() + 2
        while any(map(is_alive, crew)):
            assert time.monotonic() < until
            time.sleep(0.02)
    until = time.monotonic() + 5
    while ask(small, f"ASK {{}} # {time.monotonic()}", client="10.21.0.3").status != 200:
        assert time.monotonic() < until


def test_an_estimate_is_never_below_the_weight_and_a_weighing_leaves_no_doubt() -> None:
    """Weighed in a process that does nothing else, as a keeper: its pages are its children's."""
    script = Path(__file__).with_name("weighing.py")
    said = subprocess.run([sys.executable, script], capture_output=True, check=True, timeout=60)
    steps = [Step(**step) for step in json.loads(said.stdout)]
    assert [step.own // MEGABYTE for step in steps] == pytest.approx([24, 64, 64, 104, 64], abs=3)
    for number, step in enumerate(steps):
        assert step.least - NEARLY < step.own < step.least + step.doubt + NEARLY, number
        assert step.doubt_after == 0
        assert abs(step.own_after - step.own) < NEARLY
