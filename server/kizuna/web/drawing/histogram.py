"""Counts as bars: by year or decade, and apart from them those that are not stated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kizuna.web.drawing.elements import (
    SIZE,
    TIERS,
    attribute,
    centred,
    escaped,
    identifier,
    link,
    measure,
    percent,
    shorten,
    shown,
)

_HEIGHT, _TOP, _BASE, _FOOT, _BELOW = 222, 22, 178, 196, 214
"""Heights in CSS pixels: of all, of the top of the highest bar, of its foot, its name, a second."""

_APART, _LABEL = 8.0, 16.0
"""The least distance between two names in pixels, the longest name in em."""

_ROOM, _ASIDE, _MOST = 0.15, 0.1, 0.24
"""Shares of the width: the most room of a bar, the least and the most of the one set apart."""

_FILLED, _THICK, _THIN = 0.76, 0.07, 0.03
"""How much of its room a bar fills; in shares of the width at most, and if set apart at least."""

_LEAST = 1.5
"""The height of a bar for anything more than nothing, in pixels."""

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
        return shorten(self.value or str(self.count), _LABEL)


@dataclass(frozen=True, slots=True)
class _Scale:
    """How bars are drawn: how thick, how much room each has, which count is the highest."""

    thick: float
    pitch: float
    highest: int

    def height(self, count: int) -> float:
        """Give the height of a bar in pixels."""
        tall = (_BASE - _TOP) * count / max(1, self.highest)
        return max(_LEAST, tall) if count > 0 else 0


def draw_histogram(
    bars: Sequence[Bar],
    *,
    name: str,
    title: str,
    unstated: Bar | None = None,
    language: str | None = None,
) -> Markup:
    """Draw bars side by side, and one set apart at the end for what is not stated."""
    aside = min(_MOST, max(_ASIDE, 1.6 / (len(bars) + 1.6))) if unstated else 0.0
    pitch = min(_ROOM, (1 - aside) / max(1, len(bars)))
    highest = max((bar.count for bar in (*bars, unstated) if bar), default=0)
    scale = _Scale(min(_THICK, pitch * _FILLED), pitch, highest)
    end = scale.pitch * len(bars)
    apart = _unstated(unstated, scale, end + aside, aside) if unstated else ""
    return Markup(  # noqa: S704  # all text is escaped
        f'<div class="histogram" id="{identifier(name, "histogram")}"><svg role="group"'
        f"{attribute('aria-label', title)}{attribute('lang', language)}"
        f' width="100%" height="{_HEIGHT}">'
        f'<line class="foot" x2="{percent(end)}" y1="{_BASE}" y2="{_BASE}"/>'
        f"{''.join(_bars(bars, scale))}{apart}</svg></div>"
    )


def _bars(bars: Sequence[Bar], scale: _Scale) -> Iterator[str]:
    """Draw the bars; their counts where all have room, else only the highest one's."""
    widest = max((measure(bar.figure) for bar in bars), default=0) * SIZE + 2
    valued = _first(lambda pixels: widest <= scale.pitch * pixels)
    for number, (bar, named) in enumerate(zip(bars, _named(bars, scale.pitch), strict=True)):
        middle = (number + 0.5) * scale.pitch
        above = _value(bar, middle, scale, 0 if bar.count == scale.highest else valued)
        yield _bar(bar, middle, scale, _name(bar, middle, named) + above)


def _unstated(bar: Bar, scale: _Scale, end: float, aside: float) -> str:
    """Draw the bar set apart; its name stands a line lower on drawings too narrow for it."""
    scale = _Scale(max(_THIN, scale.thick), scale.pitch, scale.highest)
    middle = end - scale.thick / 2
    text = shorten(bar.label, _LABEL)
    needed = measure(text) * SIZE + _APART
    first = _first(lambda pixels: needed <= aside * pixels)
    at = f' x="{percent(end)}" text-anchor="end"'
    names = _value(bar, middle, scale, 0)
    if first is not None:
        names += _text(shown(first), at, _FOOT, text)
    if first != 0:
        names += _text(shown(0, len(TIERS) - 1 if first is None else first - 1), at, _BELOW, text)
    return _bar(bar, middle, scale, names, "column unstated")


def _bar(bar: Bar, middle: float, scale: _Scale, names: str, kind: str = "column") -> str:
    """Draw a bar, which is hit over its whole height."""
    tall = scale.height(bar.count)
    at = f'x="{percent(middle - scale.thick / 2)}" width="{percent(scale.thick)}"'
    return link(
        bar.href,
        f' class="{kind}"',
        f"<title>{escaped(bar.title)}</title>"
        f'<rect class="hit" {at} y="0" height="{_FOOT}"/>'
        f'<rect class="body" {at} y="{_BASE - tall:.2f}" height="{tall:.2f}"/>{names}',
    )


def _value(bar: Bar, middle: float, scale: _Scale, first: int | None) -> str:
    """Write the count over a bar, from a width on; a count of nothing is seen without."""
    if first is None or bar.count <= 0:
        return ""
    name = " ".join(filter(None, ("value", shown(first))))
    top = _BASE - scale.height(bar.count)
    return _text(name, centred(bar.figure, middle, first), top - 6, bar.figure)


def _text(name: str | None, at: str, y: float, text: str) -> str:
    return f'<text{attribute("class", name)}{at} y="{y:.5g}">{escaped(text)}</text>'


def _named(bars: Sequence[Bar], pitch: float) -> list[int | None]:
    """Tell for each bar from which width on it has its name; of years, the round ones first."""
    widest = max((measure(shorten(bar.label, _LABEL)) for bar in bars), default=0) * SIZE + _APART
    numbers = [int(found[0]) if (found := re.match(r"\d{1,9}", bar.label)) else 1 for bar in bars]
    firsts: list[int | None] = [None] * len(bars)
    for tier in reversed(range(len(TIERS))):
        needed = widest / (pitch * TIERS[tier])
        step = next((step for step in _STEPS if step >= needed), len(bars))
        start = next((place for place, value in enumerate(numbers) if value % step == 0), 0)
        for place in range(start % step, len(bars), step):
            firsts[place] = tier
    return firsts


def _name(bar: Bar, middle: float, first: int | None) -> str:
    """Write the name of a bar below it, from a width on."""
    if first is None:
        return ""
    text = shorten(bar.label, _LABEL)
    return _text(shown(first), centred(text, middle, first), _FOOT, text)


def _first(fits: Callable[[float], bool]) -> int | None:
    return next((tier for tier, pixels in enumerate(TIERS) if fits(pixels)), None)
