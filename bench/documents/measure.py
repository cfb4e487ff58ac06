"""Rounds of documents: live and kept, in both formats; the busiest place; lists.

As in ``bench.measure`` each case gets a short slice at each server in every round.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.client import Connection
from bench.documents.addresses import FILTERS, HALF, SORTS, Filter, Sort, hub_name
from bench.documents.answers import DOCUMENT, HUB, KEPT
from bench.documents.servers import Servers
from bench.documents.things import Drawn
from bench.load import Load, Plan, closed, paced
from bench.queries import MEDIA_TYPES
from bench.samples import LATENCY, SCHEDULED, THROUGHPUT, Case, Sample, Slice
from bench.servers import Server
from bench.turns import Turn

CONNECTIONS = (8, 32)
FEW = 50
"""So many things are asked for again and again where answers are kept."""
_SLOW = 4
"""How many times as long a slice of Trifid is: what is under way at its end is not counted, and
over 32 connections that is what it answers in a second."""
_SETTLED = 0.5
"""Seconds in which a server answers what was under way when a slice at the highest rate ended."""
_APART = 5_003
"""How far apart two slices begin among the things."""

Step = Callable[[Slice], Iterator[Sample]]


@dataclass(slots=True)
class Rounds:
    """Servers that run, what is asked of them, and how long."""

    servers: Servers
    drawn: Drawn
    values: Mapping[str, Sequence[str]]
    """What there is to ask for by each filter."""

    host: str
    scratch: Path
    rounds: int
    seconds: float
    timeout: float
    only: tuple[str, ...] = ()
    """Beginnings of the names of what is measured; all where there are none."""

    wrong: Collection[tuple[str, str, str]] = ()
    """Server, query and format of answers that are not as they should be: not worth timing."""
    _rates: dict[Sort, float] = field(default_factory=dict)
    _starts: Iterator[int] = field(default_factory=lambda: itertools.count(0, _APART))

    def steps(self) -> list[tuple[Case, Step]]:
        """List what a round measures."""
        found: list[tuple[Case, Step]] = []
        for sort in SORTS:
            for connections in CONNECTIONS:
                case = Case(THROUGHPUT, sort.name, "", connections)
                found.append((case, partial(self._busy, sort)))
            half = Case(SCHEDULED, f"{sort.name}, {HALF}", "", CONNECTIONS[-1])
            found.append((half, partial(self._at_half, sort)))
        found.append((Case(LATENCY, hub_name(self.drawn.partners), "", 1), self._hub))
        lists = [(Case(LATENCY, way.name, "", 1), partial(self._list, way)) for way in self.filters]
        return [(case, step) for case, step in found if self._is_wanted(case.query)] + lists

    @property
    def filters(self) -> list[Filter]:
        """List the ways in which lists are asked for."""
        return [way for way in FILTERS if self._is_wanted(way.name)]

    def _is_wanted(self, name: str) -> bool:
        return not self.only or name.casefold().startswith(self.only)

    @property
    def total(self) -> int:
        """Count the steps of the run."""
        return len(SORTS) + self.rounds * len(self.steps())

    def run(self) -> Iterator[tuple[str, list[Sample]]]:
        """Measure all rounds; give what each slice found, with what to say of it."""
        for sort in SORTS:
            if self._is_wanted(sort.name):
                self._warm_up(sort)
            yield f"warmed up: {sort.name}", []
        for number in range(self.rounds):
            self._rates.clear()
            for case, step in self.steps():
                label = f"round {number + 1} of {self.rounds}: {case.label}"
                yield label, list(step(Slice(number, case, self.servers.all)))

    def _of(self, sort: Sort) -> list[Server]:
        """List the servers that answer rightly."""
        ours = self.servers.live if sort.live else self.servers.kept
        if not sort.live and (ours.name, KEPT, "") in self.wrong:
            return []
        return self._right([ours, *self.servers.others], DOCUMENT, sort.form)

    def _right(self, servers: Sequence[Server], query: str, form: str) -> list[Server]:
        return [s for s in servers if (s.name, query, form) not in self.wrong]

    def _plan(self, server: Server, sort: Sort, start: int, connections: int) -> Plan:
        things = self.drawn.things if sort.live else self.drawn.things[:FEW]
        wanted = itertools.islice(itertools.cycle(things), start % len(things), None)
        targets = (self.drawn.target(server, thing, sort.form) for thing in wanted)
        longer = _SLOW if server in self.servers.others else 1
        return Plan(
            targets, MEDIA_TYPES[sort.form], connections, self.seconds * longer,
            host=self.host, timeout=self.timeout,
        )  # fmt: skip

    def _warm_up(self, sort: Sort) -> None:
        """Have programs compiled that are compiled as they run, and answers kept."""
        start = next(self._starts)
        for server in self._of(sort):
            plan = self._plan(server, sort, start, CONNECTIONS[-1])
            closed(server.port, plan, folder=self.scratch, texts=len(self.drawn.things))

    def _busy(self, sort: Sort, measured: Slice) -> Iterator[Sample]:
        start = next(self._starts)

        def ask(server: Server) -> Load:
            plan = self._plan(server, sort, start, measured.case.connections)
            texts = len(self.drawn.things) if sort.live else FEW
            load = closed(server.port, plan, folder=self.scratch, texts=texts)
            if server not in self.servers.others:
                self._rates[sort] = max(load.rate, self._rates.get(sort, 0.0))
            return load

        yield from measured.one_after_another(self._of(sort), ask)

    def _at_half(self, sort: Sort, measured: Slice) -> Iterator[Sample]:
        """Ask Kizuna half as often as it answered at most in this round."""
        rate = self._rates.get(sort, 0.0) / 2
        ours = [server for server in self._of(sort) if server not in self.servers.others]

        def ask(server: Server) -> Load:
            plan = self._plan(server, sort, next(self._starts), measured.case.connections)
            plan.rate, plan.seconds = rate, self.seconds * 2
            return paced(server.port, plan, folder=self.scratch)

        if rate:
            time.sleep(_SETTLED)
            yield from measured.one_after_another(ours, ask)

    def _hub(self, measured: Slice) -> Iterator[Sample]:
        servers = self._right([self.servers.live, *self.servers.others], HUB, "html")
        hub = self.drawn.hub
        targets = {server.name: [self.drawn.target(server, hub, "html")] for server in servers}
        yield from self._in_turns(measured, servers, targets)

    def _list(self, way: Filter, measured: Slice) -> Iterator[Sample]:
        servers = self._right([self.servers.live], way.name, "html")
        values = self.values[way.name]
        first = measured.round * 7 % len(values)
        found = [way.target(self.drawn.base.path, v) for v in [*values[first:], *values[:first]]]
        yield from self._in_turns(measured, servers, {s.name: found for s in servers})

    def _in_turns(
        self, measured: Slice, servers: Sequence[Server], targets: Mapping[str, Sequence[str]]
    ) -> Iterator[Sample]:
        with ExitStack() as stack:
            turns = [
                Turn(
                    server, itertools.cycle(targets[server.name]),
                    stack.enter_context(Connection(server.port, self.timeout, host=self.host)),
                    self.timeout,
                )
                for server in servers
            ]  # fmt: skip
            yield from measured.in_turns(turns, MEDIA_TYPES["html"], self.seconds)
