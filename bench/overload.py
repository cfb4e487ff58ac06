"""Overload: what others see of a server while its worst queries are in flight.

As many of them as the server has workers, and ten more, each asked again as soon as it is
answered. Meanwhile ``ASK {}`` and documents are asked for on a schedule, by the same client
(one address) and by another (a second address of loopback), and it is read what memory all
evaluators take together.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from bench import machine
from bench.client import Connection, NoAnswerError
from bench.load import Load, Plan, scheduled
from bench.memory import Memory, watching
from bench.queries import MEDIA_TYPES
from bench.servers import Server
from kizuna.config import read_settings

FOLDER = Path(__file__).parent / "overload"
MORE = 10
ASKS, DOCUMENTS = 5, 50
"""Requests a second."""
ASK_MOST, DOCUMENTS_P99 = 1.0, 0.1
"""Seconds: the targets."""
CLIENTS = {"the same client": "127.0.0.1", "another client": "127.0.0.2"}


@dataclass(frozen=True, slots=True)
class Overload:
    """What was found while the worst queries of a client were in flight."""

    client: str
    queries: int
    ask: Load
    documents: Load
    memory: Memory
    allowed: int
    ended: int
    stolen: float

    @property
    def met(self) -> bool:
        """Tell whether all targets are met, and nothing was refused."""
        fast = self.ask.max <= ASK_MOST and self.documents.p99 <= DOCUMENTS_P99
        refused = self.ask.errors or self.documents.errors
        return fast and not refused and self.memory.most <= self.allowed

    def __str__(self) -> str:
        return (
            f"{self.queries} of the worst queries in flight, asked by {self.client}: ASK {{}} at "
            f"most {self.ask.max * 1e3:.0f} ms (target {ASK_MOST * 1e3:.0f}), documents p99 "
            f"{self.documents.p99 * 1e3:.0f} ms (target {DOCUMENTS_P99 * 1e3:.0f}), "
            f"all evaluators at most {self.memory.most:,} MB in {self.memory.readings} readings "
            f"(target {self.allowed:,}), {self.ask.errors + self.documents.errors} errors, "
            f"{self.ended} ended, {self.stolen:.1%} stolen"
        )

    def to_json(self) -> dict[str, Any]:
        """Write it with whether the targets are met."""
        return {**asdict(self), "met": self.met}


def measure(
    server: Server, pools: Mapping[str, Sequence[str]], seconds: float
) -> Iterator[Overload]:
    """Measure a server of Kizuna with its default settings under the worst queries."""
    settings = read_settings({})
    queries = settings.evaluators + settings.slow_evaluators + MORE
    assert server.process is not None
    for client, address in CLIENTS.items():
        before = machine.read()
        with (
            watching(server.process.pid) as memory,
            _in_flight(server, queries, address) as ended,
        ):
            ask, documents = _probe(server, pools, seconds)
        stolen = before.disturbance(machine.read()).stolen
        yield Overload(client, queries, ask, documents, memory, settings.memory, len(ended), stolen)


@contextmanager
def _in_flight(server: Server, queries: int, address: str) -> Iterator[list[int]]:
    """Keep so many of the worst queries in flight; give the statuses of those that ended."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.rq"))]
    numbers, over, ended = itertools.count(), threading.Event(), list[int]()

    def attack() -> None:
        with Connection(server.port, 30, address) as connection:
            while not over.is_set():
                number = next(numbers)
                text = f"{texts[number % len(texts)]}# {number}\n"
                target = f"{server.path}?query={quote(text, safe='')}"
                try:
                    ended.append(connection.ask(target, MEDIA_TYPES["json"]).status)
                except NoAnswerError:
                    ended.append(0)
                # Who is refused asks again soon, not thousands of times a second.
                over.wait(0.2)

    threads = [threading.Thread(target=attack) for _ in range(queries)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        yield ended
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _probe(server: Server, pools: Mapping[str, Sequence[str]], seconds: float) -> tuple[Load, Load]:
    """Ask on two schedules at a time."""
    things = [*pools["town"][:500], *pools["partnership"][:500]]
    paths = itertools.cycle([urlsplit(iri).path.replace("/id/", "/doc/", 1) for iri in things])
    target = f"{server.path}?query={quote('ASK {}')}"
    asks = Plan(itertools.repeat(target), MEDIA_TYPES["json"], 8, seconds, ASKS)
    documents = Plan(paths, MEDIA_TYPES["ttl"], 32, seconds, DOCUMENTS)
    with ThreadPoolExecutor(2) as pool:
        ask = pool.submit(scheduled, server.port, asks)
        found = pool.submit(scheduled, server.port, documents)
        return ask.result(), found.result()
