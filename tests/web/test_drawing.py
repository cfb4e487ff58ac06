"""Maps and time lines: geometry checked by other means, markup read by a parser."""

from __future__ import annotations

import random
import re
from datetime import date
from itertools import pairwise
from math import acos, cos, degrees, radians, sin
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from conftest import ROOT
from kizuna.web.drawing import labels, sheets
from kizuna.web.drawing.calendar import Axis, Tick, Unit, choose_ticks, tell
from kizuna.web.drawing.classes import EventClass, TieClass
from kizuna.web.drawing.crossings import make_track, measure_lines
from kizuna.web.drawing.elements import SIZE, TIERS, measure, shorten
from kizuna.web.drawing.geodesy import Point, cut, great_circle
from kizuna.web.drawing.histogram import Bar, draw_histogram
from kizuna.web.drawing.labels import place_names
from kizuna.web.drawing.maps import Line, Marker, Zoom, draw_map
from kizuna.web.drawing.marks import Event, Span
from kizuna.web.drawing.sheets import Spot
from kizuna.web.drawing.timeline import Row, draw_timeline
from kizuna.web.drawing.window import PLACE, WORLD, Frame, choose_window

OSAKA, SHANGHAI = Point(135.5, 34.69), Point(121.49, 31.22)
SAN_FRANCISCO, SAO_PAULO = Point(-122.42, 37.77), Point(-46.625, -23.5587)
MILAN, MELBOURNE = Point(9.205, 45.47), Point(144.975, -37.82)
HOSTILE = (
    '</title><script>alert(1)</script>"\' onload="x" \u202eleft\u202c \x00\x08 &amp; '
    + "あ" * 10_000
)
PACKAGE = ROOT / "server" / "kizuna" / "web"
STYLE = (PACKAGE / "static" / "drawing.css").read_text(encoding="utf-8")


def angle(a: Point, b: Point) -> float:
    """Measure the angle between two points by the law of cosines."""
    (x1, y1), (x2, y2) = ((radians(v) for v in p) for p in (a, b))
    cosine = sin(y1) * sin(y2) + cos(y1) * cos(y2) * cos(x2 - x1)
    return degrees(acos(max(-1, min(1, cosine))))


def parse(markup: Markup) -> ET.Element:
    return ET.fromstring(str(markup))


def with_class(tree: ET.Element, name: str) -> list[ET.Element]:
    return [node for node in tree.iter() if name in (node.get("class") or "").split()]


def share(node: ET.Element, name: str) -> float:
    value = node.get(name, "")
    assert value.endswith("%")
    return float(value[:-1]) / 100


def a_map(
    markers: list[Marker], lines: list[Line] | None = None, frame: Frame | None = None
) -> ET.Element:
    return parse(
        draw_map(
            markers, lines or [], coastline="/static/coastline.svg", name="m", title="Map",
            description="The table holds the same.", frame=frame or Frame(),
        )
    )  # fmt: skip


unhurried = settings(deadline=None)
"""For a machine that does other things too."""

points = st.builds(
    Point,
    st.floats(-180, 180, allow_nan=False),
    st.floats(-90, 90, allow_nan=False),
)


def test_a_line_along_the_equator_stays_on_it() -> None:
    line = great_circle(Point(10, 0), Point(70, 0))
    count = len(line) - 1
    assert [x for x, _ in line] == pytest.approx([10 + 60 / count * n for n in range(count + 1)])
    assert all(abs(y) < 1e-9 for _, y in line)


def test_the_points_of_a_line_are_evenly_apart_on_one_great_circle() -> None:
    line = great_circle(OSAKA, SAN_FRANCISCO)
    steps = [angle(a, b) for a, b in pairwise(line)]
    assert sum(steps) == pytest.approx(angle(OSAKA, SAN_FRANCISCO), abs=1e-6)
    assert max(steps) - min(steps) < 1e-6


def test_a_line_goes_farther_north_than_both_ends() -> None:
    line = great_circle(OSAKA, SAN_FRANCISCO)
    assert max(y for _, y in line) == pytest.approx(49.4, abs=0.1)
    assert line[0] == OSAKA
    assert line[-1] == pytest.approx((237.58, 37.77))


def test_a_short_line_has_few_segments_and_a_long_one_no_more_than_48() -> None:
    assert len(great_circle(OSAKA, Point(135.77, 35.01))) == 2
    assert len(great_circle(OSAKA, SHANGHAI)) <= 5
    assert len(great_circle(Point(0, 0), Point(179.99, 0.001))) <= 49


def test_a_line_in_longer_steps_has_fewer_segments_but_near_a_pole() -> None:
    assert len(great_circle(OSAKA, SAN_FRANCISCO, 12)) == 8
    assert great_circle(OSAKA, SAN_FRANCISCO, 12)[-1] == great_circle(OSAKA, SAN_FRANCISCO)[-1]
    assert great_circle(OSAKA, SAO_PAULO, 12) == great_circle(OSAKA, SAO_PAULO)


