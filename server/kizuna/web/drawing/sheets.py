"""A map at one width, on which the names of places take their room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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

_GAP, _AROUND, _APART = 4.0, 1.0, 2.0
"""Pixels from a dot to its name, of the edge of a dot, and from one box to another."""

_COLUMN, _ROW, _APIECE = 64, 16, 100_000
"""Width and height of the cells in which boxes are looked for, and how many cells a row has."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A dot with a name: its place as shares of the map, its radius in pixels."""

    x: float
    y: float
    radius: float
    name: str


class Side(NamedTuple):
    """Where a name stands beside its dot, in pixels; ``back`` is the share of it to the left."""

    anchor: str
    dx: float
    dy: float
    back: float


class Sheet:
    """Which boxes are taken, by a dot and its name or another, and where lines are."""

    def __init__(
        self, width: float, height: float, spots: Sequence[Spot], tracks: Sequence[Track]
    ) -> None:
        self.width, self.height, self.tracks = width, height, tracks
        self._taken: defaultdict[int, list[tuple[int, Box]]] = defaultdict(list)
        for number, spot in enumerate(spots):
            x, y, away = spot.x * width, spot.y * height, spot.radius + _AROUND
            self._take(number, (x - away, y - away, x + away, y + away))

    def fit(self, number: int, spot: Spot) -> Side | None:
        """Put down a name where it is free, on the side where lines cross it least."""
        best, least = None, inf
        length = _measure(spot)
        for side in _sides(spot.radius):
            box = self._box(spot, side, length)
            if self._is_free(number, box):
                crossed = self._cross(box) if self.tracks else 0.0
                if crossed < least:
                    best, least = side, crossed
                if not crossed:
                    break
        if best:
            self.put(number, spot, best)
        return best

    def put(self, number: int, spot: Spot, side: Side) -> None:
        """Put down a name on a side that is known to be free."""
        self._take(number, self._box(spot, side, _measure(spot)))

    def _box(self, spot: Spot, side: Side, length: float) -> Box:
        left = spot.x * self.width + side.dx - side.back * length
        base = spot.y * self.height + side.dy
        return left, base - _UP, left + length, base + _DOWN

    def _take(self, number: int, box: Box) -> None:
        box = _widened(box)
        for cell in _cells(box):
            self._taken[cell].append((number, box))

    def _is_free(self, number: int, box: Box) -> bool:
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self.width or bottom > self.height:
            return False
        for cell in _cells(box):
            for owner, (west, north, east, south) in self._taken.get(cell, ()):
                apart = right <= west or east <= left or bottom <= north or south <= top
                if not apart and owner != number:
                    return False
        return True

    def _cross(self, box: Box) -> float:
        left, top, right, bottom = _widened(box)
        wide = self.width
        return measure_lines(self.tracks, (left / wide, top / wide, right / wide, bottom / wide))


def _measure(spot: Spot) -> float:
    return measure(spot.name) * SIZE * _BOLD


def _widened(box: Box) -> Box:
    left, top, right, bottom = box
    return left - _APART, top - _APART, right + _APART, bottom + _APART


def _cells(box: Box) -> list[int]:
    left, top, right, bottom = box
    columns = range(int(left) // _COLUMN, int(right) // _COLUMN + 1)
    rows = range(int(top) // _ROW, int(bottom) // _ROW + 1)
    return [row * _APIECE + column for row in rows for column in columns]


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
