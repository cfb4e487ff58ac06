"""Measure documents and pages of Kizuna beside Trifid on a native server, in one run.

FOLDER gets documents.json, documents.svg, the logs of the servers, and the world unless one is
given.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from bench import plot
from bench.documents.addresses import FILTERS, HUB_PARTNERS, LIGHT, TRIFID, goals
from bench.documents.answers import DOCUMENT, Asking, Comparison
from bench.documents.measure import Rounds
from bench.documents.servers import FOLDER, NAMES, prepare, require
from bench.documents.things import Facts
from bench.release import World, build
from bench.report import LIMIT, Row, disturbances, limits, summarize, table, write_json
from bench.servers import KIZUNA, BenchError, running
from bench.terminal import (
    console,
    describe,
    follow,
    tell_answers,
    tell_disturbances,
    tell_start,
    told,
)
from kizuna.iris import Base
from kizuna.release import current

_COLOURS = {TRIFID: "#b4552d", LIGHT: "#2d6fb4", LIMIT: "#3c7a3c"}


@click.command(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--ties", default=30_000, show_default=True, help="Partnerships of the world.")
@click.option(
    "--partners",
    default=HUB_PARTNERS,
    show_default=True,
    help="Partners that one place of the world has at least.",
)
@click.option(
    "--release",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of releases whose promoted one is measured, instead of building one.",
)
@click.option("--servers", default=",".join(NAMES), show_default=True, help="Which servers.")
@click.option(
    "--trifid",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    help="Folder where npm installed Trifid; bench/trifid unless given.",
)
@click.option(
    "--only",
    default="",
    help="Beginnings of what is measured, with commas between: turtle, page kept, place, list.",
)
@click.option("--rounds", default=5, show_default=True, help="How often all is measured.")
@click.option("--seconds", default=2.0, show_default=True, help="Length of a slice.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds an answer may take.")
def main(
    folder: Path, *, ties: int, partners: int, release: Path | None, servers: str, trifid: Path,
    only: str, rounds: int, seconds: float, timeout: float,
) -> None:  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    with told():
        names, npm = servers.split(","), trifid.resolve()
        require(names, npm)
        world = _world(folder, ties, partners, release)
        facts = Facts(current(world.releases).path / "store", Base(world.manifest.base))
        chosen = prepare(names, world, folder / "logs", npm)
        drawn = facts.draw()
        asked = Rounds(
            chosen, drawn, {way.name: list(facts.listed(way)) for way in FILTERS},
            urlsplit(world.manifest.base).netloc, world.scratch, rounds, seconds, timeout,
            tuple(word.strip().casefold() for word in only.split(",")) if only else (),
        )  # fmt: skip
        console.print(
            f"{len(drawn.things):,} partnerships and places; the one with the most partners is "
            f"{drawn.hub.slug}, with {drawn.partners}"
        )
        tell_start(chosen.all)
        with running(chosen.all):
            _run(asked, facts, world, folder)


def _world(folder: Path, ties: int, partners: int, release: Path | None) -> World:
    scratch = folder / "world-of-documents"
    scratch.mkdir(exist_ok=True)
    if release is not None:
        return World(release.resolve(), scratch)
    console.print(f"a release of {ties:,} partnerships in {scratch} is built unless it is there")
    return build(scratch, ties, partners)


def _run(asked: Rounds, facts: Facts, world: World, folder: Path) -> None:
    answers = _compare(asked, facts)
    asked.wrong = {(a["server"], a["query"], a["form"]) for a in answers if a["problem"]}
    samples = follow(asked.run(), asked.total)
    rows = summarize(samples, goals(asked.drawn.partners))
    disturbed = disturbances(samples)
    _tell(rows, asked)
    tell_disturbances(disturbed)
    found = describe(world, asked.servers.all, asked.rounds, asked.seconds)
    found |= {"things": len(asked.drawn.things), "partners": asked.drawn.partners}
    found["unmeasured"] = _unmeasured(rows, asked)
    write_json(
        folder / "documents.json", {**found, "disturbances": disturbed, "answers": answers},
        rows, samples,
    )  # fmt: skip
    note = f"{world.manifest.triples:,} triples, rounds: {asked.rounds}, {found['time'][:10]}"
    plot.write(folder / "documents.svg", rows, note, _COLOURS)
    console.print(f"written: {folder / 'documents.json'}, {folder / 'documents.svg'}")
    if any(server == KIZUNA for server, _, _ in asked.wrong):
        raise BenchError("answers of Kizuna are not as they should be, see above")


def _compare(asked: Rounds, facts: Facts) -> list[dict[str, Any]]:
    asking = Asking(asked.host, asked.timeout)
    with console.status("comparing answers") as status:
        compared = Comparison(asked.servers, facts, asked.drawn, asked.filters, asking)
        answers = list(compared.answers(status.update))
    tell_answers(answers)
    for answer in answers:
        if answer["query"] == DOCUMENT and not answer["problem"]:
            what = "triples" if answer["form"] == "ttl" else "places linked"
            console.print(
                f"a document of {answer['server']} ({answer['form']}): {answer['bytes']:,} bytes, "
                f"{answer['found']} {what}, on average"
            )
    return answers


def _tell(rows: Sequence[Row], asked: Rounds) -> None:
    for server in asked.servers.others:
        beside = [row for row in rows if server.name in row.values]
        if beside:
            console.print(table(beside, server.name))
    if any(row.limit is not None for row in rows):
        console.print(limits(rows))
    verdicts = [met for row in rows for name in row.targets if (met := row.met(name)) is not None]
    console.print(f"targets: {sum(verdicts)} of {len(verdicts)} are met")
    unmeasured = _unmeasured(rows, asked)
    if unmeasured:
        console.print(f"[red]not measured, as answers are wrong:[/] {', '.join(unmeasured)}")


def _unmeasured(rows: Sequence[Row], asked: Rounds) -> list[str]:
    """List what was to be measured and was not."""
    found = {row.case.label for row in rows if KIZUNA in row.values}
    return [case.label for case, _ in asked.steps() if case.label not in found]


if __name__ == "__main__":
    main()
