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
from kizuna.evaluation.processes import calm, end_with_parent, read_use
from kizuna.evaluation.room import HASTE, Hand, Room
from kizuna.evaluation.slots import SLOTS, Slots, address, open_tokens
from kizuna.evaluation.worker import Means, Post, work
from kizuna.namespaces import prefixes
from kizuna.release import open_release

TICK = 0.025
IDLE_TICK = 0.1
SHORT_TICK = 0.005
"""Seconds from one look to the next while some stand still for want of memory."""

PATIENCE = 0.25
"""Seconds after which a job is a slow one."""

_GRACE = 1.0
_AT_WORK = 0.4
"""The part of its due that a job must have been at work for, to be a slow one."""

_WAITED = 8
"""How many times its due a job may be there without having been at work for it."""


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
        self._tick = IDLE_TICK
        self._going: set[int] = set()
        self._used: dict[int, tuple[float, float]] = {}

    def keep(self) -> None:
        """Keep workers at work until told to end, or until the parent has gone."""
        gc.collect()
        gc.freeze()
        room = Room(self._limits.memory)
        parent = os.getppid()
        awaited = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
        self._staff(self._limits.slow)
        self._announce()
        while os.getppid() == parent:
            heard = signal.sigtimedwait(awaited, self._tick)
            if heard is not None and heard.si_signo == signal.SIGTERM:
                break
            self._reap()
            self._judge(room)
            # Where memory is short one slow job goes on all the same: nobody waits beside idle
            # workers.
            self._staff(1 if room.is_heavy else self._limits.slow)
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
            self._going.discard(process)
            for slot in self._occupied():
                if self._slots.process(slot) == process:
                    self._slots.vacate(slot)

    def _staff(self, most: int) -> None:
        """Fork workers until there are as many as quick jobs need, and end those beyond."""
        slow = [slot for slot in self._occupied() if self._slots.is_slow(slot)]
        quick = [slot for slot in self._occupied() if slot not in slow]
        free = [slot for slot in range(SLOTS) if not self._slots.process(slot)]
        for slot in free[: max(0, self._limits.quick - len(quick))]:
            self._fork(slot)
        for slot in quick[self._limits.quick :]:
            if not self._slots.busy_since(slot):
                self._end(slot, End.YIELDED)
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

    def _judge(self, room: Room) -> None:
        """End what there is no room for, and tell slow jobs from quick ones."""
        surplus = room.look(self._crew())
        if surplus is not None:
            # What had no seat is asked again when there is one; and what an idle one just got.
            slow = self._slots.is_slow(surplus.slot)
            self._end(surplus.slot, End.MEMORY if slow else End.YIELDED)
        # Looked at again: weighing takes time.
        busy = [hand for hand in self._crew() if hand.seconds and not hand.is_going]
        self._tick = SHORT_TICK if room.is_short else TICK if busy or room.is_heavy else IDLE_TICK
        for hand in busy:
            patience = PATIENCE if self._slots.seats and self._board.is_empty() else HASTE
            if hand.seconds > self._limits.seconds + _GRACE:
                self._end(hand.slot, End.TIME)
            elif hand.seconds > patience and not self._slots.is_slow(hand.slot):
                self._consider(hand.slot, hand.seconds, patience, sure=room.is_short)

    def _crew(self) -> list[Hand]:
        now = time.monotonic()
        return [self._see(slot, now) for slot in self._occupied()]

    def _see(self, slot: int, now: float) -> Hand:
        process, since = self._slots.process(slot), self._slots.busy_since(slot)
        return Hand(slot, process, now - since if since else 0.0, process in self._going)

    def _consider(self, slot: int, seconds: float, patience: float, *, sure: bool) -> None:
        """Consider whether a job that has been there for long was at work, or only waited.

        Where others take the processors, a quick job is not a slow one for that; but surely one
        that stands still for want of memory must not do so on a quick one's place.
        """
        process, since = self._slots.process(slot), self._slots.busy_since(slot)
        used = read_use(process).seconds
        first = self._used.get(slot)
        if first is None or first[0] != since:
            self._used[slot] = first = (since, used)
        at_work = used - first[1] >= patience * _AT_WORK or seconds >= patience * _WAITED
        if not since or not (at_work or sure):
            return
        if self._slots.seats:
            self._slots.slow(slot)
            self._slots.seats -= 1
            calm(process)
        else:
            self._end(slot, End.YIELDED)

    def _end(self, slot: int, verdict: End) -> None:
        process = self._slots.process(slot)
        self._going.add(process)
        self._slots.end(slot, verdict)
        os.kill(process, signal.SIGKILL)


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
