"""Links to Wikidata as both sides have them: the place here, and the item there."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from pyoxigraph import Literal

from kizuna.curation import batches
from kizuna.curation.client import Client, Row
from kizuna.curation.gazetteer import Gazetteer
from kizuna.curation.wikidata import WD, number_of, point_of
from kizuna.namespaces import DEF, FOREIGN, TERMS

_SIZE = 100
_PROPERTIES = {
    "sameAs": "merged",
    "P17": "countries",
    "P31": "classes",
    "P576": "dissolved",
    "P625": "points",
    "P1366": "successors",
    "P7888": "successors",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A place and the item that it is linked to, with what the place is here."""

    place: str
    item: str
    names: tuple[str, ...]
    levels: tuple[str, ...]
    country: str
    point: tuple[str, str] | None
    successors: frozenset[str]


@dataclass(slots=True)
class Known:
    """What an item says of itself there."""

    names: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    dissolved: set[str] = field(default_factory=set)
    points: set[str] = field(default_factory=set)
    successors: set[str] = field(default_factory=set)

    @property
    def exists(self) -> bool:
        """Whether anything is said of it at all."""
        return any(getattr(self, name) for name in ("names", *_PROPERTIES.values()))


@dataclass(frozen=True, slots=True)
class There:
    """What Wikidata says: items by number, and the classes above each class."""

    items: Mapping[str, Known]
    above: Mapping[str, frozenset[str]]

    def classes(self, item: str) -> frozenset[str]:
        """List the classes of an item, with all above them."""
        own = self.items[item].classes
        return frozenset(own).union(*(self.above.get(found, frozenset()) for found in own))


def read_links(gazetteer: Gazetteer) -> list[Link]:
    """Read all links of places, in the order of their slugs."""
    return [
        _link(gazetteer, place, item.removeprefix(WD))
        for place in gazetteer.of_kind("place")
        for item in gazetteer.values(f"place/{place}", f"{FOREIGN['owl']}sameAs")
    ]


def ask_links(client: Client, links: Sequence[Link], told: batches.Told) -> There:
    """Ask what Wikidata says of the items of links."""
    known: dict[str, Known] = {link.item: Known() for link in links}
    iris = [f"{WD}{number}" for number in sorted(known)]
    for row in _about(client, "names", iris, told):
        known[number_of(row["item"])].names.add(row["label"].value)
    for row in _about(client, "links", iris):
        name = row["property"].value.replace("#", "/").rpartition("/")[2]
        value = number_of(row["value"]) or row["value"].value
        getattr(known[number_of(row["item"])], _PROPERTIES[name]).add(value)
    classes = sorted({f"{WD}{found}" for item in known.values() for found in item.classes})
    above: dict[str, set[str]] = defaultdict(set)
    for row in _about(client, "classes", classes):
        above[number_of(row["item"])].add(number_of(row["class"]))
    return There(known, {found: frozenset(names) for found, names in above.items()})


@cache
def read_stances() -> dict[str, dict[str, set[str]]]:
    """Read which classes a place of some level may have (``accept``), and may not (``refuse``)."""
    stances: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    table = files("kizuna.curation") / "classes.csv"
    for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines()):
        stances[row["level"]][row["stance"]].add(row["class"])
    return stances


def _link(gazetteer: Gazetteer, place: str, item: str) -> Link:
    thing = f"place/{place}"
    heirs = gazetteer.values(thing, f"{DEF}succeededBy")
    return Link(
        place=place,
        item=item,
        names=tuple(sorted({name.value for name in gazetteer.names(place)})),
        levels=_levels(gazetteer, place),
        country=_country(gazetteer, place),
        point=_point(gazetteer, place),
        successors=frozenset(gazetteer.item_of(heir.removeprefix("place/")) for heir in heirs),
    )


def _levels(gazetteer: Gazetteer, place: str) -> tuple[str, ...]:
    found = gazetteer.values(f"place/{place}", f"{DEF}level")
    return tuple(level.removeprefix(f"{TERMS}level#") for level in found)


def _country(gazetteer: Gazetteer, place: str) -> str:
    """Name the item of the country that a place lies in, if it is no country itself."""
    if "country" in _levels(gazetteer, place):
        return ""
    around = gazetteer.around(place)
    countries = [p for p in around if "country" in _levels(gazetteer, p)]
    return gazetteer.item_of(countries[0]) if countries else ""


def _point(gazetteer: Gazetteer, place: str) -> tuple[str, str] | None:
    for geometry in gazetteer.values(f"place/{place}", f"{FOREIGN['geo']}hasGeometry"):
        for wkt in gazetteer.terms(geometry, f"{FOREIGN['geo']}asWKT"):
            if isinstance(wkt, Literal):
                return point_of(wkt.value)
    return None


def _about(
    client: Client, name: str, iris: Sequence[str], told: batches.Told = batches.nobody
) -> list[Row]:
    return batches.about(client, batches.question(name), iris, size=_SIZE, told=told)
