"""The coastline that maps are drawn on, and the script that makes it."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT

COASTLINE = ROOT / "server" / "kizuna" / "web" / "static" / "coastline.json"
SCRIPT = ROOT / "server" / "editor" / "coastline.py"

Ring = list[list[float]]


def rings() -> list[Ring]:
    found: list[Ring] = json.loads(COASTLINE.read_text(encoding="utf-8"))["rings"]
    return found


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
