"""The comparison as a table (CSV, RFC 4180), which people tick and the compiler takes up."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from kizuna.comparison import HEADER
from kizuna.curation.differences import Row, tell_here, tell_there
from kizuna.curation.gazetteer import Gazetteer
from kizuna.curation.quickstatements import refuse
from kizuna.errors import SourceError


def write_table(rows: Sequence[Row], gazetteer: Gazetteer) -> str:
    """Write all differences, a line each; the last cell is for a person to tick."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row in rows:
        pair = row.pair
        writer.writerow(
            [
                row.difference, *pair.items, *pair.places, pair.partnership, tell_here(pair),
                tell_there(pair), refuse(row, gazetteer), "",
            ]
        )  # fmt: skip
    return out.getvalue()


def read_accepted(path: Path, rows: Sequence[Row], gazetteer: Gazetteer) -> list[Row]:
    """Read which rows a person ticked.

    :raises SourceError: if it is no such table, or a ticked row is no difference any more or
        makes no command; with the line.
    """
    known = {row.key: row for row in rows}
    accepted: list[Row] = []
    for line, cells in _read(path):
        if not cells["accept"].strip():
            continue
        row = known.get((cells["difference"], cells["item_a"], cells["item_b"]))
        if row is None:
            message = "is ticked, but the two sides do not differ in this: compare again"
            raise SourceError(message, path=path, line=line)
        if reason := refuse(row, gazetteer):
            message = f"is ticked, but makes no command: {reason}"
            raise SourceError(message, path=path, line=line)
        accepted.append(row)
    if not accepted:
        raise SourceError("has no row that is ticked: write x into the cell accept", path=path)
    return accepted


def _read(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        if tuple(reader.fieldnames or ()) != HEADER:
            raise SourceError(f"must begin with the line {','.join(HEADER)}", path=path, line=1)
        return [(reader.line_num, {k: v or "" for k, v in row.items()}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"cannot be read: {error}", path=path) from error
