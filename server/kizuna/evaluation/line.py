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

_GLANCE = 0.02
"""Seconds after which who watches looks whether a slow job may begin, or its time is over."""

_HAND_OVER = 0.002
"""Seconds that who watches waits to be given a token, while others here are being answered."""

_NEARLY = 0.1
"""Seconds of use within which two clients are alike."""

_TURN = 0.01
"""Seconds that one must have waited longer than another who is alike, to come first."""

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


class Waiter:
    """One query that waits, until it has a token, has to watch, or has to give way."""

    __slots__ = ("_bell", "client", "refused", "since", "slow", "token")

    def __init__(self, client: str, *, slow: bool) -> None:
        self.client = client
        self.slow = slow
        self.since = time.monotonic()
        self.token: Token | None = None
        self.refused = False
        self._bell = threading.Lock()  # an Event takes ten times as long
        self._bell.acquire()

    def wait(self, seconds: float) -> None:
        """Wait to be woken, at most so long."""
        self._bell.acquire(timeout=max(0.0, seconds))

    def wake(self) -> None:
        """Wake who waits; done by one thread at a time."""
        if self._bell.locked():
            self._bell.release()


@dataclass(frozen=True, slots=True)
class Door:
    """What a line needs to know of the workers.

    ``take`` takes a token if there is one, ``give`` gives one back, ``wait`` waits some seconds
    for one to come, ``seats`` tells whether a slow job may go on.
    """

    take: Callable[[], Token | None]
    give: Callable[[Token], None]
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
        self._inside = 0
        self._gives_way = False

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
        while waiter.token is None and not waiter.refused:
            left = until - time.monotonic()
            if left <= 0:
                break
            if self._watcher is waiter:
                self._watch(waiter, left)
            else:
                waiter.wait(left)
        self._step_out(waiter)
        if waiter.token is None:
            raise BusyError(greedy=waiter.refused, seconds=self._estimate())
        return waiter.token

    def leave(self, token: Token | None) -> None:
        """Say that a job is done; its token, if it still has a worker, goes to who is next."""
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
            self._waiting.append(waiter)
            if len(self._waiting) > self._length:
                spent = self._spent_by_client()
                greedy = max(reversed(self._waiting), key=lambda w: spent[w.client])
                self._waiting.remove(greedy)
                greedy.refused = True
                greedy.wake()
            if self._watcher is None:
                self._watcher = waiter

    def _step_out(self, waiter: Waiter) -> None:
        with self._lock:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            if self._watcher is waiter:
                self._watcher = self._waiting[0] if self._waiting else None
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
        chosen = self._choose()
        if chosen is None:
            self._board.erase()
            return False
        note = Note(self._spent(chosen.client) + (_SLOW if chosen.slow else 0.0), chosen.since)
        self._board.note(note)
        self._gives_way = not _comes_first(note, self._board.first())
        if not self._gives_way:
            chosen.token = token or self._door.take()
        if chosen.token is None:
            return False
        self._inside += 1
        self._waiting.remove(chosen)
        chosen.wake()
        return True

    def _choose(self) -> Waiter | None:
        """Choose who is next here.

        Quick ones come before slow ones, then it goes by client; slow ones need a seat.
        """
        seats = self._door.seats()
        eligible = [waiter for waiter in self._waiting if not waiter.slow or seats]
        if len(eligible) < 2:  # noqa: PLR2004
            return eligible[0] if eligible else None
        spent = self._spent_by_client()
        return min(eligible, key=lambda w: (w.slow, spent[w.client]))

    def _spent_by_client(self) -> dict[str, float]:
        return {client: self._spent(client) for client in {w.client for w in self._waiting}}

    def _spent(self, client: str) -> float:
        """Tell what a client has used, and a little for each query that it has waiting."""
        waiting = sum(waiter.client == client for waiter in self._waiting)
        return self._accounts.spent(client) + waiting * _EACH

    def _estimate(self) -> int:
        """Guess after how many seconds it is worth asking again."""
        return min(30, 1 + len(self._waiting) // 4)


def _comes_first(mine: Note, theirs: Note) -> bool:
    """Tell who of two comes first: who used less, or, where they are alike, waits longer."""
    if abs(mine.spent - theirs.spent) > _NEARLY:
        return mine.spent < theirs.spent
    return mine.since < theirs.since + _TURN
