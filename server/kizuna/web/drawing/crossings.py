"""How far lines go through the boxes of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Place = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

_FEW, _MOST = 8, 3
"""From so many points on, every second of them is enough to tell where names have room beside a
line; from twice as many on, every third, and never fewer.
"""


class Track(NamedTuple):
    """A line, and the box that it lies in."""

    points: Sequence[Place]
    box: Box


def make_track(line: Sequence[Place], tall: float) -> Track:
    """Bring a line, in shares of a map so many times as high as wide, to shares of its width."""
    every = min(_MOST, 1 + len(line) // _FEW)
    points = [(x, y * tall) for x, y in (*line[:-1:every], line[-1])]
    across, down = [x for x, _ in points], [y for _, y in points]
    return Track(points, (min(across), min(down), max(across), max(down)))


def measure_lines(tracks: Iterable[Track], box: Box) -> float:
    """Measure how far lines go through a box."""
    left, top, right, bottom = box
    length = 0.0
    for points, (west, north, east, south) in tracks:
        if west <= right and left <= east and north <= bottom and top <= south:
            for a, b in pairwise(points):
                (x1, y1), (x2, y2) = a, b
                across = (x1 <= right or x2 <= right) and (x1 >= left or x2 >= left)
                if across and (y1 <= bottom or y2 <= bottom) and (y1 >= top or y2 >= top):
                    length += _inside(a, b, box)
    return length


def _inside(a: Place, b: Place, box: Box) -> float:
    """Measure the part in a box of a straight line that is beside none of its sides."""
    (x1, y1), (x2, y2), (left, top, right, bottom) = a, b, box
    low, high = 0.0, 1.0
    for start, way, near, far in ((x1, x2 - x1, left, right), (y1, y2 - y1, top, bottom)):
        if way:
            enter, leave = (near - start) / way, (far - start) / way
            low, high = max(low, min(enter, leave)), min(high, max(enter, leave))
    return max(0.0, high - low) * max(abs(x2 - x1), abs(y2 - y1))
