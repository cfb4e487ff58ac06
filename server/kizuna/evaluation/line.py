"""The line in which queries wait while all workers are busy: by client, not by arrival.

Next is who of those waiting belongs to the client that took least in the last minute. When the
line is full, the newest query of the client that took most gives way.

One of those who wait watches for tokens, for all of them; no thread stands between.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from kizuna.evaluation.accounts import Accounts
from kizuna.evaluation.board import Board

_GLANCE = 0.02
"""Seconds after which who watches looks whether a slow job may begin, or its time is over."""

_YIELD = 0.005
_NEARLY = 0.1
"""Seconds of use within which two clients are alike."""

_EACH = 0.01
"""Seconds that a waiting query counts for."""

_SLOW = 1e6
"""What sets a slow job behind every quick one."""

Token = tuple[int, int]


class BusyError(Exception):
    """There is no room: for anybody, or for this client above all."""

    def __init__(self, *, greedy: bool, seconds: int) -> None:
        self.greedy = greedy
        self.seconds = seconds
        super().__init__("busy")


@dataclass(slots=True, eq=False)
class Waiter:
    """One query that waits, until it has a token, has to watch, or has to give way."""

    client: str
    slow: bool
    woken: threading.Event = field(default_factory=threading.Event)
    token: Token | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """What a line needs to know of the workers.

    ``take`` gives a token if there is one, ``wait`` waits some seconds for one to come, ``seats``
    tells whether a slow job may go on.
    """

    take: Callable[[], Token | None]
    wait: Callable[[float], None]
    seats: Callable[[], int]


class Line:
    """The line of one server process; a board makes it one with those of the others."""

    def __init__(self, accounts: Accounts, board: Board, door: Door, *, length: int) -> None:
        self._accounts = accounts
        self._board = board
        self._door = door
        self._length = length
        self._lock = threading.Lock()
        self._waiting: list[Waiter] = []
        self._watcher: Waiter | None = None

    def enter(self, client: str, *, slow: bool, until: float) -> Token:
        """Wait for a token, at most until a moment of the monotonic clock.

        :raises BusyError: if there is no room, or the time is over.
        """
        if not slow and not self._waiting and self._board.is_empty():
            token = self._door.take()
            if token is not None:
                return token
        waiter = Waiter(client, slow)
        self._join(waiter)
        while waiter.token is None and not waiter.refused and time.monotonic() < until:
            if self._watcher is waiter:
                self._watch(until)
            else:
                waiter.woken.wait(max(0.0, until - time.monotonic()))
                waiter.woken.clear()
        self._leave(waiter)
        if waiter.token is None:
            raise BusyError(greedy=waiter.refused, seconds=self._estimate())
        return waiter.token

    def _join(self, waiter: Waiter) -> None:
        with self._lock:
            self._waiting.append(waiter)
            if len(self._waiting) > self._length:
                spent = self._spent()
                greedy = max(reversed(self._waiting), key=lambda w: spent[w.client])
                self._waiting.remove(greedy)
                greedy.refused = True
                greedy.woken.set()
            if self._watcher is None:
                self._watcher = waiter

    def _leave(self, waiter: Waiter) -> None:
        with self._lock:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            if self._watcher is waiter:
                self._watcher = self._waiting[0] if self._waiting else None
                if self._watcher is not None:
                    self._watcher.woken.set()
                else:
                    self._board.erase()

    def _watch(self, until: float) -> None:
        """Watch for one token, and give it to who is next."""
        self._door.wait(min(_GLANCE, max(0.0, until - time.monotonic())))
        with self._lock:
            chosen, first = self._next()
            if chosen is not None:
                chosen.token = self._door.take()
            if chosen is not None and chosen.token is not None:
                self._waiting.remove(chosen)
                chosen.woken.set()
        if not first:
            time.sleep(_YIELD)

    def _next(self) -> tuple[Waiter | None, bool]:
        """Choose who is next here, and tell whether nobody comes before that elsewhere.

        Quick ones come before slow ones, then it goes by client; slow ones need a seat.
        """
        seats = self._door.seats()
        eligible = [waiter for waiter in self._waiting if not waiter.slow or seats]
        if not eligible:
            self._board.erase()
            return None, True
        spent = self._spent()
        chosen = min(eligible, key=lambda waiter: (waiter.slow, spent[waiter.client]))
        rank = spent[chosen.client] + (_SLOW if chosen.slow else 0.0)
        self._board.note(rank)
        first = rank <= self._board.least() + _NEARLY
        return (chosen, True) if first else (None, False)

    def _spent(self) -> dict[str, float]:
        """Tell what each client has used, and a little for each query that it has waiting."""
        counts = Counter(waiter.client for waiter in self._waiting)
        return {client: self._accounts.spent(client) + n * _EACH for client, n in counts.items()}

    def _estimate(self) -> int:
        """Guess after how many seconds it is worth asking again."""
        return min(30, 1 + len(self._waiting) // 4)
