"""The access log: a line for each query, written at once and whole."""

from __future__ import annotations

import hashlib
import os
import time

_STDERR = 2


class AccessLog:
    """Says of each query its hash, how it ended, how long it took, and how large the answer is.

    It writes some thousand lines a second, for which the standard library's logging would take
    as long as for the answers; so the part of a line that is the same within a second is kept.
    """

    def __init__(self, *, clients: bool) -> None:
        self._clients = clients
        self._second = (0, "")

    def write(self, query: str, outcome: str, seconds: float, size: int, client: str) -> None:
        """Write the line of a query; of its text only a hash, of its client only if told to."""
        digest = hashlib.sha256(query.encode()).hexdigest()[:16]
        who = f" client={client}" if self._clients else ""
        said = f"query={digest} outcome={outcome} seconds={seconds:.3f} bytes={size}{who}"
        os.write(_STDERR, f"{self._now()} INFO kizuna.access {said}\n".encode())

    def _now(self) -> str:
        now = time.time()
        second, text = self._second
        if second != int(now):
            second = int(now)
            text = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
            self._second = (second, text)
        return f"{text},{int(now % 1 * 1000):03d}"
