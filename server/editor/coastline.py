"""Make the coastline that maps are drawn on, of Natural Earth's land: as rings, and as a drawing.

    npm install --no-save world-atlas@2.0.2
    python coastline.py node_modules/world-atlas/land-110m.json ../kizuna/web/static/coastline.json
    python coastline.py node_modules/world-atlas/land-50m.json ../kizuna/web/static/coastline.svg

The input is TopoJSON: arcs of whole numbers, each point told as its distance from the one before,
and polygons that name arcs; or a coastline.json, of which a coarser drawing is made without npm.

The rings are what both a browser and Python read at once: lists of [longitude, latitude] in
degrees, to a tenth (11 km), closed. Who draws them fills them by the even-odd rule (the Caspian Sea
is a ring within a ring), and does not stroke them: rings that cross the antimeridian are cut there,
and Antarctica, which goes around the pole, is closed along it.

The drawing is a path, x the longitude and y the latitude downwards, to a twentieth of a degree (6
km). It goes twice around the world, from 180 degrees west to 540 east, and its rings are not cut:
so any map is one piece of it, without a seam at the antimeridian. It is made of the land at 1:50
million, for the map of one town shows twelve degrees, where 1:110 million has Kyushu grown together
with Honshu; and it is finest where most people live.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, pairwise
from math import cos, inf, radians
from pathlib import Path
from typing import Any

CREDIT = "Natural Earth"
SOURCE = "Natural Earth, 1:110m land, public domain; by way of world-atlas 2.0.2"
DIGITS = 1
HALF, POLE = 180.0, -90.0
FLAT = 0.03
"""Square degrees of the triangle with its neighbours from which a point counts."""

PER_DEGREE = 20
"""Steps of the drawing in a degree."""

LEAST, ISLE, BENDS = 0.005, 0.02, 10
"""Square degrees, at the equator, from which a bend and an island are drawn; an island keeps bends
down to this part of it."""

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -90 720 180" preserveAspectRatio="none">
<!-- {credit}, land, public domain: naturalearthdata.com -->
<style>
path {{ fill: #e6e1d6; fill-opacity: 1 }}
@media (prefers-color-scheme: dark) {{ path {{ fill: #2c343a }} }}
</style>
<path id="land" fill="#958e78" fill-opacity=".2" fill-rule="evenodd" transform="scale({scale})" \
d="{path}"/>
<use href="#land" x="360"/>
<use href="#land" x="-360"/>
</svg>
"""
"""Where a policy forbids the style, as Firefox heeds for images, a tint serves light and dark."""

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
    for turn in (-2 * HALF, 0, 2 * HALF):
        turned = [(x + turn, y) for x, y in whole]
        part = _clip(_clip(turned, -HALF, 1), HALF, -1)
        if part:
            yield [*part, part[0]]


def _unwrap(ring: list[Point]) -> list[Point]:
    """Let longitudes go on past 180 degrees, so that no step is longer than half the world.

    A ring that goes around the pole is closed along it.
    """
    unwrapped = ring[:1]
    for x, y in ring[1:]:
        before = unwrapped[-1][0]
        unwrapped.append((x - 2 * HALF * round((x - before) / (2 * HALF)), y))
    first, last = unwrapped[0], unwrapped[-1]
    around = abs(last[0] - first[0]) > HALF
    return [*unwrapped, (last[0], POLE), (first[0], POLE), first] if around else unwrapped


def settle(ring: list[Point]) -> list[Point]:
    """Leave a ring whole, and turn it to where its middle is between 180 degrees west and east."""
    whole = _unwrap(ring)
    middle = (min(whole)[0] + max(whole)[0]) / 2
    return [(x - 2 * HALF * round(middle / (2 * HALF)), y) for x, y in whole]


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


def thin(ring: list[Point]) -> list[Point]:
    """Leave out the least bends of a ring, the smallest before others (Visvalingam and Whyatt)."""
    points = ring[:-1]
    least = min(LEAST, _size(ring) * _weight(ring[0]) / BENDS)
    while True:
        count = len(points)
        bends = [_bend(points[i - 1], points[i], points[(i + 1) % count]) for i in range(count)]
        kept = [
            points[i]
            for i, bend in enumerate(bends)
            if bend >= least or bend > bends[i - 1] or bend >= bends[(i + 1) % count]
        ]
        if len(kept) in {count, 2}:
            return points
        points = kept


def _bend(a: Point, b: Point, c: Point) -> float:
    """Measure a bend; where a ring is cut, or runs along the pole, its points stay."""
    return inf if abs(b[0]) == HALF or b[1] == POLE else _area(a, b, c) * _weight(b)


def _weight(point: Point) -> float:
    """Weigh by the width of a degree of longitude, and so again, for few live near the poles."""
    return cos(radians(point[1])) ** 2


def _size(ring: list[Point]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def draw(parts: Iterable[list[Point]]) -> str:
    """Draw rings as one path, each point told from the one before."""
    at, path = (0, 0), []
    for ring in parts:
        steps = [(round(x * PER_DEGREE), round(-y * PER_DEGREE)) for x, y in thin(ring)]
        points = [point for point, _ in groupby(steps)]
        if len(points) > 2 and _size(ring) * _weight(ring[0]) > ISLE:  # noqa: PLR2004  # a triangle
            moves = [(x - left, y - up) for (left, up), (x, y) in pairwise([at, *points])]
            path.append(" ".join(f"{x} {y}" for x, y in moves))
            at = points[0]
    whole = "".join(f"m{part}z" for part in path).replace(" -", "-")
    return DRAWING.format(credit=CREDIT, scale=1 / PER_DEGREE, path=whole)


def tell(parts: Iterable[list[Point]]) -> str:
    """Tell rings as JSON."""
    simple = [ring for ring in map(simplify, parts) if len(ring) > 3]  # noqa: PLR2004  # triangle
    whole = [[[_number(x), _number(y)] for x, y in ring] for ring in simple]
    made = {"credit": CREDIT, "source": SOURCE, "rings": whole}
    return json.dumps(made, separators=(",", ":")) + "\n"


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def main(source: Path, target: Path) -> None:
    """Write the coastline: a drawing if the target is an SVG, else rings."""
    held = json.loads(source.read_text(encoding="utf-8"))
    told = ([(x, y) for x, y in ring] for ring in held.get("rings", ()))
    whole = told if "rings" in held else rings(held)
    if target.suffix == ".svg":
        made = draw(map(settle, whole))
    else:
        made = tell(part for ring in whole for part in cut(ring))
    target.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
