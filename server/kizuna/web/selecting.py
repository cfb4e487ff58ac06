"""How a selection is read from the address of a list, and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from kizuna.iris import Thing
from kizuna.web.index import Index
from kizuna.web.language import Saying, message, saying
from kizuna.web.pages.selection import ATTESTED, MARKS, WITHIN, Facet, Listing, Selection
from kizuna.web.problems import ProblemError


def read_selection(listing: Listing, pairs: Iterable[tuple[str, str]], index: Index) -> Selection:
    """Read a selection from the pairs of an address; fields left empty say nothing.

    :raises ProblemError: 400 for a parameter that is not known, comes twice, or has no value that
        it can have.
    """
    given: dict[str, str] = {}
    for name, text in pairs:
        if name not in listing.parameters:
            raise _refuse(listing, saying("This list has no parameter %(name)r.", name=name[:40]))
        if name in given and text.strip():
            raise _refuse(
                listing, saying("The parameter %(name)r is given more than once.", name=name)
            )
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
            told = saying("There is no place %(name)r in this release.", name=text[:40])
            raise _refuse(listing, told)
        return text
    known = index.facet_values(facet.name, listing.kind)
    if text in known:
        return text
    within = [value for value in known if text.lower() in value]
    close = (within or get_close_matches(text, list(known), n=3))[:3]
    values = {"facet": facet.name, "value": text[:40], "close": " / ".join(close)}
    if close:
        raise _refuse(
            listing,
            saying(
                "There is no %(facet)s %(value)r in this list. Did you mean %(close)s?", **values
            ),
        )
    raise _refuse(listing, saying("There is no %(facet)s %(value)r in this list.", **values))


def _read_day(listing: Listing, text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        told = saying("'on' is a day, as in 1987-04-01: not %(text)r.", text=text[:40])
        raise _refuse(listing, told) from None


def _read_page(listing: Listing, text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:7]) <= 1_000_000:  # noqa: PLR2004  # pages
        return int(text[:7])
    raise _refuse(listing, saying("'page' is a number from 1: not %(text)r.", text=text[:40]))


def _choose(listing: Listing, name: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        told = saying(
            "%(name)r is one of %(known)s: not %(text)r.",
            name=name, known=", ".join(known), text=text[:40],
        )  # fmt: skip
        raise _refuse(listing, told)
    return text


def _refuse(listing: Listing, detail: Saying) -> ProblemError:
    listed = [
        {"name": name, "expects": saying(_EXPECTED.get(name, _OFFERED))}
        for name in listing.parameters
    ]
    return ProblemError("bad-parameter", detail, parameters=listed)


_OFFERED = message("one of those that the form of the list offers")
_EXPECTED = {
    "on": message("a day, as in 1987-04-01"),
    "mark": message("attested, possible or excluded, beside a day"),
    "sort": message("a column, with - before it for the other direction"),
    "page": message("a number from 1"), "decade": message("the first year of one, as in 1970"),
}  # fmt: skip
