"""How many rows a table has, counted while it comes in pieces."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kizuna.formats import RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML


class TooManyRowsError(Exception):
    """A table has more rows than it may have."""


_MARKS: Mapping[str, tuple[bytes, int]] = MappingProxyType(
    {
        RESULTS_JSON.name: (b"},{", 1),
        RESULTS_XML.name: (b"</result><result>", 1),
        RESULTS_CSV.name: (b"\r\n", -1),
        RESULTS_TSV.name: (b"\n", -1),
    }
)
"""What the engine writes between two rows, or behind each and the head: so many rows more."""


class Rows:
    """Counts the rows of a result; one that is no table has none.

    They are counted by what parts them; line breaks between the quotes of CSV do not. In JSON a
    text that holds ``},{`` counts as more; no IRI and no number does.
    """

    def __init__(self, format_name: str, limit: int) -> None:
        self._mark, more = _MARKS.get(format_name, (b"", 0))
        self._left = limit - more
        self._tail = b""
        self._quotes = format_name == RESULTS_CSV.name
        self._quoted = False

    def count(self, piece: bytes) -> None:
        """Count the rows of the next piece.

        :raises TooManyRowsError: if that makes too many.
        """
        if not self._mark:
            return
        if self._quotes:
            piece = self._unquote(piece)
        parted = len(self._mark) - 1
        edge = self._tail + piece[:parted]
        self._tail = piece[len(piece) - parted :]
        self._left -= edge.count(self._mark) + piece.count(self._mark)
        if self._left < 0:
            raise TooManyRowsError

    def _unquote(self, piece: bytes) -> bytes:
        """Leave out what stands between quotes, here and on from the last piece."""
        parts = piece.split(b'"')
        outside = b"".join(parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return outside
