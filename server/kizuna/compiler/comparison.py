"""Tables of comparison: read for the index, and copied into the release."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kizuna.comparison import COMPARISON, HEADER
from kizuna.compiler.inputs import Input, Tree
from kizuna.compiler.source import decode
from kizuna.errors import SourceError


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of a table: a tie, and one way in which the two sides differ in it."""

    line: int
    difference: str
    items: tuple[str, str]
    places: tuple[str, str]
    partnership: str
    here: str
    there: str


def comparisons(tree: Tree) -> Iterator[tuple[str, Input]]:
    """List the tables with the slugs of the sources that are compared with."""
    for file in tree.inputs:
        if file.path.name == COMPARISON and len(file.path.parts) == 3:  # noqa: PLR2004  # data/X/
            yield file.path.parts[1], file


def read_comparison(file: Input) -> list[Compared]:
    """Read a table.

    :raises SourceError: if it is none; with the line.
    """
    path = Path(file.path)
    reader = csv.reader(io.StringIO(decode(file.content, path), newline=""))
    if tuple(next(reader, ())) != HEADER:
        raise SourceError(f"must begin with the line {','.join(HEADER)}", path=path, line=1)
    rows: list[Compared] = []
    try:
        for cells in reader:
            if len(cells) != len(HEADER):
                message = f"a row has {len(HEADER)} cells, this one has {len(cells)}"
                raise SourceError(message, path=path, line=reader.line_num)
            rows.append(_row(reader.line_num, cells))
    except csv.Error as error:
        raise SourceError(f"is not CSV: {error}", path=path, line=reader.line_num) from error
    return rows


def _row(line: int, cells: list[str]) -> Compared:
    difference, item_a, item_b, place_a, place_b, partnership, here, there = cells[:8]
    return Compared(
        line, difference, (item_a, item_b), (place_a, place_b), partnership, here, there
    )
