"""Ties as both sides have them: what is curated and what was harvested, by pair of items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from pyoxigraph import Literal

from kizuna.curation.gazetteer import HARVEST, Gazetteer, Report, Tie, read_gazetteer
from kizuna.curation.wikidata import order_of
from kizuna.errors import SourceError
from kizuna.namespaces import FOREIGN

_REAL = frozenset({"active", "ended", "suspended", "unknown"})
"""States of a tie that exists or existed; one that is only sought is none of Wikidata's."""


@dataclass(slots=True)
class Pair:
    """Two items in the order of their numbers, their places, and what both sides say of the tie."""

    items: tuple[str, str]
    places: tuple[str, str]
    here: Tie | None = None
    there: list[Report] = field(default_factory=list)

    @property
    def partnership(self) -> str:
        """The slug of the partnership that the tie is here."""
        if self.here is not None:
            return self.here.slug
        return self.there[0].partnership if self.there else ""

    def of_item(self, item: str) -> list[Report]:
        """List the statements that stand with one of the items."""
        return [report for report in self.there if report.statement.split("-")[0] == item]

    @property
    def is_over_here(self) -> bool:
        """Whether the curated data tell of an end."""
        return self.here is not None and any(r.state == "ended" for r in self.here.reports)

    @property
    def exists_here(self) -> bool:
        """Whether the curated data tell of a tie that is more than sought."""
        return self.here is not None and any(r.state in _REAL for r in self.here.reports)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs of items that are tied on either side, and the ties that cannot be compared."""

    pairs: tuple[Pair, ...]
    unlinked: tuple[str, ...]
    gazetteer: Gazetteer
    day: str


def compare(root: Path, step: Callable[[str], None]) -> Comparison:
    """Put both sides side by side, and tell each step as it begins.

    :raises SourceError: if nothing was harvested, or a file cannot be read.
    """
    step("reading the harvest")
    harvested = read_gazetteer(root, harvested=True)
    dates = harvested.values(f"source/{HARVEST}", f"{FOREIGN['dcterms']}date")
    if not dates:
        raise SourceError(
            f"{root}/data/{HARVEST} holds no harvest: run 'kizuna harvest {HARVEST}' first"
        )
    step("reading the curated data")
    curated = read_gazetteer(root)
    pairs: dict[tuple[str, str], Pair] = {}
    ties, unlinked = curated.ties(), []
    for tie in ties.values():
        linked = sorted((curated.item_of(p), p) for p in tie.parties if curated.item_of(p))
        if len(linked) < len(tie.parties):
            unlinked.append(tie.slug)
        for one, other in combinations(linked, 2):
            _pair(pairs, one, other).here = tie
    for one, other, reports in _stated(curated, harvested, ties):
        _pair(pairs, one, other).there += reports
    ordered = sorted(pairs.values(), key=lambda p: tuple(map(order_of, p.items)))
    return Comparison(tuple(ordered), tuple(sorted(unlinked)), curated, dates[0])


def agreed(dates: Iterable[Literal | None]) -> Literal | None:
    """Choose the finest of some dates, if all others hold it: a year holds its months and days."""
    known = sorted((d for d in dates if d is not None), key=lambda d: (-len(d.value), d.value))
    finest = known[0] if known else None
    if finest is None or any(not finest.value.startswith(d.value) for d in known):
        return None
    return finest


def differ(one: Literal | None, other: Literal | None) -> bool:
    """Tell two dates that cannot both be right from such as only differ in precision."""
    if one is None or other is None:
        return False
    return not (one.value.startswith(other.value) or other.value.startswith(one.value))


def _pair(pairs: dict[tuple[str, str], Pair], one: tuple[str, str], other: tuple[str, str]) -> Pair:
    first, second = sorted((one, other), key=lambda end: order_of(end[0]))
    items = first[0], second[0]
    return pairs.setdefault(items, Pair(items, (first[1], second[1])))


def _stated(
    curated: Gazetteer, harvested: Gazetteer, ties: Mapping[str, Tie]
) -> Iterable[tuple[tuple[str, str], tuple[str, str], list[Report]]]:
    """List the harvested reports by the two (item, place) that they tie."""
    by_tie: dict[str, list[Report]] = defaultdict(list)
    for report in harvested.reports():
        by_tie[report.partnership].append(report)
    own = harvested.ties()
    for slug, reports in sorted(by_tie.items()):
        tie = own.get(slug) or ties.get(slug)
        if tie is None:
            continue
        ends = [(curated.item_of(p) or harvested.item_of(p), p) for p in tie.parties]
        stated = {report.statement.split("-")[0] for report in reports}
        chosen = [end for end in ends if end[0]]
        if len(chosen) == 2 and stated <= {item for item, _ in chosen}:  # noqa: PLR2004  # two ends
            yield chosen[0], chosen[1], reports
