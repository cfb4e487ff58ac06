"""Measure Kizuna beside two other servers of SPARQL, over the same triples, in one run.

    .venv/bin/python -m bench FOLDER
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from bench.answers import compare
from bench.load import has_wrk
from bench.measure import Bench, Sample
from bench.queries import read_pools, read_queries
from bench.release import World, build
from bench.report import machine, steal_by_round, summarize, table, write_json
from bench.servers import MAKERS, NAMES, BenchError, Server, running
from kizuna.release import current

console = Console(width=None if sys.stdout.isatty() else 200)


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--ties", default=30_000, show_default=True, help="Partnerships of the world.")
@click.option("--release", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Folder of releases whose promoted one is measured, instead of building one.")
@click.option("--servers", default=",".join(NAMES), show_default=True, help="Which servers.")
@click.option("--only", default="", help="Beginnings of names or classes of queries.")
@click.option("--rounds", default=5, show_default=True)
@click.option("--slow-rounds", default=1, show_default=True, help="Rounds with rdflib-endpoint.")
@click.option("--seconds", default=2.0, show_default=True, help="Length of a slice.")
@click.option("--timeout", default=120.0, show_default=True, help="Seconds a query may take.")
@click.option("--check/--no-check", default=True, help="Compare the answers first.")
def main(
    folder: Path, ties: int, release: Path | None, servers: str, only: str, rounds: int,
    slow_rounds: int, seconds: float, timeout: float, *, check: bool,
) -> None:  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    try:
        world = _world(folder, ties, release)
        chosen = _servers(servers, world, folder)
        bench = Bench(
            chosen, read_queries(only.split(",") if only else ()),
            read_pools(current(world.releases).path / "store"), world.scratch,
            rounds, slow_rounds, seconds, timeout,
        )  # fmt: skip
        console.print("starting", ", ".join(server.name for server in chosen))
        with running(chosen):
            _run(bench, folder, world, check=check)
    except BenchError as error:
        raise click.ClickException(str(error)) from error


def _world(folder: Path, ties: int, release: Path | None) -> World:
    scratch = folder / "world"
    scratch.mkdir(exist_ok=True)
    if release is not None:
        return World(release.resolve(), scratch)
    console.print(f"building a release of {ties:,} partnerships in {scratch}, unless it is there")
    return build(scratch, ties)[0]


def _servers(names: str, world: World, folder: Path) -> Sequence[Server]:
    unknown = set(names.split(",")) - set(NAMES)
    if unknown:
        raise BenchError(f"no such server: {', '.join(sorted(unknown))}; there are {NAMES}")
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    return [MAKERS[name](world, logs) for name in names.split(",")]


def _run(bench: Bench, folder: Path, world: World, *, check: bool) -> None:
    if not has_wrk():
        console.print("wrk is missing (Debian: apt-get install wrk): threads of this program ask "
                      "instead, and lookups are as slow as they are")  # fmt: skip
    answers = []
    if check:
        with console.status("comparing answers"):
            answers = compare(bench)
        wrong = [answer for answer in answers if answer["problem"]]
        for answer in wrong:
            console.print(f"[red]{answer['query']} {answer['form']}, {answer['server']}:[/] "
                          f"{answer['problem']}")  # fmt: skip
        console.print(f"{len(answers) - len(wrong)} of {len(answers)} answers are the same")
    samples: list[Sample] = []
    with console.status("measuring") as status:
        samples.extend(bench.run(status.update))
    rows = summarize(samples, {query.name: query.kind for query in bench.queries})
    console.print(table(rows))
    steal = steal_by_round(samples)
    console.print("stolen processor time by round: "
                  + ", ".join(f"{s['mean']:.1%} (most {s['most']:.1%})" for s in steal))  # fmt: skip
    facts = {
        "command": shlex.join(sys.argv), "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(), "triples": world.manifest.triples, "release": world.manifest.name,
        "wrk": has_wrk(), "started": {s.name: s.started for s in bench.servers},
        "steal": steal, "answers": answers,
    }  # fmt: skip
    write_json(folder / "bench.json", facts, rows, samples)
    console.print(f"written: {folder / 'bench.json'}")


if __name__ == "__main__":
    main()
