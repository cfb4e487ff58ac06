"""A worker: it takes one job after another, and its process ends when a job takes too long.

It cannot open anything while it evaluates: it then has no number left for a file. Its clock is
the kernel's: SIGALRM ends the process, whatever the engine is doing.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from kizuna.evaluation.holding import Holding
from kizuna.evaluation.jobs import End, Job, receive_job, send_piece, send_reply
from kizuna.evaluation.processes import NICE, rouse
from kizuna.evaluation.rows import TooManyRowsError
from kizuna.evaluation.sheet import FullError, Sheet
from kizuna.evaluation.slots import Slots, count_tokens
from kizuna.formats import result_format
from kizuna.serialization import write_graph

_STACK = 64 * 1024 * 1024
"""Bytes of stack of a job, sixteen times what the limits of the examination can need."""

_ARENA = 128 * 1024 * 1024
"""Bytes of address space that the allocator sets aside for a thread, used or not."""


_LOST = 500
"""Milliseconds after which a worker without a job looks whether its token may be lost."""

_ASKERS = 32
"""Connections that a worker may have: one for each process of the web, for a moment two."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where a worker stands: its slot, and what it shares with the keeper and the web."""

    slot: int
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
    os.nice(NICE)
    means.holding.open()
    files = _confine(means.memory)
    threading.stack_size(_STACK)
    task = Task(post, means, files)
    thread = threading.Thread(target=task.work, name="query", daemon=True)
    thread.start()
    thread.join()


def _confine(memory: int) -> int:
    """Allow so much more memory, no core file, and so many more files as ask for results.

    Give the number below which all files are open by then.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # not a path of ours
        pages = int(file.read().split()[0])
    limit = pages * resource.getpagesize() + _STACK + _ARENA + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + _ASKERS, free + _ASKERS))
    return free + _ASKERS


class Task:
    """What a worker does: it shows a token, takes a job, answers it."""

    def __init__(self, post: Post, means: Means, files: int) -> None:
        self._post = post
        self._means = means
        self._files = files
        self._askers: dict[int, socket.socket] = {}
        self._poll = select.poll()
        self._poll.register(post.listener, select.POLLIN)

    def work(self) -> None:
        """Take one job after another."""
        self._show()
        while True:
            asker = self._await()
            job = receive_job(asker)
            if job is None:
                self._dismiss(asker)
                self._show()
            else:
                self._answer(asker, job)

    def _show(self) -> None:
        """Show a token, the only one that counts from now on.

        Who gets it passes it on; a process of the web that ends may take it along, so another
        one is shown when a connection ends.
        """
        os.write(self._post.tokens, self._post.slots.renew(self._post.slot))

    def _await(self) -> socket.socket:
        """Wait until somebody asks; welcome who is new."""
        while True:
            ready = self._poll.poll(_LOST)
            if not ready and count_tokens(self._post.tokens) == 0:
                self._show()  # who took the last one was killed before it had a connection
            for file, _ in ready:
                if file in self._askers:
                    return self._askers[file]
                asker, _ = self._post.listener.accept()  # it is there: the poll said so
                asker.setblocking(True)  # noqa: FBT003  # the library's own signature
                self._askers[asker.fileno()] = asker
                self._poll.register(asker, select.POLLIN)

    def _dismiss(self, asker: socket.socket) -> None:
        self._poll.unregister(asker)
        del self._askers[asker.fileno()]
        asker.close()

    def _answer(self, asker: socket.socket, job: Job) -> None:
        post = self._post
        sheet = Sheet(partial(send_piece, asker), job.max_bytes)
        post.slots.begin(post.slot, time.monotonic())
        signal.setitimer(signal.ITIMER_REAL, max(job.seconds, 0.001))
        # Nothing can be opened while the engine is at work.
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, self._files))
        end, said = _attempt(lambda: _evaluate(job, self._means, sheet))
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._files, self._files))
        signal.setitimer(signal.ITIMER_REAL, 0)
        post.slots.begin(post.slot, 0.0)
        with suppress(OSError):  # who asked has gone, and will be dismissed
            send_reply(asker, end, sheet.rest if end is End.DONE else said)
        if post.slots.is_slow(post.slot):
            self._hasten()

    def _hasten(self) -> None:
        """Be a worker for quick jobs again, or make room for one that can be."""
        if not rouse():
            os.kill(os.getpid(), signal.SIGKILL)
        self._post.slots.hasten(self._post.slot)


def _attempt(evaluate: Callable[[], None]) -> tuple[End, bytes]:
    try:
        evaluate()
    except SyntaxError as error:
        return End.SYNTAX, str(error).encode()
    except FullError:
        return End.BYTES, b""
    except TooManyRowsError:
        return End.ROWS, b""
    except (OSError, RuntimeError, ValueError) as error:
        return End.FAILED, str(error).encode()
    return End.DONE, b""


def _read_terms(job: Job) -> dict[str, NamedNode | Literal | None]:
    terms: dict[str, NamedNode | Literal | None] = {}
    for name, value, datatype in job.bindings:
        if value is not None and datatype is not None:
            terms[name] = Literal(value, datatype=NamedNode(datatype))
        else:
            terms[name] = None if value is None else NamedNode(value)
    return terms


def _evaluate(job: Job, means: Means, sheet: Sheet) -> None:
    form = result_format(job.format)
    seen = means.holding.choose(job.text, job.clause)
    results = seen.store.query(
        job.text, base=means.base, default=seen.default, named=seen.named,
        parameters=_read_terms(job),
    )  # fmt: skip
    if isinstance(results, QuerySolutions | QueryBoolean):
        results.serialize(sheet, format=form.results)  # type: ignore[arg-type]  # it needs write and flush
    else:
        triples: set[Triple] = set()
        for triple in results:
            triples.add(triple)
            if len(triples) > job.max_rows:
                raise TooManyRowsError
        sheet.write(write_graph(sorted(triples, key=str), form, means.prefixes))
