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
    low, high = sorted((line[0].longitude, line[-1].longitude))
    shift = window.shift(low)
    drawn = _curve(line, window, shift)
    if high + shift > window.west + window.width:
        drawn += _curve(line, window, shift - TURN)
    return drawn


def _curve(line: Sequence[Point], window: Window, shift: float) -> str:
    """Write a curve whose bends are the points: a quadratic B-spline.

    It goes through the middles between them, which are whole, for the points come in halves of
    the units. ``t`` mirrors the bend before at the middle, and finds the next bend: a curve is as
    short to write as its corners are.
    """
    across, west, north = UNITS / window.width / 2, window.west - shift, window.north
    down = across / window.narrow
    halves = [(round((x - west) * across), round((north - y) * down)) for x, y in line]
    (x0, y0), (x1, y1), (xa, ya), (xb, yb) = *halves[:2], *halves[-2:]
    if halves.count((x0, y0)) == len(halves):
        return ""
    beyond = zip(halves, halves[2:], strict=False)
    steps = "t".join([f"{x - w} {y - n}" for (w, n), (x, y) in beyond])
    bends = f"q{x1 - x0} {y1 - y0} {steps}" if steps else ""
    path = f"M{2 * x0} {2 * y0}l{x1 - x0} {y1 - y0}{bends}l{xb - xa} {yb - ya}"
    return path.replace(" -", "-")
