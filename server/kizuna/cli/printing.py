"""What the commands of the curation wing print."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from kizuna.curation.comparison import Comparison
from kizuna.curation.differences import DIFFERENCES, Row
from kizuna.curation.drift import Drift
from kizuna.curation.findings import Found, write_findings
from kizuna.curation.harvest import Harvest
from kizuna.curation.writing import write_whole

_SHOWN = 20
"""Findings of a kind that are printed."""


def print_harvest(
    brought: Harvest, findings: Sequence[Found], target: str, report: Path | None
) -> None:
    """Print what a harvest brought, and write all that was found to a report if one is wanted."""
    click.echo(
        f"{brought.ties:,} ties of {brought.statements:,} statements, retrieved "
        f"{brought.retrieved}; {brought.attached:,} of them are curated here already"
    )
    for kind, group in groupby(findings, key=lambda found: found.kind):
        found = list(group)
        for one in found[:_SHOWN]:
            click.echo(f"{kind}: {one.subject}: {one.message}")
        if len(found) > _SHOWN:
            click.echo(f"{kind}: … and {len(found) - _SHOWN:,} more; --report FILE has all")
    if report is not None:
        write_whole(report, write_findings(findings))
    click.echo(f"written to {brought.folder}: see 'kizuna check', then 'kizuna compare {target}'")


def print_drift(drift: Sequence[Drift], links: int) -> None:
    """Print what drifted as a table."""
    if drift:
        table = Table("place", "item", "check", "what was found")
        for found in drift:
            table.add_row(found.place, found.item, found.check, found.message)
        Console().print(table)
        click.echo(
            "An item that still answers proves no identity: a body may have ended, or handed its "
            "item on to its successor. See which body the documents mean before a link is changed."
        )
    click.echo(f"{links:,} links were looked at: {len(drift):,} things drifted")


def print_comparison(comparison: Comparison, rows: Sequence[Row], path: Path) -> None:
    """Print how many ties differ in what, and which could not be compared."""
    click.echo(f"compared with the harvest of {comparison.day}")
    for difference in DIFFERENCES:
        number = sum(row.difference == difference.name for row in rows)
        click.echo(f"  {number:>7,} {difference.name}: {difference.meaning}")
    for slug in comparison.unlinked:
        click.echo(f"not compared: partnership/{slug}: a party of it is not linked to Wikidata")
    click.echo(f"written to {path}: tick rows in a copy of it for --accept")
