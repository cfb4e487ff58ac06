"""What a result is written on: a small one is held back, a large one is sent on in pieces."""

from __future__ import annotations

from collections.abc import Callable

from kizuna.evaluation.jobs import PIECE


class FullError(Exception):
    """More was written than may be."""


class Sheet:
    """An output for the engine, which takes up to so many bytes.

    ``rest`` is what has not been sent on.
    """

    def __init__(self, send: Callable[[bytearray], None], size: int) -> None:
        self.rest = bytearray()
        self._send = send
        self._left = size

    def write(self, piece: bytes) -> int:
        """Take the next piece.

        :raises FullError: if it is too much.
        """
        self._left -= len(piece)
        if self._left < 0:
            raise FullError
        self.rest += piece
        if len(self.rest) >= PIECE:
            self._send(self.rest)
            self.rest.clear()
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what is held back is sent with how the job ended."""
