"""Where server processes tell each other whom they have waiting, so that a line is one line."""

from __future__ import annotations

import fcntl
import math
import mmap
import os
import struct
import time
from pathlib import Path

_PROCESSES = 32
_CELL = struct.Struct("<Qdd")
_SIZE = _PROCESSES * _CELL.size

FRESH = 0.2
"""Seconds for which a note counts; who waits writes it anew more often than that."""


class Board:
    """A cell for each server process: who it is, when it wrote, and what was used by who waits.

    What counts is the client that has used least in the last minute.
    """

    def __init__(self, path: Path, *, writes: bool = True) -> None:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.truncate(_SIZE)
            self._map = mmap.mmap(file.fileno(), _SIZE)
            self._at = self._claim() if writes else -1
            fcntl.flock(file, fcntl.LOCK_UN)  # the map keeps the file open, and a lock with it

    def note(self, spent: float) -> None:
        """Tell the others what the client has used that is next here."""
        _CELL.pack_into(self._map, self._at, os.getpid(), time.monotonic(), spent)

    def erase(self) -> None:
        """Tell the others that nobody waits here."""
        _CELL.pack_into(self._map, self._at, os.getpid(), 0.0, math.inf)

    def least(self) -> float:
        """Tell what the client has used that is next elsewhere; infinity if there is none."""
        since = time.monotonic() - FRESH
        cells = enumerate(_CELL.iter_unpack(self._map))
        mine = self._at // _CELL.size
        return min((s for n, (_, t, s) in cells if n != mine and t > since), default=math.inf)

    def is_empty(self) -> bool:
        """Tell whether nobody waits elsewhere."""
        return self.least() == math.inf

    def _claim(self) -> int:
        """Take the first cell whose process has gone."""
        for at in range(0, _SIZE, _CELL.size):
            process = _CELL.unpack_from(self._map, at)[0]
            if not process or not Path(f"/proc/{process}").exists():
                _CELL.pack_into(self._map, at, os.getpid(), 0.0, math.inf)
                return at
        return 0  # more processes than cells: they share one
