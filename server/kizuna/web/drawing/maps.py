"""Maps: places, and the ties between them as great circles, over the coastline.

A map is one SVG without a viewBox, in which a unit is a pixel of the page at any width: its size
gives only its form. Places stand at percentages; names and dots keep their size. What grows and
shrinks with the map, the land and the lines, stands in an SVG within, whose strokes do not scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, sqrt

from markupsafe import Markup

from kizuna.web.drawing.classes import TieClass
from kizuna.web.drawing.curves import UNITS, height, write_curve
from kizuna.web.drawing.elements import (
    attribute,
    em,
    escaped,
    identifier,
    link,
    percent,
    shorten,
)
from kizuna.web.drawing.geodesy import HALF, QUARTER, STEP, TURN, Point, great_circle
from kizuna.web.drawing.labels import Placement, place_names, write_name
from kizuna.web.drawing.sheets import Spot
from kizuna.web.drawing.window import Frame, Window, choose_window

_WIDTH = 1000
"""The width of a map where no style sheet says another."""

_LINE = 1.75
_NAME = 20.0
"""Em after which the name of a place is shortened."""

_MANY = 40
"""Lines from which on a map is crowded: they are paler, in larger steps, without a wide edge."""

_FINEST, _MOST = 6.0, 32
"""Degrees of latitude that a map is as wide as at its largest, for the coastline is no finer; and
how many times it may be enlarged at most."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on a map.

    ``emphasis`` is for the place that the page is about; ``weight`` is a count, of ties say, that
    the size of the dot tells. ``title`` says more than the label where there is more to say.
    """

    point: Point
    label: str
    language: str | None = None
    href: str | None = None
    title: str | None = None
    emphasis: bool = False
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A tie between two places; ``weight`` is a count that the width of the line tells."""

    start: Point
    end: Point
    title: str
    language: str | None = None
    href: str | None = None
    tie: TieClass = TieClass.ATTESTED
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Zoom:
    """What the buttons are called by which a script enlarges a map, and shows all of it again."""

    closer: str
    farther: str
    whole: str


def draw_map(
    markers: Sequence[Marker],
    lines: Sequence[Line],
    *,
    coastline: str,
    name: str,
    title: str,
    description: str,
    frame: Frame = Frame(),  # noqa: B008  # a frozen value
    zoom: Zoom | None = None,
) -> Markup:
    """Draw a map of places and lines.

    ``coastline`` is the address of the drawing of the land; ``name`` tells the maps of one page
    apart; ``title`` names the map for those who do not see it, and ``description`` tells them
    where the same stands in words. Without ``zoom`` it has one size only, also where scripts run.
    """
    step = 3 * STEP if len(lines) > _MANY else STEP
    courses = [great_circle(line.start, line.end, step) for line in lines]
    window = choose_window([marker.point for marker in markers], courses, frame)
    told = identifier(name, "description")
    numbers = _numbers(markers)
    crowded = ' class="crowded"' if len(lines) > _MANY else ""
    return Markup(  # noqa: S704  # all text is escaped
        f'<div class="map"{_enlarged(zoom, window)}><svg{crowded} role="group"'
        f'{attribute("aria-label", title)} aria-describedby="{told}"'
        f' width="{_WIDTH}" height="{round(_WIDTH / window.aspect)}">'
        f'<desc id="{told}">{escaped(description)}</desc>'
        f"{_ground(window, coastline)}"
        f'<g class="ties">{"".join(_ties(lines, courses, window, numbers))}</g></svg>'
        f'<g class="places">{"".join(_places(markers, courses, window, numbers))}</g></svg></div>'
    )


def _numbers(markers: Sequence[Marker]) -> dict[Point, int]:
    """Give the points of places numbers, by which a script finds the lines of each."""
    points = dict.fromkeys(marker.point for marker in markers)
    return {point: number for number, point in enumerate(points)}


def _enlarged(zoom: Zoom | None, window: Window) -> str:
    """Tell a script how far a map may be enlarged, and what its buttons are called."""
    if zoom is None:
        return ""
    most = max(2, min(_MOST, round(window.width * window.narrow / _FINEST)))
    return (
        f' data-most="{most}"{attribute("data-closer", zoom.closer)}'
        f"{attribute('data-farther', zoom.farther)}{attribute('data-whole', zoom.whole)}"
    )


