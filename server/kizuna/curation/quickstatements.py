"""Commands for QuickStatements, version 1: a line each, cells divided by tabs.

    Q35765  P190  Q8686  P580  +1974-04-18T00:00:00Z/11  S854  "https://…"

A command has a reference, or is not written. The date of retrieval (S813) is left out: when an
address was followed is nothing that the data say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal

from kizuna.curation.comparison import agreed
from kizuna.curation.differences import Row
from kizuna.curation.gazetteer import Gazetteer, Report
from kizuna.curation.wikidata import order_of
from kizuna.namespaces import FOREIGN

_PRECISIONS = {4: ("-00-00", 9), 7: ("-00", 10), 10: ("", 11)}
_ADDRESSES = (f"{FOREIGN['dcterms']}identifier", f"{FOREIGN['dcat']}landingPage")
_PROPOSED = frozenset({"here-only", "undated-there", "ended-here", "one-sided", "unreferenced"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that makes no command, and why."""

    row: Row
    reason: str


def refuse(row: Row, gazetteer: Gazetteer) -> str:
    """Say why a difference makes no command; nothing if it makes one."""
    if row.difference not in _PROPOSED:
        return "it needs a person who looks into the sources of both"
    if row.pair.here is None:
        return "no document read here attests the tie"
    if not any(_facts(row, gazetteer)):
        return "no source here that attests it has an address to refer to"
    return ""


def write_commands(rows: Iterable[Row], gazetteer: Gazetteer) -> str:
    """Write the commands of some rows; what several say of one statement stands in one line."""
    lines: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        for item, partner in _directions(row):
            for url, qualifiers in _facts(row, gazetteer):
                lines[item, partner, url] |= qualifiers
    return "".join(
        _line(item, partner, url, lines[item, partner, url])
        for item, partner, url in sorted(lines, key=_order)
    )


def _directions(row: Row) -> Iterator[tuple[str, str]]:
    """List from which item to which a command goes: where the statement lacks what is added."""
    first, second = row.pair.items
    for item, partner in ((first, second), (second, first)):
        reports = row.pair.of_item(item)
        lacks = {
            "here-only": True,
            "one-sided": not reports,
            "undated-there": any(report.began is None for report in reports),
            "ended-here": any(report.state != "ended" for report in reports),
            "unreferenced": any(not report.references for report in reports),
        }
        if lacks[row.difference]:
            yield item, partner


def _facts(row: Row, gazetteer: Gazetteer) -> list[tuple[str, dict[str, str]]]:
    """List what each address attests of a tie, as qualifiers; only what the row is about."""
    reports = row.pair.here.reports if row.pair.here is not None else ()
    began = agreed(report.began for report in reports)
    ended = agreed(report.ended for report in reports)
    found: dict[str, dict[str, str]] = {}
    for report in reports:
        for url in _addresses(report, gazetteer):
            qualifiers = found.setdefault(url, {})
            if began is not None and report.began == began:
                qualifiers["P580"] = _time(began)
            if ended is not None and report.ended == ended:
                qualifiers["P582"] = _time(ended)
    wanted = {"undated-there": "P580", "ended-here": "P582"}.get(row.difference)
    if wanted is not None:
        return [(u, {wanted: q[wanted]}) for u, q in sorted(found.items()) if wanted in q]
    if row.difference == "unreferenced":
        return [(url, {}) for url in sorted(found)]
    return sorted(found.items())


def _addresses(report: Report, gazetteer: Gazetteer) -> list[str]:
    """List the public addresses of the documents that a report was read in."""
    return sorted(
        text
        for source in report.sources
        for name in _ADDRESSES
        for text in gazetteer.values(f"source/{source}", name)
        if text.startswith(("https://", "http://")) and not set(text) & set('"\t\n ')
    )


def _line(item: str, partner: str, url: str, qualifiers: dict[str, str]) -> str:
    cells = [item, "P190", partner]
    for name in sorted(qualifiers):
        cells += [name, qualifiers[name]]
    return "\t".join([*cells, "S854", f'"{url}"']) + "\n"


def _time(stated: Literal) -> str:
    rest, precision = _PRECISIONS[len(stated.value)]
    return f"+{stated.value}{rest}T00:00:00Z/{precision}"


def _order(line: tuple[str, str, str]) -> tuple[int, int, str]:
    item, partner, url = line
    return order_of(item), order_of(partner), url
