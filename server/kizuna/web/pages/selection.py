"""What a list shows: the filters, the day, the order and the page that its address names.

The form of a list, its files, its map and its time line all follow the same selection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

PER_PAGE = 50

ATTESTED, POSSIBLE, EXCLUDED = "attested", "possible", "excluded"
MARKS = (ATTESTED, POSSIBLE, EXCLUDED)
"""What a day says of a partnership, as in the saved query ``network-on-a-day``."""

WITHIN = "within"
"""The facet of a list for the ties of a place and of all that lies in it; links name it."""

_INSIDE = (
    "p.thing IN (SELECT partnership FROM party JOIN thing AS whole ON kind = 'place'"
    " AND slug = :value{number} WHERE place = whole.id OR place IN"
    " (SELECT part FROM containment WHERE containment.whole = whole.id))"
)

_HAS = (
    "p.thing IN (SELECT thing FROM facet WHERE facet = :facet{number} AND value = :value{number})"
)

_WITHIN = "IFNULL(began_latest <= :on, 0) AND IFNULL(:on <= last_as_of OR :on <= ended_earliest, 0)"
_OUTSIDE = (
    "(sought OR IFNULL(:on < began_earliest, 0) OR IFNULL(ended_latest < :on, 0)"
    " OR IFNULL(over_by < :on, 0))"
)
_TOLD = (
    "EXISTS (SELECT 1 FROM report WHERE report.partnership = p.thing"
    " AND report.earliest <= :on AND :on <= report.latest AND (report.earliest = report.latest"
    " OR (NOT IFNULL(:on < began_latest, 0) AND NOT IFNULL(ended_earliest < :on, 0))))"
)
MARK = (
    f"CASE WHEN {_TOLD} OR ({_WITHIN} AND NOT {_OUTSIDE}) THEN '{ATTESTED}'"
    f" WHEN {_OUTSIDE} AND NOT ({_WITHIN}) THEN '{EXCLUDED}' ELSE '{POSSIBLE}' END"
)
"""The rule of that query over the tables of the index, for one day.

A report of that very day, or of its month or year if the tie did not begin or end within it,
attests; so does a day between the beginning and the last report or the end.
"""


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that a list is filtered by; its values are concepts of a scheme, or things."""

    name: str
    scheme: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A kind of things that has a list: what it is filtered and sorted by.

    ``orders`` has the columns of each order; what has no value comes last.
    """

    kind: str
    path: str
    facets: tuple[Facet, ...]
    orders: Mapping[str, tuple[str, ...]]
    dated: bool

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that the address of the list may have."""
        named = tuple(facet.name for facet in self.facets)
        return (*named, *(("on", "mark") if self.dated else ()), "sort", "page")


PARTNERSHIPS = Listing(
    "partnership", "partnerships",
    (
        Facet("country", kind="place"), Facet("kind", scheme="kind"),
        Facet("status", scheme="status"), Facet("field", scheme="field"), Facet("decade"),
        Facet("source", kind="source"), Facet(WITHIN, kind="place"),
    ),
    MappingProxyType({"name": (), "began": ("began_earliest", "began_latest"),
                      "reported": ("last_as_of",)}),
    dated=True,
)  # fmt: skip
PLACES = Listing(
    "place", "places",
    (Facet("country", kind="place"), Facet("level", scheme="level")),
    MappingProxyType({"name": (), "partnerships": ("partnerships",)}), dated=False,
)  # fmt: skip

LISTINGS: Mapping[str, Listing] = MappingProxyType({"partnerships": PARTNERSHIPS, "places": PLACES})


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a listing is wanted."""

    listing: Listing
    facets: tuple[tuple[str, str], ...] = ()
    on: str = ""
    mark: str = ATTESTED
    sort: str = "name"
    page: int = 1

    def address(self, **changes: object) -> str:
        """Write the query of the address of this selection, or of one that differs."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # names of fields
        pairs = [*other.facets]
        pairs += [("on", other.on)] if other.on else []
        pairs += [("mark", other.mark)] if other.on and other.mark != ATTESTED else []
        pairs += [("sort", other.sort)] if other.sort != "name" else []
        pairs += [("page", str(other.page))] if other.page > 1 else []
        return f"?{urlencode(pairs)}" if pairs else ""

    def with_mark(self, mark: str) -> Selection:
        """Give the same selection for another mark, from its first page."""
        return replace(self, mark=mark, page=1)

    def value(self, facet: str) -> str:
        """Give the value wanted of a facet."""
        return dict(self.facets).get(facet, "")

    def without(self, facet: str) -> tuple[tuple[str, str], ...]:
        """Give the facets but one."""
        return tuple(pair for pair in self.facets if pair[0] != facet)

    def where(self) -> tuple[str, dict[str, object]]:
        """Write the facets as a condition of SQL over the table ``p`` of the kind, with values."""
        tests = ["1"]
        values: dict[str, object] = {"on": self.on}
        for number, (facet, value) in enumerate(self.facets):
            test = _INSIDE if facet == WITHIN else _HAS
            tests.append(test.format(number=number))
            values |= {f"facet{number}": facet, f"value{number}": value}
        return " AND ".join(tests), values

    def order(self) -> str:
        """Write the order of SQL; the name decides between equals."""
        down = " DESC" if self.sort.startswith("-") else ""
        columns = self.listing.orders[self.sort.removeprefix("-")]
        # Numbers are in the order of names.
        named = f"p.thing{'' if columns else down}"
        return ", ".join([*(f"{c} IS NULL, {c}{down}" for c in columns), named])
