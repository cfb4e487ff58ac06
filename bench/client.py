"""A client of HTTP that costs next to nothing: it reads answers to their end and throws them away.

``http.client`` reads a chunked answer piece by piece in Python, which would count against
servers that send small pieces.
"""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_LAST_CHUNK = b"\r\n0\r\n\r\n"
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, size with its head, seconds until its last byte."""

    status: int
    size: int
    seconds: float


class NoAnswerError(Exception):
    """The server closed the connection, or took too long."""


class Connection:
    """A connection that is kept; opened again after a failure or where the server closes it."""

    def __init__(
        self, port: int, timeout: float, source: str = "127.0.0.1", host: str = "127.0.0.1"
    ) -> None:
        self._port, self._timeout, self._source, self._host = port, timeout, source, host
        self._socket: socket.socket | None = None
        self._buffer = memoryview(bytearray(_BUFFER))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def ask(self, target: str, media_type: str) -> Answer:
        """Send a GET and read its answer to the end.

        :raises NoAnswerError: if there is none in time; the connection is closed then.
        """
        head = f"Host: {self._host}\r\nAccept: {media_type}\r\n"
        request = f"GET {target} HTTP/1.1\r\n{head}\r\n"
        began = time.perf_counter()
        try:
            status, size, closes = self._exchange(request.encode(), began + self._timeout)
        except OSError as error:
            self.close()
            raise NoAnswerError(str(error)) from error
        if closes:
            self.close()
        return Answer(status, size, time.perf_counter() - began)

    def _exchange(self, request: bytes, deadline: float) -> tuple[int, int, bool]:
        if self._socket is None:
            self._socket = socket.create_connection(
                ("127.0.0.1", self._port), self._timeout, (self._source, 0)
            )
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        head = b""
        while b"\r\n\r\n" not in head:
            head += self._receive(deadline)
        top, _, rest = head.partition(b"\r\n\r\n")
        if not top.startswith(b"HTTP/1.1 "):
            raise ConnectionError(f"no answer of HTTP: {top[:40]!r}")
        status = int(top[9:12])
        closes = re.search(rb"(?i)\r\nconnection: *close", top) is not None
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", top)
        if length is not None:
            return status, self._to_length(len(head), len(rest), int(length[1]), deadline), closes
        return status, self._to_last_chunk(b"\r\n" + rest, len(head), deadline), closes

    def _receive(self, deadline: float) -> bytes:
        count = self._fill(deadline)
        return bytes(self._buffer[:count])

    def _fill(self, deadline: float) -> int:
        assert self._socket is not None
        left = deadline - time.perf_counter()
        if left <= 0:
            raise TimeoutError(f"no whole answer within {self._timeout} seconds")
        self._socket.settimeout(left)
        count = self._socket.recv_into(self._buffer)
        if count == 0:
            raise ConnectionError("the server closed the connection")
        return count

    def _to_length(self, size: int, have: int, length: int, deadline: float) -> int:
        while have < length:
            count = self._fill(deadline)
            have, size = have + count, size + count
        return size

    def _to_last_chunk(self, tail: bytes, size: int, deadline: float) -> int:
        while not tail.endswith(_LAST_CHUNK):
            count = self._fill(deadline)
            size += count
            tail = (tail + bytes(self._buffer[max(count - 16, 0) : count]))[-16:]
        return size
