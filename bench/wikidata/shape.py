"""Items and statements in the shape of Wikidata's RDF, written as N-Triples.

Wikibase RDF dump format, version 1.0.0. Names of statements, values and references are invented,
and the same for the same facts.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WD = "http://www.wikidata.org/entity/"
WDS = f"{WD}statement/"
PROP = "http://www.wikidata.org/prop/"
WIKIBASE = "http://wikiba.se/ontology#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
GREGORIAN = "Q1985727"
UNKNOWN = "?"
"""A partner that Wikidata says there is, and not which."""

NONE = "-"
"""The statement that there is no partner."""

Time = tuple[str, int]
"""A moment as ``YYYY-MM-DD``, and its precision: 9 year, 10 month, 11 day."""


def literal(text: str, language: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{datatype}>'


@dataclass(slots=True)
class Wikidata:
    """Triples in the shape of Wikidata's, in the order in which they are added."""

    lines: list[str] = field(default_factory=list)

    def item(
        self,
        number: str,
        names: Iterable[tuple[str, str]],
        *,
        country: str = "",
        point: tuple[str, str] | None = None,
        classes: Sequence[str] = (),
        aliases: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Add an item with its names as (language, text), its country, its point as (lon, lat)."""
        for language, text in names:
            self._add(f"{WD}{number}", f"{RDFS}label", literal(text, language))
        for language, text in aliases:
            alias = "http://www.w3.org/2004/02/skos/core#altLabel"
            self._add(f"{WD}{number}", alias, literal(text, language))
        if country:
            self.direct(number, "P17", f"<{WD}{country}>")
        for found in classes:
            self.direct(number, "P31", f"<{WD}{found}>")
        if point is not None:
            wkt = "http://www.opengis.net/ont/geosparql#wktLiteral"
            self.direct(number, "P625", typed(f"Point({point[0]} {point[1]})", wkt))

    def direct(self, number: str, name: str, value: str) -> None:
        """Add a truthy value of a property."""
        self._add(f"{WD}{number}", f"{PROP}direct/{name}", value)

    def redirect(self, old: str, new: str) -> None:
        """Let an item be merged into another: that it is the same is all that is left of it."""
        self._add(f"{WD}{old}", "http://www.w3.org/2002/07/owl#sameAs", f"<{WD}{new}>")

    def twin(
        self,
        number: str,
        partner: str,
        *,
        start: Time | None = None,
        end: Time | None = None,
        rank: str = "NormalRank",
        references: Sequence[str] = (),
        mark: str = "",
    ) -> str:
        """Add a statement that an item is twinned with another, and return its name."""
        seed = f"{number} {partner} {mark}"
        name = f"{number}-{str(uuid.uuid5(uuid.NAMESPACE_URL, seed)).upper()}"
        subject = f"{WDS}{name}"
        self._add(f"{WD}{number}", f"{PROP}P190", f"<{subject}>")
        self._add(subject, f"{WIKIBASE}rank", f"<{WIKIBASE}{rank}>")
        self._value(number, subject, partner, truthy=rank != "DeprecatedRank")
        for property_, time in (("P580", start), ("P582", end)):
            if time is not None:
                self._time(subject, property_, time)
        for reference in references:
            self._reference(subject, reference)
        return name

    def write(self, path: Path) -> None:
        """Write all as N-Triples."""
        path.write_text("\n".join([*self.lines, ""]), encoding="utf-8")

    def _value(self, number: str, subject: str, partner: str, *, truthy: bool) -> None:
        if partner == NONE:
            none = f"<{PROP}novalue/P190>"
            self._add(subject, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", none)
            return
        unknown = (
            f"http://www.wikidata.org/.well-known/genid/{hashlib.md5(subject.encode()).hexdigest()}"
        )
        value = f"<{unknown if partner == UNKNOWN else WD + partner}>"
        self._add(subject, f"{PROP}statement/P190", value)
        if truthy:
            self.direct(number, "P190", value)

    def _time(self, subject: str, property_: str, time: Time) -> None:
        moment, precision = typed(f"{time[0]}T00:00:00Z", f"{XSD}dateTime"), time[1]
        self._add(subject, f"{PROP}qualifier/{property_}", moment)
        if not precision:
            return
        key = hashlib.md5(f"{time[0]} {precision}".encode()).hexdigest()
        value = f"http://www.wikidata.org/value/{key}"
        self._add(subject, f"{PROP}qualifier/value/{property_}", f"<{value}>")
        self._add(value, f"{WIKIBASE}timeValue", moment)
        self._add(value, f"{WIKIBASE}timePrecision", typed(str(precision), f"{XSD}integer"))
        self._add(value, f"{WIKIBASE}timeCalendarModel", f"<{WD}{GREGORIAN}>")

    def _reference(self, subject: str, url: str) -> None:
        node = f"http://www.wikidata.org/reference/{hashlib.sha1(url.encode()).hexdigest()}"
        self._add(subject, "http://www.w3.org/ns/prov#wasDerivedFrom", f"<{node}>")
        work = url.startswith(WD)
        self._add(node, f"{PROP}reference/{'P248' if work else 'P854'}", f"<{url}>")

    def _add(self, subject: str, property_: str, value: str) -> None:
        self.lines.append(f"<{subject}> <{property_}> {value} .")