def _ground(window: Window, coastline: str) -> str:
    """Begin the drawing of what scales with the map, by the sea and the land.

    The drawing of the land goes twice around the world, so it is never in two parts.
    """
    high = height(window)
    first = TURN * floor((window.west + HALF) / TURN) - HALF
    left, top = window.locate(Point(first, QUARTER))
    return (
        f'<svg role="none" viewBox="0 0 {UNITS} {high}" width="100%" height="100%"'
        f' preserveAspectRatio="none"><rect class="sea" width="{UNITS}" height="{high}"/>'
        f'<image{attribute("href", coastline)} x="{left * UNITS:.2f}" y="{top * high:.2f}"'
        f' width="{2 * TURN / window.width * UNITS:.2f}"'
        f' height="{HALF / window.height * high:.2f}" preserveAspectRatio="none"/>'
    )


def _ties(
    lines: Sequence[Line], courses: Sequence[list[Point]], window: Window,
    numbers: Mapping[Point, int],
) -> Iterator[str]:  # fmt: skip
    """Draw the lines, the heaviest last and so on top."""
    heaviest = max((line.weight or 0 for line in lines), default=0)
    pairs = zip(lines, courses, strict=True)
    for line, course in sorted(pairs, key=lambda pair: pair[0].weight or 0):
        path = write_curve(course, window)
        if path:
            hit = f'<path class="hit" d="{path}"/>' if len(lines) <= _MANY else ""
            yield link(
                line.href,
                f' class="tie {line.tie}"{attribute("lang", line.language)}{_ends(line, numbers)}',
                f"<title>{escaped(line.title)}</title>{hit}"
                f'<path class="line" d="{path}"{_stroke(line, heaviest)}/>',
            )


def _ends(line: Line, numbers: Mapping[Point, int]) -> str:
    """Tell the numbers of the places where a line ends, so far as the map has them."""
    a, b = numbers.get(line.start), numbers.get(line.end)
    return ("" if a is None else f' data-a="{a}"') + ("" if b is None else f' data-b="{b}"')


def _stroke(line: Line, heaviest: float) -> str:
    """Make heavier lines wider and denser."""
    if line.weight is None or not heaviest:
        return f' stroke-width="{em(_LINE)}"'
    share = sqrt(max(0.0, line.weight) / heaviest)
    return f' stroke-width="{em(0.75 + 4.25 * share)}" stroke-opacity="{0.2 + 0.5 * share:.2f}"'


def _places(
    markers: Sequence[Marker], courses: Sequence[list[Point]], window: Window,
    numbers: Mapping[Point, int],
) -> Iterator[str]:  # fmt: skip
    """Draw the places, the most important last and so on top; its name finds room first."""
    heaviest = max((marker.weight or 0 for marker in markers), default=0)
    ordered = sorted(markers, key=lambda m: (not m.emphasis, -(m.weight or 0)))
    spots = [_spot(marker, heaviest, window) for marker in ordered]
    seen = [_shares(course, window) for course in courses] if len(courses) <= _MANY else []
    placed = zip(ordered, spots, place_names(spots, seen, window.aspect), strict=True)
    for marker, spot, placements in reversed(list(placed)):
        yield _place(marker, spot, placements, numbers[marker.point])


def _shares(course: list[Point], window: Window) -> list[tuple[float, float]]:
    shift = window.shift(min(course).longitude)
    return [window.locate(point, shift) for point in course]


def _spot(marker: Marker, heaviest: float, window: Window) -> Spot:
    x, y = window.locate(marker.point, window.shift(marker.point.longitude))
    radius = 6.0 if marker.emphasis else 4.0
    if marker.weight is not None and heaviest:
        radius = round(3 + 8 * sqrt(max(0.0, marker.weight) / heaviest), 1)
    return Spot(x, y, radius, shorten(marker.label, _NAME))


def _place(marker: Marker, spot: Spot, placements: Sequence[Placement], number: int) -> str:
    x, y = percent(spot.x), percent(spot.y)
    at = f'cx="{x}" cy="{y}"'
    kind = "place here" if marker.emphasis else "place"
    return link(
        marker.href,
        f' class="{kind}"{attribute("lang", marker.language)} data-n="{number}"',
        f"<title>{escaped(marker.title or marker.label)}</title>"
        f'<circle class="hit" {at} r="{max(12.0, spot.radius):g}"/>'
        f'<circle class="dot" {at} r="{em(spot.radius)}"/>'
        + write_name(spot.name, f'x="{x}" y="{y}"', placements),
    )
