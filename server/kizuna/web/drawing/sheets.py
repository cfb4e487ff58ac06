"""A map at one width, on which the names of places take their room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf, sqrt
from typing import NamedTuple

from kizuna.web.drawing.crossings import Box, Track, measure_lines
from kizuna.web.drawing.elements import measure

SIZE = 13.0
"""The size of names in CSS pixels; drawing.css has the same."""

_UP, _DOWN, _DROP = 0.95 * SIZE, 0.2 * SIZE, 0.36 * SIZE
"""How far letters go up and down from their line, and the line from their middle."""

_BOLD = 1.06
"""How much wider bold letters are."""

_GAP, _AROUND, _NEAR = 4.0, 1.0, 2.0
"""Pixels from a dot to its name, of the edge of a dot, and from a name to a line."""

_CELL = 4
"""The size of cells."""


@dataclass(slots=True)
class Spot:
    """A dot with a name: its place as shares of the map, its radius in pixels."""

    x: float
    y: float
    radius: float
    name: str
    length: float = field(init=False)

    def __post_init__(self) -> None:
        """Measure the name."""
        self.length = measure(self.name) * SIZE * _BOLD


class Side(NamedTuple):
    """Where a name stands beside its dot, in pixels; ``back`` is the share of it to the left."""

    anchor: str
    dx: float
    dy: float
    back: float


Cells = tuple[range, int]
"""Rows of small cells, and which of each row: the bits of a number."""


class Sheet:
    """Which cells are taken, by dots and names, and where lines are."""

    def __init__(
        self, width: float, height: float, spots: Iterable[Spot], tracks: Sequence[Track]
    ) -> None:
        self.width, self.height, self.tracks = width, height, tracks
        self._rows: defaultdict[int, int] = defaultdict(int)
        for spot in spots:
            self._take(*self._dot(spot))

    def fit(self, spot: Spot) -> Side | None:
        """Put down a name where it is free, on the side where lines cross it least."""
        best, least = None, inf
        dot = _cells(*self._dot(spot))
        for side in _sides(spot.radius):
            box = self._box(spot, side)
            if self._is_free(box, dot):
                crossed = self._cross(box) if self.tracks else 0.0
                if crossed < least:
                    best, least = side, crossed
                if not crossed:
                    break
        if best:
            self.put(spot, best)
        return best

    def put(self, spot: Spot, side: Side) -> None:
        """Put down a name on a side that is known to be free."""
        self._take(*self._box(spot, side))

    def _dot(self, spot: Spot) -> Box:
        x, y, away = spot.x * self.width, spot.y * self.height, spot.radius + _AROUND
        return x - away, y - away, x + away, y + away

    def _box(self, spot: Spot, side: Side) -> Box:
        left = spot.x * self.width + side.dx - side.back * spot.length
        base = spot.y * self.height + side.dy
        return left, base - _UP, left + spot.length, base + _DOWN

    def _take(self, left: float, top: float, right: float, bottom: float) -> None:
        rows, bits = _cells(left, top, right, bottom)
        for row in rows:
            self._rows[row] |= bits

    def _is_free(self, box: Box, dot: Cells) -> bool:
        """Tell whether a name would lie inside, and cover nothing but its own dot."""
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self.width or bottom > self.height:
            return False
        rows, bits = _cells(left, top, right, bottom)
        own_rows, own_bits = dot
        for row in rows:
            taken = self._rows[row] & bits
            if taken and (row not in own_rows or taken & ~own_bits):
                return False
        return True

    def _cross(self, box: Box) -> float:
        (left, top, right, bottom), wide = box, self.width
        west, east = (left - _NEAR) / wide, (right + _NEAR) / wide
        return measure_lines(
            self.tracks, (west, (top - _NEAR) / wide, east, (bottom + _NEAR) / wide)
        )


def _cells(left: float, top: float, right: float, bottom: float) -> Cells:
    first = int(left) // _CELL if left > 0 else 0
    rows = range(int(top) // _CELL, int(bottom) // _CELL + 1)
    return rows, (1 << int(right) // _CELL + 1) - (1 << first)


@lru_cache(256)
def _sides(radius: float) -> tuple[Side, ...]:
    """Try right, left, above and below of a dot, then its corners."""
    away = radius + _GAP
    aside = away / sqrt(2)
    return (
        Side("start", away, _DROP, 0),
        Side("end", -away, _DROP, 1),
        Side("middle", 0, -away, 0.5),
        Side("middle", 0, away + 2 * _DROP, 0.5),
        *(
            side
            for y in (-aside, aside + 2 * _DROP)
            for side in (Side("start", aside, y, 0), Side("end", -aside, y, 1))
        ),
    )
