"""What is printed and written: ratios within rounds, their median and spread, and the targets."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from bench.machine import Disturbance
from bench.samples import SCHEDULED, THROUGHPUT, Case, Sample, medians
from bench.servers import KIZUNA

LIMIT = "its limit"
"""What Kizuna is measured beside where it has so many seconds: it is once as fast, or faster."""


@dataclass(frozen=True, slots=True)
class Goal:
    """How many times as fast as others Kizuna has to be, and within which time it has to answer.

    Of a schedule the 99th percentile counts, else the median.
    """

    faster: Mapping[str, float] = field(default_factory=dict)
    seconds: float | None = None

    @property
    def targets(self) -> Mapping[str, float]:
        """The ratios it has to reach."""
        return self.faster if self.seconds is None else {**self.faster, LIMIT: 1.0}


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as fast Kizuna was, over the rounds."""

    median: float
    q1: float
    q3: float
    low: float
    high: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Row:
    """A case, summed up: medians by server, ratios to the others, and their targets."""

    case: Case
    values: Mapping[str, float]
    worst: Mapping[str, float]
    p50: Mapping[str, float]
    p99: Mapping[str, float]
    ratios: Mapping[str, Ratio]
    targets: Mapping[str, float]
    limit: float | None
    at_least: Mapping[str, bool]
    errors: Mapping[str, int]

    def met(self, other: str) -> bool | None:
        """Tell whether the target is met; nothing where there is none."""
        if other == LIMIT and self.limit is not None and KIZUNA in self.values:
            times = self.p99 if self.case.measure == SCHEDULED else self.p50
            return times[KIZUNA] <= self.limit
        if other not in self.ratios or other not in self.targets:
            return None
        return self.ratios[other].median >= self.targets[other]


def _ratios(samples: Sequence[Sample], limit: float | None) -> dict[str, Ratio]:
    rounds: dict[int, dict[str, Sample]] = {}
    for sample in samples:
        rounds.setdefault(sample.round, {})[sample.server] = sample
    found: dict[str, list[float]] = {}
    for of in rounds.values():
        for name, faster in _faster(of, limit):
            found.setdefault(name, []).append(faster)
    return {name: _spread(ratios) for name, ratios in found.items()}


def _faster(samples: Mapping[str, Sample], limit: float | None) -> Iterator[tuple[str, float]]:
    """Tell how many times as fast Kizuna was in a round."""
    ours = samples.get(KIZUNA)
    if ours is None or not ours.value:
        return
    for server, theirs in samples.items():
        if theirs.value and server != KIZUNA:
            more = ours.case.measure == THROUGHPUT
            yield server, ours.value / theirs.value if more else theirs.value / ours.value
    if limit is not None:
        yield LIMIT, limit / (ours.load.p99 if ours.case.measure == SCHEDULED else ours.value)


def _spread(ratios: Sequence[float]) -> Ratio:
    q1, median, q3 = (
        statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1
        else [ratios[0]] * 3
    )  # fmt: skip
    return Ratio(median, q1, q3, min(ratios), max(ratios), len(ratios))


def summarize(samples: Sequence[Sample], goals: Mapping[str, Goal]) -> list[Row]:
    """Sum up the samples of each case, in the order in which the cases came."""
    by_case: dict[Case, list[Sample]] = {}
    for sample in samples:
        by_case.setdefault(sample.case, []).append(sample)
    return [_row(case, found, goals.get(case.query, Goal())) for case, found in by_case.items()]


def _row(case: Case, samples: Sequence[Sample], goal: Goal) -> Row:
    names = {sample.server for sample in samples}
    of = {name: [s for s in samples if s.server == name] for name in sorted(names)}
    return Row(
        case=case, values=medians(samples),
        worst={name: max(s.load.max for s in found) for name, found in of.items()},
        p50={name: statistics.median(s.load.p50 for s in found) for name, found in of.items()},
        p99={name: statistics.median(s.load.p99 for s in found) for name, found in of.items()},
        ratios=_ratios(samples, goal.seconds), targets=goal.targets, limit=goal.seconds,
        at_least={name: any(s.at_least for s in found) for name, found in of.items()},
        errors={name: sum(s.load.errors for s in found) for name, found in of.items()},
    )  # fmt: skip


