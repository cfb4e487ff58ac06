"""What a person should know of a harvest: what was left out or noted, and what contradicts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from kizuna.curation.comparison import compare
from kizuna.curation.differences import find_differences, tell_here, tell_there
from kizuna.curation.harvest import Harvest

_TOLD = ("contradicting", "one-sided")
"""Differences that a harvest tells of; the comparison has all."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a kind about a statement or a tie."""

    kind: str
    subject: str
    message: str


def list_findings(brought: Harvest, root: Path) -> list[Found]:
    """List all that was found, kind by kind."""
    found = [Found("left out", left.statement, left.reason) for left in brought.left_out]
    found += [Found("noted", name, note) for name, note in brought.notes]
    for row in find_differences(compare(root, _silent)):
        if row.difference in _TOLD:
            here = tell_here(row.pair) or "nothing"
            message = f"here: {here}; Wikidata: {tell_there(row.pair)}"
            found.append(Found(row.difference, f"partnership/{row.pair.partnership}", message))
    return found


def write_findings(findings: Iterable[Found]) -> str:
    """Write all as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("kind", "subject", "message"))
    writer.writerows(astuple(found) for found in findings)
    return out.getvalue()


def _silent(_: str) -> None:
    """Tell nobody: the harvest has told that it looks."""
