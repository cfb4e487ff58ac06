"""Rounds: each case is measured at one server right after the other, in turns.

The machine is not alone on its host. So nothing is measured long at one server: in every round
each case gets a short slice at each server, the first in one round is the last in the next, and
slow queries alternate request by request. Ratios are taken within a round.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.client import Connection, NoAnswerError
from bench.load import Load, Plan, closed, scheduled, summarize
from bench.queries import MEDIA_TYPES, Query, targets_of
from bench.servers import RDFLIB, Server
from bench.steal import read_ticks, share

THROUGHPUT, LATENCY, SCHEDULED = "throughput", "latency", "scheduled"
CONNECTIONS = (1, 8, 32)
RATE = 250
"""Lookups a second that are asked on a schedule."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: a query in a format, how, over how many connections."""

    measure: str
    query: str
    form: str
    connections: int

    @property
    def label(self) -> str:
        form = "" if self.form in {"json", ""} else f" {self.form}"
        busy = f" ×{self.connections}" if self.measure != LATENCY else ""
        return f"{self.query}{form}{busy}"


@dataclass(frozen=True, slots=True)
class Sample:
    """A slice: what one server did in one round of one case."""

    round: int
    case: Case
    server: str
    load: Load
    steal: float
    at_least: bool = False

    @property
    def value(self) -> float:
        """Requests a second, or the median of seconds."""
        return self.load.rate if self.case.measure == THROUGHPUT else self.load.p50


@dataclass(slots=True)
class Bench:
    """Servers that run, the queries asked of them, and how long."""

    servers: Sequence[Server]
    queries: Sequence[Query]
    pools: Mapping[str, Sequence[str]]
    scratch: Path
    rounds: int = 5
    slow_rounds: int = 1
    seconds: float = 2.0
    timeout: float = 120.0
    given_up: set[tuple[str, str]] = field(default_factory=set)
    sent: itertools.count[int] = field(default_factory=lambda: itertools.count(0, 1_000))

    def cases(self) -> Iterator[tuple[Case, Query | None]]:
        for query in self.queries:
            for form in query.formats:
                if query.kind == "lookup":
                    for connections in CONNECTIONS:
                        yield Case(THROUGHPUT, query.name, form, connections), query
                else:
                    yield Case(LATENCY, query.name, form, 1), query
        if any(query.kind == "lookup" for query in self.queries):
            yield Case(SCHEDULED, "all lookups", "", 32), None

    def run(self, tell: Callable[[str], None]) -> Iterator[Sample]:
        """Measure all rounds."""
        for number in range(self.rounds):
            for case, query in self.cases():
                tell(f"round {number + 1} of {self.rounds}: {case.label}")
                yield from self._slice(number, case, query)

    def _slice(self, number: int, case: Case, query: Query | None) -> Iterator[Sample]:
        servers = [server for server in self.servers if self._takes_part(server, case, number)]
        if number % 2:
            servers.reverse()
        if query is None:
            yield from self._each(number, case, servers, self._on_schedule)
        elif case.measure == THROUGHPUT:
            yield from self._each(
                number, case, servers, lambda server: self._busy(server, case, query)
            )
        else:
            yield from self._in_turns(number, case, servers, query)

    def _takes_part(self, server: Server, case: Case, number: int) -> bool:
        if server.name != RDFLIB:
            return True
        if case.measure == SCHEDULED or number >= self.slow_rounds:
            return False
        return (server.name, case.query) not in self.given_up

    def _each(
        self, number: int, case: Case, servers: Sequence[Server], ask: Callable[[Server], Load]
    ) -> Iterator[Sample]:
        for server in servers:
            before = read_ticks()
            load = ask(server)
            yield Sample(number, case, server.name, load, share(before, read_ticks()))

    def _targets(self, query: Query, server: Server) -> Iterator[str]:
        return targets_of(query, server.path, self.pools, next(self.sent))

    def _busy(self, server: Server, case: Case, query: Query) -> Load:
        return closed(
            server.port, self._targets(query, server), MEDIA_TYPES[case.form],
            connections=case.connections, seconds=self.seconds, folder=self.scratch,
        )  # fmt: skip

    def _on_schedule(self, server: Server) -> Load:
        lookups = [query for query in self.queries if query.kind == "lookup"]
        streams = [self._targets(query, server) for query in lookups]
        mixed = itertools.chain.from_iterable(zip(*streams, strict=True))
        any_form = ", ".join(sorted({MEDIA_TYPES[q.formats[0]] for q in lookups}))
        seconds = max(self.seconds * 2, 1)
        return scheduled(server.port, Plan(mixed, any_form, 32, seconds, RATE))

    def _in_turns(
        self, number: int, case: Case, servers: Sequence[Server], query: Query
    ) -> Iterator[Sample]:
        """Ask one server after the other, again and again, until each had its time."""
        times: dict[str, list[float]] = {server.name: [] for server in servers}
        failed: dict[str, int] = dict.fromkeys(times, 0)
        streams = {server.name: self._targets(query, server) for server in servers}
        asked = list(servers)
        before, began = read_ticks(), time.perf_counter()
        while asked:
            for server in list(asked):
                seconds = self._ask_once(server, next(streams[server.name]), case.form)
                if seconds is None:
                    failed[server.name] += 1
                    self._give_up(server, query)
                    asked.remove(server)
                else:
                    times[server.name].append(seconds)
                if sum(times[server.name]) > self.seconds and len(times[server.name]) > 2:
                    asked = [other for other in asked if other is not server]
                elif server.name == RDFLIB and server in asked:
                    asked.remove(server)
        elapsed, steal = time.perf_counter() - began, share(before, read_ticks())
        for server in servers:
            found, missed = times[server.name], failed[server.name]
            load = summarize(found or [self.timeout], elapsed, missed)
            yield Sample(number, case, server.name, load, steal, at_least=not found)

    def _ask_once(self, server: Server, target: str, form: str) -> float | None:
        with Connection(server.port, self.timeout) as connection:
            try:
                answer = connection.ask(target, MEDIA_TYPES[form])
            except NoAnswerError:
                return None
        return answer.seconds if answer.status == 200 else None

    def _give_up(self, server: Server, query: Query) -> None:
        """Start a server again that is still busy with what it did not answer in time."""
        self.given_up.add((server.name, query.name))
        server.stop()
        server.start()


def medians(samples: Sequence[Sample]) -> dict[str, float]:
    """Take the median of the rounds for each server."""
    values: dict[str, list[float]] = {}
    for sample in samples:
        values.setdefault(sample.server, []).append(sample.value)
    return {server: statistics.median(found) for server, found in values.items()}
