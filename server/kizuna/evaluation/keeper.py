"""The keeper of a release: it loads it once, forks workers from that, and ends what must end.

    python -m kizuna.evaluation.keeper RELEASE FOLDER LIMITS

It has one thread, so that what it forks is sound. It looks at its workers some forty times a
second: a job that outlives a moment is a slow one; it goes on if there is a seat for it, and a
fresh worker is forked for the quick ones; else it is ended and asked again when there is a seat.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kizuna.errors import KizunaError
from kizuna.evaluation.board import Board
from kizuna.evaluation.holding import Holding
from kizuna.evaluation.jobs import End
from kizuna.evaluation.processes import calm, end_with_parent, read_use, weigh
from kizuna.evaluation.slots import SLOTS, Slots, address, open_tokens
from kizuna.evaluation.worker import Means, Post, work
from kizuna.namespaces import prefixes
from kizuna.release import open_release

TICK = 0.025
IDLE_TICK = 0.1
PATIENCE = 0.25
"""Seconds after which a job is a slow one."""

HASTE = 0.05
"""Seconds after which it is one while others wait, or no seat is free."""

_GRACE = 1.0
_AT_WORK = 0.4
"""The part of its due that a job must have been at work for, to be a slow one."""

_WAITED = 8
"""How many times its due a job may be there without having been at work for it."""
_WEIGHING = 0.25
_SPARINGLY = 3
"""How many times as long as a weighing took there is none."""

_RARELY = 2.0
"""Seconds between two weighings where all jobs are quick: the kernel reads every page for it."""

_HEAVY = 0.7
"""The part of the memory setting from which no further slow job may begin."""

_LEFT_OVER = 64 * 1024 * 1024
"""Bytes beyond the size of the release from which an idle worker is replaced.

