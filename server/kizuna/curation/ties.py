"""Harvested ties as Turtle: places, partnerships and status reports, a file for each country.

A tie that is curated already gets reports and no second node; so does a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal

from kizuna.curation.claims import Claim
from kizuna.curation.gazetteer import HARVEST, Gazetteer
from kizuna.curation.turtle import Facts, block, document, text, typed
from kizuna.curation.wikidata import Item, order_of
from kizuna.namespaces import FOREIGN

_OWN = {HARVEST: f"id/source/{HARVEST}#"}
_ELSEWHERE = "no-country"
_LONGITUDE, _LATITUDE = 180.0, 90.0
_XSD = FOREIGN["xsd"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A tie of two items: the partnership that it is here, and whether that is a curated one.

    ``rivals`` has the curated partnerships that it might be, where there are several.
    """

    items: tuple[str, str]
    slug: str
    curated: bool
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """What ties are written from: the items, the curated data, the day of retrieval."""

    items: Mapping[str, Item]
    gazetteer: Gazetteer
    day: str
    curated: Mapping[frozenset[str], Sequence[str]] = field(default_factory=dict)

    def pair(self, items: tuple[str, str]) -> Pair:
        """Find the partnership of two items; among several curated ones nothing decides."""
        slugs = [self.place(item) for item in items]
        known = self.curated.get(frozenset(slugs), ())
        if len(known) == 1:
            return Pair(items, known[0], curated=True)
        slug = "-".join(item.lower() for item in items)
        return Pair(items, slug, curated=False, rivals=tuple(known))

    def place(self, item: str) -> str:
        """Name the place of an item: the curated one, or one named after the item."""
        known = self.gazetteer.items.get(item, ())
        return known[0] if known else item.lower()

    def files(self, claims: Iterable[Claim]) -> dict[str, str]:
        """Write all claims, by the name of the file: that of the country of the lower item."""
        ties: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in claims:
            ties[claim.pair].append(claim)
        blocks: dict[str, dict[str, str]] = defaultdict(dict)
        for pair in sorted(ties, key=lambda p: (order_of(p[0]), order_of(p[1]))):
            file = self._file(pair[0])
            for iri, written in self._tie(self.pair(pair), sorted(ties[pair], key=_by_name)):
                blocks[file][iri] = written
        for item in self._described(item for pair in ties for item in pair):
            blocks[self._file(item)].update(self._place(item))
        return {f"{name}.ttl": document(blocks[name], _OWN) for name in sorted(blocks)}

    def _file(self, item: str) -> str:
        known = self.items.get(item)
        return known.countries[0].lower() if known and known.countries else _ELSEWHERE

    def _described(self, items: Iterable[str]) -> list[str]:
        """List the items that need a node: those named and their countries, not curated ones."""
        named = set(items)
        found = (country for item in named for country in self._countries(item))
        return sorted((named | set(found)) - self.gazetteer.items.keys(), key=order_of)

    def _countries(self, item: str) -> list[str]:
        known = self.items.get(item)
        return [country for country in known.countries if country != item] if known else []

    def _place(self, item: str) -> dict[str, str]:
        known = self.items.get(item, Item(item))
        slug = self.place(item)
        is_country = item in known.countries
        points = [p for p in known.points if _is_on_earth(p)]
        point = f"<id/place/{slug}#point>" if len(points) == 1 else ""
        outer = [f"place:{self.place(country)}" for country in self._countries(item)]
        facts: Facts = (
            ("rdfs:label", [text(value, tag) for tag, value in _names(known)]),
            ("kizuna:level", ["level:country"] if is_country else []),
            ("schema:containedInPlace", sorted(outer)),
            ("geo:hasGeometry", [point] if point else []),
            ("owl:sameAs", [f"wd:{item}"]),
            ("dcterms:source", [f"{HARVEST}:{item}"]),
        )
        blocks = {f"id/place/{slug}": block(f"place:{slug}", ["kizuna:Place"], facts)}
        if point:
            blocks[f"id/place/{slug}#point"] = _point(point, item, points[0])
        return blocks

    def _tie(self, pair: Pair, claims: Sequence[Claim]) -> Iterable[tuple[str, str]]:
        names = sorted(f"{HARVEST}:{claim.statement.name}" for claim in claims)
        if not pair.curated:
            rivals = [f"partnership:{slug}" for slug in pair.rivals]
            facts: Facts = (
                ("rdfs:label", [self._label(pair)]),
                ("kizuna:party", sorted(f"place:{self.place(item)}" for item in pair.items)),
                ("kizuna:kind", ["kind:unknown"]),
                ("kizuna:possiblySameAs", rivals),
                ("dcterms:source", names),
            )
            subject = f"partnership:{pair.slug}"
            yield f"id/partnership/{pair.slug}", block(subject, ["kizuna:Partnership"], facts)
        for claim in claims:
            yield self._report(pair, claim)

    def _label(self, pair: Pair) -> str:
        named = [_names(self.items.get(item, Item(item)))[0] for item in pair.items]
        tags, labels = zip(*named, strict=True)
        return text(" – ".join(labels), tags[0] if len(set(tags)) == 1 else "und")

    def _report(self, pair: Pair, claim: Claim) -> tuple[str, str]:
        name = claim.statement.name
        slug = f"{HARVEST}-{'-'.join(filter(None, name.lower().replace('_', '-').split('-')))}"
        facts: Facts = (
            ("rdfs:label", [text(f"statement {name} of Wikidata", "en")]),
            ("kizuna:of", [f"partnership:{pair.slug}"]),
            ("kizuna:state", [f"status:{claim.state}"]),
            ("kizuna:began", _dated(claim.began)),
            ("kizuna:ended", _dated(claim.ended)),
            ("kizuna:asOf", [typed(self.day, "xsd:date")]),
            ("skos:note", [text(note, "en") for note in claim.notes]),
            ("wikibase:rank", [f"wikibase:{claim.statement.rank}"]),
            ("prov:hadPrimarySource", _references(claim)),
            ("prov:wasDerivedFrom", [f"wds:{name}"]),
            ("dcterms:source", [f"{HARVEST}:{name}"]),
        )
        return f"id/status/{slug}", block(f"report:{slug}", ["kizuna:Status"], facts)


