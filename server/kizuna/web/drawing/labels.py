"""Where the names of places find room on a map, at each width that it may be shown in.

Names have one size in pixels, whatever the width of the map: what finds room at one width has it up
to the next, at which all are placed again. A name never covers a dot or another name; it covers a
line only where every side of its dot has one. Where a map is enlarged, more names find room, and
those that have it stay where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kizuna.web.drawing.crossings import Place, make_track
from kizuna.web.drawing.elements import TIERS, attribute, escaped, shown
from kizuna.web.drawing.sheets import Sheet, Side, Spot

_MOST = (10, 24, 60)
"""How many names are shown at each width, so that a map does not turn into a list."""

_TRIED = 120
"""How many are tried: where thousands of dots lie close, hardly any other would find room."""

ZOOMED = (1760, 3520, 7040, 14080)
"""Widths that a map has only where a script enlarges it; drawing.css has the same."""


class Placement(NamedTuple):
    """A side, and the first and the last of the widths at which a name stands there."""

    side: Side
    first: int
    last: int


def place_names(
    spots: Sequence[Spot], lines: Iterable[Sequence[Place]], aspect: float
) -> list[list[Placement]]:
    """Place the names of dots, the first of them first; one that finds no room has no placement."""
    named = {number: spot for number, spot in enumerate(spots[:_TRIED]) if spot.name}
    tracks = [make_track(line, 1 / aspect) for line in lines]
    found = [
        _place(named, Sheet(width, width / aspect, spots, tracks), most)
        for width, most in zip(TIERS, _MOST, strict=True)
    ]
    for width in ZOOMED:
        if len(found[-1]) < len(named):
            found.append(_place_more(named, Sheet(width, width / aspect, spots, ()), found[-1]))
    return [_runs(number, found) if number in named else [] for number in range(len(spots))]


def _place(named: Mapping[int, Spot], sheet: Sheet, most: int) -> dict[int, Side]:
    found: dict[int, Side] = {}
    for number, spot in named.items():
        side = sheet.fit(spot)
        if side:
            found[number] = side
        if len(found) == most:
            break
    return found


def _place_more(
    named: Mapping[int, Spot], sheet: Sheet, before: Mapping[int, Side]
) -> dict[int, Side]:
    """Leave the names of a map where they are, and place those that find room as it grows."""
    for number, side in before.items():
        sheet.put(named[number], side)
    missing = {number: spot for number, spot in named.items() if number not in before}
    return {**before, **_place(missing, sheet, len(missing))}


def _runs(number: int, found: Sequence[Mapping[int, Side]]) -> list[Placement]:
    """Join the widths at which a name stands on one side."""
    runs: list[Placement] = []
    for tier, sides in enumerate(found):
        side = sides.get(number)
        if side and runs and runs[-1].last == tier - 1 and runs[-1].side == side:
            runs[-1] = Placement(side, runs[-1].first, tier)
        elif side:
            runs.append(Placement(side, tier, tier))
    return runs


def write_name(name: str, at: str, placements: Iterable[Placement]) -> str:
    """Write a name wherever it is placed, each time for its widths."""
    return "".join(
        [
            f'<text{attribute("class", _seen(first, last))} {at} text-anchor="{side.anchor}"'
            f' dx="{side.dx:.3g}" dy="{side.dy:.3g}">{escaped(name)}</text>'
            for side, first, last in placements
        ]
    )


def _seen(first: int, last: int) -> str | None:
    beyond = first - len(TIERS)
    return f"from-{ZOOMED[beyond]}" if beyond >= 0 else shown(first, last)
