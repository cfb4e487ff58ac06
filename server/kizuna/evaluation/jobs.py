"""What a worker is asked, and how it ends; and how both are written on a socket."""

from __future__ import annotations

import array
import json
import mmap
import os
import socket
import struct
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

_LENGTH = struct.Struct("<I")
_REPLY = struct.Struct("<BIQ")

INLINE = 64 * 1024
"""Bytes of a result that travel in the socket; more travel in a file in memory."""


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

    def encode(self) -> bytes:
        """Write the job, its length first."""
        clause = (self.clause.default, self.clause.named)
        limits = (self.seconds, self.max_rows, self.max_bytes)
        data = json.dumps((self.text, self.format, clause, self.bindings, *limits)).encode()
        return _LENGTH.pack(len(data)) + data

    @classmethod
    def decode(cls, data: bytes) -> Job:
        """Read a job without its length."""
        text, form, (default, named), bindings, *limits = json.loads(data)
        terms = tuple(Binding(*binding) for binding in bindings)
        return replace(
            cls(text, form, Clause(tuple(default), tuple(named)), *limits), bindings=terms
        )


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
_READ = b"!"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended, with its whole result or what the engine said; seconds of wall clock."""

    end: End
    body: bytes = b""
    seconds: float = 0.0


def receive_job(connection: socket.socket) -> Job | None:
    """Receive a job, or nothing where the other side has gone."""
    data = connection.recv(INLINE)
    if len(data) < _LENGTH.size:
        return None
    size = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    data += _receive(connection, size - len(data))
    return Job.decode(data[_LENGTH.size :]) if len(data) == size else None


def send_reply(connection: socket.socket, end: End, body: bytes) -> None:
    """Send how a job ended, with a small result."""
    connection.sendall(_REPLY.pack(end, len(body), 0) + body)


def send_file(connection: socket.socket, end: End, file: int, size: int) -> None:
    """Send how a job ended, with a result in a file; wait until it has been read."""
    passed = array.array("i", [file])
    connection.sendmsg(
        [_REPLY.pack(end, 0, size)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)]
    )
    connection.recv(1)


def receive_outcome(connection: socket.socket) -> Outcome | None:
    """Receive how a job ended, or nothing where its worker has died."""
    data, files, _, _ = socket.recv_fds(connection, _REPLY.size + INLINE, 1)
    if not data:
        return None
    if len(data) < _REPLY.size:
        data += _receive(connection, _REPLY.size - len(data))
    end, inline, size = _REPLY.unpack(data[: _REPLY.size])
    body = data[_REPLY.size :]
    body += _receive(connection, inline - len(body))
    if not files:
        return Outcome(_ENDS[end], body)
    result = _read_file(files[0], size)
    connection.send(_READ)
    return Outcome(_ENDS[end], result)


def _read_file(file: int, size: int) -> bytes:
    try:
        with mmap.mmap(file, size, prot=mmap.PROT_READ) as content:
            return content[:]
    finally:
        os.close(file)


def _receive(connection: socket.socket, size: int) -> bytes:
    parts = []
    while size > 0:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