def curated_pairs(gazetteer: Gazetteer) -> dict[frozenset[str], list[str]]:
    """List the curated partnerships of each pair of places."""
    pairs: dict[frozenset[str], list[str]] = defaultdict(list)
    for tie in gazetteer.ties().values():
        if len(tie.parties) == 2:  # noqa: PLR2004  # Wikidata's statements tie two
            pairs[frozenset(tie.parties)].append(tie.slug)
    return dict(pairs)


def _names(item: Item) -> list[tuple[str, str]]:
    """List the names of an item: one that English readers can take, and one for each language.

    An item without a name is called by its number.
    """
    found = dict(reversed(item.names))
    order = {"en": 0, "mul": 1, "und": 2}
    first = min(found, key=lambda tag: order.get(tag, len(order)), default="")
    main = (first, found[first]) if first in order else ("und", item.number)
    others = sorted(pair for pair in found.items() if pair[0] not in order)
    return [main, *others]


def _point(subject: str, item: str, point: tuple[str, str]) -> str:
    wkt = typed(f"POINT({point[0]} {point[1]})", "geo:wktLiteral")
    facts: Facts = (("geo:asWKT", [wkt]), ("dcterms:source", [f"{HARVEST}:{item}"]))
    return block(subject, ["geo:Geometry"], facts)


def _is_on_earth(point: tuple[str, str]) -> bool:
    longitude, latitude = map(float, point)
    return abs(longitude) <= _LONGITUDE and abs(latitude) <= _LATITUDE


def _dated(stated: Literal | None) -> list[str]:
    if stated is None:
        return []
    return [typed(stated.value, f"xsd:{stated.datatype.value.removeprefix(_XSD)}")]


def _references(claim: Claim) -> list[str]:
    return [
        f"wd:{r.removeprefix(FOREIGN['wd'])}" if r.startswith(FOREIGN["wd"]) else f"<{r}>"
        for r in claim.statement.references
        if not set(r) & set('<>"{}|\\^` \n\r\t')
    ]


def _by_name(claim: Claim) -> str:
    return claim.statement.name
