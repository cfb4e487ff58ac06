"""Lines on a globe, as maps and GeoJSON need them: great circles and cuts.

The globe is a sphere: at the scale of the world it differs from the ellipsoid by half a percent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from math import atan2, ceil, cos, degrees, dist, floor, hypot, pi, radians, sin
from typing import NamedTuple

TURN, HALF, QUARTER = 360.0, 180.0, 90.0

STEP, _POLAR = 4.0, 66.0
"""Degrees of a segment, and of the latitude from which on segments must not be longer."""

_DEGREES = degrees(1)

_ONE, _OPPOSITE = 1e-9, 1e-7
"""Radians at which two points are one, and at which one is opposite the other."""


class Point(NamedTuple):
    """A place on the globe in degrees east and north; on a line the longitude may pass 180."""

    longitude: float
    latitude: float


Vector = tuple[float, float, float]


def great_circle(a: Point, b: Point, step: float = STEP) -> list[Point]:
    """Go from one point to the other by the shortest way, in steps of so many degrees at most.

    Longitudes go on past 180 degrees, so that no step is longer than half the world; but for
    errors of rounding, and at the poles, they never turn back. Of the many ways to the opposite
    side of the globe, the one that sets out to the north is taken.
    """
    start, end = _vector(a), _vector(b)
    angle = _angle(start, end)
    if angle < _ONE:
        return [a, _beside(b, a.longitude)]
    if pi - angle < _OPPOSITE:
        there = great_circle(a, _quarter_north(a), step)
        return there + great_circle(there[-1], b, step)[1:]
    count = ceil(degrees(angle) / step)
    line = _unwrap([a, *_between(start, end, angle / count, count), b])
    return great_circle(a, b) if step > STEP and _is_polar(line) else line


def _is_polar(line: Sequence[Point]) -> bool:
    """Tell whether a line comes so close to a pole that on a map it bends within a few degrees."""
    return max([abs(north) for _, north in line]) > _POLAR


def _vector(point: Point) -> Vector:
    east, north = radians(point.longitude), radians(point.latitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _angle(a: Vector, b: Vector) -> float:
    """Measure an angle by the chord and by that to the opposite side: exact for any angle."""
    x, y, z = b
    return 2 * atan2(dist(a, b), dist(a, (-x, -y, -z)))


def _between(start: Vector, end: Vector, step: float, count: int) -> Iterator[Point]:
    """Divide an arc evenly; each point follows from the two before it.

    v(i + 1) = 2 cos(step) v(i) - v(i - 1) holds for anything that goes around at an even pace.
    """
    (x0, y0, z0), (x, y, z), twice, whole = start, end, 2 * cos(step), sin(step * count)
    first, last = sin(step * (count - 1)) / whole, sin(step) / whole
    x, y, z = x0 * first + x * last, y0 * first + y * last, z0 * first + z * last
    for _ in range(count - 1):
        here = atan2(y, x) * _DEGREES, atan2(z, hypot(x, y)) * _DEGREES
        yield tuple.__new__(Point, here)  # in a third of the time that Point(...) takes
        x0, y0, z0, x, y, z = x, y, z, twice * x - x0, twice * y - y0, twice * z - z0


def _quarter_north(point: Point) -> Point:
    """Go a quarter of the way around the globe to the north, over the pole if need be."""
    if point.latitude <= 0:
        return Point(point.longitude, QUARTER + point.latitude)
    return Point(point.longitude + HALF, QUARTER - point.latitude)


def _unwrap(line: list[Point]) -> list[Point]:
    """Let longitudes go on past 180 degrees."""
    low, high = min(line).longitude, max(line).longitude
    if high - low <= HALF:
        return line
    whole = line[:1]
    for point in line[1:]:
        whole.append(_beside(point, whole[-1].longitude))
    return whole


def _beside(point: Point, longitude: float) -> Point:
    """Choose, of all the longitudes of a point, the one next to another."""
    return _turned(point, round((point.longitude - longitude) / TURN))


def cut(line: Sequence[Point]) -> list[list[Point]]:
    """Cut a line at the antimeridian into pieces between 180 degrees west and east.

    So asks RFC 7946, section 3.1.9. Two pieces meet at one latitude, the one at 180 and the other
    at -180; a line that has no length has no pieces.
    """
    pieces: list[list[Point]] = [[]]
    turn = floor((line[0].longitude + HALF) / TURN) if line else 0
    for before, point in pairwise((*line[:1], *line)):
        home = floor((point.longitude + HALF) / TURN)
        while turn != home:
            after = turn + 1 if turn < home else turn - 1
            crossing = _at(before, point, TURN * (turn + after) / 2)
            pieces[-1].append(_inside(crossing, turn))
            pieces.append([_inside(crossing, after)])
            turn = after
        pieces[-1].append(_inside(point, turn))
    distinct = ([point for point, _ in groupby(piece)] for piece in pieces)
    return [piece for piece in distinct if piece[1:]]


def _at(a: Point, b: Point, longitude: float) -> Point:
    share = (longitude - a.longitude) / (b.longitude - a.longitude)
    share = max(0.0, min(1.0, share))  # it may be anything where they differ by rounding only
    return Point(longitude, a.latitude + share * (b.latitude - a.latitude))


def _turned(point: Point, turn: int) -> Point:
    return Point(point.longitude - TURN * turn, point.latitude) if turn else point


def _inside(point: Point, turn: int) -> Point:
    """Turn a point back into the world, on whose edge it may lie but for an error of rounding."""
    return Point(max(-HALF, min(HALF, point.longitude - TURN * turn)), point.latitude)
