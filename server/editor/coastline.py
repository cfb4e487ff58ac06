"""Make the coastline that maps are drawn on: Natural Earth's land at 1:110 million, as rings.

    npm install --no-save world-atlas@2.0.2
    python coastline.py node_modules/world-atlas/land-110m.json ../kizuna/web/static/coastline.json

The input is TopoJSON: arcs of whole numbers, each point told as its distance from the one before,
and polygons that name arcs. The output is what both a browser and Python read at once: rings of
[longitude, latitude] in degrees, to a tenth (11 km), closed. A drawing fills them by the even-odd
rule (the Caspian Sea is a ring within a ring), and does not stroke them: rings that cross the
antimeridian are cut there, and Antarctica, which goes around the pole, is closed along it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any

CREDIT = "Natural Earth"
SOURCE = "Natural Earth, 1:110m land, public domain; by way of world-atlas 2.0.2"
DIGITS = 1
HALF, POLE = 180.0, -90.0
FLAT = 0.03
"""Square degrees of the triangle with its neighbours from which a point counts."""

Point = tuple[float, float]


def rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Give the rings of all polygons of the land."""
    arcs = [_unfold(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for numbers in polygon:
                yield _join(arcs, numbers)


def _unfold(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Turn distances between whole numbers into degrees."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    places = accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
    return [(left + x * scale_x, bottom + y * scale_y) for x, y in places]


def _join(arcs: list[list[Point]], numbers: list[int]) -> list[Point]:
    """Join arcs end to end; a number below zero is an arc read backwards."""
    joined: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        joined += arc[1:] if joined else arc
    return joined


def cut(ring: list[Point]) -> Iterator[list[Point]]:
    """Cut a ring at the antimeridian, into rings between 180 degrees west and east."""
    whole = _unwrap(ring)
    if abs(whole[-1][0] - whole[0][0]) > HALF:
        whole += [(whole[-1][0], POLE), (whole[0][0], POLE), whole[0]]
    for turn in (-2 * HALF, 0, 2 * HALF):
        turned = [(x + turn, y) for x, y in whole]
        part = _clip(_clip(turned, -HALF, 1), HALF, -1)
        if part:
            yield [*part, part[0]]


def _unwrap(ring: list[Point]) -> list[Point]:
    """Let longitudes go on past 180 degrees, so that no step is longer than half the world."""
    unwrapped = ring[:1]
    for x, y in ring[1:]:
        before = unwrapped[-1][0]
        unwrapped.append((x - 2 * HALF * round((x - before) / (2 * HALF)), y))
    return unwrapped


def _clip(ring: list[Point], limit: float, sign: int) -> list[Point]:
    """Keep what of a ring lies on one side of a meridian (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for (x1, y1), (x2, y2) in zip([*ring[-1:], *ring], ring, strict=False):
        inside, was_inside = (x2 - limit) * sign >= 0, (x1 - limit) * sign >= 0
        if inside != was_inside:
            kept.append((limit, y1 + (y2 - y1) * (limit - x1) / (x2 - x1)))
        if inside:
            kept.append((x2, y2))
    return kept


def simplify(ring: list[Point]) -> list[Point]:
    """Round the points of a ring, and leave out those that do not change its form."""
    rounded = [(round(x, DIGITS) + 0.0, round(y, DIGITS) + 0.0) for x, y in ring]
    points = [point for point, _ in groupby(rounded)]
    kept = points[:1]
    for point, after in pairwise(points[1:]):
        if _area(kept[-1], point, after) > FLAT:
            kept.append(point)
    return kept + points[-1:]


def _area(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def main(source: Path, target: Path) -> None:
    """Write the coastline."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    parts = (part for ring in rings(topology) for part in cut(ring))
    simple = [ring for ring in map(simplify, parts) if len(ring) > 3]  # noqa: PLR2004  # triangle
    whole = [[[_number(x), _number(y)] for x, y in ring] for ring in simple]
    made = {"credit": CREDIT, "source": SOURCE, "rings": whole}
    target.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() else value


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
