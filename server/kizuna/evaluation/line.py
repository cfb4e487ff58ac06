"""The line in which queries wait while all workers are busy: by client, not by arrival.

Next is who of those waiting belongs to the client that took least in the last minute. When the
line is full, the newest query of the client that took most gives way.

Who has just been answered gives the token that follows to who is next; only while nobody here
is being answered does one of those who wait watch for tokens. So a thread is woken once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from kizuna.evaluation.accounts import Accounts
from kizuna.evaluation.board import Board, Note
from kizuna.evaluation.waiting import Token, Waiter, Waiting

_GLANCE = 0.02
"""Seconds after which who watches looks whether a slow job may begin, or its time is over."""

_HAND_OVER = 0.01
"""Seconds that who watches waits to be given a token, while others here are being answered."""

_NEARLY = 0.1
"""Seconds of use within which two clients are alike."""

_TURN = 0.01
"""Seconds that one must have waited longer than another who is alike, to come first."""

_FOR_ALL = 0.1
"""Seconds after which a token is anybody's that was left to somebody elsewhere."""

_SLOW = 1e6
"""What sets a slow job behind every quick one."""


class BusyError(Exception):
    """There is no room: for anybody, or for this client above all."""

    def __init__(self, *, greedy: bool, seconds: int) -> None:
        self.greedy = greedy
        self.seconds = seconds
        super().__init__("busy")


@dataclass(frozen=True, slots=True)
class Door:
    """What a line needs to know of the workers.

    ``take`` takes a token if there is one, ``give`` gives one back, ``counts`` tells whether one
    is still worth something, ``wait`` waits some seconds for one to come, ``seats`` tells whether
    a slow job may go on.
    """

    take: Callable[[], Token | None]
    give: Callable[[Token], None]
    counts: Callable[[Token], bool]
    wait: Callable[[float], None]
    seats: Callable[[], int]


class Line:
    """The line of one server process; a board makes it one with those of the others."""

    def __init__(self, accounts: Accounts, board: Board, door: Door, *, length: int) -> None:
        self._board = board
        self._door = door
        self._length = length
        self._lock = threading.Lock()
        self._waiting = Waiting(accounts)
        self._watcher: Waiter | None = None
        self._inside = 0
        self._gives_way = 0.0

    def enter(self, client: str, *, slow: bool, until: float) -> Token:
        """Wait for a token, at most until a moment of the monotonic clock.

        Who has one says when it is done with it: ``leave``.

        :raises BusyError: if there is no room, or the time is over.
        """
        token = self._walk_in(slow=slow)
        if token is not None:
            return token
        waiter = Waiter(client, slow=slow)
        self._join(waiter)
        try:
            self._stand(waiter, until)
        finally:
            self._step_out(waiter)
        if waiter.token is None:
            raise BusyError(greedy=waiter.refused, seconds=self._estimate())
        return waiter.token

    def _stand(self, waiter: Waiter, until: float) -> None:
        while waiter.token is None and not waiter.refused:
            left = until - time.monotonic()
            if left <= 0:
                return
            if self._watcher is waiter:
                self._watch(waiter, left)
            else:
                waiter.wait(left)

    def leave(self, token: Token | None) -> None:
        """Say that a job is done; its token, if it still counts, goes to who is next."""
        if token is not None and not self._door.counts(token):
            token = None
        with self._lock:
            self._inside -= 1
            given = bool(self._waiting) and self._serve(token)
        if token is not None and not given:
            self._door.give(token)

    def _walk_in(self, *, slow: bool) -> Token | None:
        """Take a token where nobody waits."""
        if slow or self._waiting or not self._board.is_empty():
            return None
        token = self._door.take()
        if token is not None:
            with self._lock:
                self._inside += 1
        return token

    def _join(self, waiter: Waiter) -> None:
        with self._lock:
            self._waiting.add(waiter)
            if len(self._waiting) > self._length:
                greedy = self._waiting.greediest()
                self._waiting.remove(greedy)
                greedy.refused = True
                greedy.wake()
            if self._watcher is None:
                self._watcher = waiter

    def _step_out(self, waiter: Waiter) -> None:
        with self._lock:
            self._waiting.remove(waiter)
            if self._watcher is waiter:
                self._watcher = self._waiting.eldest()
                if self._watcher is not None:
                    self._watcher.wake()
                else:
                    self._board.erase()

    def _watch(self, watcher: Waiter, seconds: float) -> None:
        """Watch for one token, and give it to who is next.

        A token that is left to somebody elsewhere stays in sight: it is not waited for.
        """
        if self._inside or self._gives_way:
            watcher.wait(min(_HAND_OVER, seconds))
        else:
            self._door.wait(min(_GLANCE, seconds))
        with self._lock:
            if watcher.token is None:
                self._serve(None)

    def _serve(self, token: Token | None) -> bool:
        """Give a token to who is next here, this one or any; tell whether it was given.

        It is not where somebody comes first who waits elsewhere, or where nobody may go on.
        """
        chosen = self._waiting.next(self._door.seats())
        if chosen is None:
            self._board.erase()
            return False
        spent = self._waiting.spent(chosen.client)
        note = Note(spent + (_SLOW if chosen.slow else 0.0), chosen.since)
        self._board.note(note)
        if _comes_first(note, self._board.first()):
            self._gives_way = 0.0
            chosen.token = token or self._door.take()
        else:
            self._gives_way = self._gives_way or time.monotonic()
            if time.monotonic() - self._gives_way > _FOR_ALL:
                chosen.token = self._door.take()
        if chosen.token is None:
            return False
        self._inside += 1
        self._waiting.remove(chosen)
        chosen.wake()
        return True

    def _estimate(self) -> int:
        """Guess after how many seconds it is worth asking again."""
        return min(30, 1 + len(self._waiting) // 4)


def _comes_first(mine: Note, theirs: Note) -> bool:
    """Tell who of two comes first: who used less, or, where they are alike, waits longer."""
    if abs(mine.spent - theirs.spent) > _NEARLY:
        return mine.spent < theirs.spent
    return mine.since < theirs.since + _TURN
