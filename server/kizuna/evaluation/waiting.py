"""Those who wait in a line: who is next, and who gives way."""

from __future__ import annotations

import threading
import time
from collections import Counter

from kizuna.evaluation.accounts import Accounts

_EACH = 0.01
"""Seconds that a waiting query counts for."""

Token = tuple[int, int]


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


class Waiting:
    """The waiters of one server process, in the order in which they came."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._waiters: list[Waiter] = []
        self._clients: Counter[str] = Counter()
        self._slow = 0
        self._newest = False

    def __len__(self) -> int:
        return len(self._waiters)

    def add(self, waiter: Waiter) -> None:
        """Take in who has come."""
        self._waiters.append(waiter)
        self._clients[waiter.client] += 1
        self._slow += waiter.slow

    def remove(self, waiter: Waiter) -> None:
        """Let go who is there no longer."""
        if waiter not in self._waiters:
            return
        self._waiters.remove(waiter)
        self._slow -= waiter.slow
        if self._clients[waiter.client] > 1:
            self._clients[waiter.client] -= 1
        else:
            del self._clients[waiter.client]

    def eldest(self) -> Waiter | None:
        """Tell who came first."""
        return self._waiters[0] if self._waiters else None

    def next(self, seats: int) -> Waiter | None:
        """Choose who is next.

        Quick ones come before slow ones, then it goes by client; slow ones need a seat. Of one
        client the first comes first. But while no seat is free, many that wait are slow and not
        known to be: then every other time it is the newest, which need not wait for all of them
        to be tried.
        """
        self._newest = not (self._newest or seats)
        order = self._waiters[::-1] if self._newest else self._waiters
        if not self._slow and len(self._clients) == 1:
            return order[0]
        eligible = [waiter for waiter in order if not waiter.slow or seats]
        spent = {client: self.spent(client) for client in self._clients}
        return min(eligible, key=lambda w: (w.slow, spent[w.client]), default=None)

    def greediest(self) -> Waiter:
        """Choose who gives way: the newest query of the client that used most."""
        spent = {client: self.spent(client) for client in self._clients}
        return max(reversed(self._waiters), key=lambda w: spent[w.client])

    def spent(self, client: str) -> float:
        """Tell what a client has used, and a little for each query that it has waiting."""
        return self._accounts.spent(client) + self._clients[client] * _EACH