def test_equal_points_are_a_line_without_length() -> None:
    assert great_circle(OSAKA, OSAKA) == [OSAKA, OSAKA]
    assert great_circle(Point(180, 5), Point(-180, 5)) == [(180, 5), (180, 5)]
    assert cut(great_circle(OSAKA, OSAKA)) == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Point(0, 0), Point(180, 0)), (Point(10, 30), Point(-170, -30)),
        (Point(0, 90), Point(40, -90)), (Point(0, -90), Point(40, 90)),
    ],
)  # fmt: skip
def test_opposite_points_are_joined_by_half_a_great_circle(a: Point, b: Point) -> None:
    line = great_circle(a, b)
    assert sum(angle(p, q) for p, q in pairwise(line)) == pytest.approx(180, abs=1e-4)
    assert len(line) <= 49
    assert line[0] == a
    assert (line[-1].longitude - b.longitude) % 360 == 0
    assert line[-1].latitude == b.latitude


@unhurried
@given(points, points)
def test_no_step_of_a_line_goes_the_long_way_around(a: Point, b: Point) -> None:
    line = great_circle(a, b)
    assert all(abs(p.longitude - q.longitude) <= 180 for p, q in pairwise(line))
    assert sum(angle(p, q) for p, q in pairwise(line)) == pytest.approx(angle(a, b), abs=0.01)


@unhurried
@given(points, points)
def test_a_line_nowhere_turns_back_between_west_and_east(a: Point, b: Point) -> None:
    assume(max(abs(a.latitude), abs(b.latitude)) < 89)
    line = [x for x, _ in great_circle(a, b)]
    steps = [q - p for p, q in pairwise(line)]
    assert min(steps) > -1e-6 or max(steps) < 1e-6


def test_a_line_across_the_pacific_is_cut_into_two_pieces_that_meet() -> None:
    west, east = cut(great_circle(OSAKA, SAN_FRANCISCO))
    assert west[0] == OSAKA
    assert west[-1].longitude == 180
    assert east[0].longitude == -180
    assert west[-1].latitude == east[0].latitude
    assert east[-1] == pytest.approx(SAN_FRANCISCO)


def test_a_line_that_only_touches_the_antimeridian_has_no_piece_of_one_point() -> None:
    assert cut([Point(170, 0), Point(180, 10)]) == [[(170, 0), (180, 10)]]
    assert cut([Point(180, 0), Point(190, 10)]) == [[(-180, 0), (-170, 10)]]
    assert cut([Point(-170, 0), Point(-180, 10)]) == [[(-170, 0), (-180, 10)]]
    assert cut([]) == []


def test_a_line_to_the_west_is_cut_as_one_to_the_east() -> None:
    forth = cut([Point(170, 0), Point(190, 10)])
    back = cut([Point(-170, 10), Point(-190, 0)])
    assert forth == [[(170, 0), (180, 5)], [(-180, 5), (-170, 10)]]
    assert [piece[::-1] for piece in back[::-1]] == forth


@unhurried
@given(points, points)
@example(Point(0, 0), Point(180, 1))
def test_pieces_lie_within_the_world_and_have_the_length_of_the_line(a: Point, b: Point) -> None:
    line = great_circle(a, b)
    pieces = cut(line)
    assert all(-180 <= x <= 180 for piece in pieces for x, _ in piece)
    assert all(len(piece) > 1 and piece[0] != piece[1] for piece in pieces)
    for piece, following in pairwise(pieces):
        assert {piece[-1].longitude, following[0].longitude} == {180, -180}
        assert piece[-1].latitude == following[0].latitude
    drawn = sum(abs(q[0] - p[0]) + abs(q[1] - p[1]) for c in pieces for p, q in pairwise(c))
    whole = sum(abs(q[0] - p[0]) + abs(q[1] - p[1]) for p, q in pairwise(line))
    assert drawn == pytest.approx(whole, abs=1e-6)


def test_a_line_across_the_pacific_needs_no_more_than_its_own_longitudes() -> None:
    window = choose_window([OSAKA, SAN_FRANCISCO], [great_circle(OSAKA, SAN_FRANCISCO)], Frame())
    assert window.west < 135.5
    assert 237.6 < window.west + window.width < 260


def test_two_points_beside_the_antimeridian_are_shown_together() -> None:
    window = choose_window([Point(179, -17), Point(-179, -17)], [], Frame())
    assert window.width < 40
    assert window.shift(-179) == 360


