"""Rounds: each case is measured at one server right after the other, in turns.

The machine is not alone on its host. So nothing is measured long at one server: in every round
each case gets a short slice at each server, the first in one round is the last in the next, and
slow queries alternate request by request. Ratios are taken within a round.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.client import Connection
from bench.load import Load, Plan, closed, scheduled
from bench.queries import MEDIA_TYPES, Query, targets_of
from bench.report import Goal
from bench.samples import LATENCY, SCHEDULED, THROUGHPUT, Case, Sample, Slice
from bench.servers import OXIGRAPH, RDFLIB, Server
from bench.turns import Turn

CONNECTIONS = (1, 8, 32)
_SLOW = 3
"""How many times as long a slice of rdflib-endpoint is, so that it has answers to count."""
_APART = 10_000_000
"""How far apart the numbers of two slices begin: no text is sent twice."""
RATE = 250
"""Lookups a second that are asked on a schedule."""

ALL = "all lookups"
GOALS = {
    "lookup": Goal({OXIGRAPH: 0.5, RDFLIB: 5.0}),
    "rows-5000": Goal({OXIGRAPH: 2.0, RDFLIB: 5.0}),
    "rows-100000": Goal({OXIGRAPH: 3.0, RDFLIB: 5.0}),
    "aggregate": Goal({OXIGRAPH: 1 / 0.6, RDFLIB: 5.0}),
    ALL: Goal(seconds=0.1),
}
"""The targets, by the class of the query."""


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
    again: bool = False
    """Whether a query is sent in the same text each time, as a page does that embeds it."""

    wrong: Collection[tuple[str, str, str]] = ()
    """Server, query and format of answers that are not as they should be: not worth timing."""
    given_up: set[tuple[str, Case]] = field(default_factory=set)
    sent: itertools.count[int] = field(default_factory=lambda: itertools.count(0, _APART))

    def cases(self) -> Iterator[tuple[Case, Query | None]]:
        """List what a round measures; the last asks all lookups on a schedule."""
        for query in self.queries:
            for form in query.formats:
                if query.kind == "lookup":
                    for connections in CONNECTIONS:
                        yield Case(THROUGHPUT, query.name, form, connections), query
                else:
                    yield Case(LATENCY, query.name, form, 1), query
        if any(query.kind == "lookup" for query in self.queries):
            yield Case(SCHEDULED, ALL, "", 32), None

    @property
    def goals(self) -> dict[str, Goal]:
        """The targets, by the name of the query."""
        return {ALL: GOALS[ALL], **{query.name: GOALS[query.kind] for query in self.queries}}

    def run(self) -> Iterator[tuple[str, list[Sample]]]:
        """Measure all rounds; give what each slice found, with what to say of it."""
        for number in range(self.rounds):
            for case, query in self.cases():
                label = f"round {number + 1} of {self.rounds}: {case.label}"
                yield label, list(self._slice(number, case, query))

    def _slice(self, number: int, case: Case, query: Query | None) -> Iterator[Sample]:
        servers = [server for server in self.servers if self._takes_part(server, case, number)]
        measured = Slice(number, case, self.servers)
        if query is None:
            yield from measured.one_after_another(servers, self._on_schedule)
        elif case.measure == THROUGHPUT:
            yield from measured.one_after_another(
                servers, lambda server: self._busy(server, case, query)
            )
        else:
            yield from self._in_turns(measured, servers, query)

    def _takes_part(self, server: Server, case: Case, number: int) -> bool:
        if (server.name, case.query, case.form) in self.wrong or (
            server.name,
            case,
        ) in self.given_up:
            return False
        slow = server.name == RDFLIB
        return not slow or (case.measure != SCHEDULED and number < self.slow_rounds)

    def _targets(self, query: Query, server: Server) -> Iterator[str]:
        return targets_of(query, server.path, self.pools, next(self.sent), again=self.again)

    def _busy(self, server: Server, case: Case, query: Query) -> Load:
        plan = Plan(
            self._targets(query, server), MEDIA_TYPES[case.form], case.connections,
            self.seconds * (_SLOW if server.name == RDFLIB else 1),
        )  # fmt: skip
        first = -1 if self.again else next(self.sent)
        return closed(server.port, plan, folder=self.scratch, first=first)

    def _on_schedule(self, server: Server) -> Load:
        lookups = [query for query in self.queries if query.kind == "lookup"]
        streams = [self._targets(query, server) for query in lookups]
        mixed = itertools.chain.from_iterable(zip(*streams, strict=True))
        any_form = ", ".join(sorted({MEDIA_TYPES[q.formats[0]] for q in lookups}))
        seconds = max(self.seconds * 2, 1)
        return scheduled(server.port, Plan(mixed, any_form, 32, seconds, RATE))

    def _in_turns(
        self, measured: Slice, servers: Sequence[Server], query: Query
    ) -> Iterator[Sample]:
        with ExitStack() as stack:
            turns = [
                Turn(
                    server, self._targets(query, server),
                    stack.enter_context(Connection(server.port, self.timeout)), self.timeout,
                )
                for server in servers
            ]  # fmt: skip
            yield from measured.in_turns(turns, MEDIA_TYPES[measured.case.form], self.seconds)
        for turn in turns:
            if turn.hung:
                self._give_up(turn.server, measured.case)

    def _give_up(self, server: Server, case: Case) -> None:
        """Start a server again that is still busy with what it did not answer in time."""
        self.given_up.add((server.name, case))
        server.stop()
        server.start()
