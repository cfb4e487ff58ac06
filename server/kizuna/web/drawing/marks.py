"""The marks of a time line: events and periods, each with the bounds within which it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kizuna.web.drawing.calendar import Axis
from kizuna.web.drawing.classes import EventClass, TieClass
from kizuna.web.drawing.elements import attribute, escaped, link, percent

HEIGHT = 26
"""The height of a row of marks in CSS pixels."""

_MIDDLE, _BAR, _TICK = 13, 8, 16

Bounds = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Event:
    """Something on one day; between which days, if it is not known on which."""

    earliest: date
    latest: date
    title: str
    event: EventClass = EventClass.HELD
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A period: between which days it began and ended, None where that is not stated.

    ``attested`` is the last day on which it is known to have gone on.
    """

    began: Bounds | None
    ended: Bounds | None
    attested: date | None
    title: str
    tie: TieClass = TieClass.ATTESTED
    href: str | None = None


def draw_mark(mark: Event | Span, axis: Axis, language: str | None) -> str:
    """Draw a mark, or nothing if it lies outside of the axis."""
    if isinstance(mark, Event):
        drawn = _event(mark, axis) if axis.holds(mark.earliest, mark.latest) else ""
        name = f"event {mark.event}"
    else:
        drawn, name = _span(mark, axis), f"span {mark.tie}"
    if not drawn:
        return ""
    told = f' class="{name}"{attribute("lang", language)}'
    return link(mark.href, told, f"<title>{escaped(mark.title)}</title>{drawn}")


def _event(event: Event, axis: Axis) -> str:
    """Draw a shape on a certain day, or a pale capsule over the days between the bounds."""
    hit = _line("hit", event.earliest, event.latest, axis)
    if event.earliest < event.latest:
        lines = (_line(name, event.earliest, event.latest, axis) for name in ("edge", "between"))
        return f"{hit}{''.join(lines)}"
    if event.event is EventClass.ATTESTED:
        return f"{hit}{_tick(axis, event.earliest)}"
    return (
        f'{hit}<svg role="none" x="{percent(axis.locate(event.earliest))}" y="{_MIDDLE}" width="1"'
        f' height="1" overflow="visible"><path class="shape" d="{_SHAPES[event.event]}"/></svg>'
    )


_ROUND = "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"
_SHAPES = {
    EventClass.SIGNED: "M0-6.5 6.5 0 0 6.5-6.5 0z",
    EventClass.HELD: _ROUND,
    EventClass.PLANNED: _ROUND,
}


def _span(span: Span, axis: Axis) -> str:
    """Draw the parts of a period, then a tick on the last day that it is attested for."""
    parts = [part for part in _parts(span, axis) if axis.holds(part[1], part[2])]
    if not parts:
        return ""
    start, end = min(part[1] for part in parts), max(part[2] for part in parts)
    drawn = [_bar("hit", start, end, axis, HEIGHT)]
    drawn += [
        _line(name, first, last, axis) if name == "open" else _bar(name, first, last, axis, _BAR)
        for name, first, last in parts
    ]
    if span.attested and axis.holds(span.attested, span.attested):
        drawn.append(_tick(axis, span.attested))
    return "".join(drawn)


def _parts(span: Span, axis: Axis) -> list[tuple[str, date, date]]:
    """Divide a period into what is certain, what is uncertain and what is open.

    That it is attested for a day makes it certain up to there, whatever the bounds of its
    beginning; and bounds that overlap leave nothing certain.
    """
    began, ended, seen = span.began, span.ended, span.attested
    since = min(filter(None, (began and began[1], seen)), default=None)
    until = max(filter(None, (ended and ended[0], seen)), default=None)
    first = since or until or axis.first
    last = until or first
    if began and ended and first > last:
        return [("uncertain", began[0], max(began[1], ended[1]))]
    parts = [
        ("uncertain", began[0], first) if began else ("open", axis.first, first),
        ("uncertain", last, ended[1]) if ended else ("open", max(first, last), axis.last),
        ("certain", first, last),
    ]
    exact = {bounds[0] for bounds in (began, ended) if bounds and bounds[0] == bounds[1]}
    return [(name, a, b) for name, a, b in parts if a < b or (name == "certain" and a in exact)]


def _bar(name: str, first: date, last: date, axis: Axis, height: int) -> str:
    left, right = axis.locate(first), axis.locate(last)
    return (
        f'<rect class="{name}" x="{percent(left)}" y="{_MIDDLE - height // 2}"'
        f' width="{percent(right - left)}" height="{height}"/>'
    )


def _line(name: str, first: date, last: date, axis: Axis) -> str:
    x1, x2 = percent(axis.locate(first)), percent(axis.locate(last))
    return f'<line class="{name}" x1="{x1}" x2="{x2}" y1="{_MIDDLE}" y2="{_MIDDLE}"/>'


def _tick(axis: Axis, day: date) -> str:
    x, top = percent(axis.locate(day)), _MIDDLE - _TICK // 2
    return f'<line class="tick" x1="{x}" x2="{x}" y1="{top}" y2="{top + _TICK}"/>'