def test_a_single_point_shows_its_region_in_the_middle() -> None:
    window = choose_window([MILAN], [], PLACE)
    assert window.width * window.narrow == pytest.approx(12)
    assert window.locate(MILAN) == pytest.approx((0.5, 0.5))


def test_forms_are_true_in_the_middle() -> None:
    window = choose_window([Point(0, 60)], [], PLACE)
    assert window.narrow == pytest.approx(cos(radians(60)))


def test_a_map_of_the_world_is_cut_where_no_line_crosses() -> None:
    lines = [great_circle(OSAKA, city) for city in (MILAN, MELBOURNE, SAO_PAULO, SAN_FRANCISCO)]
    window = choose_window([OSAKA], lines, WORLD)
    assert window.width == 360
    for line in lines:
        low, high = min(line).longitude, max(line).longitude
        assert high + window.shift(low) <= window.west + 360


@unhurried
@pytest.mark.parametrize("frame", [Frame(), PLACE, WORLD])
@given(st.lists(points, max_size=6))
def test_everything_that_is_drawn_is_seen(frame: Frame, drawn: list[Point]) -> None:
    lines = [great_circle(a, b) for a, b in pairwise(drawn)]
    window = choose_window(drawn, lines, frame)
    assert window.width <= 360 + 1e-9
    assert window.aspect <= frame.wide + 1e-9
    for point in drawn:
        x, y = window.locate(point, window.shift(point.longitude))
        assert -1e-9 <= x <= 1 + 1e-9
        assert -1e-9 <= y <= 1 + 1e-9
    latitudes = [y for line in lines for _, y in line]
    assert all(-1e-9 <= window.locate(Point(0, y))[1] <= 1 + 1e-9 for y in latitudes)


def test_names_cover_neither_each_other_nor_a_dot_at_any_width() -> None:
    chance = random.Random(7)
    spots = [
        Spot(chance.random(), chance.random(), 4, chance.choice(["Osaka", "大阪市", "San José"]))
        for _ in range(60)
    ]
    placed = place_names(spots, [], 2)
    for tier, width in enumerate(TIERS):
        boxes = [
            box
            for s, found in zip(spots, placed, strict=True)
            if (box := at(s, found, tier, width))
        ]
        assert boxes
        for number, box in enumerate(boxes):
            assert not any(overlap(box, other) for other in boxes[:number])
            assert box[0] >= 0
            assert box[2] <= width


def test_the_first_has_its_name_before_others() -> None:
    spots = [Spot(0.5, 0.5, 4, "first"), *(Spot(0.5, 0.5, 4, "other") for _ in range(20))]
    placed = place_names(spots, [], 2)
    assert [p.first for p in placed[0]] == [0]
    assert placed[0][0].last >= len(TIERS) - 1
    assert [] in placed


def test_a_name_stands_where_no_line_crosses() -> None:
    spot = Spot(0.5, 0.5, 4, "name")
    (free,), (crossed,) = (
        place_names([spot], lines, 2)[0] for lines in ([], [[(0.5, 0.5), (1.0, 0.5)]])
    )
    assert free.side.anchor == "start"
    assert crossed.side.anchor == "end"


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ([(0, 0.5), (1, 0.5)], 0.2), ([(0.5, 0), (0.5, 1)], 0.1), ([(0.45, 0.5), (0.5, 0.5)], 0.05),
        ([(0, 0), (1, 1)], 0.1), ([(0, 0.7), (1, 0.7)], 0), ([(0.3, 0.5), (0.5, 0.8)], 0),
        ([(0.5, 0.5), (0.5, 0.5)], 0), ([(0, 0.5), (0.5, 0.5), (0.5, 0.9)], 0.15),
    ],
)  # fmt: skip
def test_a_line_is_measured_within_the_box_of_a_name(
    line: list[tuple[float, float]], length: float
) -> None:
    box = (0.4, 0.45, 0.6, 0.55)
    assert measure_lines([make_track(line, 1)], box) == pytest.approx(length)
    assert measure_lines([make_track(line[::-1], 1)], box) == pytest.approx(length)


def test_where_lines_cross_everywhere_a_name_stands_where_they_do_least() -> None:
    spot = Spot(0.5, 0.5, 4, "name")
    star = [[(0.5, 0.5), (x, y)] for x in (0.0, 0.5, 1.0) for y in (0.0, 0.5, 1.0)]
    along = [[(0.52, 0.5 + n / 1000), (1.0, 0.5 + n / 1000)] for n in range(-9, 10, 3)]
    placed = place_names([spot], [*star, *along], 2)[0]
    assert placed
    assert all(found.side.anchor != "start" or found.side.dy < 0 for found in placed)


Box = tuple[float, float, float, float]


