"""What is printed and written: ratios within rounds, their median and spread, and the targets."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from bench.machine import Disturbance
from bench.measure import SCHEDULED, THROUGHPUT, Case, Sample, medians
from bench.servers import KIZUNA, OXIGRAPH, RDFLIB

TARGETS = {
    "lookup": {OXIGRAPH: 0.5, RDFLIB: 5.0},
    "rows-5000": {OXIGRAPH: 2.0, RDFLIB: 5.0},
    "rows-100000": {OXIGRAPH: 3.0, RDFLIB: 5.0},
    "aggregate": {OXIGRAPH: 1 / 0.6, RDFLIB: 5.0},
}
"""How many times as fast as another server Kizuna has to be, by the class of the query."""
P99 = 0.1
"""Seconds that the 99th percentile of scheduled lookups may take."""


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
    kind: str
    values: Mapping[str, float]
    worst: Mapping[str, float]
    p50: Mapping[str, float]
    p99: Mapping[str, float]
    ratios: Mapping[str, Ratio]
    targets: Mapping[str, float]
    at_least: Mapping[str, bool]
    errors: Mapping[str, int]

    def met(self, other: str) -> bool | None:
        """Tell whether the target is met; nothing where there is none."""
        if self.case.measure == SCHEDULED:
            return self.p99[KIZUNA] <= P99 if KIZUNA in self.p99 and other == OXIGRAPH else None
        if other not in self.ratios or other not in self.targets:
            return None
        return self.ratios[other].median >= self.targets[other]


def _ratios(samples: Sequence[Sample], measure: str) -> dict[str, Ratio]:
    rounds: dict[int, dict[str, float]] = {}
    for sample in samples:
        rounds.setdefault(sample.round, {})[sample.server] = sample.value
    found: dict[str, list[float]] = {}
    for values in rounds.values():
        ours = values.get(KIZUNA)
        for server, theirs in values.items():
            if ours and theirs and server != KIZUNA:
                faster = ours / theirs if measure == THROUGHPUT else theirs / ours
                found.setdefault(server, []).append(faster)
    return {server: _spread(ratios) for server, ratios in found.items()}


def _spread(ratios: Sequence[float]) -> Ratio:
    q1, median, q3 = (
        statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1
        else [ratios[0]] * 3
    )  # fmt: skip
    return Ratio(median, q1, q3, min(ratios), max(ratios), len(ratios))


def summarize(samples: Sequence[Sample], kinds: Mapping[str, str]) -> list[Row]:
    """Sum up the samples of each case, in the order in which the cases came."""
    by_case: dict[Case, list[Sample]] = {}
    for sample in samples:
        by_case.setdefault(sample.case, []).append(sample)
    return [_row(case, found, kinds.get(case.query, "")) for case, found in by_case.items()]


def _row(case: Case, samples: Sequence[Sample], kind: str) -> Row:
    names = {sample.server for sample in samples}
    of = {name: [s for s in samples if s.server == name] for name in sorted(names)}
    return Row(
        case=case, kind=kind, values=medians(samples),
        worst={name: max(s.load.max for s in found) for name, found in of.items()},
        p50={name: statistics.median(s.load.p50 for s in found) for name, found in of.items()},
        p99={name: statistics.median(s.load.p99 for s in found) for name, found in of.items()},
        ratios=_ratios(samples, case.measure), targets=TARGETS.get(kind, {}),
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


def _compared(row: Row, other: str) -> tuple[str, str, str]:
    met = row.met(other)
    mark = {None: "", True: " [green]✓[/]", False: " [red]✗[/]"}[met]
    if row.case.measure == SCHEDULED:
        return "", "", f"p99 ≤ {P99 * 1e3:.0f} ms{mark}" if mark else ""
    if other not in row.ratios:
        return "", "", ""
    ratio = row.ratios[other]
    spread = f"{ratio.q1:.2f}–{ratio.q3:.2f} ({ratio.low:.2f}–{ratio.high:.2f})"
    at_least = "≥ " if row.at_least[other] else ""
    target = f"{row.targets[other]:.2f}{mark}" if other in row.targets else ""
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
    found = {**facts, "rows": [asdict(r) for r in rows], "samples": [asdict(s) for s in samples]}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
