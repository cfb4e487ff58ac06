"""The access log: a line for each query."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import deque
from contextlib import suppress
from multiprocessing.util import Finalize

_STDERR = 2
_PERIOD = 0.1
"""Seconds within which lines are written."""


class AccessLog:
    """Says of each query its hash, how it ended, how long it took, and how large the answer is.

    It says so some thousand times a second. The standard library's logging would take as long
    as for the answers, and so would a call of the system for each line: lines are gathered, and
    a thread writes those of a tenth of a second at once.
    """

    def __init__(self, *, clients: bool) -> None:
        self._clients = clients
        self._lines: deque[str] = deque()
        self._second = (0, "")
        self._some = threading.Event()
        threading.Thread(target=self._keep_writing, name="access", daemon=True).start()
        Finalize(None, self._write, exitpriority=0)  # Granian's processes do not run atexit

    def note(self, query: str, outcome: str, seconds: float, size: int, client: str) -> None:
        """Note the line of a query; of its text only a hash, of its client only if told to."""
        digest = hashlib.sha256(query.encode()).hexdigest()[:16]
        who = f" client={client}" if self._clients else ""
        said = f"query={digest} outcome={outcome} seconds={seconds:.3f} bytes={size}{who}"
        self._lines.append(f"{self._now()} INFO kizuna.access {said}\n")
        if not self._some.is_set():
            self._some.set()

    def _keep_writing(self) -> None:
        while True:
            self._some.wait()
            time.sleep(_PERIOD)
            self._some.clear()
            self._write()

    def _write(self) -> None:
        lines = []
        with suppress(IndexError):  # there are no more
            while True:
                lines.append(self._lines.popleft())
        if lines:
            os.write(_STDERR, "".join(lines).encode())

    def _now(self) -> str:
        now = time.time()
        second, text = self._second
        if second != int(now):
            second = int(now)
            text = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
            self._second = (second, text)
        return f"{text},{int(now % 1 * 1000):03d}"