def test_more_names_have_room_on_enlarged_maps_and_those_of_the_whole_stay() -> None:
    chance = random.Random(11)
    spots = [
        Spot(0.4 + chance.random() / 5, 0.4 + chance.random() / 5, 4, "Osaka") for _ in range(60)
    ]
    placed = place_names(spots, [], 2)
    for tier, width in enumerate(labels.ZOOMED, len(TIERS)):
        boxes = [b for s, p in zip(spots, placed, strict=True) if (b := at(s, p, tier, width))]
        for number, box in enumerate(boxes):
            assert not any(overlap(box, other) for other in boxes[:number])
    last = len(TIERS) - 1
    whole = [found for found in placed if any(p.first <= last <= p.last for p in found)]
    assert 0 < len(whole) < len([found for found in placed if found])
    assert all(found[-1].first <= last for found in whole)


def test_a_script_is_told_the_ends_of_lines_and_how_far_a_map_may_be_enlarged() -> None:
    lines = [Line(OSAKA, MILAN, "x"), Line(OSAKA, SHANGHAI, "y")]
    drawn = draw_map(
        [Marker(OSAKA, "a"), Marker(MILAN, "b")], lines, coastline="c", name="m", title="x",
        description="y", zoom=Zoom("Closer", "<Farther>", "All"),
    )  # fmt: skip
    tree = parse(drawn)
    numbers = {p.findtext("title"): p.get("data-n") for p in with_class(tree, "place")}
    ends = {
        t.findtext("title"): (t.get("data-a"), t.get("data-b")) for t in with_class(tree, "tie")
    }
    assert ends == {"x": (numbers["a"], numbers["b"]), "y": (numbers["a"], None)}
    told = [tree.get(f"data-{name}") for name in ("closer", "farther", "whole")]
    assert told == ["Closer", "<Farther>", "All"]
    assert 2 <= float(tree.get("data-most", "")) <= 32
    assert a_map([Marker(OSAKA, "a")]).get("data-most") is None


def at(spot: Spot, found: list[labels.Placement], tier: int, width: float) -> Box | None:
    for placement in found:
        if placement.first <= tier <= placement.last:
            length = measure(spot.name) * sheets.SIZE
            start = {"start": 0, "middle": length / 2, "end": length}[placement.side.anchor]
            left = spot.x * width + placement.side.dx - start
            base = spot.y * width / 2 + placement.side.dy
            return left, base - 10, left + length, base + 2
    return None


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_a_line_across_the_pacific_is_one_piece() -> None:
    tree = a_map([], [Line(OSAKA, SAN_FRANCISCO, "Osaka–San Francisco")])
    (line,) = with_class(tree, "line")
    path = line.get("d", "")
    assert path.count("M") == 1
    ends = [float(number) for number in re.findall(r"-?\d+", path)]
    assert 0 < ends[0] < 2000
    assert 0 < ends[1] < 10_000


def test_the_curve_ends_where_the_line_ends() -> None:
    lines = [Line(OSAKA, SAN_FRANCISCO, "x")]
    tree = a_map([Marker(OSAKA, "a"), Marker(SAN_FRANCISCO, "b")], lines)
    ground = tree.find("svg/svg")
    assert ground is not None
    _, _, width, height = map(float, ground.get("viewBox", "").split())
    x, y = walk(with_class(tree, "line")[0].get("d", ""))
    dot = next(g for g in with_class(tree, "place") if g.findtext("title") == "b")
    circle = with_class(dot, "dot")[0]
    assert x / width == pytest.approx(share(circle, "cx"), abs=3e-4)
    assert y / height == pytest.approx(share(circle, "cy"), abs=3e-4)


@pytest.mark.parametrize("middle", [-179.0, -120.0, 0.0, 9.2, 135.0, 180.0])
def test_the_land_lies_under_the_places_in_one_piece(middle: float) -> None:
    """The drawing of the land goes from 180 degrees west to 540 east."""
    east = middle + 2 if middle < 178 else middle - 358
    tree = a_map([Marker(Point(middle, 0), "a"), Marker(Point(east, 0), "b")])
    (image,) = tree.iter("image")
    assert image.get("href") == "/static/coastline.svg"
    left, wide = float(image.get("x", "")), float(image.get("width", ""))
    assert left <= 0
    assert left + wide >= 10_000
    for place in with_class(tree, "place"):
        longitude = {"a": middle, "b": east}[place.findtext("title", "")]
        at = share(with_class(place, "dot")[0], "cx") * 10_000
        degrees_east = (at - left) / wide * 720 - 180
        assert (degrees_east - longitude + 180) % 360 - 180 == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize(
    "drawn",
    [
        [], [MILAN], [MILAN, MILAN], [Point(0, 90)], [Point(0, -90), Point(77, 90)],
        [Point(180, 0), Point(-180, 0)], [OSAKA, SHANGHAI, SAO_PAULO, MELBOURNE, MILAN],
    ],
)  # fmt: skip
def test_any_number_of_points_anywhere_makes_a_map(drawn: list[Point]) -> None:
    lines = [Line(a, b, "line") for a, b in pairwise(drawn)]
    tree = a_map([Marker(point, "name") for point in drawn], lines)
    assert len(with_class(tree, "place")) == len(drawn)
    assert "nan" not in ET.tostring(tree, encoding="unicode")
    svg = tree.find("svg")
    assert svg is not None
    assert 1 < float(svg.get("width", "")) / float(svg.get("height", "")) < 3


