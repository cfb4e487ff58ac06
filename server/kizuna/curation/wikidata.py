"""Statements and items as Wikidata's RDF has them: the Wikibase RDF dump format, version 1.0.0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kizuna.curation.client import Row
from kizuna.namespaces import FOREIGN

WD, WDS = FOREIGN["wd"], FOREIGN["wds"]
_ITEM = re.compile(rf"{re.escape(WD)}(Q[1-9]\d*)")
_POINT = re.compile(r"\s*point\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)\s*", re.IGNORECASE)
_DEPRECATED = "DeprecatedRank"
_UNKNOWN = "/.well-known/genid/"


@dataclass(frozen=True, order=True, slots=True)
class Moment:
    """A time value: its ``xsd:dateTime``, its precision (9 year, 10 month, 11 day), its calendar.

    The precision is 0 where only the bare value is there, which tells none.
    """

    time: str
    precision: int
    calendar: str


@dataclass(frozen=True, order=True, slots=True)
class Statement:
    """One statement that an item is twinned with another.

    ``partner`` is empty where Wikidata says that there is one, unknown, or (``none``) that there
    is none; ``merged`` names the item that the stated one was merged into.
    """

    name: str
    item: str
    rank: str
    partner: str = ""
    merged: str = ""
    none: bool = False
    starts: tuple[Moment, ...] = ()
    ends: tuple[Moment, ...] = ()
    has_start: bool = False
    has_end: bool = False
    references: tuple[str, ...] = ()

    @property
    def is_deprecated(self) -> bool:
        """Whether Wikidata keeps it as wrong."""
        return self.rank == _DEPRECATED


@dataclass(frozen=True, order=True, slots=True)
class Item:
    """An item: its names as (language, text), its countries, its points as (lon, lat)."""

    number: str
    names: tuple[tuple[str, str], ...] = ()
    countries: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()


def number_of(term: object) -> str:
    """Read the number of an item, such as ``Q35765``; empty for what is none."""
    match = _ITEM.fullmatch(term.value) if isinstance(term, NamedNode) else None
    return match[1] if match else ""


def order_of(number: str) -> int:
    """Tell the place of an item's number among all."""
    return int(number[1:])


def point_of(text: str) -> tuple[str, str] | None:
    """Read ``Point(lon lat)``, as it is written on Wikidata; nothing for what is none on Earth."""
    match = _POINT.fullmatch(text)
    return (match[1], match[2]) if match else None


def read_statements(rows: Iterable[Row], references: Iterable[Row]) -> list[Statement]:
    """Put the rows of statements together, one statement for all its rows."""
    cited: dict[str, set[str]] = {}
    for row in references:
        for name in ("url", "work"):
            if name in row:
                cited.setdefault(row["statement"].value, set()).add(row[name].value)
    drafts: dict[str, _Draft] = {}
    for row in rows:
        drafts.setdefault(row["statement"].value, _Draft()).add(row)
    return sorted(draft.statement(iri, cited.get(iri, set())) for iri, draft in drafts.items())


def read_items(rows: Iterable[Row]) -> dict[str, Item]:
    """Put the rows of facts together, one item for all its rows."""
    names: dict[str, set[tuple[str, str]]] = {}
    countries: dict[str, set[str]] = {}
    points: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        number = number_of(row["item"])
        label, point = row.get("label"), row.get("point")
        if isinstance(label, Literal):
            names.setdefault(number, set()).add((label.language or "und", label.value))
        if country := number_of(row.get("country")):
            countries.setdefault(number, set()).add(country)
        if point is not None and (found := point_of(point.value)):
            points.setdefault(number, set()).add(found)
    return {
        number: Item(
            number,
            tuple(sorted(names.get(number, ()))),
            tuple(sorted(countries.get(number, ()), key=order_of)),
            tuple(sorted(points.get(number, ()))),
        )
        for number in {*names, *countries, *points}
    }


@dataclass(slots=True)
class _Draft:
    rows: list[Row] = field(default_factory=list)
    starts: set[Moment] = field(default_factory=set)
    ends: set[Moment] = field(default_factory=set)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        self.starts |= _moments(row, "start")
        self.ends |= _moments(row, "end")

    def statement(self, iri: str, references: set[str]) -> Statement:
        row = self.rows[0]
        return Statement(
            name=iri.removeprefix(WDS),
            item=number_of(row["item"]),
            rank=row["rank"].value.rpartition("#")[2],
            partner=number_of(row.get("value")),
            merged=number_of(row.get("merged")),
            none="none" in row,
            starts=_exact(self.starts),
            ends=_exact(self.ends),
            has_start=any("start" in row or "startTime" in row for row in self.rows),
            has_end=any("end" in row or "endTime" in row for row in self.rows),
            references=tuple(sorted(references)),
        )


def _moments(row: Mapping[str, NamedNode | Literal], name: str) -> set[Moment]:
    if f"{name}Time" in row:
        return {
            Moment(
                row[f"{name}Time"].value,
                int(row[f"{name}Precision"].value),
                number_of(row[f"{name}Calendar"]),
            )
        }
    bare = row.get(name)
    known = bare is not None and _UNKNOWN not in bare.value
    return {Moment(bare.value, 0, "")} if bare is not None and known else set()


def _exact(moments: set[Moment]) -> tuple[Moment, ...]:
    """Prefer values with their precision to bare ones, which repeat them."""
    return tuple(sorted({m for m in moments if m.precision} or moments))
