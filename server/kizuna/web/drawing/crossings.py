"""How far lines go through the boxes of names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Place = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

_END = float("inf")


class Track(NamedTuple):
    """A line that nowhere turns back between west and east, written from the west on."""

    points: Sequence[Place]
    top: float
    bottom: float


def make_track(line: Sequence[Place], tall: float) -> Track:
    """Bring a line, in shares of a map so many times as high as wide, to shares of its width."""
    points = [(x, y * tall) for x, y in line]
    if points[0] > points[-1]:
        points.reverse()
    down = [y for _, y in points]
    return Track(points, min(down), max(down))


def measure_lines(tracks: Iterable[Track], box: Box) -> float:
    """Measure how far lines go through a box."""
    left, top, right, bottom = box
    return sum(
        [
            _measure(track.points, box)
            for track in tracks
            if track.top <= bottom and top <= track.bottom
            if track.points[0][0] <= right and left <= track.points[-1][0]
        ]
    )


def _measure(points: Sequence[Place], box: Box) -> float:
    left, top, right, bottom = box
    first = max(0, bisect_left(points, (left,)) - 1)
    last = bisect_left(points, (right, _END), first)
    return sum(
        [
            _inside(a, b, box)
            for a, b in pairwise(points[first : last + 1])
            if not (a[1] < top and b[1] < top) and not (a[1] > bottom and b[1] > bottom)
        ]
    )


def _inside(a: Place, b: Place, box: Box) -> float:
    """Measure the part of a straight line that lies in a box, along its longer side."""
    (x1, y1), (x2, y2), (left, top, right, bottom) = a, b, box
    low, high = 0.0, 1.0
    for start, way, near, far in ((x1, x2 - x1, left, right), (y1, y2 - y1, top, bottom)):
        if way:
            enter, leave = (near - start) / way, (far - start) / way
            low, high = max(low, min(enter, leave)), min(high, max(enter, leave))
        elif not near <= start <= far:
            return 0.0
    return max(0.0, high - low) * max(abs(x2 - x1), abs(y2 - y1))
