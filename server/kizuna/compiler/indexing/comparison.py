"""Comparisons in the index: what another data set says of a tie, beside what is said here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from kizuna.compiler.comparison import Compared

_INSERT = """
INSERT INTO comparison
SELECT ?, one.id, other.id, tie.id, ?, ?, ?, ? FROM thing one, thing other, thing tie
WHERE one.kind = 'place' AND one.slug = ? AND other.kind = 'place' AND other.slug = ?
  AND tie.kind = 'partnership' AND tie.slug = ?
"""


def index_comparison(path: Path, rows: Iterable[Compared]) -> None:
    """Add the rows of a comparison to an index that has all things.

    :raises OSError: if the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executemany(_INSERT, map(_values, rows))
    except sqlite3.Error as error:
        raise OSError(f"{path.name} cannot be written: {error}") from error


def _values(row: Compared) -> tuple[str, ...]:
    return (row.difference, *row.items, row.here, row.there, *row.places, row.partnership)