def _value(row: Row, server: str) -> str:
    if server not in row.values:
        return ""
    value, errors = row.values[server], row.errors[server]
    if row.case.measure == THROUGHPUT:
        single = row.case.connections == 1
        text = f"{row.p50[server] * 1e3:.2f} ms {value:>7,.0f}/s" if single else f"{value:,.0f}/s"
    elif row.case.measure == SCHEDULED:
        text = f"{value * 1e3:.1f} / {row.p99[server] * 1e3:.1f} / {row.worst[server] * 1e3:.0f} ms"
    else:
        text = f"{value * 1e3:,.1f} ms"
    if row.at_least[server]:
        text = f"{'<' if row.case.measure == THROUGHPUT else '>'} {text}"
    return f"{text} [red]{errors} failed[/]" if errors else text


def _mark(row: Row, other: str) -> str:
    return {None: "", True: " [green]✓[/]", False: " [red]✗[/]"}[row.met(other)]


def _compared(row: Row, other: str) -> tuple[str, str, str]:
    if row.case.measure == SCHEDULED and row.limit is not None:
        return "", "", f"p99 ≤ {row.limit * 1e3:.0f} ms{_mark(row, LIMIT)}"
    if other not in row.ratios:
        return "", "", ""
    ratio = row.ratios[other]
    spread = f"{ratio.q1:.2f}–{ratio.q3:.2f} ({ratio.low:.2f}–{ratio.high:.2f})"
    at_least = "≥ " if row.at_least[other] else ""
    target = f"{row.targets[other]:.2f}{_mark(row, other)}" if other in row.targets else ""
    return f"{at_least}{ratio.median:.2f}", spread, target


def table(rows: Sequence[Row], other: str) -> Table:
    """Lay out the rows for a terminal, beside one of the other servers."""
    title = f"Kizuna and {other}: times as fast, by rounds"
    drawn = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    drawn.add_column("query", no_wrap=True)
    for name in (KIZUNA, other, "median", "quartiles (least–most)", "target"):
        drawn.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        if row.values.keys() & {KIZUNA, other}:
            drawn.add_row(
                row.case.label, _value(row, KIZUNA), _value(row, other), *_compared(row, other)
            )
    return drawn


def limits(rows: Sequence[Row]) -> Table:
    """Lay out the rows of Kizuna that have a limit, with their times."""
    drawn = Table(title="Kizuna's times", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    drawn.add_column("", no_wrap=True)
    for name in ("median", "99th percentile", "most", "rounds (least–most)", "target"):
        drawn.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        if row.limit is not None and LIMIT in row.ratios:
            drawn.add_row(row.case.label, *_times(row, row.limit, row.ratios[LIMIT]))
    return drawn


def _times(row: Row, limit: float, ratio: Ratio) -> tuple[str, ...]:
    of = "p99" if row.case.measure == SCHEDULED else "median"
    failed = f" [red]{row.errors[KIZUNA]} failed[/]" if row.errors[KIZUNA] else ""
    return (
        *(f"{times[KIZUNA] * 1e3:,.1f} ms" for times in (row.p50, row.p99, row.worst)),
        f"{of} {limit / ratio.high * 1e3:,.1f}–{limit / ratio.low * 1e3:,.1f} ms",
        f"{of} ≤ {limit * 1e3:.0f} ms{_mark(row, LIMIT)}{failed}",
    )


def disturbances(samples: Sequence[Sample]) -> list[dict[str, float]]:
    """Tell for each round which shares of processor time were stolen, and used by others."""
    rounds: dict[int, list[Disturbance]] = {}
    for sample in samples:
        rounds.setdefault(sample.round, []).append(sample.disturbance)
    return [
        {
            "stolen": statistics.fmean(part.stolen for part in found),
            "stolen at most": max(part.stolen for part in found),
            "others": statistics.fmean(part.others for part in found),
            "others at most": max(part.others for part in found),
        }
        for found in rounds.values()
    ]


def write_json(path: Path, facts: Mapping[str, Any], rows: Sequence[Row],
               samples: Sequence[Sample]) -> None:  # fmt: skip
    summed = [{**asdict(r), "met": {name: r.met(name) for name in r.targets}} for r in rows]
    found = {**facts, "rows": summed, "samples": [asdict(s) for s in samples]}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