def test_a_line_from_a_place_to_itself_is_not_drawn() -> None:
    assert with_class(a_map([], [Line(OSAKA, OSAKA, "x")]), "line") == []


def test_a_place_without_room_for_its_name_keeps_its_title() -> None:
    tree = a_map([Marker(OSAKA, f"place {number}") for number in range(20)])
    places = with_class(tree, "place")
    assert {place.findtext("title") for place in places} == {f"place {n}" for n in range(20)}
    assert 0 < sum(place.find("text") is not None for place in places) < 20


def test_the_place_that_the_page_is_about_is_on_top_and_named() -> None:
    others = [Marker(OSAKA, f"other {number}") for number in range(20)]
    places = with_class(a_map([Marker(OSAKA, "here", emphasis=True), *others]), "place")
    assert places[-1].get("class") == "place here"
    assert places[-1].findtext("text") == "here"


def test_links_are_links_and_have_names() -> None:
    marker = Marker(OSAKA, "大阪市", "ja", "/id/place/osaka-city", title="大阪市、8件")
    line = Line(OSAKA, MILAN, "大阪市–ミラノ", "ja", "/id/partnership/x")
    tree = a_map([marker], [line])
    assert [(a.get("href"), a.findtext("title"), a.get("lang")) for a in tree.iter("a")] == [
        ("/id/partnership/x", "大阪市–ミラノ", "ja"),
        ("/id/place/osaka-city", "大阪市、8件", "ja"),
    ]


@pytest.mark.parametrize("href", ["javascript:alert(1)", " JaVa\tScript:x", "data:text/html,x"])
def test_an_address_that_would_run_is_no_link(href: str) -> None:
    assert list(a_map([Marker(OSAKA, "x", href=href)]).iter("a")) == []


@pytest.mark.parametrize("href", ["/id/x:y", "?a=b:c", "#a:b", "x/y", "https://example.org/"])
def test_an_address_of_a_page_is_a_link(href: str) -> None:
    assert [a.get("href") for a in a_map([Marker(OSAKA, "x", href=href)]).iter("a")] == [href]


def test_heavier_lines_and_places_are_larger() -> None:
    markers = [Marker(OSAKA, "a", weight=100), Marker(MILAN, "b", weight=1)]
    lines = [Line(OSAKA, MILAN, "a", weight=9), Line(OSAKA, MELBOURNE, "b", weight=1)]
    tree = a_map(markers, lines)
    for name, size in (("line", "stroke-width"), ("dot", "r")):
        light, heavy = (float(n.get(size, "").removesuffix("em")) for n in with_class(tree, name))
        assert light < heavy


def test_hundreds_of_lines_over_the_whole_world_are_one_small_drawing() -> None:
    chance = random.Random(1)
    places = [Point(chance.uniform(-180, 180), chance.uniform(-50, 65)) for _ in range(70)]
    lines = [
        Line(a, b, f"line {number}", weight=chance.random(), tie=TieClass.SEVERAL)
        for number in range(500)
        for a, b in (chance.sample(places, 2),)
    ]
    markup = draw_map(
        [Marker(place, "Name", weight=1) for place in places], lines, coastline="c.svg",
        name="m", title="x", description="y", frame=WORLD,
    )  # fmt: skip
    assert len(with_class(parse(markup), "line")) == 500
    assert len(markup) < 300_000


def walk(path: str) -> tuple[float, float]:
    """Follow a path of M, l, q and t to its end."""
    x = y = 0.0
    for command, rest in re.findall(r"([Mlqt])([^Mlqt]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d+", rest)]
        dx, dy = numbers[-2:]
        x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
    return x, y


def day(text: str) -> date:
    return date.fromisoformat(text)


def exactly(text: str) -> tuple[date, date]:
    return day(text), day(text)


FIRST, LAST = day("1950-01-01"), day("2050-01-01")


def a_row(*marks: Event | Span) -> ET.Element:
    return parse(draw_timeline([Row("row", marks)], name="t", title="x", first=FIRST, last=LAST))


