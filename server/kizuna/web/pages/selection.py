"""What a list shows: the filters, the day, the order and the page that its address names.

The form of a list, its files, its map and its time line all follow the same selection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from urllib.parse import urlencode

from kizuna.iris import Thing
from kizuna.web.index import Index
from kizuna.web.problems import ProblemError

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


def read_selection(listing: Listing, pairs: Iterable[tuple[str, str]], index: Index) -> Selection:
    """Read a selection from the pairs of an address; fields left empty say nothing.

    :raises ProblemError: 400 for a parameter that is not known, comes twice, or has no value that
        it can have.
    """
    given: dict[str, str] = {}
    for name, text in pairs:
        if name not in listing.parameters:
            raise _refuse(listing, f"This list has no parameter {name[:40]!r}.")
        if name in given and text.strip():
            raise _refuse(listing, f"The parameter {name!r} is given more than once.")
        given |= {name: text.strip()} if text.strip() else {}
    facets = tuple(
        (facet.name, _read_value(listing, facet, given[facet.name], index))
        for facet in listing.facets
        if facet.name in given
    )
    return Selection(
        listing, facets, _read_day(listing, given.get("on", "")),
        _choose(listing, "mark", given.get("mark", ATTESTED), MARKS),
        _choose(listing, "sort", given.get("sort", "name"), _orders(listing)),
        _read_page(listing, given.get("page", "1")),
    )  # fmt: skip


def _orders(listing: Listing) -> tuple[str, ...]:
    return tuple(f"{sign}{name}" for name in listing.orders for sign in ("", "-"))


def _read_value(listing: Listing, facet: Facet, text: str, index: Index) -> str:
    if facet.name == WITHIN:
        if index.number(Thing("place", text)) is None:
            raise _refuse(listing, f"There is no place {text[:40]!r} in this release.")
        return text
    known = index.facet_values(facet.name, listing.kind)
    if text in known:
        return text
    within = [value for value in known if text.lower() in value]
    close = (within or get_close_matches(text, list(known), n=3))[:3]
    meant = f" Did you mean {' or '.join(close)}?" if close else ""
    raise _refuse(listing, f"There is no {facet.name} {text[:40]!r} in this list.{meant}")


def _read_day(listing: Listing, text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refuse(listing, f"'on' is a day, as in 1987-04-01: not {text[:40]!r}.") from None


def _read_page(listing: Listing, text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:7]) <= 1_000_000:  # noqa: PLR2004  # pages
        return int(text[:7])
    raise _refuse(listing, f"'page' is a number from 1: not {text[:40]!r}.")


def _choose(listing: Listing, name: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise _refuse(listing, f"{name!r} is one of {', '.join(known)}: not {text[:40]!r}.")
    return text


def _refuse(listing: Listing, detail: str) -> ProblemError:
    listed = [{"name": name, "label": name, "expects": _EXPECTED.get(name, "one of those that "
               "the form of the list offers")} for name in listing.parameters]  # fmt: skip
    return ProblemError("bad-parameter", detail, parameters=listed)


_EXPECTED = {
    "on": "a day, as in 1987-04-01", "mark": "attested, possible or excluded, beside a day",
    "sort": "a column, with - before it for the other direction", "page": "a number from 1",
    "decade": "the first year of one, as in 1970",
}  # fmt: skip
