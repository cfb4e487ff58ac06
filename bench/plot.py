"""A picture of the ratios, as SVG: a dot for the median, a bar from least to most, the targets."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bench.report import Ratio, Row
from bench.servers import OXIGRAPH, RDFLIB

Colours = Mapping[str, str]

LEFT, RIGHT, TOP, LINE = 230, 40, 70, 20
WIDTH = 960
COLOURS = {OXIGRAPH: "#b4552d", RDFLIB: "#2d6fb4"}
"""Of the others that the picture has; the rest of the ratios is left out."""

_FONT = 'font-family="sans-serif" font-size="12"'


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis from ``low`` to ``high`` times as fast."""

    low: float
    high: float

    def x(self, ratio: float) -> float:
        """Place a ratio."""
        part = math.log(ratio / self.low) / math.log(self.high / self.low)
        return LEFT + min(max(part, 0.0), 1.0) * (WIDTH - LEFT - RIGHT)

    def ticks(self) -> Iterator[float]:
        """List the ratios that get a line: 1, 2 and 5 of each power of ten."""
        for power in range(-4, 7):
            for digit in (1, 2, 5):
                tick = digit * 10.0**power
                if self.low <= tick <= self.high:
                    yield tick


def _scale(rows: Sequence[Row], names: Collection[str]) -> Scale:
    seen = [1.0]
    for row in rows:
        for ratio in (ratio for name, ratio in row.ratios.items() if name in names):
            seen += [ratio.low, ratio.high]
        seen += (target for name, target in row.targets.items() if name in names)
    return Scale(max(min(seen) / 1.3, 1e-3), max(seen) * 1.3)


def draw(rows: Sequence[Row], note: str, colours: Colours = COLOURS) -> str:
    """Draw the rows that have a ratio to one of those that have a colour."""
    rows = [row for row in rows if row.ratios.keys() & colours.keys()]
    scale = _scale(rows, colours)
    height = TOP + LINE * len(rows) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {_FONT}>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="20" font-size="15">Kizuna, times as fast</text>{_legend(colours)}',
        f'<text x="12" y="38" fill="#666">{escape(note)}</text>',
        *_axis(scale, height),
    ]
    for number, row in enumerate(rows):
        parts += _line(row, scale, TOP + LINE * number + LINE / 2, colours)
    return "\n".join([*parts, "</svg>\n"])


def _legend(colours: Colours) -> str:
    entries = "".join(
        f'<tspan fill="{colour}" dx="14">● than {name}</tspan>' for name, colour in colours.items()
    )
    return f'<text x="230" y="20">{entries}<tspan fill="#222" dx="14">| target</tspan></text>'


def _axis(scale: Scale, height: int) -> Iterator[str]:
    for tick in scale.ticks():
        x, colour = scale.x(tick), "#888" if tick == 1 else "#e4e4e4"
        yield f'<path d="M{x:.1f} {TOP - 6}V{height - 24}" stroke="{colour}"/>'
        yield (f'<text x="{x:.1f}" y="{TOP - 12}" text-anchor="middle" fill="#666">{tick:g}</text>')


def _line(row: Row, scale: Scale, y: float, colours: Colours) -> Iterator[str]:
    label = escape(row.case.label)
    yield f'<text x="{LEFT - 12}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    for name, colour in colours.items():
        if name in row.targets and name in row.ratios:
            x = scale.x(row.targets[name])
            yield (
                f'<path d="M{x:.1f} {y - 7:.1f}v14" stroke="{colour}" stroke-width="2" '
                f'opacity=".6"/>'
            )
        if name in row.ratios:
            yield from _dot(row.ratios[name], scale, y, colour)


def _dot(ratio: Ratio, scale: Scale, y: float, colour: str) -> Iterator[str]:
    low, q1, q3, high = map(scale.x, (ratio.low, ratio.q1, ratio.q3, ratio.high))
    yield f'<path d="M{low:.1f} {y:.1f}H{high:.1f}" stroke="{colour}"/>'
    yield f'<path d="M{q1:.1f} {y:.1f}H{q3:.1f}" stroke="{colour}" stroke-width="5" opacity=".4"/>'
    yield f'<circle cx="{scale.x(ratio.median):.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'


def write(path: Path, rows: Sequence[Row], note: str, colours: Colours = COLOURS) -> None:
    path.write_text(draw(rows, note, colours), encoding="utf-8")