def bars(tree: ET.Element, name: str) -> list[tuple[int, int]]:
    """Read the years over which bars go from their place on the axis."""
    found = []
    for node in with_class(tree, name):
        if node.tag == "rect":
            left, right = share(node, "x"), share(node, "x") + share(node, "width")
        else:
            left, right = share(node, "x1"), share(node, "x2")
        found.append(
            (round(1950 + (left - 0.015) / 0.97 * 100), round(1950 + (right - 0.015) / 0.97 * 100))
        )
    return found


def test_what_lies_between_bounds_is_uncertain() -> None:
    span = Span(
        (day("1960-01-01"), day("1965-01-01")),
        (day("1990-01-01"), day("1999-01-01")),
        None,
        "x",
    )
    tree = a_row(span)
    assert bars(tree, "uncertain") == [(1960, 1965), (1990, 1999)]
    assert bars(tree, "certain") == [(1965, 1990)]
    assert bars(tree, "open") == []


def test_an_end_that_is_not_stated_is_open_from_the_last_attestation() -> None:
    tree = a_row(Span(exactly("1974-04-18"), None, day("1987-04-01"), "x"))
    assert bars(tree, "certain") == [(1974, 1987)]
    assert bars(tree, "open") == [(1987, 2050)]
    assert len(with_class(tree, "tick")) == 1


def test_a_beginning_that_is_not_stated_is_open_up_to_the_attestation() -> None:
    tree = a_row(Span(None, None, day("2019-06-01"), "x"))
    assert bars(tree, "open") == [(1950, 2019), (2019, 2050)]
    assert bars(tree, "certain") == []


def test_an_attestation_within_the_bounds_of_the_beginning_makes_it_certain() -> None:
    tree = a_row(Span((day("1970-01-01"), day("1990-01-01")), None, day("1980-01-01"), "x"))
    assert bars(tree, "uncertain") == [(1970, 1980)]
    assert bars(tree, "open") == [(1980, 2050)]


def test_bounds_that_overlap_leave_nothing_certain() -> None:
    span = Span(
        (day("1970-01-01"), day("1990-01-01")),
        (day("1980-01-01"), day("1995-01-01")),
        None,
        "x",
    )
    tree = a_row(span)
    assert bars(tree, "uncertain") == [(1970, 1995)]
    assert bars(tree, "certain") == []


def test_a_period_of_which_nothing_is_stated_is_open_all_along() -> None:
    assert bars(a_row(Span(None, None, None, "x")), "open") == [(1950, 2050)]


def test_a_period_of_one_day_is_seen() -> None:
    tree = a_row(Span(exactly("2023-11-01"), exactly("2023-11-01"), None, "x"))
    assert len(with_class(tree, "certain")) == 1


def test_a_certain_day_is_a_shape_and_an_uncertain_one_a_range() -> None:
    certain = Event(*exactly("1984-10-03"), "x", EventClass.SIGNED)
    assert len(with_class(a_row(certain), "shape")) == 1
    year = Event(day("1981-01-01"), day("1990-12-31"), "x", EventClass.SIGNED)
    assert with_class(a_row(year), "shape") == []
    assert bars(a_row(year), "between") == [(1981, 1991)]


def test_what_lies_outside_is_not_drawn() -> None:
    tree = a_row(
        Event(*exactly("1949-12-31"), "x"),
        Span(exactly("1900-01-01"), exactly("1940-01-01"), None, "y"),
    )  # fmt: skip
    assert with_class(tree, "event") == []
    assert with_class(tree, "span") == []


def test_what_lies_partly_outside_is_cut() -> None:
    tree = a_row(Span(exactly("1900-01-01"), exactly("1960-01-01"), None, "x"))
    assert bars(tree, "certain") == [(1950, 1960)]


def test_events_lie_over_periods() -> None:
    tree = a_row(Event(*exactly("1980-01-01"), "x"), Span(exactly("1970-01-01"), None, None, "y"))
    marks = [node.get("class") for node in tree.iter("g")]
    assert marks == ["span attested", "event held"]


def test_a_row_without_marks_and_a_line_without_rows_are_drawn() -> None:
    assert a_row().findtext(".//li/p/span") == "row"
    nothing = draw_timeline([], name="t", title="x", first=LAST, last=FIRST)
    assert parse(nothing).findall(".//li") == []


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("1950-01-01", "2026-12-31", ["1960", "1980", "2000", "2020"]),
        ("1974-01-01", "1979-12-31", ["1974", "1975", "1976", "1977", "1978", "1979"]),
        ("2023-09-15", "2024-02-20", ["2023-10", "2024-01"]),
        ("2023-10-28", "2023-11-08", ["2023-11-01", "2023-11-06"]),
    ],
)
def test_an_axis_is_marked_at_regular_days(first: str, last: str, shown: list[str]) -> None:
    ticks = choose_ticks(Axis(day(first), day(last)), tell)
    assert [tick.text for tick in ticks if tick.first == 0] == shown


