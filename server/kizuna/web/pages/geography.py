"""Where the things of a selection lie: ties with their ends, places with their weights.

So many ties are drawn one by one; more are drawn together, by the countries of their ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kizuna.iris import Thing
from kizuna.web.drawing.geodesy import Point
from kizuna.web.pages.chosen import Chosen
from kizuna.web.pages.rows import Party
from kizuna.web.pages.selection import PARTNERSHIPS
from kizuna.web.pages.views import Value, Viewer
from kizuna.web.statements import AMONG, among

ALONE = 400
"""Ties that are drawn one by one."""

_TOGETHER = 250
"""Pairs of countries that are drawn; those with most ties."""

_SPOTS = 200
"""Places that are drawn; those with most partnerships."""


_PAIRS = (
    "SELECT of_one, of_other, COUNT(*) FROM {pairs}"
    " GROUP BY of_one, of_other ORDER BY COUNT(*) DESC, of_one, of_other"
)

_PARTNERS = """
SELECT partner.country, COUNT(*) FROM party JOIN pair USING (partnership)
JOIN place AS partner ON partner.thing = iif(one = :home, other, one)
WHERE party.place = :home AND :home IN (one, other) AND partner.country IS NOT NULL
GROUP BY partner.country
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map, with how many ties end there."""

    number: int
    thing: Thing
    name: str
    language: str | None
    point: Point
    weight: float | None = None

    def show(self, viewer: Viewer) -> Value:
        """Show the place."""
        href = f"{viewer.base.path}doc/{self.thing.kind}/{self.thing.slug}.html"
        return Value(self.name, href, self.language)


@dataclass(frozen=True, slots=True)
class Ends:
    """A tie, or the ties between two countries ``together``, from one point to another."""

    start: Point
    end: Point
    names: tuple[str, ...]
    slug: str = ""
    state: str = ""
    count: int = 1
    together: bool = False

    def title(self, viewer: Viewer) -> str:
        """Name the tie, or say how many there are between which countries."""
        named = " – ".join(self.names)
        if not self.together:
            return named
        words = viewer.language.count("%(num)s partnership", "%(num)s partnerships", self.count)
        return f"{named}: {words % {'num': viewer.language.number(self.count)}}"

    def href(self, viewer: Viewer) -> str | None:
        """Give the address of the page of the tie."""
        return f"{viewer.base.path}doc/partnership/{self.slug}.html" if self.slug else None


@dataclass(frozen=True, slots=True)
class Geography:
    """What a map of a selection shows; ``total`` counts the ties with two points or more."""

    ends: tuple[Ends, ...]
    spots: tuple[Spot, ...]
    total: int
    together: bool


def read_geography(viewer: Viewer, chosen: Chosen) -> Geography:
    """Read where what is chosen lies."""
    if chosen.selection.listing is not PARTNERSHIPS:
        spots = _read_places(viewer, chosen)
        return Geography((), spots, len(spots), together=False)
    return (_read_each if chosen.total <= ALONE else _read_together)(viewer, chosen)


def _read_each(viewer: Viewer, chosen: Chosen) -> Geography:
    where, values = chosen.where
    rows = viewer.index.rows(
        "SELECT p.thing, one, a.longitude, a.latitude, other, b.longitude, b.latitude,"
        " json_extract(states, '$[0][0]'), json_array_length(states)"
        " FROM partnership p JOIN pair ON pair.partnership = p.thing"
        " JOIN place a ON a.thing = one JOIN place b ON b.thing = other"
        f" WHERE {where} ORDER BY p.thing",
        values,
    )
    code = viewer.language.code
    numbers = dict.fromkeys(row[0] for row in rows)
    ties = dict(zip(numbers, viewer.index.by_number(numbers, code), strict=True))
    ends = [
        Ends(
            Point(x1, y1), Point(x2, y2), (ties[tie].name,), ties[tie].thing.slug,
            state if states == 1 else "",
        )
        for tie, _, x1, y1, _, x2, y2, state, states in rows
    ]  # fmt: skip
    points = {row[1]: Point(*row[2:4]) for row in rows} | {row[4]: Point(*row[5:7]) for row in rows}
    counts: dict[int, int] = {}
    for row in rows:
        for place in (row[1], row[4]):
            counts[place] = counts.get(place, 0) + 1
    return Geography(tuple(ends), _spots(viewer, points, counts), len(ends), together=False)


def _spots(viewer: Viewer, points: dict[int, Point], counts: dict[int, int]) -> tuple[Spot, ...]:
    numbers = sorted(points, key=lambda place: (-counts[place], place))[:_SPOTS]
    named = viewer.index.by_number(numbers, viewer.language.code)
    return tuple(
        Spot(number, place.thing, place.name, place.language, points[number], counts[number])
        for number, place in zip(numbers, named, strict=True)
    )


def _read_together(viewer: Viewer, chosen: Chosen) -> Geography:
    pairs = _count_pairs(viewer, chosen)
    total = sum(count for _, _, count in pairs)
    known = [(one, other, count) for one, other, count in pairs if one and other][:_TOGETHER]
    counts: dict[int, int] = {}
    for one, other, count in known:
        for country in {one, other}:
            counts[country] = counts.get(country, 0) + count
    points = _country_points(viewer, counts)
    spots = _spots(viewer, points, counts)
    names = {spot.number: spot.name for spot in spots}
    ends = [
        Ends(points[a], points[b], (names[a], names[b]), count=count, together=True)
        for a, b, count in known
        if a != b and a in names and b in names
    ]
    return Geography(tuple(ends), spots, total, together=True)


def read_partners(viewer: Viewer, number: int, home: Party) -> Geography:
    """Read where the partners of a place lie, those in one country together."""
    rows: list[tuple[int, int]] = viewer.index.rows(_PARTNERS, {"home": number})
    counts = dict(rows)
    spots = _spots(viewer, _country_points(viewer, counts), counts)
    ends = [
        Ends(
            home.point, spot.point, (home.name.text, spot.name), count=counts[spot.number],
            together=True,
        )
        for spot in spots
        if home.point and home.point != spot.point
    ]  # fmt: skip
    return Geography(tuple(ends), spots, sum(counts.values()), together=True)


def _count_pairs(viewer: Viewer, chosen: Chosen) -> list[tuple[int | None, int | None, int]]:
    """Count the ties between each two countries, most first."""
    if chosen.is_everything:
        return viewer.index.rows(_PAIRS.format(pairs="pair"))
    where, values = chosen.where
    pairs = f"(SELECT *, partnership AS thing FROM pair) AS p WHERE {where}"
    return viewer.index.rows(_PAIRS.format(pairs=pairs), values)


def _country_points(viewer: Viewer, wanted: Iterable[int]) -> dict[int, Point]:
    rows = viewer.index.rows(
        f"SELECT thing, longitude, latitude FROM country WHERE thing {AMONG}", among(wanted)
    )
    return {number: Point(longitude, latitude) for number, longitude, latitude in rows}


def _read_places(viewer: Viewer, chosen: Chosen) -> tuple[Spot, ...]:
    where, values = chosen.where
    rows = viewer.index.rows(
        "SELECT thing, longitude, latitude, partnerships FROM place p"
        f" WHERE {where} AND longitude IS NOT NULL"
        f" ORDER BY partnerships DESC, thing LIMIT {_SPOTS}",
        values,
    )
    points = {number: Point(longitude, latitude) for number, longitude, latitude, _ in rows}
    return _spots(viewer, points, {number: count for number, *_, count in rows})
