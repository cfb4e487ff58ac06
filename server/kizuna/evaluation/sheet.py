"""What a result is written on: a small one is held back, a large one is sent on in pieces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kizuna.evaluation.jobs import PIECE
from kizuna.formats import RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML


class FullError(Exception):
    """More was written than may be; ``rows`` tells whether of rows, or of bytes."""

    def __init__(self, *, rows: bool) -> None:
        self.rows = rows
        super().__init__("full")


_MARKS: Mapping[str, tuple[bytes, int]] = MappingProxyType(
    {
        RESULTS_JSON.name: (b'}},{"', 1),
        RESULTS_XML.name: (b"</result><result>", 1),
        RESULTS_CSV.name: (b"\r\n", -1),
        RESULTS_TSV.name: (b"\n", -1),
    }
)
"""What the engine writes between two rows, or behind each and the head: so many rows more."""


class Sheet:
    """An output for the engine, which takes up to so many bytes, and so many rows of a table.

    ``rest`` is what has not been sent on. Rows are counted by what parts them; in CSV and TSV
    texts may hold the same, and count as more.
    """

    def __init__(self, send: Callable[[bytearray], None], size: int, rows: int) -> None:
        self.rest = bytearray()
        self._send = send
        self._bytes = size
        self._rows = rows
        self._mark = b""
        self._tail = b""

    def expect(self, format_name: str) -> None:
        """Expect a table in a format, and count its rows from now on."""
        self._mark, more = _MARKS[format_name]
        self._rows -= more

    def write(self, piece: bytes) -> int:
        """Take the next piece.

        :raises FullError: if it is too much.
        """
        self.rest += piece
        if len(self.rest) >= PIECE:
            self.count()
            self._send(self.rest)
            self.rest.clear()
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what is held back is sent with how the job ended."""

    def count(self) -> None:
        """Count what is held back.

        :raises FullError: if it is too much.
        """
        self._bytes -= len(self.rest)
        if self._bytes < 0:
            raise FullError(rows=False)
        if self._mark:
            parted = len(self._mark) - 1
            edge = self._tail + self.rest[:parted]
            self._tail = bytes(self.rest[len(self.rest) - parted :])
            self._rows -= edge.count(self._mark) + self.rest.count(self._mark)
            if self._rows < 0:
                raise FullError(rows=True)
