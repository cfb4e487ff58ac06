"""Time lines: periods and days with their bounds, in rows below each other.

The name of a row stands above it, as text of the page that wraps; the marks are an SVG in which a
unit is a pixel and days stand at percentages. What is certain is solid, what lies between the
earliest and the latest day is paler, and where no bound is stated the line is dotted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kizuna.web.drawing.calendar import Axis, Tell, Tick, choose_ticks, tell
from kizuna.web.drawing.elements import (
    centred,
    element,
    identifier,
    joined,
    linked,
    percent,
    shorten,
    shown,
)
from kizuna.web.drawing.marks import HEIGHT, Event, Span, draw_mark

_NAME = 160.0
"""Em after which the name of a row is shortened."""

_LONG = 10
"""Rows from which on the axis is written below them too."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of marks with a name; ``note`` is a word more, in a quieter colour."""

    label: str
    marks: Sequence[Event | Span]
    language: str | None = None
    href: str | None = None
    note: str | None = None


def draw_timeline(
    rows: Sequence[Row],
    *,
    name: str,
    title: str,
    first: date,
    last: date,
    write: Tell = tell,
) -> Markup:
    """Draw rows of periods and events from one day to another.

    What lies outside is cut. ``write`` tells a day of the axis in the language of the page.
    """
    axis = Axis(first, max(first, last))
    return element(
        "div",
        {
            "class": "timeline long" if len(rows) >= _LONG else "timeline",
            "id": identifier(name, "timeline"),
            "role": "group",
            "aria-label": title,
        },
        _scale(axis, write, below=len(rows) >= _LONG),
        element("ol", {}, joined([_row(row, axis) for row in rows])),
    )


def _scale(axis: Axis, write: Tell, *, below: bool) -> Markup:
    """Draw the lines of the axis behind all rows, and its days above them."""
    ticks = choose_ticks(axis, write)
    return element(
        "svg",
        {"class": "axis", "width": "100%", "height": "100%", "aria-hidden": "true"},
        joined(
            [part for tick in ticks for part in _tick(tick, axis.locate(tick.day), below=below)]
        ),
    )


def _tick(tick: Tick, share: float, *, below: bool) -> Iterator[Markup]:
    name, x = shown(tick.first, tick.last), percent(share)
    at = centred(tick.text, share, tick.first)
    yield element("line", {"class": name, "x1": x, "x2": x, "y1": 18, "y2": "100%"})
    for y, dy in ((0, 12), ("100%", 14))[: 2 if below else 1]:
        yield element("text", {"class": name, **at, "y": y, "dy": dy}, tick.text)


def _row(row: Row, axis: Axis) -> Markup:
    """Write the name of a row, and draw its marks: periods first, events over them."""
    ordered = sorted(row.marks, key=lambda mark: isinstance(mark, Event))
    marks = (draw_mark(mark, axis, row.language) for mark in ordered)
    drawn = joined([mark for mark in marks if mark])
    return element(
        "li",
        {},
        _name(row),
        element(
            "svg",
            {"width": "100%", "height": HEIGHT, "role": "group", "aria-label": row.label},
            drawn,
        ),
    )


def _name(row: Row) -> Markup:
    short = shorten(row.label, _NAME)
    said = {"lang": row.language, "title": row.label if short != row.label else None}
    name = linked(row.href, said, short, other="span")
    note = element("small", {}, row.note) if row.note else None
    return element("p", {}, name, Markup(" ") if note else None, note)
