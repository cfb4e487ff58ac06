"""What Wikidata says of ties beside what is said here, as it was compared for the release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from kizuna.comparison import DIFFERENCES
from kizuna.namespaces import FOREIGN, OWN
from kizuna.web.index import Row
from kizuna.web.language import Language, message
from kizuna.web.pages.rows import show
from kizuna.web.pages.views import Value, Viewer

SOURCE = "wikidata"
PER_PAGE = 200

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "contradicting": message("dates that contradict each other"),
        "here-only": message("not stated by Wikidata"),
        "undated-there": message("dated here, not by Wikidata"),
        "ended-here": message("ended here, not at Wikidata"),
        "one-sided": message("stated with one of the two items only"),
        "there-only": message("in no document read here"),
        "unreferenced": message("without a reference at Wikidata"),
        "agreeing": message("no difference"),
    }
)
"""What each way to differ is called."""

_COLUMNS = "difference, place_a, place_b, partnership, item_a, item_b, here, there"
_DATE = NamedNode(f"{FOREIGN['dcterms']}date")
_REPORT = re.compile(
    r"(?:(Q\d+): )?([a-z]+)(?: since ([\d-]+))?(?: until ([\d-]+))?"
    r"(?: as of ([\d-]+|no stated day))?"
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A tie as both sides have it, with the ways in which they differ."""

    partnership: Value
    items: tuple[Value, Value]
    here: tuple[str, ...]
    there: tuple[str, ...]
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the template of the comparison is given; ``rows`` are of the ``chosen`` difference."""

    day: str
    counts: Mapping[str, int]
    chosen: str
    total: int
    pages: int
    rows: tuple[Compared, ...]
    names: Mapping[str, str]


def compared_day(viewer: Viewer) -> str:
    """Tell of which day the harvest is that was compared with; empty if nothing was."""
    if not viewer.index.value("SELECT 1 FROM comparison LIMIT 1"):
        return ""
    root = NamedNode(viewer.base.thing("source", SOURCE))
    dates = (quad.object for quad in viewer.store.match(root, _DATE))
    return next((date.value for date in dates if isinstance(date, Literal)), "")


def of_place(viewer: Viewer, number: int) -> tuple[Compared, ...]:
    """Read what was compared of the ties of a place, those that documents here tell of first."""
    rows = viewer.index.rows(
        f"SELECT {_COLUMNS} FROM comparison WHERE place_a = ?1 OR place_b = ?1"
        " ORDER BY here = '', partnership, place_a, place_b",
        (number,),
    )
    return tuple(_read(viewer, rows))


def build(viewer: Viewer, chosen: str, number: int) -> ComparisonPage:
    """Build a page of the comparison, of one difference if one is chosen."""
    counted = viewer.index.rows("SELECT difference, COUNT(*) FROM comparison GROUP BY difference")
    found: dict[str, int] = dict(counted)
    counts = {name: found[name] for name in DIFFERENCES if name in found}
    rows = viewer.index.rows(
        f"SELECT {_COLUMNS} FROM comparison WHERE difference = ? ORDER BY rowid LIMIT ? OFFSET ?",
        (chosen, PER_PAGE, (number - 1) * PER_PAGE),
    )
    total = counts.get(chosen, 0)
    return ComparisonPage(
        compared_day(viewer), counts, chosen, total, max(1, -(-total // PER_PAGE)),
        tuple(_read(viewer, rows)), NAMES,
    )  # fmt: skip


def table(viewer: Viewer, chosen: str) -> Iterator[tuple[str, ...]]:
    """List the rows of a difference, or of all, with IRIs, under their header."""
    yield "difference", "partnership", "place_a", "place_b", "item_a", "item_b", "here", "there"
    rows = viewer.index.rows(
        "SELECT difference, t.slug, a.slug, b.slug, item_a, item_b, here, there FROM comparison"
        " JOIN thing t ON t.id = partnership JOIN thing a ON a.id = place_a"
        " JOIN thing b ON b.id = place_b WHERE ?1 IN ('', difference) ORDER BY comparison.rowid",
        (chosen,),
    )
    thing, wd = viewer.base.thing, FOREIGN["wd"]
    for difference, tie, one, other, item_a, item_b, here, there in rows:
        yield (
            difference, thing("partnership", tie), thing("place", one), thing("place", other),
            wd + item_a, wd + item_b, here, there,
        )  # fmt: skip


def _read(viewer: Viewer, rows: Iterable[Row]) -> Iterator[Compared]:
    """Put the rows of a tie together, which follow each other; of so many ties at most."""
    ties = [list(same) for _, same in groupby(rows, key=lambda row: row[1:4])][:PER_PAGE]
    names = viewer.index.by_number((found[0][3] for found in ties), viewer.language.code)
    for found, name in zip(ties, names, strict=True):
        item_a, item_b, here, there = found[0][4:]
        yield Compared(
            show(viewer, name), (_item(item_a), _item(item_b)),
            tell(viewer, here), tell(viewer, there),
            tuple(viewer.language.say(NAMES[row[0]]) for row in found),
        )  # fmt: skip


def _item(number: str) -> Value:
    return Value(number, f"{FOREIGN['wd']}{number}")


def tell(viewer: Viewer, reports: str) -> tuple[str, ...]:
    """Say the reports of a cell in the reader's language; what is none stays as it is."""
    parts = (part for part in reports.split("; ") if part)
    return tuple(_tell(viewer, part) for part in parts)


def _tell(viewer: Viewer, report: str) -> str:
    match = _REPORT.fullmatch(report)
    if match is None:
        return report
    item, state, since, until, as_of = match.groups()
    language = viewer.language
    words = [viewer.name(f"{OWN['status']}{state}").text, *_dates(language, since, until, as_of)]
    told = language.say(", ").join(words)
    return f"{item}{language.say(': ')}{told}" if item else told


def _dates(
    language: Language, since: str | None, until: str | None, as_of: str | None
) -> Iterator[str]:
    if since:
        yield language.say("since %(day)s") % {"day": language.day(since)}
    if until:
        yield language.say("until %(day)s") % {"day": language.day(until)}
    if as_of == "no stated day":
        yield language.say("day not stated")
    elif as_of:
        yield language.say("as of %(day)s") % {"day": language.day(as_of)}
