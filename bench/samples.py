"""Slices: what a server did in one round of one case, and what disturbed it meanwhile."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bench import machine
from bench.load import Load
from bench.servers import Server
from bench.turns import Turn, take_turns

THROUGHPUT, LATENCY, SCHEDULED = "throughput", "latency", "scheduled"


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: a query in a format, how, over how many connections."""

    measure: str
    query: str
    form: str
    connections: int

    @property
    def label(self) -> str:
        """Name it in a table."""
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
    disturbance: machine.Disturbance
    at_least: bool = False

    @property
    def value(self) -> float:
        """Requests a second, or the median of seconds."""
        return self.load.rate if self.case.measure == THROUGHPUT else self.load.p50


@dataclass(frozen=True, slots=True)
class Slice:
    """One case of one round, about to be measured at servers that run."""

    round: int
    case: Case
    running: Sequence[Server]

    def one_after_another(
        self, servers: Sequence[Server], ask: Callable[[Server], Load]
    ) -> Iterator[Sample]:
        """Ask each server for a while; who came first in one round comes last in the next."""
        for server in servers[::-1] if self.round % 2 else servers:
            before = self._read()
            load = ask(server)
            none = not load.requests
            if none:
                load = replace(load, requests=1)
            disturbance = before.disturbance(self._read())
            yield Sample(self.round, self.case, server.name, load, disturbance, at_least=none)

    def in_turns(self, turns: Sequence[Turn], media_type: str, seconds: float) -> Iterator[Sample]:
        """Ask the servers in turns, request by request."""
        turns = turns[::-1] if self.round % 2 else turns
        before = self._read()
        take_turns(turns, media_type, seconds)
        disturbance = before.disturbance(self._read())
        for turn in turns:
            name, none = turn.server.name, not turn.times
            yield Sample(self.round, self.case, name, turn.load, disturbance, at_least=none)

    def _read(self) -> machine.Reading:
        return machine.read({server.process.pid for server in self.running if server.process})


def medians(samples: Sequence[Sample]) -> dict[str, float]:
    """Take the median of the rounds for each server."""
    values: dict[str, list[float]] = {}
    for sample in samples:
        values.setdefault(sample.server, []).append(sample.value)
    return {server: statistics.median(found) for server, found in values.items()}
