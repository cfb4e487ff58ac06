"""Which part of the world a map shows, and where a point lies in it.

The projection is equirectangular: degrees of longitude are narrowed by the cosine of the latitude
in the middle, where forms are true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, cos, floor, radians

from kizuna.web.drawing.geodesy import HALF, TURN, Point

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """How a map may be framed.

    It is as wide as so many degrees of latitude at least, and its width is between ``tall`` and
    ``wide`` times its height; around what is drawn there is a margin, a share of the whole.
    """

    least: float = 24.0
    tall: float = 1.5
    wide: float = 2.2
    margin: float = 0.1


PLACE = Frame(least=12.0, tall=1.4, wide=1.7)
"""The small map of one place: its region."""

WORLD = Frame(least=TURN, tall=1.6, wide=2.5, margin=0.04)
"""The whole world, whatever is drawn."""

_SOUTH, _NORTH = -57.0, 83.0
"""Beyond these nobody lives: what a map shows without need ends there."""

_NARROWEST = 0.2
_GAP = 8.0
"""Degrees without anything that are enough to cut the world there."""

_STEP, _ROOM = 10, 4.0
_OCEANS = (-170, -30)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the world, in degrees; ``narrow`` is the width of a degree of longitude in them."""

    west: float
    north: float
    width: float
    height: float
    narrow: float

    @property
    def aspect(self) -> float:
        """How many times as wide as high it is."""
        return self.width * self.narrow / self.height

    def shift(self, longitude: float) -> float:
        """Tell by how many degrees to move a longitude into the window from the west."""
        return TURN * ceil((self.west - longitude) / TURN - 1e-9)

    def locate(self, point: Point, shift: float = 0.0) -> tuple[float, float]:
        """Tell where a point lies, as shares of the width and the height."""
        x = (point.longitude + shift - self.west) / self.width
        return x, (self.north - point.latitude) / self.height


def choose_window(points: Sequence[Point], lines: Sequence[list[Point]], frame: Frame) -> Window:
    """Choose the window with the fewest degrees of longitude that shows all points and lines."""
    spans = [(x, x) for x, _ in points] + [_span(line) for line in lines]
    latitudes = [y for line in (points, *lines) for _, y in line] or [_SOUTH, _NORTH]
    south, north = min(latitudes), max(latitudes)
    west, width = _around(spans)
    middle = (south + north) / 2
    for _ in range(2):  # the middle moves with the margins, and the margins with the middle
        narrow = max(_NARROWEST, cos(radians(middle)))
        across, down = _extent(width * narrow, north - south, frame, TURN * narrow)
        middle = _middle((south + north) / 2, down, south, north)
    start = west if width == TURN else west + (width - across / narrow) / 2
    return Window(start, middle + down / 2, across / narrow, down, narrow)


def _span(line: Sequence[Point]) -> Span:
    """Tell from where to where a line goes, which nowhere turns back."""
    low, high = line[0].longitude, line[-1].longitude
    return (low, high) if low <= high else (high, low)


def _extent(across: float, down: float, frame: Frame, most: float) -> Span:
    """Give width and height their margins, their least and their form."""
    across, down = (side * (1 + 2 * frame.margin) for side in (across, down))
    across = min(most, max(across, down * frame.tall, frame.least))
    return across, max(down, across / frame.wide)


def _middle(wanted: float, height: float, south: float, north: float) -> float:
    """Move the middle so that a map shows nothing beyond the last towns without need."""
    low = min(_SOUTH, south - height / 20) + height / 2
    high = max(_NORTH, north + height / 20) - height / 2
    return (low + high) / 2 if low > high else max(low, min(high, wanted))


def _around(spans: Sequence[Span]) -> Span:
    """Find where the spans begin, seen around the globe, and over how many degrees they go."""
    turned = sorted((low % TURN, low % TURN + high - low) for low, high in spans)
    twice = [*turned, *((low + TURN, high + TURN) for low, high in turned)]
    widest, start = 0.0, 0.0
    reach = twice[0][1] if twice else 0.0
    for low, high in twice[1:]:
        if low - reach > widest:
            widest, start = low - reach, low
        reach = max(reach, high)
    if widest < _GAP:
        return _quietest(spans), TURN
    return _home(start), TURN - widest


def _quietest(spans: Sequence[Span]) -> float:
    """Find the meridian that the fewest spans cross; among equals, one in an ocean."""
    count = int(TURN) // _STEP
    changes = [0] * (2 * count + 1)
    for low, high in spans:
        first, last = ceil((low - _ROOM) / _STEP), floor((high + _ROOM) / _STEP)
        changes[first % count] += 1
        changes[first % count + min(last - first + 1, count)] -= 1
    sums = list(accumulate(changes))
    crossed = [sums[number] + sums[number + count] for number in range(count)]
    candidates = (_home(x) for x in range(0, int(TURN), _STEP))
    return min(candidates, key=lambda x: (crossed[round(x / _STEP) % count], _from_ocean(x)))


def _home(longitude: float) -> float:
    """Turn a longitude to between 180 degrees west and east."""
    return (longitude + HALF) % TURN - HALF


def _from_ocean(longitude: float) -> float:
    return min(abs(longitude - ocean) for ocean in _OCEANS)
