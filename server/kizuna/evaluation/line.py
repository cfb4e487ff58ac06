"""The line in which queries wait while all workers are busy: by client, not by arrival.

Next is who of those waiting belongs to the client that took least in the last minute. When the
line is full, the newest query of the client that took most gives way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kizuna.evaluation.accounts import Accounts

_GLANCE = 0.02
"""Seconds between two looks while somebody waits."""


class BusyError(Exception):
    """There is no room: for anybody, or for this client above all."""

    def __init__(self, *, greedy: bool, seconds: int) -> None:
        self.greedy = greedy
        self.seconds = seconds
        super().__init__("busy")


@dataclass(slots=True, eq=False)
class Waiter:
    """One query that waits; ``token`` is set when it may go on, or ``None`` when it gave way."""

    client: str
    slow: bool
    woken: threading.Event = field(default_factory=threading.Event)
    token: tuple[int, int] | None = None


class Line:
    """The line of one server process.

    ``take`` gives a token if there is one, ``seats`` tells whether a slow job may go on.
    """

    def __init__(
        self,
        accounts: Accounts,
        *,
        length: int,
        take: Callable[[], tuple[int, int] | None],
        seats: Callable[[], int],
    ) -> None:
        self._accounts = accounts
        self._length = length
        self._take = take
        self._seats = seats
        self._lock = threading.Condition()
        self._waiting: list[Waiter] = []
        self._usher: threading.Thread | None = None

    def enter(self, client: str, *, slow: bool, until: float) -> tuple[int, int]:
        """Wait for a token, at most until a moment of the monotonic clock.

        :raises BusyError: if there is no room, or the time is over.
        """
        if not slow and not self._waiting:
            token = self._take()
            if token is not None:
                return token
        waiter = Waiter(client, slow)
        self._join(waiter)
        waiter.woken.wait(max(0.0, until - time.monotonic()))
        with self._lock:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
        if waiter.token is None:
            raise BusyError(greedy=waiter.woken.is_set(), seconds=self._estimate())
        return waiter.token

    def _join(self, waiter: Waiter) -> None:
        with self._lock:
            self._waiting.append(waiter)
            if len(self._waiting) > self._length:
                spent = {w.client: self._accounts.spent(w.client) for w in self._waiting}
                greedy = max(reversed(self._waiting), key=lambda w: spent[w.client])
                self._waiting.remove(greedy)
                greedy.woken.set()
            if self._usher is None:
                self._usher = threading.Thread(target=self._usher_in, name="usher", daemon=True)
                self._usher.start()
            self._lock.notify()

    def _usher_in(self) -> None:
        while True:
            with self._lock:
                while not self._waiting:
                    self._lock.wait()
                ushered = self._usher_one()
            if not ushered:
                time.sleep(_GLANCE)

    def _usher_one(self) -> bool:
        seats = self._seats()
        eligible = [waiter for waiter in self._waiting if not waiter.slow or seats]
        if not eligible:
            return False
        token = self._take()
        if token is None:
            return False
        spent = {waiter.client: self._accounts.spent(waiter.client) for waiter in eligible}
        chosen = min(eligible, key=lambda waiter: (waiter.slow, spent[waiter.client]))
        self._waiting.remove(chosen)
        chosen.token = token
        chosen.woken.set()
        return True

    def _estimate(self) -> int:
        """Guess after how many seconds it is worth asking again."""
        return min(30, 1 + len(self._waiting) // 4)
