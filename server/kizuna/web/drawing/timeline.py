"""Time lines: periods and days with their bounds, in rows below each other.

The name of a row stands above it, as text of the page that wraps; the marks are an SVG in which a
unit is a pixel and days stand at percentages. What is certain is solid, what lies between the
earliest and the latest day is paler, and where no bound is stated the line is dotted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kizuna.web.drawing.calendar import Axis, Tell, Tick, choose_ticks, tell
from kizuna.web.drawing.elements import (
    attribute,
    centred,
    escaped,
    identifier,
    link,
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
    axis, long = Axis(first, max(first, last)), len(rows) >= _LONG
    kind = "timeline long" if long else "timeline"
    return Markup(  # noqa: S704  # all text is escaped
        f'<div class="{kind}" id="{identifier(name, "timeline")}" role="group"'
        f"{attribute('aria-label', title)}>{_scale(axis, write, below=long)}"
        f"<ol>{''.join([_row(row, axis) for row in rows])}</ol></div>"
    )


def _scale(axis: Axis, write: Tell, *, below: bool) -> str:
    """Draw the lines of the axis behind all rows, and its days above them."""
    ticks = [_tick(tick, axis.locate(tick.day), below=below) for tick in choose_ticks(axis, write)]
    return f'<svg class="axis" width="100%" height="100%" aria-hidden="true">{"".join(ticks)}</svg>'


def _tick(tick: Tick, share: float, *, below: bool) -> str:
    name, x = attribute("class", shown(tick.first, tick.last)), percent(share)
    at, text = centred(tick.text, share, tick.first), escaped(tick.text)
    under = f'<text{name}{at} y="100%" dy="14">{text}</text>' if below else ""
    return (
        f'<line{name} x1="{x}" x2="{x}" y1="18" y2="100%"/>'
        f'<text{name}{at} y="0" dy="12">{text}</text>{under}'
    )


def _row(row: Row, axis: Axis) -> str:
    """Write the name of a row, and draw its marks: periods first, events over them."""
    ordered = sorted(row.marks, key=lambda mark: isinstance(mark, Event))
    marks = "".join([draw_mark(mark, axis, row.language) for mark in ordered])
    return (
        f'<li>{_name(row)}<svg width="100%" height="{HEIGHT}" role="group"'
        f"{attribute('aria-label', row.label)}>{marks}</svg></li>"
    )


def _name(row: Row) -> str:
    short = shorten(row.label, _NAME)
    said = attribute("lang", row.language)
    said += attribute("title", row.label if short != row.label else None)
    note = f" <small>{escaped(row.note)}</small>" if row.note else ""
    return f"<p>{link(row.href, said, escaped(short), 'span')}{note}</p>"
