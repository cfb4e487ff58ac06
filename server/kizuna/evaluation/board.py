"""Where server processes tell each other whom they have waiting, so that a line is one line."""

from __future__ import annotations

import fcntl
import math
import mmap
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

_PROCESSES = 32
_CELL = struct.Struct("<Qddd")
_CELLS = struct.Struct("<" + "Qddd" * _PROCESSES)
_SIZE = _CELLS.size

FRESH = 0.2
"""Seconds for which a note counts; who waits writes it anew more often than that."""

_READ = 0.001
"""Seconds after which the notes of the others are read again."""


@dataclass(frozen=True, slots=True)
class Note:
    """Who is next in a server process: what its client has used, and since when it waits."""

    spent: float
    since: float


NOBODY = Note(math.inf, math.inf)


class Board:
    """A cell for each server process: who it is, when it wrote, and who is next there."""

    def __init__(self, path: Path, *, writes: bool = True) -> None:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.truncate(_SIZE)
            self._map = mmap.mmap(file.fileno(), _SIZE)
            self._at = self._claim() if writes else -_CELL.size
            fcntl.flock(file, fcntl.LOCK_UN)  # the map keeps the file open, and a lock with it
        self._looked, self._first = 0.0, NOBODY

    def note(self, note: Note) -> None:
        """Tell the others who is next here."""
        now = time.monotonic()
        _CELL.pack_into(self._map, self._at, os.getpid(), now, note.spent, note.since)

    def erase(self) -> None:
        """Tell the others that nobody waits here."""
        _CELL.pack_into(self._map, self._at, os.getpid(), 0.0, math.inf, math.inf)

    def first(self) -> Note:
        """Tell who is next of those that wait elsewhere; nobody has used, and waits, for ever."""
        now = time.monotonic()
        if now - self._looked > _READ:
            self._looked, self._first = now, self._read(now - FRESH)
        return self._first

    def is_empty(self) -> bool:
        """Tell whether nobody waits elsewhere."""
        return self.first() is NOBODY

    def _read(self, since: float) -> Note:
        cells = _CELLS.unpack_from(self._map)
        if max(cells[1::4]) <= since:
            return NOBODY
        notes = zip(cells[1::4], cells[2::4], cells[3::4], strict=True)
        mine = self._at // _CELL.size
        fresh = [
            (spent, began) for n, (t, spent, began) in enumerate(notes) if n != mine and t > since
        ]
        return Note(*min(fresh)) if fresh else NOBODY

    def _claim(self) -> int:
        """Take the first cell whose process has gone."""
        for at in range(0, _SIZE, _CELL.size):
            process = _CELL.unpack_from(self._map, at)[0]
            if not process or not Path(f"/proc/{process}").exists():
                _CELL.pack_into(self._map, at, os.getpid(), 0.0, math.inf, math.inf)
                return at
        return 0  # more processes than cells: they share one
