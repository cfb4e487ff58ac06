"""The table of a source's coverage, and ranges of its text (RFC 5147).

``data/<source>/coverage.csv`` has a row per sentence or caption: ``start,end,nodes,reason``.
Positions lie between characters, from 0; characters are code points of the file as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kizuna.compiler.inputs import COVERAGE, Input, Tree
from kizuna.compiler.source import decode
from kizuna.errors import SourceError
from kizuna.iris import Base

HEADER = ["start", "end", "nodes", "reason"]

_CHAR = "#char="
_NUMBER = r"(?:0|[1-9]\d*)"
_RANGE = re.compile(rf"({_NUMBER}),({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Passage:
    """A range of a source's text."""

    source: str
    start: int
    end: int

    def __str__(self) -> str:
        """Write it as Turtle does, whose comma needs its backslash."""
        return f"{self.source}:{self.start}\\,{self.end}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, with its line."""

    line: int
    start: int
    end: int
    nodes: tuple[str, ...]
    reason: str


def parse_passage(iri: str, base: Base) -> Passage | None:
    """Take the IRI of a passage apart; ``None`` if it is none, or not written as one."""
    head, mark, rest = iri.partition(_CHAR)
    match = _RANGE.fullmatch(rest) if mark else None
    thing = base.parse(head) if match else None
    if match is None or thing is None or thing.kind != "source":
        return None
    return Passage(thing.slug, int(match[1]), int(match[2]))


def claims_passage(iri: str, base: Base) -> bool:
    """Say whether an IRI is meant as a passage, well written or not."""
    return _CHAR in iri and iri.startswith(base.thing("source", ""))


def tables(tree: Tree) -> Iterator[tuple[str, Input]]:
    """Find the tables, each with the slug of its source."""
    for file in tree.inputs:
        if file.path.name == COVERAGE:
            yield file.path.parent.name, file


def read_rows(file: Input) -> list[Row]:
    """Read a table.

    :raises SourceError: if a row is not what a row should be; with its line.
    """
    path = Path(file.path)
    text = decode(file.content, path).removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        if next(reader, None) != HEADER:
            raise SourceError(f"must begin with the line {','.join(HEADER)}", path=path, line=1)
        rows.extend(_row(cells, path, reader.line_num) for cells in reader)
    except csv.Error as error:
        raise SourceError(f"is not CSV: {error}", path=path, line=reader.line_num) from error
    return rows


def _row(cells: list[str], path: Path, line: int) -> Row:
    if len(cells) != len(HEADER):
        raise SourceError(
            f"a row has {len(HEADER)} cells, this one has {len(cells)}", path=path, line=line
        )
    start, end, nodes, reason = cells
    if not re.fullmatch(_NUMBER, start) or not re.fullmatch(_NUMBER, end) or int(start) >= int(end):
        raise SourceError(
            f"a row begins with two positions, the smaller first: {start},{end}",
            path=path,
            line=line,
        )
    return Row(line, int(start), int(end), tuple(nodes.split()), reason.strip())
