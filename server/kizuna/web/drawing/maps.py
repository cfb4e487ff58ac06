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
    Attributes,
    element,
    em,
    identifier,
    joined,
    linked,
    percent,
    shorten,
)
from kizuna.web.drawing.geodesy import HALF, QUARTER, TURN, Point, great_circle
from kizuna.web.drawing.labels import Placement, Spot, place_names, write_name
from kizuna.web.drawing.window import Frame, Window, choose_window

_WIDTH = 1000
"""The width of a map where no style sheet says another."""

_LINE = 1.75
_NAME = 20.0
"""Em after which the name of a place is shortened."""

_MANY = 40
"""Lines from which on a map is crowded: they are paler, and have no wide edge to be hit at."""

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
    courses = [great_circle(line.start, line.end) for line in lines]
    window = choose_window([marker.point for marker in markers], courses, frame)
    told = identifier(name, "description")
    numbers = _numbers(markers)
    drawn = element(
        "svg",
        {
            "class": "crowded" if len(lines) > _MANY else None,
            "role": "group",
            "aria-label": title,
            "aria-describedby": told,
            "width": _WIDTH,
            "height": round(_WIDTH / window.aspect),
        },
        element("desc", {"id": told}, description),
        _ground(lines, courses, window, coastline, numbers),
        element("g", {"class": "places"}, joined(list(_places(markers, courses, window, numbers)))),
    )
    return element("div", {"class": "map", **_enlarged(zoom, window)}, drawn)


def _numbers(markers: Sequence[Marker]) -> dict[Point, int]:
    """Give the points of places numbers, by which a script finds the lines of each."""
    points = dict.fromkeys(marker.point for marker in markers)
    return {point: number for number, point in enumerate(points)}


def _enlarged(zoom: Zoom | None, window: Window) -> Attributes:
    """Tell a script how far a map may be enlarged, and what its buttons are called."""
    if zoom is None:
        return {}
    most = max(2, min(_MOST, round(window.width * window.narrow / _FINEST)))
    return {
        "data-most": most,
        "data-closer": zoom.closer,
        "data-farther": zoom.farther,
        "data-whole": zoom.whole,
    }


def _ground(
    lines: Sequence[Line], courses: Sequence[list[Point]], window: Window, coastline: str,
    numbers: Mapping[Point, int],
) -> Markup:  # fmt: skip
    """Draw what scales with the map: sea, land and lines."""
    size = {"width": UNITS, "height": height(window)}
    return element(
        "svg",
        {
            "role": "none",
            "viewBox": f"0 0 {UNITS} {height(window)}",
            "width": "100%",
            "height": "100%",
            "preserveAspectRatio": "none",
        },
        element("rect", {"class": "sea", **size}),
        _land(window, coastline),
        element("g", {"class": "ties"}, joined(list(_ties(lines, courses, window, numbers)))),
    )


def _land(window: Window, coastline: str) -> Markup:
    """Lay the drawing of the land under the map: twice around the world, so never in two parts."""
    first = TURN * floor((window.west + HALF) / TURN) - HALF
    left, top = window.locate(Point(first, QUARTER))
    return element(
        "image",
        {
            "href": coastline,
            "x": left * UNITS,
            "y": top * height(window),
            "width": 2 * TURN / window.width * UNITS,
            "height": HALF / window.height * height(window),
            "preserveAspectRatio": "none",
        },
    )


def _ties(
    lines: Sequence[Line], courses: Sequence[list[Point]], window: Window,
    numbers: Mapping[Point, int],
) -> Iterator[Markup]:  # fmt: skip
    """Draw the lines, the heaviest last and so on top."""
    heaviest = max((line.weight or 0 for line in lines), default=0)
    pairs = zip(lines, courses, strict=True)
    for line, course in sorted(pairs, key=lambda pair: pair[0].weight or 0):
        path = write_curve(course, window)
        if not path:
            continue
        drawn = {"class": "line", "d": path, **_stroke(line, heaviest)}
        ends = {"data-a": numbers.get(line.start), "data-b": numbers.get(line.end)}
        yield linked(
            line.href,
            {"class": f"tie {line.tie}", "lang": line.language, **ends},
            element("title", {}, line.title),
            element("path", {"class": "hit", "d": path}) if len(lines) <= _MANY else None,
            element("path", drawn),
        )


def _stroke(line: Line, heaviest: float) -> Attributes:
    """Make heavier lines wider and denser."""
    if line.weight is None or not heaviest:
        return {"stroke-width": em(_LINE)}
    share = sqrt(max(0.0, line.weight) / heaviest)
    return {"stroke-width": em(0.75 + 4.25 * share), "stroke-opacity": 0.2 + 0.5 * share}


def _places(
    markers: Sequence[Marker], courses: Sequence[list[Point]], window: Window,
    numbers: Mapping[Point, int],
) -> Iterator[Markup]:  # fmt: skip
    """Draw the places, the most important last and so on top; its name finds room first."""
    heaviest = max((marker.weight or 0 for marker in markers), default=0)
    ordered = sorted(markers, key=lambda m: (not m.emphasis, -(m.weight or 0)))
    spots = [_spot(marker, heaviest, window) for marker in ordered]
    seen = [list(_shares(course, window)) for course in courses] if len(courses) <= _MANY else []
    placed = zip(ordered, spots, place_names(spots, seen, window.aspect), strict=True)
    for marker, spot, placements in reversed(list(placed)):
        yield _place(marker, spot, placements, numbers[marker.point])


def _shares(course: list[Point], window: Window) -> Iterator[tuple[float, float]]:
    shift = window.shift(min(course).longitude)
    return (window.locate(point, shift) for point in course)


def _spot(marker: Marker, heaviest: float, window: Window) -> Spot:
    x, y = window.locate(marker.point, window.shift(marker.point.longitude))
    radius = 6.0 if marker.emphasis else 4.0
    if marker.weight is not None and heaviest:
        radius = 3 + 8 * sqrt(max(0.0, marker.weight) / heaviest)
    return Spot(x, y, radius, shorten(marker.label, _NAME))


def _place(marker: Marker, spot: Spot, placements: Sequence[Placement], number: int) -> Markup:
    name = "place here" if marker.emphasis else "place"
    at = {"cx": percent(spot.x), "cy": percent(spot.y)}
    return linked(
        marker.href,
        {"class": name, "lang": marker.language, "data-n": number},
        element("title", {}, marker.title or marker.label),
        element("circle", {"class": "hit", **at, "r": max(12.0, spot.radius)}),
        element("circle", {"class": "dot", **at, "r": em(spot.radius)}),
        *write_name(spot, placements),
    )
