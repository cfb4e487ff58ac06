"""The coverage table of a source: which of its sentences feed which things, or why none."""

from __future__ import annotations

from dataclasses import dataclass

from kizuna.iris import Thing
from kizuna.web.pages.views import Value, Viewer
from kizuna.web.tables import Table


@dataclass(frozen=True, slots=True)
class Covered:
    """A range of a source, and what rests on it, or the reason why nothing does."""

    span: str
    things: tuple[Value, ...]
    reason: str


def describe_coverage(viewer: Viewer, rows: Table) -> tuple[Covered, ...]:
    """Show the coverage table of a source."""
    return tuple(_show(viewer, row) for row in rows)


def _show(viewer: Viewer, row: dict[str, str]) -> Covered:
    things = (Thing(*node.split("/", 1)) for node in row["nodes"].split())
    names = (viewer.name(viewer.base.thing(t.kind, t.slug)) for t in things)
    return Covered(f"{row['start']}–{row['end']}", tuple(names), row["reason"])