Reading changes what is shared with the keeper, page by page, into a worker's own; that is worth
keeping, since a fresh worker would have to copy it again.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many workers, for quick jobs and beyond them for slow ones; memory in bytes.

    ``seconds`` is the longest that a job may take; its worker has the clock, and the keeper
    looks whether that clock has stopped.
    """

    quick: int
    slow: int
    seconds: int
    memory: int
    query_memory: int
    in_memory: int


class Keeper:
    """The workers of one release."""

    def __init__(self, release: Path, folder: Path, limits: Limits) -> None:
        opened = open_release(release)
        base = opened.manifest.base
        holding = Holding(opened, in_memory=limits.in_memory)
        self._means = Means(holding, base, prefixes(base), limits.query_memory)
        self._limits = limits
        self._folder = folder / str(os.getpid())
        self._folder.mkdir(mode=0o700)
        self._slots = Slots(self._folder, create=True)
        self._tokens = open_tokens(self._folder, create=True)
        self._listeners = [_listen(address(self._folder, slot)) for slot in range(SLOTS)]
        self._board = Board(folder.parent / "board", writes=False)
        self._weighed = 0.0
        self._usual = weigh(os.getpid()).own + _LEFT_OVER
        self._heavy = False
        self._busy = False
        self._used: dict[int, tuple[float, float]] = {}

    def keep(self) -> None:
        """Keep workers at work until told to end, or until the parent has gone."""
        gc.collect()
        gc.freeze()
        parent = os.getppid()
        awaited = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
        self._staff()
        self._announce()
        while os.getppid() == parent:
            heard = signal.sigtimedwait(awaited, TICK if self._busy else IDLE_TICK)
            if heard is not None and heard.si_signo == signal.SIGTERM:
                break
            self._reap()
            self._judge(time.monotonic())
            self._staff()
            self._turn_away()
        for slot in self._occupied():
            os.kill(self._slots.process(slot), signal.SIGKILL)

    def _announce(self) -> None:
        draft = self._folder / "keeper"
        draft.write_text(str(os.getpid()), encoding="ascii")
        draft.replace(self._folder.parent / "keeper")

    def _occupied(self) -> Iterator[int]:
        return (slot for slot in range(SLOTS) if self._slots.process(slot))

    def _reap(self) -> None:
        while True:
            try:
                process, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            for slot in self._occupied():
                if self._slots.process(slot) == process:
                    self._slots.vacate(slot)

    def _staff(self) -> None:
        """Fork workers until there are as many as quick jobs need, and end those beyond."""
        slow = [slot for slot in self._occupied() if self._slots.is_slow(slot)]
        quick = [slot for slot in self._occupied() if slot not in slow]
        free = [slot for slot in range(SLOTS) if not self._slots.process(slot)]
        for slot in free[: max(0, self._limits.quick - len(quick))]:
            self._fork(slot)
        for slot in quick[self._limits.quick :]:
            if not self._slots.busy_since(slot):
                self._end(slot, End.YIELDED)
        # Where memory is short one slow job goes on all the same: nobody waits beside idle workers.
        most = 1 if self._heavy else self._limits.slow
        self._slots.seats = max(0, most - len(slow))

    def _turn_away(self) -> None:
        """Send away who came to a worker that had just gone and has no successor."""
        for slot in range(SLOTS):
            if not self._slots.process(slot):
                with suppress(BlockingIOError):
                    self._listeners[slot].accept()[0].close()

    def _fork(self, slot: int) -> None:
        self._slots.clear(slot)
        keeper = os.getpid()
        process = os.fork()
        if process:
            self._slots.occupy(slot, process)
            return
        try:
            end_with_parent(keeper)
            signal.pthread_sigmask(signal.SIG_SETMASK, set())
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            work(Post(slot, self._listeners[slot], self._tokens, self._slots), self._means)
        finally:
            os._exit(0)

    def _judge(self, now: float) -> None:
        """Tell slow jobs from quick ones, and end what there is no room for."""
        jobs = [(slot, self._slots.busy_since(slot)) for slot in self._occupied()]
        busy = [(slot, now - since) for slot, since in jobs if since]
        self._busy = bool(busy)
        long = self._heavy or any(seconds > HASTE for _, seconds in busy)
        if now - self._weighed > (_WEIGHING if long else _RARELY) and (busy or self._heavy):
            self._weigh(now, [slot for slot, _ in busy])
        for slot, seconds in busy:
            patience = PATIENCE if self._slots.seats and self._board.is_empty() else HASTE
            if seconds > self._limits.seconds + _GRACE:
                self._end(slot, End.TIME)
            elif seconds > patience and not self._slots.is_slow(slot):
                self._consider(slot, seconds, patience)

    def _consider(self, slot: int, seconds: float, patience: float) -> None:
        """Consider whether a job that has been there for long was at work, or only waited.

        Where others take the processors, a quick job is not a slow one for that.
        """
        process, since = self._slots.process(slot), self._slots.busy_since(slot)
        used = read_use(process)
        first = self._used.get(slot)
        if first is None or first[0] != since:
            self._used[slot] = first = (since, used)
        if used - first[1] < patience * _AT_WORK and seconds < patience * _WAITED:
            return
        if self._slots.seats:
            self._slots.slow(slot)
            self._slots.seats -= 1
            calm(process)
        else:
            self._end(slot, End.YIELDED)

    def _end(self, slot: int, verdict: End) -> None:
        self._slots.end(slot, verdict)
        os.kill(self._slots.process(slot), signal.SIGKILL)

    def _weigh(self, now: float, busy: list[int]) -> None:
        """Weigh all processes; where they take too much, end one that idles, or the heaviest."""
        weights = {slot: weigh(self._slots.process(slot)) for slot in self._occupied()}
        total = weigh(os.getpid()).share + sum(weight.share for weight in weights.values())
        # Weighing reads every page: of a large release it takes a tenth of a second and more.
        took = time.monotonic() - now
        self._weighed = now + took * _SPARINGLY
        self._heavy = total > self._limits.memory * _HEAVY
        idle = [slot for slot in weights if slot not in busy and weights[slot].own > self._usual]
        chosen = idle or (weights if total > self._limits.memory else ())
        if chosen:
            self._end(max(chosen, key=lambda slot: weights[slot].own), End.MEMORY)


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(8)
    listener.setblocking(False)  # noqa: FBT003  # the library's own signature
    return listener


def main() -> None:
    """Keep the release that the command line names."""
    release, folder, limits = sys.argv[1:]
    try:
        Keeper(Path(release), Path(folder), Limits(**json.loads(limits))).keep()
    except KizunaError as error:
        raise SystemExit(f"Error: {error}") from error


if __name__ == "__main__":
    main()
