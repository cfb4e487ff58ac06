"""Load from one machine: wrk for as much as goes, a schedule of our own for so much a second."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.client import Connection, NoAnswerError

SCRIPT = Path(__file__).with_name("requests.lua")
TEXTS = 5_000


@dataclass(frozen=True, slots=True)
class Load:
    """What a load found: requests answered in so many seconds, and how long they took."""

    requests: int
    seconds: float
    p50: float
    p99: float
    max: float
    errors: int

    @property
    def rate(self) -> float:
        return (self.requests - self.errors) / self.seconds


def summarize(latencies: Sequence[float], seconds: float, errors: int) -> Load:
    ordered = sorted(latencies) or [0.0]
    last = len(ordered) - 1
    return Load(
        len(latencies) + errors, seconds, ordered[last // 2], ordered[int(last * 0.99)],
        ordered[last], errors,
    )  # fmt: skip


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def closed(
    port: int, targets: Iterator[str], media_type: str, *, connections: int, seconds: float,
    folder: Path,
) -> Load:  # fmt: skip
    """Ask as fast as answers come, over so many connections, by wrk or else by threads."""
    if not has_wrk():
        plan = Plan(targets, media_type, connections, seconds, rate=None)
        return scheduled(port, plan)
    texts = folder / "targets.txt"
    texts.write_text("".join(f"{t}\n" for t in itertools.islice(targets, TEXTS)), encoding="utf-8")
    return wrk(port, texts, media_type, connections=connections, seconds=seconds)


def wrk(port: int, texts: Path, media_type: str, *, connections: int, seconds: float) -> Load:
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{max(round(seconds), 1)}s", "--timeout", "30s",
         "-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", str(texts), media_type],
        check=True, capture_output=True, text=True, timeout=seconds + 60,
    )  # fmt: skip
    return Load(**json.loads(done.stdout.splitlines()[-1]))


@dataclass(slots=True)
class Plan:
    """Requests to be sent: so many a second, or as many as go where no rate is given."""

    targets: Iterator[str]
    media_type: str
    connections: int
    seconds: float
    rate: float | None
    source: str = "127.0.0.1"
    timeout: float = 30.0


def scheduled(port: int, plan: Plan) -> Load:
    """Send requests at their times, whether or not answers have come.

    A request waits while all connections are busy, and its time counts from when it was due.
    """
    count = itertools.count() if plan.rate is None else range(int(plan.rate * plan.seconds))
    numbered = zip(count, plan.targets, strict=False)
    lock, latencies, errors = threading.Lock(), list[float](), list[str]()
    began = time.perf_counter() + 0.1

    def work() -> None:
        with Connection(port, plan.timeout, plan.source) as connection:
            while True:
                with lock:
                    number, target = next(numbered, (None, ""))
                due = time.perf_counter()
                if number is None or due > began + plan.seconds + plan.timeout:
                    return
                if plan.rate is not None:
                    due = began + number / plan.rate
                    time.sleep(max(due - time.perf_counter(), 0))
                elif due > began + plan.seconds:
                    return
                try:
                    answer = connection.ask(target, plan.media_type)
                except NoAnswerError as error:
                    errors.append(str(error))
                    continue
                if answer.status == 200:
                    latencies.append(time.perf_counter() - due)
                else:
                    errors.append(str(answer.status))

    threads = [threading.Thread(target=work) for _ in range(plan.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return summarize(latencies, time.perf_counter() - began, len(errors))
