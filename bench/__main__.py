"""Measure Kizuna beside two other servers of SPARQL, over the same triples, in one run.

FOLDER gets bench.json, bench.svg, the logs of the servers, and the world unless one is given.
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench import machine, plot
from bench.answers import compare
from bench.load import has_wrk
from bench.measure import Bench, Sample
from bench.overload import measure as measure_overload
from bench.queries import read_pools, read_queries
from bench.release import World, build
from bench.report import disturbances, summarize, table, write_json
from bench.servers import KIZUNA, NAMES, OXIGRAPH, RDFLIB, BenchError, prepare, require, running
from kizuna.errors import KizunaError
from kizuna.release import current

OVERLOAD = "overload"
QUIET = 0.1
"""Share of processor time that may go elsewhere."""
NO_WRK = (
    "[yellow]wrk is missing (Debian: apt-get install wrk):[/] threads of this program ask in its "
    "stead, and the figures of fast servers are theirs"
)
console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)


@click.command(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--ties", default=30_000, show_default=True, help="Partnerships of the world.")
@click.option(
    "--release",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of releases whose promoted one is measured, instead of building one.",
)
@click.option("--servers", default=",".join(NAMES), show_default=True, help="Which servers.")
@click.option(
    "--only",
    default="",
    help="Beginnings of classes or names of queries, with commas "
    "between: lookup, lookup-3, rows, aggregate; or overload.",
)
@click.option("--rounds", default=5, show_default=True, help="How often all is measured.")
@click.option("--slow-rounds", default=1, show_default=True, help="Rounds with rdflib-endpoint.")
@click.option("--seconds", default=2.0, show_default=True, help="Length of a slice.")
@click.option("--timeout", default=120.0, show_default=True, help="Seconds a query may take.")
@click.option("--again", is_flag=True, help="Send each query in the same text every time.")
@click.option(
    "--check/--no-check",
    default=True,
    show_default=True,
    help="Compare the answers before measuring.",
)
def main(
    folder: Path, *, ties: int, release: Path | None, servers: str, only: str, rounds: int,
    slow_rounds: int, seconds: float, timeout: float, again: bool, check: bool,
) -> None:  # fmt: skip
    # So that the servers end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    words = only.split(",") if only else []
    folder.mkdir(parents=True, exist_ok=True)
    try:
        names = servers.split(",")
        require(names)
        world = _world(folder, ties, release)
        chosen = prepare(names, world, folder / "logs")
        bench = Bench(
            chosen, read_queries(words), read_pools(current(world.releases).path / "store"),
            world.scratch, rounds, slow_rounds, seconds, timeout, again,
        )  # fmt: skip
        if not has_wrk():
            console.print(NO_WRK)
        console.print(f"starting {', '.join(server.name for server in chosen)}")
        with running(chosen):
            _run(bench, world, folder, check=check, overload=not words or OVERLOAD in words)
    except (BenchError, KizunaError) as error:
        raise click.ClickException(str(error)) from error
    except subprocess.CalledProcessError as error:
        said = f": {error.stderr[-500:]!r}" if error.stderr else ""
        raise click.ClickException(f"{shlex.join(map(str, error.cmd))} failed{said}") from error


def _world(folder: Path, ties: int, release: Path | None) -> World:
    scratch = folder / "world"
    scratch.mkdir(exist_ok=True)
    if release is not None:
        return World(release.resolve(), scratch)
    console.print(f"a release of {ties:,} partnerships in {scratch} is built unless it is there")
    return build(scratch, ties)


def _run(bench: Bench, world: World, folder: Path, *, check: bool, overload: bool) -> None:
    answers = _compare(bench) if check else []
    bench.wrong = {(a["server"], a["query"], a["form"]) for a in answers if a["problem"]}
    samples = _measure(bench)
    rows = summarize(samples, {query.name: query.kind for query in bench.queries})
    disturbed = disturbances(samples)
    if rows:
        others = [name for name in (OXIGRAPH, RDFLIB) if any(name in row.values for row in rows)]
        for other in others or [OXIGRAPH]:
            console.print(table(rows, other))
        for number, part in enumerate(disturbed):
            told = ", ".join(f"{name} {share:.0%}" for name, share in part.items())
            console.print(f"processor time in round {number + 1}: {told}")
    if any(part["stolen"] + part["others"] > QUIET for part in disturbed):
        console.print("[yellow]The machine was busy with other things: the figures say little.[/]")
    facts = {**_facts(bench, world), "disturbances": disturbed, "answers": answers}
    facts["overload"] = _overload(bench) if overload else []
    write_json(folder / "bench.json", facts, rows, samples)
    note = f"{world.manifest.triples:,} triples, rounds: {bench.rounds}, {facts['time'][:10]}"
    plot.write(folder / "bench.svg", rows, note)
    console.print(f"written: {folder / 'bench.json'}, {folder / 'bench.svg'}")
    if any(server == KIZUNA for server, _, _ in bench.wrong):
        raise BenchError("answers of Kizuna are not as they should be, see above")


def _compare(bench: Bench) -> list[dict[str, Any]]:
    with console.status("comparing answers") as status:
        answers = list(compare(bench, status.update))
    wrong = [answer for answer in answers if answer["problem"]]
    for answer in wrong:
        name = f"{answer['query']} {answer['form']}, {answer['server']}"
        console.print(f"[red]{name}:[/] {answer['problem']}")
    console.print(f"answers: {len(answers) - len(wrong)} of {len(answers)} are as they should be")
    return answers


def _measure(bench: Bench) -> list[Sample]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeRemainingColumn())  # fmt: skip
    samples: list[Sample] = []
    with Progress(
        *columns, console=console, refresh_per_second=1, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("", total=bench.rounds * len(list(bench.cases())))
        for label, found in bench.run():
            samples.extend(found)
            if not console.is_terminal:
                console.print(label)
            progress.update(task, advance=1, description=label)
    return samples


def _overload(bench: Bench) -> list[dict[str, Any]]:
    found = []
    for server in bench.servers:
        if server.name == KIZUNA:
            for overload in measure_overload(server, bench.pools, max(bench.seconds * 5, 2)):
                console.print(f"{'[green]✓[/]' if overload.met else '[red]✗[/]'} {overload}")
                found.append(overload.to_json())
    return found


def _facts(bench: Bench, world: World) -> dict[str, Any]:
    return {
        "command": shlex.join(sys.argv), "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "release": world.manifest.name, "triples": world.manifest.triples,
        "rounds": bench.rounds, "seconds": bench.seconds, "wrk": has_wrk(),
        "again": bench.again,
        "started": {server.name: server.started for server in bench.servers},
    }  # fmt: skip


if __name__ == "__main__":
    main()
