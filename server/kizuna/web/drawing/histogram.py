"""Counts as bars: by year or decade, and apart from them those that are not stated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kizuna.web.drawing.elements import (
    TIERS,
    Attributes,
    element,
    identifier,
    joined,
    linked,
    measure,
    percent,
    shorten,
    shown,
)

_HEIGHT, _TOP, _BASE, _FOOT, _BELOW = 222, 22, 178, 196, 214
"""Heights in CSS pixels: of all, of the top of the highest bar, of its foot, its name, a second."""

_SIZE, _APART, _LABEL = 12.0, 8.0, 16.0
"""The size of text, the least distance between two names in pixels, the longest name in em."""

_THICK, _FILLED, _ASIDE, _EDGE = 0.07, 0.76, 0.1, 0.03
"""Shares of the width: a bar at most; of the room it has; the room set apart; what is an edge."""

_STEPS = (1, 2, 10, 20, 100, 200, 1000)
"""Every how many bars one has its name; each is a multiple of the one before."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its name; ``value`` is the count as the page writes numbers."""

    label: str
    count: int
    title: str
    href: str | None = None
    value: str | None = None

    @property
    def figure(self) -> str:
        """What is written over it."""
        return self.value or str(self.count)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where bars stand: the middle of this one, how thick it is, how much room each has."""

    middle: float
    thick: float
    pitch: float


def draw_histogram(
    bars: Sequence[Bar],
    *,
    name: str,
    title: str,
    unstated: Bar | None = None,
    language: str | None = None,
) -> Markup:
    """Draw bars side by side, and one set apart at the end for what is not stated."""
    highest = max((bar.count for bar in (*bars, unstated) if bar), default=0)
    aside = max(_ASIDE, 1.6 / (len(bars) + 1.6)) if unstated else 0.0
    pitch = (1 - aside) / max(1, len(bars))
    thick = min(_THICK, pitch * _FILLED)
    places = [_Place((number + 0.5) * pitch, thick, pitch) for number in range(len(bars))]
    drawn = [
        _bar(bar, place, highest, _name(bar, place.middle, first))
        for bar, place, first in zip(bars, places, _named(bars, pitch), strict=True)
    ]
    if unstated:
        place = _Place(1 - thick / 2, thick, aside)
        drawn.append(_bar(unstated, place, highest, _asides(unstated, aside), "unstated"))
    return element(
        "div",
        {"class": "histogram", "id": identifier(name, "histogram")},
        element(
            "svg",
            {
                "role": "group",
                "aria-label": title,
                "lang": language,
                "width": "100%",
                "height": _HEIGHT,
            },
            _foot(1 - aside),
            joined(drawn),
        ),
    )


def _foot(end: float) -> Markup:
    return element("line", {"class": "foot", "x2": percent(end), "y1": _BASE, "y2": _BASE})


def _bar(
    bar: Bar, place: _Place, highest: int, names: Iterator[Markup], kind: str = "stated"
) -> Markup:
    """Draw a bar with its count and its names; it is hit over its whole height."""
    tall = (_BASE - _TOP) * max(0, bar.count) / max(1, highest)
    left, wide = place.middle - place.thick / 2, place.thick
    room: Attributes = {"x": percent(left), "width": percent(wide), "y": 0, "height": _BASE}
    body: Attributes = {
        "x": percent(left),
        "width": percent(wide),
        "y": _BASE - tall,
        "height": tall,
    }
    return linked(
        bar.href,
        {"class": f"bar {kind}", "aria-label": bar.title if bar.href is not None else None},
        element("title", {}, bar.title),
        element("rect", {"class": "hit", **room}),
        element("rect", {"class": "body", **body}),
        *_value(bar, place, highest, _BASE - tall),
        *names,
    )


def _value(bar: Bar, place: _Place, highest: int, top: float) -> Iterator[Markup]:
    """Write the count over a bar where there is room; over the highest, always."""
    width = measure(bar.figure) * _SIZE + 2
    first = _first(lambda pixels: bar.count == highest or width <= place.pitch * pixels)
    if first is not None and bar.count:
        at: Attributes = {"x": percent(place.middle), "y": top - 6, "text-anchor": "middle"}
        yield element("text", {"class": _classes("value", first), **at}, bar.figure)


def _named(bars: Sequence[Bar], pitch: float) -> list[int | None]:
    """Tell for each bar from which width on it has its name; of years, the round ones first."""
    widest = max((measure(shorten(bar.label, _LABEL)) for bar in bars), default=0) * _SIZE + _APART
    numbers = [int(found[0]) if (found := re.match(r"\d{1,9}", bar.label)) else 1 for bar in bars]
    firsts: list[int | None] = [None] * len(bars)
    for tier in reversed(range(len(TIERS))):
        needed = widest / (pitch * TIERS[tier])
        step = next((step for step in _STEPS if step >= needed), len(bars))
        start = next((place for place, value in enumerate(numbers) if value % step == 0), 0)
        for place in range(start % step, len(bars), step):
            firsts[place] = tier
    return firsts


def _name(bar: Bar, middle: float, first: int | None) -> Iterator[Markup]:
    """Write the name of a bar below it, if there is room for it at any width."""
    if first is None:
        return
    anchor = "start" if middle < _EDGE else "end" if middle > 1 - _EDGE else "middle"
    x = {"start": 0.0, "middle": middle, "end": 1.0}[anchor]
    at: Attributes = {"x": percent(x), "y": _FOOT, "text-anchor": anchor}
    text = shorten(bar.label, _LABEL)
    yield element("text", {"class": _classes("name", first), **at}, text)


def _asides(bar: Bar, aside: float) -> Iterator[Markup]:
    """Write the name of the bar set apart: a line lower on drawings too narrow for it."""
    text = shorten(bar.label, _LABEL)
    needed = measure(text) * _SIZE + _APART
    first = _first(lambda pixels: needed <= aside * pixels)
    at: Attributes = {"x": "100%", "text-anchor": "end"}
    if first is not None:
        yield element("text", {"class": _classes("name", first), "y": _FOOT, **at}, text)
    if first != 0:
        last = len(TIERS) - 1 if first is None else first - 1
        yield element("text", {"class": _classes("name", 0, last), "y": _BELOW, **at}, text)


def _first(fits: Callable[[float], bool]) -> int | None:
    return next((tier for tier, pixels in enumerate(TIERS) if fits(pixels)), None)


def _classes(name: str, first: int, last: int = len(TIERS) - 1) -> str:
    return " ".join(filter(None, (name, shown(first, last))))