@unhurried
@given(st.dates(), st.integers(0, 800_000))
def test_days_at_the_axis_have_room_beside_each_other(first: date, length: int) -> None:
    last = date.fromordinal(min(date.max.toordinal(), first.toordinal() + length))
    axis = Axis(first, last)
    ticks = choose_ticks(axis, tell)
    for tier, width in enumerate(TIERS):
        seen = [tick for tick in ticks if tick.first <= tier <= tick.last]
        assert sum(measure(tick.text) * SIZE for tick in seen) <= width
        assert all(first <= tick.day <= last for tick in seen)


def test_no_day_of_the_axis_is_written_for_each_width_again() -> None:
    written: list[tuple[date, Unit]] = []

    def write(at: date, unit: Unit) -> str:
        written.append((at, unit))
        return tell(at, unit)

    choose_ticks(Axis(day("1950-01-01"), day("1959-12-31")), write)
    assert 10 <= len(set(written)) <= len(written) < 60


def test_the_axis_speaks_the_language_of_the_page() -> None:
    def write(at: date, unit: Unit) -> str:
        return f"{at.year}年" if unit is Unit.YEAR else f"{at.month}月"

    ticks = choose_ticks(Axis(day("1974-01-01"), day("1979-12-31")), write)
    assert ticks[0] == Tick(day("1974-01-01"), "1974年", 0, 0)
    assert [tick.text for tick in ticks if tick.first == 0] == ["1974年", "1976年", "1978年"]
    assert {tick.text for tick in ticks if tick.first > 0} == {"1月", "7月"}


def test_bars_are_as_high_as_their_counts() -> None:
    tree = parse(draw_histogram([Bar("1970s", 5, "a"), Bar("1980s", 10, "b")], name="h", title="x"))
    low, high = (float(node.get("height", "")) for node in with_class(tree, "body"))
    assert low * 2 == pytest.approx(high)
    feet = {float(n.get("y", "")) + float(n.get("height", "")) for n in with_class(tree, "body")}
    assert len(feet) == 1


def test_one_of_thousands_is_seen_and_nothing_is_not() -> None:
    tree = parse(
        draw_histogram(
            [Bar("a", 5000, "a"), Bar("b", 1, "b"), Bar("c", 0, "c")], name="h", title="x"
        )
    )
    heights = [float(node.get("height", "")) for node in with_class(tree, "body")]
    assert heights[1] >= 1
    assert heights[2] == 0


def test_what_is_not_stated_stands_apart_at_the_end() -> None:
    decades = [Bar(f"{year}s", 3, "x") for year in range(1950, 2030, 10)]
    tree = parse(draw_histogram(decades, name="h", title="x", unstated=Bar("not stated", 2, "y")))
    lefts = [share(node, "x") for node in with_class(tree, "body")]
    gaps = [b - a for a, b in pairwise(lefts)]
    assert gaps[-1] > 1.3 * gaps[0]
    assert lefts[-1] + share(with_class(tree, "body")[-1], "width") <= 1.0001


def test_years_are_named_by_round_numbers_on_a_telephone() -> None:
    years = [Bar(str(year), 1, "x") for year in range(1955, 2027)]
    tree = parse(draw_histogram(years, name="h", title="x"))
    names = [t.text for t in tree.iter("text") if not t.get("class")]
    assert names == ["1960", "1970", "1980", "1990", "2000", "2010", "2020"]


def test_a_bar_links_to_what_it_counts() -> None:
    tree = parse(
        draw_histogram([Bar("1970s", 5, "1970s: 5", "/list?decade=1970")], name="h", title="x")
    )
    assert [(a.get("href"), a.findtext("title")) for a in tree.iter("a")] == [
        ("/list?decade=1970", "1970s: 5")
    ]


def test_no_bars_are_an_empty_drawing() -> None:
    assert with_class(parse(draw_histogram([], name="h", title="x")), "body") == []
    alone = draw_histogram([], name="h", title="x", unstated=Bar("not stated", 3, "y"))
    assert len(with_class(parse(alone), "body")) == 1


def hostile() -> list[Markup]:
    """Make every drawing with text that wants out of it."""
    event = Event(*exactly("1980-01-01"), HOSTILE, href=HOSTILE)
    row = Row(HOSTILE, [event, Span(None, None, None, HOSTILE)], HOSTILE, HOSTILE, HOSTILE)
    bar = Bar(HOSTILE, 3, HOSTILE, "/" + HOSTILE, HOSTILE)

    def write(at: date, _: Unit) -> str:
        return f"{at}<i>"

    return [
        draw_map(
            [Marker(OSAKA, HOSTILE, HOSTILE, "/" + HOSTILE, HOSTILE)],
            [Line(OSAKA, MILAN, HOSTILE, HOSTILE, "/" + HOSTILE)],
            coastline=HOSTILE, name=HOSTILE, title=HOSTILE, description=HOSTILE,
            zoom=Zoom(HOSTILE, HOSTILE, HOSTILE),
        ),
        draw_timeline([row], name=HOSTILE, title=HOSTILE, first=FIRST, last=LAST, write=write),
        draw_histogram([bar], name=HOSTILE, title=HOSTILE, unstated=bar, language=HOSTILE),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [0, 1, 2])
