"""Where the names of places find room on a map, at each width that it may be shown in.

Names have one size in pixels, whatever the width of the map: what finds room at one width has it up
to the next, at which all are placed again. A name never covers a dot or another name; it covers a
line only where every side of its dot has one. Where a map is enlarged, more names find room, and
those that have it stay where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import floor, sqrt

from markupsafe import Markup

from kizuna.web.drawing.elements import TIERS, Attributes, element, measure, percent, shown

SIZE = 13.0
"""The size of names in CSS pixels; drawing.css has the same."""

_ASCENT, _DESCENT, _DROP = 0.95, 0.2, 0.36
"""How far letters go up and down from their line, and the line from their middle, in em."""

_BOLD = 1.06
"""How much wider bold letters are."""

_GAP, _CELL = 4.0, 4.0
_MOST = (10, 24, 60)
"""How many names are shown at each width, so that a map does not turn into a list."""

_TRIED = 120
"""How many are tried: where thousands of dots lie close, hardly any other would find room."""

ZOOMED = (1760, 3520, 7040, 14080)
"""Widths that a map has only where a script enlarges it; drawing.css has the same."""

Box = tuple[float, float, float, float]
Cell = tuple[int, int]
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A dot with a name: its place as shares of the map, its radius in pixels."""

    x: float
    y: float
    radius: float
    name: str


@dataclass(frozen=True, slots=True)
class Side:
    """Where a name stands beside its dot, in pixels."""

    anchor: str
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A side, and the first and the last of the widths at which a name stands there."""

    side: Side
    first: int
    last: int


def place_names(
    spots: Sequence[Spot], lines: Sequence[Sequence[Place]], aspect: float
) -> list[list[Placement]]:
    """Place the names of dots, the first of them first; one that finds no room has no placement."""
    found: list[list[Placement]] = [[] for _ in spots]
    for tier, width in enumerate(TIERS):
        sheet = _Sheet(width, width / aspect, spots, lines)
        room = _MOST[tier]
        for number, spot in enumerate(spots[:_TRIED]):
            side = sheet.fit(number, spot) if room and spot.name else None
            if side:
                room -= 1
                _keep(found[number], side, tier)
    for beyond, width in enumerate(ZOOMED):
        _place_more(found, _Sheet(width, width / aspect, spots, ()), spots, len(TIERS) + beyond)
    return found


def _place_more(
    found: list[list[Placement]], sheet: _Sheet, spots: Sequence[Spot], tier: int
) -> None:
    """Leave the names of a map where they are, and place those that find room as it grows."""
    last = tier - 1
    stay = [n for n, placements in enumerate(found) if placements and placements[-1].last == last]
    for number in stay:
        sheet.put(number, spots[number], found[number][-1].side)
        found[number][-1] = replace(found[number][-1], last=tier)
    for number in sorted(set(range(min(_TRIED, len(spots)))).difference(stay)):
        side = sheet.fit(number, spots[number]) if spots[number].name else None
        if side:
            found[number].append(Placement(side, tier, tier))


def _keep(placements: list[Placement], side: Side, tier: int) -> None:
    """Add a side, or let the placement before it go on."""
    if placements and placements[-1].side == side and placements[-1].last == tier - 1:
        placements[-1] = replace(placements[-1], last=tier)
    else:
        placements.append(Placement(side, tier, tier))


class _Sheet:
    """A map at one width, in small cells: which dot has taken one, and which ones lines cross."""

    def __init__(
        self,
        width: float,
        height: float,
        spots: Sequence[Spot],
        lines: Sequence[Sequence[Place]],
    ) -> None:
        self.width, self.height = width, height
        self.taken: dict[Cell, int] = {}
        self.crossed: set[Cell] = set()
        for number, spot in enumerate(spots):
            self._take(number, self._dot(spot))
        for a, b in (pair for line in lines for pair in pairwise(line)):
            self._cross(a, b)

    def fit(self, number: int, spot: Spot) -> Side | None:
        """Put down a name where it is free, and crosses the least of lines."""
        sides = ((side, self._box(spot, side)) for side in _sides(spot.radius))
        free = (pair for pair in sides if self._is_free(number, pair[1]))
        best = min(free, key=self._lines, default=None) if self.crossed else next(free, None)
        if best is None:
            return None
        self._take(number, best[1])
        return best[0]

    def _lines(self, placed: tuple[Side, Box]) -> int:
        """Count the cells of a name in which it would cross a line."""
        return sum(cell in self.crossed for cell in _cells(placed[1]))

    def put(self, number: int, spot: Spot, side: Side) -> None:
        """Put down a name on a side that is known to be free."""
        self._take(number, self._box(spot, side))

    def _dot(self, spot: Spot) -> Box:
        x, y, away = spot.x * self.width, spot.y * self.height, spot.radius + 1
        return x - away, y - away, x + away, y + away

    def _box(self, spot: Spot, side: Side) -> Box:
        length = measure(spot.name) * SIZE * _BOLD
        start = {"start": 0.0, "middle": length / 2, "end": length}[side.anchor]
        left = spot.x * self.width + side.dx - start
        base = spot.y * self.height + side.dy
        return left, base - _ASCENT * SIZE, left + length, base + _DESCENT * SIZE

    def _take(self, number: int, box: Box) -> None:
        for cell in _cells(box):
            self.taken.setdefault(cell, number)

    def _is_free(self, number: int, box: Box) -> bool:
        left, top, right, bottom = box
        inside = left >= 0 and top >= 0 and right <= self.width and bottom <= self.height
        return inside and all(self.taken.get(cell, number) == number for cell in _cells(box))

    def _cross(self, a: Place, b: Place) -> None:
        (x1, y1), (x2, y2) = ((x * self.width / _CELL, y * self.height / _CELL) for x, y in (a, b))
        steps = max(1, round(max(abs(x2 - x1), abs(y2 - y1))))
        for step in range(steps + 1):
            x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
            self.crossed.add((floor(x), floor(y)))


def _cells(box: Box) -> Iterator[Cell]:
    left, top, right, bottom = (int(side // _CELL) for side in box)
    return product(range(left, right + 1), range(top, bottom + 1))


def _sides(radius: float) -> Iterator[Side]:
    """Try right, left, above and below of a dot, then its corners."""
    away, low = radius + _GAP, _DROP * SIZE
    yield Side("start", away, low)
    yield Side("end", -away, low)
    yield Side("middle", 0, -away)
    yield Side("middle", 0, away + 2 * low)
    aside = away / sqrt(2)
    for y in (-aside, aside + 2 * low):
        yield Side("start", aside, y)
        yield Side("end", -aside, y)


def write_name(spot: Spot, placements: Sequence[Placement]) -> Iterator[Markup]:
    """Write a name wherever it is placed, each time for its widths."""
    for placement in placements:
        side, beyond = placement.side, placement.first - len(TIERS)
        seen = f"from-{ZOOMED[beyond]}" if beyond >= 0 else shown(placement.first, placement.last)
        at: Attributes = {"x": percent(spot.x), "y": percent(spot.y), "text-anchor": side.anchor}
        yield element("text", {"class": seen, **at, "dx": side.dx, "dy": side.dy}, spot.name)
