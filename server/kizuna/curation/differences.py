"""In what the two sides may differ: one registry, in the order in which people read of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kizuna.comparison import AGREEING
from kizuna.curation.comparison import Comparison, Pair, agreed, differ
from kizuna.curation.gazetteer import Report


@dataclass(frozen=True, slots=True)
class Difference:
    """A way to differ: its name, what it says of a pair, and which pairs have it."""

    name: str
    meaning: str
    found: Callable[[Pair], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A pair that has a difference, with what both sides say."""

    difference: str
    pair: Pair

    @property
    def key(self) -> tuple[str, str, str]:
        """What a row is known by: the difference and both items."""
        return self.difference, *self.pair.items


def _here_only(pair: Pair) -> bool:
    return pair.exists_here and not pair.there


def _there_only(pair: Pair) -> bool:
    return pair.here is None


def _one_sided(pair: Pair) -> bool:
    return bool(pair.there) and not all(pair.of_item(item) for item in pair.items)


def _undated_there(pair: Pair) -> bool:
    dated = pair.here is not None and agreed(r.began for r in pair.here.reports) is not None
    return dated and any(report.began is None for report in pair.there)


def _contradicting(pair: Pair) -> bool:
    here = pair.here.reports if pair.here is not None else ()
    return any(
        differ(one.began, other.began) or differ(one.ended, other.ended)
        for one in (*here, *pair.there)
        for other in pair.there
    )


def _ended_here(pair: Pair) -> bool:
    return pair.is_over_here and any(report.state != "ended" for report in pair.there)


def _unreferenced(pair: Pair) -> bool:
    return any(not report.references for report in pair.there)


def _agreeing(pair: Pair) -> bool:
    return not any(difference.found(pair) for difference in DIFFERENCES[:-1])


DIFFERENCES: tuple[Difference, ...] = (
    Difference("contradicting", "dates that cannot both be right", _contradicting),
    Difference("here-only", "ties that Wikidata does not state", _here_only),
    Difference("undated-there", "ties dated here, and not in a statement", _undated_there),
    Difference("ended-here", "ties that ended here, and not in a statement", _ended_here),
    Difference("one-sided", "ties stated with one of the two items only", _one_sided),
    Difference("there-only", "ties that no document read here attests", _there_only),
    Difference("unreferenced", "ties with a statement that names no source", _unreferenced),
    Difference(AGREEING, "ties in which both sides do not differ", _agreeing),
)


def find_differences(comparison: Comparison) -> list[Row]:
    """List all differences, by their order in the registry and by items."""
    return [
        Row(difference.name, pair)
        for difference in DIFFERENCES
        for pair in comparison.pairs
        if difference.found(pair)
    ]


def tell_here(pair: Pair) -> str:
    """Say in words what the curated data have of a tie."""
    if pair.here is None:
        return ""
    return "; ".join(f"{_tell(report)}{_as_of(report)}" for report in pair.here.reports)


def tell_there(pair: Pair) -> str:
    """Say in words what the statements of Wikidata have of a tie, by item."""
    return "; ".join(f"{r.statement.split('-')[0]}: {_tell(r)}" for r in pair.there)


def _as_of(report: Report) -> str:
    return f" as of {report.as_of.value}" if report.as_of is not None else " as of no stated day"


def _tell(report: Report) -> str:
    parts = [report.state]
    parts += [f"since {report.began.value}"] if report.began is not None else []
    parts += [f"until {report.ended.value}"] if report.ended is not None else []
    return " ".join(parts)
