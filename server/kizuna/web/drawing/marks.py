"""The marks of a time line: events and periods, each with the bounds within which it is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kizuna.web.drawing.calendar import Axis
from kizuna.web.drawing.classes import EventClass, TieClass
from kizuna.web.drawing.elements import Attributes, element, linked, percent

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


def draw_mark(mark: Event | Span, axis: Axis, language: str | None) -> Markup | None:
    """Draw a mark, unless it lies outside of the axis."""
    if isinstance(mark, Event):
        inside = axis.holds(mark.earliest, mark.latest)
        drawn, name = list(_event(mark, axis)) if inside else [], f"event {mark.event}"
    else:
        drawn, name = list(_span(mark, axis)), f"span {mark.tie}"
    if not drawn:
        return None
    title = element("title", {}, mark.title)
    return linked(mark.href, {"class": name, "lang": language}, title, *drawn)


def _event(event: Event, axis: Axis) -> Iterator[Markup]:
    """Draw a shape on a certain day, or a pale capsule over the days between the bounds."""
    x1, x2 = (percent(axis.locate(day)) for day in (event.earliest, event.latest))
    along: Attributes = {"x1": x1, "x2": x2, "y1": _MIDDLE, "y2": _MIDDLE}
    yield element("line", {"class": "hit", **along})
    if event.earliest < event.latest:
        yield element("line", {"class": "edge", **along})
        yield element("line", {"class": "between", **along})
    elif event.event is EventClass.ATTESTED:
        yield _tick(axis, event.earliest)
    else:
        yield element(
            "svg",
            {"role": "none", "x": x1, "y": _MIDDLE, "width": 1, "height": 1, "overflow": "visible"},
            element("path", {"class": "shape", "d": _SHAPES[event.event]}),
        )


_ROUND = "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"
_SHAPES = {
    EventClass.SIGNED: "M0-6.5 6.5 0 0 6.5-6.5 0z",
    EventClass.HELD: _ROUND,
    EventClass.PLANNED: _ROUND,
}


def _tick(axis: Axis, day: date) -> Markup:
    x, top = percent(axis.locate(day)), _MIDDLE - _TICK / 2
    return element("line", {"class": "tick", "x1": x, "x2": x, "y1": top, "y2": top + _TICK})


def _span(span: Span, axis: Axis) -> Iterator[Markup]:
    """Draw the parts of a period, then a tick on the last day that it is attested for."""
    parts = [part for part in _parts(span, axis) if axis.holds(part[1], part[2])]
    if not parts:
        return
    start, end = min(part[1] for part in parts), max(part[2] for part in parts)
    yield _bar("hit", start, end, axis, HEIGHT)
    for name, first, last in parts:
        yield _dots(first, last, axis) if name == "open" else _bar(name, first, last, axis, _BAR)
    if span.attested and axis.holds(span.attested, span.attested):
        yield _tick(axis, span.attested)


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


def _bar(name: str, first: date, last: date, axis: Axis, height: int) -> Markup:
    left, right = axis.locate(first), axis.locate(last)
    return element(
        "rect",
        {
            "class": name,
            "x": percent(left),
            "y": _MIDDLE - height / 2,
            "width": percent(right - left),
            "height": height,
        },
    )


def _dots(first: date, last: date, axis: Axis) -> Markup:
    x1, x2 = percent(axis.locate(first)), percent(axis.locate(last))
    return element("line", {"class": "open", "x1": x1, "x2": x2, "y1": _MIDDLE, "y2": _MIDDLE})
