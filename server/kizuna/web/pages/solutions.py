"""The solutions of a query as a table: term by term, or by the names that readers know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kizuna.iris import Base
from kizuna.web.addresses import link
from kizuna.web.pages.views import Value, Viewer

SHOWN = 1000
"""Solutions that a page shows; the rest is a file."""

Cell = Value | None

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
"""What is written as a time, whatever its datatype, so that it stays in one line."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first solutions of a query, for a page, and how many there are."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def tabulate(base: Base, result: bytes) -> Table | bool:
    """Read a result in JSON: a table of its terms, or the truth."""
    data = json.loads(result)
    if "boolean" in data:
        return bool(data["boolean"])
    variables = tuple(data["head"]["vars"])
    solutions = data["results"]["bindings"]
    rows = tuple(
        tuple(_cell(base, solution.get(name)) for name in variables)
        for solution in solutions[:SHOWN]
    )
    return Table(variables, rows, len(solutions))


def _cell(base: Base, term: dict[str, Any] | None) -> Cell:
    if term is None:
        return None
    if term["type"] == "triple":
        return Value(json.dumps(term["value"], ensure_ascii=False))
    text = term["value"]
    if term["type"] == "uri":
        return Value(text, link(base, text))
    return Value(text, None, term.get("xml:lang"), raw=text if _DAY.fullmatch(text) else None)


def with_names(table: Table, viewer: Viewer) -> Table:
    """Show things by the names that the reader knows them by.

    A column ``?name``, or ``?tieName`` behind ``?tie``, says the same again: the two become one.
    """
    variables = table.variables
    naming = {
        place + 1
        for place, pair in enumerate(pairwise(variables))
        if pair[1] in ("name", f"{pair[0]}Name")
    }
    rows = tuple(tuple(_name(row, naming, viewer)) for row in table.rows)
    kept = tuple(name for place, name in enumerate(variables) if place not in naming)
    return Table(kept, rows, table.total)


def _name(row: tuple[Cell, ...], naming: set[int], viewer: Viewer) -> Iterator[Cell]:
    for place, cell in enumerate(row):
        if place in naming:
            continue
        name = row[place + 1] if place + 1 in naming else None
        yield _called(cell, name, viewer) if cell and cell.href else cell or name


def _called(cell: Value, name: Cell, viewer: Viewer) -> Value:
    """Give the name that the query chose, unless the reader's language has another."""
    known = _shown(cell, viewer)
    chosen = known if name is None or known.lang == viewer.language.code else name
    return Value(chosen.text, cell.href, chosen.lang)


def _shown(cell: Value, viewer: Viewer) -> Value:
    thing = viewer.base.parse(cell.text)
    if thing is None or thing.kind != "source" or "#" not in cell.text:
        return viewer.name(cell.text)
    (found,) = viewer.evidence((cell.text,))
    (place,) = found.places
    joint = viewer.language.say(", ")
    return Value(f"{found.source.text}{joint}{place.text}", None, found.source.lang)
