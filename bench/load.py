"""Load from one machine: wrk for as much as goes, a schedule of our own for so much a second."""

from __future__ import annotations

import itertools
import json
import math
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from bench.client import Connection, NoAnswerError

SCRIPT = Path(__file__).with_name("requests.lua")
TEXTS = 5_000
_LEAST = 3
"""Requests that a connection has on a schedule; fewer would all be due at its ends."""
_GRACE = 1.5
"""Seconds that the last requests of a schedule have to be answered."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load found: requests answered in so many seconds, and how long they took."""

    requests: int
    seconds: float
    p50: float
    p99: float
    max: float
    errors: int
    note: str = ""

    @property
    def rate(self) -> float:
        """Count the answers of a second."""
        return max(self.requests - self.errors, 0) / self.seconds


def summarize(latencies: Sequence[float], seconds: float, errors: Sequence[str]) -> Load:
    """Take the median, the 99th percentile and the most; note the first error."""
    ordered = sorted(latencies) or [0.0]
    last = len(ordered) - 1
    return Load(
        len(latencies) + len(errors), seconds, ordered[last // 2],
        ordered[math.ceil(last * 0.99)], ordered[last], len(errors), "".join(errors[:1]),
    )  # fmt: skip


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


@dataclass(slots=True)
class Plan:
    """Requests to be sent: so many a second, or as many as go where no rate is given."""

    targets: Iterator[str]
    media_type: str
    connections: int
    seconds: float
    rate: float | None = None
    source: str = "127.0.0.1"
    host: str = "127.0.0.1"
    timeout: float = 30.0


def closed(port: int, plan: Plan, *, folder: Path, first: int = -1, texts: int = TEXTS) -> Load:
    """Ask as fast as answers come, over so many connections, by wrk or else by threads.

    wrk sends the same ``texts`` targets again and again; numbers from ``first`` make them differ,
    unless it is below 0.
    """
    if not has_wrk():
        return scheduled(port, plan)
    script = _script(port, plan, folder / "targets.txt", texts, first)
    return _wrk(script, 1, plan.connections, plan.seconds)


def paced(port: int, plan: Plan, *, folder: Path) -> Load:
    """Ask on a schedule, by wrk or else by threads; each target is sent once.

    Each connection of wrk has a schedule of its own. Where few requests are due it has few.

    :raises ValueError: if the plan has no rate.
    """
    if plan.rate is None:
        raise ValueError("a schedule has a rate")
    if not has_wrk():
        return scheduled(port, plan)
    due = plan.rate * plan.seconds
    connections = max(min(plan.connections, int(due / _LEAST)), 1)
    count = max(int(due / connections), 1)
    script = _script(port, plan, folder / "targets.txt", connections * count, -1)
    schedule = [f"{connections / plan.rate:.9f}", str(count), str(connections)]
    seconds = count * connections / plan.rate + _GRACE
    return _wrk([*script, *schedule], connections, connections, math.ceil(seconds))


def _script(port: int, plan: Plan, path: Path, count: int, first: int) -> list[str]:
    """Write the targets, and what wrk is told of them."""
    targets = itertools.islice(plan.targets, count)
    path.write_text("".join(f"{target}\n" for target in targets), encoding="utf-8")
    return [
        "-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--",
        str(path), plan.media_type, plan.host, str(first),
    ]  # fmt: skip


def _wrk(script: Sequence[str], threads: int, connections: int, seconds: float) -> Load:
    done = subprocess.run(
        ["wrk", f"-t{threads}", f"-c{connections}", f"-d{max(round(seconds), 1)}s",
         "--timeout", "30s", *script],
        check=True, capture_output=True, text=True, timeout=seconds + 60,
    )  # fmt: skip
    return Load(**json.loads(done.stdout.splitlines()[-1]))


def scheduled(port: int, plan: Plan) -> Load:
    """Send requests at their times, whether or not answers have come.

    A request waits while all connections are busy, and its time counts from when it was due.
    """
    work = _Work(plan, time.perf_counter() + 0.1)
    threads = [threading.Thread(target=work.run, args=(port,)) for _ in range(plan.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return summarize(work.latencies, time.perf_counter() - work.began, work.errors)


class _Work:
    """What the threads of a schedule share: the requests that are left, and what was found."""

    def __init__(self, plan: Plan, began: float) -> None:
        count = itertools.count() if plan.rate is None else range(int(plan.rate * plan.seconds))
        self.began = began
        self.latencies: list[float] = []
        self.errors: list[str] = []
        self._plan = plan
        self._left = zip(count, plan.targets)  # noqa: B905  # the shorter one ends it
        self._lock = threading.Lock()

    def run(self, port: int) -> None:
        """Take one request after another until none is left, or it is too late."""
        plan = self._plan
        with Connection(port, plan.timeout, plan.source, plan.host) as connection:
            while (taken := self._take()) is not None:
                due, target = taken
                time.sleep(max(due - time.perf_counter(), 0))
                self._ask(connection, due, target)

    def _take(self) -> tuple[float, str] | None:
        with self._lock:
            number, target = next(self._left, (-1, ""))
        now, plan = time.perf_counter(), self._plan
        patience = plan.timeout if plan.rate else 0
        if number < 0 or now > self.began + plan.seconds + patience:
            return None
        return self.began + number / plan.rate if plan.rate else now, target

    def _ask(self, connection: Connection, due: float, target: str) -> None:
        try:
            answer = connection.ask(target, self._plan.media_type)
        except NoAnswerError as error:
            self.errors.append(str(error))
            return
        if answer.status == HTTPStatus.OK:
            self.latencies.append(time.perf_counter() - due)
        else:
            self.errors.append(f"status {answer.status}")