def test_text_stays_text(number: int) -> None:
    markup = hostile()[number]
    tree = parse(markup)
    assert {node.tag for node in tree.iter()}.isdisjoint({"script"})
    assert not any(key.startswith("on") for node in tree.iter() for key in node.attrib)
    assert "<script" not in markup


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_long_text_is_short_to_see_and_whole_in_its_title(number: int) -> None:
    tree = parse(hostile()[number])
    seen = [t.text or "" for t in tree.iter("text")]
    assert all(len(text) < 60 for text in seen)
    assert any(node.text and "あ" * 10_000 in node.text for node in tree.iter("title"))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_policy_of_pages_allows_all_of_it(number: int) -> None:
    tree = parse(hostile()[number])
    assert all(node.get("style") is None and node.tag != "style" for node in tree.iter())


def test_two_drawings_of_a_page_share_no_identifier() -> None:
    page = [
        *(draw_map([], [], coastline="c", name=n, title="x", description="y") for n in "ab"),
        *(draw_timeline([], name=n, title="x", first=FIRST, last=LAST) for n in "ab"),
        *(draw_histogram([], name=n, title="x") for n in "ab"),
    ]
    found = [node.get("id") for drawing in page for node in parse(drawing).iter() if node.get("id")]
    assert len(found) == len(set(found)) == 6
    for drawing in page[:2]:
        tree = parse(drawing)
        described = [
            n.get("aria-describedby") for n in tree.iter("svg") if n.get("role") == "group"
        ]
        assert described == [n.get("id") for n in tree.iter("desc")]


def test_no_drawing_with_links_passes_for_one_image() -> None:
    trees = [parse(markup) for markup in hostile()]
    assert not any(node.get("role") == "img" for tree in trees for node in tree.iter())
    assert all(
        any(n.get("role") == "group" and n.get("aria-label") for n in t.iter()) for t in trees
    )


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("Osaka", 10, "Osaka"), ("two\n words ", 10, "two words"), ("大阪市" * 5, 6, "大阪市大阪…"),
        ("a" * 10_000, 5, "aaaaaaa…"), ("", 5, ""),
    ],
)  # fmt: skip
def test_text_is_shortened_by_its_width(text: str, width: float, short: str) -> None:
    assert shorten(text, width) == short


@unhurried
@given(st.text(), st.floats(2, 50))
def test_a_shortened_text_is_no_wider_than_it_may_be(text: str, width: float) -> None:
    assert measure(shorten(text, width)) <= width


def test_the_style_sheet_touches_drawings_only() -> None:
    plain = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
    selectors = [s.strip() for rule in re.findall(r"([^{}]+)\{", plain) for s in rule.split(",")]
    own = [s for s in selectors if not s.startswith("@")]
    assert own
    assert [s for s in own if not re.match(r"\.(map|timeline|histogram|tooltip)\b", s)] == []


def test_every_class_of_the_closed_sets_and_every_width_is_known_to_it() -> None:
    plain = {TieClass.ATTESTED, TieClass.SEVERAL, EventClass.HELD}
    for name in (*TieClass, *EventClass):
        assert name in plain or f".{name} " in STYLE or f".{name}{{" in STYLE, name
    for width in TIERS[1:]:
        assert f"(max-width: {width - 0.1}px)" in STYLE
        assert f"(min-width: {width}px)" in STYLE
    for width in labels.ZOOMED:
        assert (
            f"(max-width: {width - 0.1}px) {{ .map .from-{width} {{ display: none; }} }}" in STYLE
        )


def test_sizes_that_are_computed_with_are_those_of_the_style_sheet() -> None:
    assert f"font-size: {SIZE:.0f}px; fill" in STYLE
    assert f"font-size: {sheets.SIZE:.0f}px; fill" in STYLE


def test_the_package_reads_and_asks_for_nothing() -> None:
    modules = sorted(Path(PACKAGE / "drawing").glob("*.py"))
    assert len(modules) > 5
    banned = r"^(from|import) (flask|pyoxigraph|pathlib|os|kizuna\.(?!web\.drawing))"
    text = "\n".join(module.read_text(encoding="utf-8") for module in modules)
    assert re.findall(banned, text, re.MULTILINE) == []
