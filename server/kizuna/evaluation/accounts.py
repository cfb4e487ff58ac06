"""How much processing time each client took in the last minute, told to all server processes."""

from __future__ import annotations

import mmap
import struct
import time
import zlib
from pathlib import Path

_CLIENTS = 4096
_PERIOD = 5
_PERIODS = 12
_CELL = struct.Struct("<If")
_ROW = struct.Struct("<" + "If" * _PERIODS)
_FRESH = 0.02
"""Seconds after which a sum is made anew."""

_LONG_AGO = (0.0, 0.0)
_SIZE = _CLIENTS * _ROW.size


class Accounts:
    """Seconds by client and five-second period, in a file that server processes share.

    Clients are told apart by a hash: no address is kept. Two that share a row share its time.
    """

    def __init__(self, path: Path) -> None:
        with path.open("a+b") as file:
            file.truncate(_SIZE)
            self._map = mmap.mmap(file.fileno(), _SIZE)
        self._read: dict[str, tuple[float, float]] = {}

    def charge(self, client: str, seconds: float) -> None:
        """Add to what a client has taken."""
        period = int(time.monotonic()) // _PERIOD
        at = self._at(client, period)
        then, spent = _CELL.unpack_from(self._map, at)
        _CELL.pack_into(self._map, at, period, seconds + (spent if then == period else 0.0))

    def spent(self, client: str) -> float:
        """Tell how many seconds a client has taken in the last minute, or nearly."""
        now = time.monotonic()
        read, spent = self._read.get(client, _LONG_AGO)
        if now - read > _FRESH:
            spent = self._sum(client, int(now) // _PERIOD)
            if len(self._read) >= _CLIENTS:
                self._read.clear()
            self._read[client] = now, spent
        return spent

    def _sum(self, client: str, now: int) -> float:
        row = _ROW.unpack_from(self._map, self._at(client, 0))
        cells = zip(row[::2], row[1::2], strict=True)
        return float(sum(spent for period, spent in cells if now - period < _PERIODS))

    def _at(self, client: str, period: int) -> int:
        row = zlib.crc32(client.encode()) % _CLIENTS
        return (row * _PERIODS + period % _PERIODS) * _CELL.size
