"""The coastline that maps are drawn on, and the script that makes it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conftest import ROOT

COASTLINE = ROOT / "server" / "kizuna" / "web" / "static" / "coastline.json"
DRAWING = COASTLINE.with_suffix(".svg")
SCRIPT = ROOT / "server" / "editor" / "coastline.py"

Ring = list[list[float]]


def rings() -> list[Ring]:
    found: list[Ring] = json.loads(COASTLINE.read_text(encoding="utf-8"))["rings"]
    return found


def drawn(path: Path) -> list[Ring]:
    """Read the rings of a drawing: whole steps, each ring from the beginning of the one before."""
    node = ET.parse(path).getroot().find("{http://www.w3.org/2000/svg}path")
    assert node is not None
    step = float(node.get("transform", "").removeprefix("scale(").removesuffix(")"))
    found: list[Ring] = []
    x = y = 0
    for part in node.get("d", "").removesuffix("z").split("z"):
        assert part.startswith("m")
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append([x * step, -y * step])
        found.append([*ring, ring[0]])
        x, y = (round(ring[0][0] / step), round(-ring[0][1] / step))
    return found


def is_drawn(x: float, y: float, path: Path = DRAWING) -> bool:
    """Tell whether a place is land in any of the turns that are drawn of the world."""
    return any(is_land(x + turn, y, drawn(path)) for turn in (-360, 0, 360))


def is_land(x: float, y: float, land: list[Ring]) -> bool:
    """Count how often a ray to the east crosses a ring: the even-odd rule."""
    crossings = 0
    for ring in land:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def test_the_coastline_is_small_and_credited() -> None:
    assert COASTLINE.stat().st_size <= 60_000
    assert json.loads(COASTLINE.read_text(encoding="utf-8"))["credit"] == "Natural Earth"


def test_rings_are_closed_and_within_the_world() -> None:
    for ring in rings():
        assert len(ring) > 3
        assert ring[0] == ring[-1]
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


def test_no_coast_runs_across_the_world() -> None:
    across = [(a, b) for ring in rings() for a, b in pairwise(ring) if abs(a[0] - b[0]) > 180]
    assert [pair for pair in across if any(y != -90 for _, y in pair)] == []


@pytest.mark.parametrize(
    ("name", "x", "y", "land"),
    [
        ("Osaka's hinterland", 136.0, 35.5, True), ("Alice Springs", 133.9, -23.7, True),
        ("Milan", 9.2, 45.5, True), ("Chukotka, west of 180", 177.0, 66.5, True),
        ("Chukotka, east of 180", -177.0, 66.5, True), ("the South Pole", 0.0, -89.5, True),
        ("the Gulf of Guinea", 0.0, 0.0, False), ("the Pacific", -160.0, 30.0, False),
        ("the Caspian Sea", 51.0, 42.0, False), ("the Antarctic Ocean", 90.0, -60.0, False),
    ],
)  # fmt: skip
def test_known_places_are_land_or_sea(*, name: str, x: float, y: float, land: bool) -> None:
    assert is_land(x, y, rings()) is land, name
    assert is_drawn(x, y) is land, name


@pytest.mark.parametrize(
    ("name", "x", "y", "land"),
    [
        ("Okinawa", 127.9, 26.5, True), ("Awaji", 134.85, 34.4, True),
        ("the Inland Sea", 133.2, 34.0, False), ("the strait of Shimonoseki", 131.3, 33.85, False),
        ("Singapore", 103.82, 1.35, True), ("Oahu", -157.95, 21.5, True),
    ],
)  # fmt: skip
def test_the_drawing_has_what_the_map_of_a_town_needs(
    *, name: str, x: float, y: float, land: bool
) -> None:
    assert is_drawn(x, y) is land, name


def test_the_drawing_is_small_credited_and_within_the_world() -> None:
    text = DRAWING.read_text(encoding="utf-8")
    assert len(text) <= 70_000
    assert "Natural Earth" in text
    assert 'viewBox="-180 -90 720 180" preserveAspectRatio="none"' in text
    assert "stroke" not in text
    assert re.findall(r'<use href="#land" x="(-?\d+)"/>', text) == ["360", "-360"]
    for ring in drawn(DRAWING):
        assert all(-90 <= y <= 90 for _, y in ring)
        assert -180 <= (min(ring)[0] + max(ring)[0]) / 2 <= 180


def test_the_drawing_has_no_seam_at_the_antimeridian() -> None:
    chukotka = [ring for ring in drawn(DRAWING) if min(ring)[0] < 170 and max(ring)[0] > 185]
    assert len(chukotka) == 1
    assert [pair for pair in pairwise(chukotka[0]) if {x for x, _ in pair} == {180}] == []


def test_the_drawing_is_coloured_without_its_style_and_for_the_dark() -> None:
    root = ET.parse(DRAWING).getroot()
    node = root.find("{http://www.w3.org/2000/svg}path")
    assert node is not None
    assert re.fullmatch("#[0-9a-f]{6}", node.get("fill", ""))
    assert 0 < float(node.get("fill-opacity", "")) < 0.5
    assert "prefers-color-scheme: dark" in (
        root.findtext("{http://www.w3.org/2000/svg}style") or ""
    )


def test_a_drawing_is_made_of_the_rings_without_npm(tmp_path: Path) -> None:
    target = tmp_path / "coastline.svg"
    subprocess.run([sys.executable, SCRIPT, COASTLINE, target], check=True)
    assert target.stat().st_size < DRAWING.stat().st_size
    assert is_drawn(136.0, 35.5, target)
    assert not is_drawn(-160.0, 30.0, target)


def test_the_least_bends_are_left_out_and_where_rings_are_cut_points_stay(tmp_path: Path) -> None:
    square = [[170, 0], [175, 0.0001], [180, 0], [180, 5], [180, 10], [170, 10], [170, 0]]
    isle = [[0, 0], [0.1, 0], [0, 0.1], [0, 0]]
    source, target = tmp_path / "coastline.json", tmp_path / "coastline.svg"
    source.write_text(json.dumps({"rings": [square, isle]}), encoding="utf-8")
    subprocess.run([sys.executable, SCRIPT, source, target], check=True)
    (made,) = drawn(target)
    assert sorted({tuple(point) for point in made}) == [
        (170, 0), (170, 10), (180, 0), (180, 5), (180, 10),
    ]  # fmt: skip


def test_the_script_joins_arcs_and_cuts_at_the_antimeridian(tmp_path: Path) -> None:
    """Two arcs, the second read backwards, around 170 to 190 degrees east and 0 to 10 north."""
    world = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[170, 0], [10, 0], [-350, 0]], [[170, 0], [0, 10], [-340, 0], [0, -10]]],
        "objects": {"land": {"geometries": [{"type": "MultiPolygon", "arcs": [[[0, -2]]]}]}},
    }
    source, target = tmp_path / "land.json", tmp_path / "coastline.json"
    source.write_text(json.dumps(world), encoding="utf-8")
    subprocess.run([sys.executable, SCRIPT, source, target], check=True)
    made = json.loads(target.read_text(encoding="utf-8"))["rings"]
    corners = [sorted({tuple(point) for point in ring}) for ring in made]
    assert sorted(corners) == [
        [(-180, 0), (-180, 10), (-170, 0), (-170, 10)],
        [(170, 0), (170, 10), (180, 0), (180, 10)],
    ]
