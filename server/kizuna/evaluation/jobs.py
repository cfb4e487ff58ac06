"""What a worker is asked, and how it ends; and how both are written on a socket."""

from __future__ import annotations

import marshal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

_LENGTH = struct.Struct("<I")
_REPLY = struct.Struct("<BI")
_PIECE = 255
"""What stands where else is how the job ended: that more of its result follows."""

_USUAL = 16 * 1024

PIECE = 128 * 1024
"""Bytes of a result from which it is sent in pieces, while the rest is being written."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The graphs that a request or a query names: for the default graph, and by name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


class Binding(NamedTuple):
    """What a parameter of a query stands for: an IRI, a literal with its datatype, or nothing."""

    name: str
    value: str | None
    datatype: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A query that was examined, and the limits it runs under.

    ``format`` is the name of a format of the registry; ``seconds`` of wall clock. The terms of
    ``bindings`` stand beside the text and never in it.
    """

    text: str
    format: str
    clause: Clause
    seconds: float
    max_rows: int
    max_bytes: int
    bindings: tuple[Binding, ...] = ()

    def encode(self, seconds: float) -> bytes:
        """Write the job with the seconds that are left of its own, its length first."""
        clause = (self.clause.default, self.clause.named)
        limits = (seconds, self.max_rows, self.max_bytes)
        bindings = tuple(map(tuple, self.bindings))
        data = marshal.dumps((self.text, self.format, clause, *limits, bindings))
        return _LENGTH.pack(len(data)) + data

    @classmethod
    def decode(cls, data: bytes) -> Job:
        """Read a job without its length."""
        text, form, clause, seconds, rows, size, bindings = marshal.loads(data)  # noqa: S302
        terms = tuple(Binding(*binding) for binding in bindings)
        return cls(text, form, Clause(*clause), seconds, rows, size, terms)


class End(IntEnum):
    """How a job ended; the first five are told by the worker, the others seen from outside."""

    DONE = 0
    SYNTAX = 1
    FAILED = 2
    ROWS = 3
    BYTES = 4
    TIME = 5
    MEMORY = 6
    CRASHED = 7
    YIELDED = 8


_ENDS = tuple(End)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended, with its whole result or what the engine said; seconds of wall clock."""

    end: End
    body: bytes = b""
    seconds: float = 0.0


def receive_job(connection: socket.socket) -> Job | None:
    """Receive a job, or nothing where the other side has gone."""
    try:
        data = connection.recv(_USUAL)
        if len(data) < _LENGTH.size:
            return None
        size = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        data += _receive(connection, size - len(data))
    except ConnectionError:  # it was killed before it read its last answer
        return None
    return Job.decode(data[_LENGTH.size :]) if len(data) == size else None


def send_reply(connection: socket.socket, end: End, body: bytes | bytearray) -> None:
    """Send how a job ended, with a small result or the rest of a large one."""
    connection.sendall(_REPLY.pack(end, len(body)) + body)


def send_piece(connection: socket.socket, piece: bytes | bytearray) -> None:
    """Send a piece of a large result; it is worth something only if its job ends well."""
    connection.sendall(_REPLY.pack(_PIECE, len(piece)))
    connection.sendall(piece)


def receive_reply(
    connection: socket.socket, look: Callable[[bytes], None]
) -> tuple[End, bytes] | None:
    """Receive how a job ended, with its whole result; nothing where its worker has died.

    Each piece of the result is looked at while the next is being written.
    """
    data = connection.recv(_USUAL)
    if 0 < len(data) < _REPLY.size:
        data += _receive(connection, _REPLY.size - len(data))
    if len(data) < _REPLY.size:
        return None
    kind, size = _REPLY.unpack_from(data)
    piece = data[_REPLY.size :] + _receive(connection, size - len(data) + _REPLY.size)
    pieces = [piece]
    while len(piece) == size and kind == _PIECE:
        look(piece)
        head = _receive(connection, _REPLY.size)
        if len(head) < _REPLY.size:
            return None
        kind, size = _REPLY.unpack(head)
        piece = _receive(connection, size)
        pieces.append(piece)
    if len(piece) < size:
        return None
    end = _ENDS[kind]
    if end is not End.DONE:
        return end, piece
    look(piece)
    return end, b"".join(pieces) if len(pieces) > 1 else piece


def _receive(connection: socket.socket, size: int) -> bytes:
    """Receive so many bytes, or fewer where the other side has gone."""
    data = connection.recv(size, socket.MSG_WAITALL) if size else b""
    while 0 < len(data) < size:
        more = connection.recv(size - len(data), socket.MSG_WAITALL)
        if not more:
            break
        data += more
    return data
