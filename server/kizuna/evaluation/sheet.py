"""What a result is written on: memory for a small one, a file in memory for a large one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType

from kizuna.evaluation.jobs import INLINE
from kizuna.formats import RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML, Format


class FullError(Exception):
    """More was written than may be."""


_BETWEEN_ROWS: Mapping[str, bytes] = MappingProxyType(
    {
        RESULTS_JSON.name: b'}},{"',
        RESULTS_XML.name: b"</result><result>",
        RESULTS_CSV.name: b"\r\n",
        RESULTS_TSV.name: b"\n",
    }
)
"""What the engine writes between two solutions, and nearly nowhere else."""

_PIECE = 1 << 20


class Sheet:
    """An output for the engine, used again for every job.

    Its file is opened before the worker may open no more.
    """

    def __init__(self) -> None:
        self.file = os.memfd_create("result", os.MFD_CLOEXEC)
        self.head = bytearray()
        self.size = 0
        self._limit = 0

    def clear(self, limit: int) -> Sheet:
        """Forget what was written, and take up to so many bytes.

        A result that fills the sheet is given back to the system at once.
        """
        if self.size > INLINE:
            os.ftruncate(self.file, 0)
            os.lseek(self.file, 0, os.SEEK_SET)
        self.head.clear()
        self.size, self._limit = 0, limit
        return self

    def write(self, piece: bytes) -> int:
        """Take the next piece.

        :raises FullError: if it is too much.
        """
        before, self.size = self.size, self.size + len(piece)
        if self.size > self._limit:
            raise FullError
        if self.size <= INLINE:
            self.head += piece
        elif before <= INLINE:
            os.write(self.file, self.head + piece)
        else:
            os.write(self.file, piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def count_rows(self, form: Format) -> int:
        """Count the solutions of a table, within a few: texts may hold what parts them."""
        mark = _BETWEEN_ROWS[form.name]
        if self.size <= INLINE:
            return self.head.count(mark) + 1
        pieces = (os.pread(self.file, _PIECE, at) for at in range(0, self.size, _PIECE))
        return sum(piece.count(mark) for piece in pieces) + 1
