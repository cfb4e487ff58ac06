"""Places in the index: where they lie, and in what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kizuna.compiler.indexing.facts import GEOMETRY, WITHIN, WKT, Facts, local

_POINT = re.compile(r"(?:<[^>]*/CRS84> *)?POINT *\(([-+.\deE]+) +([-+.\deE]+)\)", re.IGNORECASE)
_COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a data set, and how they contain each other."""

    facts: Facts

    def wholes(self, iri: str) -> list[str]:
        """List what a place lies in, at any depth, the nearest first; circles end."""
        seen: dict[str, None] = {}
        waiting = [iri]
        while waiting:
            for whole in self.facts.values(waiting.pop(0), WITHIN):
                if whole not in seen and whole != iri:
                    seen[whole] = None
                    waiting.append(whole)
        return list(seen)

    def country(self, iri: str) -> str | None:
        """Find the country that a place is, or lies in; nothing if there are several."""
        found = [place for place in (iri, *self.wholes(iri)) if _COUNTRY in self.levels(place)]
        known = [place for place in found if place in self.facts.things]
        return known[0] if len(known) == 1 else None

    def levels(self, iri: str) -> list[str]:
        """List the levels of a place."""
        return [local(level) for level in self.facts.values(iri, "level")]

    def point(self, iri: str) -> tuple[float, float] | None:
        """Find the longitude and latitude of a place, in degrees."""
        for geometry in self.facts.values(iri, GEOMETRY):
            for wkt in self.facts.values(geometry, WKT):
                match = _POINT.fullmatch(wkt.strip())
                if match:
                    return float(match[1]), float(match[2])
        return None

    def facets(self, iri: str) -> Iterator[tuple[str, str]]:
        """List what a place is found by: facets and their values."""
        for level in self.levels(iri):
            yield "level", level
        country = self.country(iri)
        if country:
            yield "country", self.facts.things[country].slug
