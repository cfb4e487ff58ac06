"""The coverage table of a source: which of its sentences feed which things, or why none."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from kizuna.iris import Thing
from kizuna.web.current import Published
from kizuna.web.views import Value


@dataclass(frozen=True, slots=True)
class Covered:
    """A range of a source, and what rests on it, or the reason why nothing does."""

    span: str
    things: tuple[Value, ...]
    reason: str


def read_coverage(served: Published, slug: str) -> tuple[Covered, ...]:
    """Read the coverage table of a source; empty if the release has none."""
    name = f"coverage/{slug}.csv"
    if name not in served.release.manifest.products:
        return ()
    with (served.release.path / name).open(encoding="utf-8", newline="") as file:
        return tuple(_read_row(served, row) for row in csv.DictReader(file))


def _read_row(served: Published, row: dict[str, str]) -> Covered:
    things = (Thing(*node.split("/", 1)) for node in row["nodes"].split())
    names = (served.viewer.name(served.base.thing(t.kind, t.slug)) for t in things)
    return Covered(f"{row['start']}–{row['end']}", tuple(names), row["reason"] or "")
