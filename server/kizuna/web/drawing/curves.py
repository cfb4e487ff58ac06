"""Lines of points as smooth curves, in the whole units of a drawing that scales."""

from __future__ import annotations

from collections.abc import Sequence

from kizuna.web.drawing.geodesy import TURN, Point
from kizuna.web.drawing.window import Window

UNITS = 10_000
"""The width of the drawing: whole units are finer than a pixel."""


def height(window: Window) -> int:
    """Give the height of the drawing in units."""
    return round(UNITS / window.aspect)


def write_curve(line: Sequence[Point], window: Window) -> str:
    """Write a line as a path, and once more a turn to the west if it leaves the map in the east."""
    shift = window.shift(min(line).longitude)
    leaves = max(line).longitude + shift > window.west + window.width
    across, down = UNITS / window.width / 2, height(window) / window.height / 2
    return "".join(
        _curve(
            [
                (round((x + turn - window.west) * across), round((window.north - y) * down))
                for x, y in line
            ]
        )
        for turn in ((shift, shift - TURN) if leaves else (shift,))
    )


def _curve(halves: list[tuple[int, int]]) -> str:
    """Write a curve whose bends are the points: a quadratic B-spline.

    It goes through the middles between them, which are whole, for the points come in halves of
    the units. ``t`` mirrors the bend before at the middle, and finds the next bend: a curve is as
    short to write as its corners are.
    """
    (x0, y0), (x1, y1) = halves[:2]
    if all(point == (x0, y0) for point in halves):
        return ""
    path = [f"M{2 * x0} {2 * y0}l{x1 - x0} {y1 - y0}"]
    bends = zip(halves, halves[1:], halves[2:], strict=False)
    for number, ((xa, ya), (xb, yb), (xc, yc)) in enumerate(bends):
        step = f"{xc - xa} {yc - ya}"
        path.append(f"t{step}" if number else f"q{xb - xa} {yb - ya} {step}")
    (xa, ya), (xb, yb) = halves[-2:]
    path.append(f"l{xb - xa} {yb - ya}")
    return "".join(path).replace(" -", "-")
