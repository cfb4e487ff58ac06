"""The rows of lists: partnerships and places as tables, files, maps and time lines show them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kizuna.iris import Thing
from kizuna.namespaces import OWN
from kizuna.web.drawing.geodesy import Point
from kizuna.web.index import Named
from kizuna.web.language import Language
from kizuna.web.pages.selection import MARK
from kizuna.web.pages.views import Value, Viewer
from kizuna.web.statements import AMONG, among

_MANY = 5_000
"""Things that are read at once."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a partnership as last reported, with the date that the report speaks for."""

    name: Value
    as_of: str

    def tell(self, language: Language) -> str:
        """Say the state with its day."""
        day = language.say("day not stated")
        if self.as_of:
            day = language.say("as of %(day)s") % {"day": language.day(self.as_of)}
        return f"{self.name.text}{language.say(', ')}{day}"


@dataclass(frozen=True, slots=True)
class Span:
    """When something began or ended: as stated, and the days between which it did."""

    stated: str | None
    earliest: str | None
    latest: str | None

    @property
    def is_stated(self) -> bool:
        """Tell whether anything is known of it."""
        return self.earliest is not None


@dataclass(frozen=True, slots=True)
class Party:
    """A place that is party to a partnership; its point in degrees east and north."""

    thing: Thing
    name: Value
    point: Point | None


@dataclass(frozen=True, slots=True)
class PartnershipRow:
    """A partnership in a list; ``mark`` says what a day means for it, if one is asked for."""

    number: int
    thing: Thing
    name: Value
    parties: tuple[Party, ...]
    kinds: tuple[Value, ...]
    states: tuple[State, ...]
    began: Span
    ended: Span
    last_as_of: str | None
    fields: tuple[Value, ...]
    sources: tuple[Value, ...]
    mark: str | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in a list."""

    number: int
    thing: Thing
    name: Value
    levels: tuple[Value, ...]
    country: Value | None
    partnerships: int
    point: Point | None


def read_partnerships(
    viewer: Viewer, numbers: Sequence[int], on: str = ""
) -> Iterator[PartnershipRow]:
    """Read partnerships by their numbers, with a mark for a day if one is given."""
    for some in _portions(numbers):
        held = {row.number: row for row in _read_partnerships(viewer, some, on)}
        yield from (held[number] for number in some)


def _read_partnerships(viewer: Viewer, numbers: Sequence[int], on: str) -> Iterator[PartnershipRow]:
    mark = MARK if on else "NULL"
    rows = viewer.index.rows(
        "SELECT thing, states, began, began_earliest, began_latest, ended, ended_earliest,"
        f" ended_latest, last_as_of, {mark} FROM partnership p WHERE thing {AMONG}",
        {"on": on, **among(numbers)},
    )
    names = _names(viewer, numbers)
    parties = _parties(viewer, numbers)
    facets = read_facets(viewer, numbers)
    sources = _named_facets(viewer, "source", facets)
    for number, states, *days, last, mark in rows:
        concepts = facets[number]
        yield PartnershipRow(
            number, names[number].thing, show(viewer, names[number]), tuple(parties[number]),
            _concepts(viewer, "kind", concepts["kind"]),
            tuple(_state(viewer, *state) for state in json.loads(states)),
            Span(*days[:3]), Span(*days[3:]), last,
            _concepts(viewer, "field", concepts["field"]),
            tuple(sources[slug] for slug in concepts["source"]), mark,
        )  # fmt: skip


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _MANY] for start in range(0, len(numbers), _MANY))


def _names(viewer: Viewer, numbers: Sequence[int]) -> dict[int, Named]:
    named = viewer.index.by_number(numbers, viewer.language.code)
    return dict(zip(numbers, named, strict=True))


def _parties(viewer: Viewer, numbers: Sequence[int]) -> dict[int, list[Party]]:
    rows = viewer.index.rows(
        "SELECT partnership, place, longitude, latitude FROM party"
        f" JOIN place ON place.thing = party.place WHERE partnership {AMONG}",
        among(numbers),
    )
    places = sorted({place for _, place, *_ in rows})
    names: dict[int, Named] = {}
    for some in _portions(places):
        names |= _names(viewer, some)
    points = {place: _point(*degrees) for _, place, *degrees in rows}
    parties = {
        place: Party(names[place].thing, show(viewer, names[place]), point)
        for place, point in points.items()
    }
    found: dict[int, list[Party]] = defaultdict(list)
    for partnership, place, *_ in rows:
        found[partnership].append(parties[place])
    return found


def _point(longitude: float | None, latitude: float | None) -> Point | None:
    return None if longitude is None or latitude is None else Point(longitude, latitude)


def read_facets(viewer: Viewer, numbers: Iterable[int]) -> dict[int, dict[str, list[str]]]:
    """Read what things are found by: the values of each facet, by number."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = viewer.index.rows(
        f"SELECT thing, facet, value FROM facet WHERE thing {AMONG}", among(numbers)
    )
    for number, facet, value in rows:
        found[number][facet].append(value)
    return found


def _named_facets(
    viewer: Viewer, kind: str, facets: dict[int, dict[str, list[str]]]
) -> dict[str, Value]:
    slugs = {slug for values in facets.values() for slug in values[kind]}
    return {slug: thing_value(viewer, Thing(kind, slug)) for slug in sorted(slugs)}


def thing_value(viewer: Viewer, thing: Thing) -> Value:
    """Show a thing by the name that the index has."""
    return viewer.name(viewer.base.thing(thing.kind, thing.slug))


def _concepts(viewer: Viewer, scheme: str, names: Iterable[str]) -> tuple[Value, ...]:
    return tuple(concept(viewer, scheme, name) for name in names)


def concept(viewer: Viewer, scheme: str, name: str) -> Value:
    """Show a concept of a scheme of ours."""
    return viewer.name(f"{OWN[scheme]}{name}")


def _state(viewer: Viewer, state: str, as_of: str) -> State:
    return State(concept(viewer, "status", state), as_of)


def show(viewer: Viewer, named: Named) -> Value:
    """Show a thing that the index names, with its address."""
    thing = named.thing
    href = f"{viewer.base.path}doc/{thing.kind}/{thing.slug}.html"
    return Value(named.name, href, named.language)


def read_places(viewer: Viewer, numbers: Sequence[int]) -> Iterator[PlaceRow]:
    """Read places by their numbers."""
    for some in _portions(numbers):
        held = {row.number: row for row in _read_places(viewer, some)}
        yield from (held[number] for number in some)


def _read_places(viewer: Viewer, numbers: Sequence[int]) -> Iterator[PlaceRow]:
    rows = viewer.index.rows(
        f"SELECT thing, country, longitude, latitude, partnerships FROM place WHERE thing {AMONG}",
        among(numbers),
    )
    names = _names(viewer, numbers)
    facets = read_facets(viewer, numbers)
    countries = sorted({country for _, country, *_ in rows if country})
    shown = {number: show(viewer, named) for number, named in _names(viewer, countries).items()}
    for number, country, longitude, latitude, partnerships in rows:
        yield PlaceRow(
            number, names[number].thing, show(viewer, names[number]),
            _concepts(viewer, "level", facets[number]["level"]),
            shown.get(country) if country != number else None, partnerships,
            _point(longitude, latitude),
        )  # fmt: skip
