"""Measure Kizuna beside two other servers of SPARQL, over the same triples, in one run.

FOLDER gets bench.json, bench.svg, the logs of the servers, and the world unless one is given.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bench import plot
from bench.answers import compare
from bench.measure import Bench
from bench.overload import measure as measure_overload
from bench.queries import read_pools, read_queries
from bench.release import World, build
from bench.report import disturbances, summarize, table, write_json
from bench.servers import KIZUNA, NAMES, OXIGRAPH, RDFLIB, BenchError, prepare, require, running
from bench.terminal import (
    console,
    describe,
    follow,
    tell_answers,
    tell_disturbances,
    tell_start,
    told,
)
from kizuna.release import current

OVERLOAD = "overload"


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
    words = only.split(",") if only else []
    folder.mkdir(parents=True, exist_ok=True)
    with told():
        names = servers.split(",")
        require(names)
        world = _world(folder, ties, release)
        chosen = prepare(names, world, folder / "logs")
        bench = Bench(
            chosen, read_queries(words), read_pools(current(world.releases).path / "store"),
            world.scratch, rounds, slow_rounds, seconds, timeout, again,
        )  # fmt: skip
        tell_start(chosen)
        with running(chosen):
            _run(bench, world, folder, check=check, overload=not words or OVERLOAD in words)


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
    samples = follow(bench.run(), bench.rounds * len(list(bench.cases())))
    rows = summarize(samples, bench.goals)
    if rows:
        others = [name for name in (OXIGRAPH, RDFLIB) if any(name in row.values for row in rows)]
        for other in others or [OXIGRAPH]:
            console.print(table(rows, other))
    disturbed = disturbances(samples)
    tell_disturbances(disturbed)
    facts = describe(world, bench.servers, bench.rounds, bench.seconds)
    facts |= {"again": bench.again, "disturbances": disturbed, "answers": answers}
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
    tell_answers(answers)
    return answers


def _overload(bench: Bench) -> list[dict[str, Any]]:
    found = []
    for server in bench.servers:
        if server.name == KIZUNA:
            for overload in measure_overload(server, bench.pools, max(bench.seconds * 5, 2)):
                console.print(f"{'[green]✓[/]' if overload.met else '[red]✗[/]'} {overload}")
                found.append(overload.to_json())
    return found


if __name__ == "__main__":
    main()
