"""The commands of the curation wing: they ask elsewhere, or prepare what a person sends there."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kizuna.cli.door import main, root
from kizuna.cli.progress import adding, counting, steps
from kizuna.curation.writing import write_whole
from kizuna.errors import SettingError, SourceError

if TYPE_CHECKING:
    from kizuna.curation.client import Client

WIKIDATA = "https://query.wikidata.org/sparql"
"""The main graph of Wikidata's query service, where twinned bodies are."""

_DRIFTED = 3
"""Another exit status than that of an error, so that CI tells one from the other."""

_endpoint = click.option(
    "--endpoint",
    default=WIKIDATA,
    show_default=True,
    metavar="URL",
    help="SPARQL endpoint with Wikidata's shape of data.",
)
_contact = click.option(
    "--contact",
    envvar="KIZUNA_CONTACT",
    default="",
    metavar="WHO",
    help="Mail address or page of who asks; Wikidata demands it.  [KIZUNA_CONTACT]",
)
_interval = click.option(
    "--interval",
    default=0.2,
    show_default=True,
    type=click.FloatRange(0, 60),
    metavar="SECONDS",
    help="Time between the beginnings of two requests.",
)
_target = click.argument("target", metavar="wikidata", type=click.Choice(["wikidata"]))


@main.command(
    "harvest",
    epilog="Example: kizuna harvest wikidata . --contact data@example.org",
    short_help="Bring the ties that Wikidata states into data/wikidata/.",
)
@_target
@root
@_endpoint
@_contact
@_interval
@click.option(
    "--retrieved",
    metavar="TIME",
    help="Time of retrieval to write, as 2026-11-21T08:00:00Z.  [default: now]",
)
@click.option(
    "--answers",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that keeps answers until all are there.  [default: ROOT/.harvest]",
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV for all that was left out, noted, contradicting or one-sided.",
)
def harvest(
    target: str,
    root: Path,
    retrieved: str | None,
    answers: Path | None,
    *,
    report: Path | None,
    **asked: Any,
) -> None:
    """Bring the ties that Wikidata states into data/wikidata/ under ROOT.

    If it is ended, the same command goes on where it stopped.
    """
    from kizuna.cli.printing import print_harvest
    from kizuna.curation.answers import Answers
    from kizuna.curation.findings import list_findings
    from kizuna.curation.harvest import harvest as bring

    client = _client(**asked)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = Answers(answers or root / ".harvest", client.endpoint, _moment(retrieved), now)
    with counting("items") as (progress, step):
        brought = bring(client, root, kept, progress, step)
        step("looking for contradictions")
        findings = list_findings(brought, root)
    kept.discard()
    print_harvest(brought, findings, target, report)


def _client(endpoint: str, contact: str, interval: float) -> Client:
    from kizuna.curation.client import Client, Manners

    return Client(endpoint, contact, Manners(interval=interval))


def _moment(given: str | None) -> str | None:
    if given is None:
        return None
    try:
        datetime.strptime(given, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise SettingError(
            f"--retrieved is a time in UTC such as 2026-11-21T08:00:00Z: {given!r}"
        ) from error
    return given


@main.command(
    "verify-links",
    epilog="Example: kizuna verify-links . --contact data@example.org --json > drift.json",
    short_help="Ask Wikidata whether the links to it still hold.",
)
@root
@_endpoint
@_contact
@_interval
@click.option("--json", "as_json", is_flag=True, help="Print what drifted as JSON.")
def verify_links(root: Path, *, as_json: bool, **asked: Any) -> None:
    """Ask Wikidata whether the items that places are linked to still hold.

    The exit status is 3 if anything drifted, and 1 or 2 if that could not be found out.
    """
    from kizuna.cli.printing import print_drift
    from kizuna.curation.drift import find_drift
    from kizuna.curation.gazetteer import read_gazetteer
    from kizuna.curation.links import ask_links, read_links

    links = read_links(read_gazetteer(root))
    if not links:
        raise SourceError(f"no place under {root}/data is linked to Wikidata with owl:sameAs")
    client = _client(**asked)
    with counting("items") as (progress, step):
        step("asking of linked items")
        there = ask_links(client, links, adding(progress, len(links)))
    drift = find_drift(links, there)
    if as_json:
        click.echo(json.dumps([asdict(found) for found in drift], ensure_ascii=False, indent=2))
    else:
        print_drift(drift, len(links))
    click.get_current_context().exit(_DRIFTED if drift else 0)


@main.command(
    "compare",
    epilog="Example: kizuna compare wikidata . --accept ticked.csv --quickstatements batch.tsv",
    short_help="Compare the curated ties with the harvested ones.",
)
@_target
@root
@click.option(
    "--accept",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Copy of the table with the rows ticked that Wikidata is to have.",
)
@click.option(
    "--quickstatements",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for the commands of the rows that are ticked.",
)
def compare(target: str, root: Path, accept: Path | None, quickstatements: Path | None) -> None:
    """Compare the curated ties under ROOT with those that were harvested.

    Without options the table is written to data/wikidata/comparison.csv, for the release and for
    a person who ticks rows in a copy of it. With both, the ticked rows become commands.
    """
    from kizuna.cli.printing import print_comparison
    from kizuna.comparison import COMPARISON
    from kizuna.curation import tables
    from kizuna.curation.comparison import compare as put_together
    from kizuna.curation.differences import find_differences
    from kizuna.curation.quickstatements import write_commands

    if (accept is None) != (quickstatements is None):
        raise click.UsageError("--accept and --quickstatements belong together: give both")
    with steps() as step:
        comparison = put_together(root, step)
        step("comparing")
        rows = find_differences(comparison)
    if accept is None or quickstatements is None:
        path = root / "data" / target / COMPARISON
        write_whole(path, tables.write_table(rows, comparison.gazetteer))
        print_comparison(comparison, rows, path)
        return
    accepted = tables.read_accepted(accept, rows, comparison.gazetteer)
    commands = write_commands(accepted, comparison.gazetteer)
    write_whole(quickstatements, commands)
    lines = len(commands.splitlines())
    click.echo(f"{lines:,} commands for {len(accepted):,} rows: {quickstatements}")
