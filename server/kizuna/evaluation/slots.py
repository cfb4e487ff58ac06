"""What the keeper, its workers and the web share: a table of slots, and a pipe of tokens.

    <runtime>/<release>/
      keeper             the number of the keeper's process; written when all is ready
      <number>/
        slots            the table: process, generation of tokens, busy since when, why ended
        tokens           a named pipe; each token is a slot whose worker waits for a job
        0 … 15           the socket of each slot
    <runtime>/accounts   what each client has used
    <runtime>/board      who waits in which server process

Who reads a token may give that slot's worker one job. A token that outlives its worker is known
by the generation in it.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import sys
import termios
from pathlib import Path

from kizuna.evaluation.jobs import End

SLOTS = 16
"""The most workers that a keeper has at a time."""

TOKEN = 2
"""Bytes of a token: slot and generation."""

_HEAD = struct.Struct("<Q")
_ROW = struct.Struct("<IBBBBd")
_SIZE = _HEAD.size + SLOTS * _ROW.size
_GENERATION, _SLOW, _ENDED, _VERDICT, _SINCE = 4, 5, 6, 7, 8


class Slots:
    """The shared table. Each field has one writer at a time, so nothing needs a lock."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        path = folder / "slots"
        if create:
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SIZE)

    def clear(self, slot: int) -> None:
        """Make a slot ready for a worker that is about to begin."""
        self.vacate(slot)
        self._map[self._at(slot) + _SLOW] = 0
        self.begin(slot, 0.0)

    def occupy(self, slot: int, process: int) -> None:
        """Note a new worker, which may be at work already."""
        struct.pack_into("<I", self._map, self._at(slot), process)

    def renew(self, slot: int) -> bytes:
        """Begin the next generation of a slot, so that older tokens are worth nothing."""
        generation = (self.generation(slot) + 1) % 256
        self._map[self._at(slot) + _GENERATION] = generation
        return bytes((slot, generation))

    def vacate(self, slot: int) -> None:
        """Note that a worker has gone, and its token with it."""
        self.renew(slot)
        struct.pack_into("<I", self._map, self._at(slot), 0)

    def begin(self, slot: int, since: float) -> None:
        """Note since when a worker has had its job; 0 when it has none."""
        struct.pack_into("<d", self._map, self._at(slot) + _SINCE, since)

    def end(self, slot: int, verdict: End) -> None:
        """Note why the worker that is there is about to be killed."""
        self._map[self._at(slot) + _VERDICT] = verdict
        self._map[self._at(slot) + _ENDED] = self.generation(slot)

    def slow(self, slot: int) -> None:
        """Note that a worker's job is a slow one that may go on."""
        self._map[self._at(slot) + _SLOW] = 1

    def hasten(self, slot: int) -> None:
        """Note that a worker has no slow job any more."""
        self._map[self._at(slot) + _SLOW] = 0

    def process(self, slot: int) -> int:
        """Tell the process of a slot, or 0."""
        return int(_ROW.unpack_from(self._map, self._at(slot))[0])

    def generation(self, slot: int) -> int:
        """Tell which tokens of a slot are worth something."""
        return self._map[self._at(slot) + _GENERATION]

    def is_slow(self, slot: int) -> bool:
        """Tell whether a worker's job is a slow one that may go on."""
        return bool(self._map[self._at(slot) + _SLOW])

    def verdict(self, slot: int, generation: int) -> End | None:
        """Tell why the worker of a generation was killed, if it was."""
        at = self._at(slot)
        ended = self._map[at + _ENDED] == generation and self._map[at + _VERDICT]
        return End(self._map[at + _VERDICT]) if ended else None

    def busy_since(self, slot: int) -> float:
        """Tell since when a worker has had its job, or 0."""
        return float(struct.unpack_from("<d", self._map, self._at(slot) + _SINCE)[0])

    @property
    def seats(self) -> int:
        """How many more slow jobs may go on."""
        return int(_HEAD.unpack_from(self._map)[0])

    @seats.setter
    def seats(self, number: int) -> None:
        _HEAD.pack_into(self._map, 0, number)

    def _at(self, slot: int) -> int:
        return _HEAD.size + slot * _ROW.size


def open_tokens(folder: Path, *, create: bool = False) -> int:
    """Open the pipe of tokens; reading never waits, and no side sees an end of it."""
    path = folder / "tokens"
    if create:
        os.mkfifo(path, 0o600)
    return os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)


def count_tokens(tokens: int) -> int:
    """Count the tokens that nobody has taken, those that are worth nothing among them."""
    size = fcntl.ioctl(tokens, termios.FIONREAD, bytes(4))
    return int.from_bytes(size, sys.byteorder) // TOKEN


def address(folder: Path, slot: int) -> str:
    """Give the address of a slot's socket."""
    return str(folder / str(slot))
