"""A worker: it takes one job after another, and its process ends when a job takes too long.

It cannot open anything: the one number of a file that is left to it is taken by the socket of
the job at hand. Its clock is the kernel's: SIGALRM ends the process, whatever the engine is doing.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

from kizuna.evaluation.holding import Holding
from kizuna.evaluation.jobs import INLINE, End, Job, receive_job, send_file, send_reply
from kizuna.evaluation.sheet import FullError, Sheet
from kizuna.evaluation.slots import Slots
from kizuna.formats import SOLUTION_FORMATS, result_format
from kizuna.serialization import write_graph

_STACK = 64 * 1024 * 1024
"""Bytes of stack of a job, sixteen times what the limits of the examination can need."""

_ARENA = 128 * 1024 * 1024
"""Bytes of address space that the allocator sets aside for a thread, used or not."""

_NICE = 5


@dataclass(frozen=True, slots=True)
class Post:
    """Where a worker stands: its slot, and what it shares with the keeper and the web."""

    slot: int
    generation: int
    listener: socket.socket
    tokens: int
    slots: Slots


@dataclass(frozen=True, slots=True)
class Means:
    """What a worker works with."""

    holding: Holding
    base: str
    prefixes: dict[str, str]
    memory: int


def work(post: Post, means: Means) -> None:
    """Take jobs until the process ends."""
    os.nice(_NICE)
    means.holding.open()
    sheet = Sheet()
    _confine(means.memory)
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_loop, args=(post, means, sheet), name="query", daemon=True)
    thread.start()
    thread.join()


def _confine(memory: int) -> None:
    """Allow so much more memory, no core file, and no further file but the next connection."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # not a path of ours
        pages = int(file.read().split()[0])
    limit = pages * resource.getpagesize() + _STACK + _ARENA + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, free + 1))


def _loop(post: Post, means: Means, sheet: Sheet) -> None:
    token = bytes((post.slot, post.generation))
    while not post.slots.is_slow(post.slot):
        os.write(post.tokens, token)
        connection, _ = post.listener.accept()
        with connection:
            job = receive_job(connection)
            if job is not None:
                _answer(connection, job, post, means, sheet)


def _answer(connection: socket.socket, job: Job, post: Post, means: Means, sheet: Sheet) -> None:
    post.slots.begin(post.slot, time.monotonic())
    signal.setitimer(signal.ITIMER_REAL, max(job.seconds, 0.001))
    end, body = _attempt(lambda: _evaluate(job, means, sheet.clear(job.max_bytes)))
    signal.setitimer(signal.ITIMER_REAL, 0)
    post.slots.begin(post.slot, 0.0)
    try:
        if end is End.DONE and sheet.size > INLINE:
            send_file(connection, end, sheet.file, sheet.size)
        else:
            send_reply(connection, end, bytes(sheet.head) if end is End.DONE else body)
    except OSError:
        return  # who asked has gone
    finally:
        sheet.clear(0)


def _attempt(evaluate: Callable[[], End]) -> tuple[End, bytes]:
    try:
        return evaluate(), b""
    except SyntaxError as error:
        return End.SYNTAX, str(error).encode()
    except FullError:
        return End.BYTES, b""
    except (OSError, RuntimeError, ValueError) as error:
        return End.FAILED, str(error).encode()


def _evaluate(job: Job, means: Means, sheet: Sheet) -> End:
    form = result_format(job.format)
    seen = means.holding.choose(job.text, job.clause)
    results = seen.store.query(job.text, base=means.base, default=seen.default, named=seen.named)
    if isinstance(results, QuerySolutions | QueryBoolean):
        results.serialize(sheet, format=form.results)  # type: ignore[arg-type]  # it needs write and flush
        rows = sheet.count_rows(form) if form in SOLUTION_FORMATS else 0
        return End.ROWS if rows > job.max_rows else End.DONE
    triples: set[Triple] = set()
    for triple in results:
        triples.add(triple)
        if len(triples) > job.max_rows:
            return End.ROWS
    sheet.write(write_graph(sorted(triples, key=str), form, means.prefixes))
    return End.DONE
