"""What a command of the measurements says while it runs, and of what went wrong."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench import machine
from bench.load import has_wrk
from bench.release import World
from bench.samples import Sample
from bench.servers import BenchError, Server
from kizuna.errors import KizunaError

QUIET = 0.1
"""Share of processor time that may go elsewhere."""
NO_WRK = (
    "[yellow]wrk is missing (Debian: apt-get install wrk):[/] threads of this program ask in its "
    "stead, and the figures of fast servers are theirs"
)
console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)


@contextmanager
def told() -> Iterator[None]:
    """Tell errors in a line, and end servers when the command is told to end.

    :raises click.ClickException: in place of what was raised.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    except (BenchError, KizunaError) as error:
        raise click.ClickException(str(error)) from error
    except subprocess.CalledProcessError as error:
        said = f": {error.stderr[-500:]!r}" if error.stderr else ""
        raise click.ClickException(f"{shlex.join(map(str, error.cmd))} failed{said}") from error


def tell_start(servers: Sequence[Server]) -> None:
    """Tell which servers are started, and that wrk is missing if it is."""
    if not has_wrk():
        console.print(NO_WRK)
    console.print(f"starting {', '.join(server.name for server in servers)}")


def follow(steps: Iterable[tuple[str, list[Sample]]], total: int) -> list[Sample]:
    """Take the samples of all slices, and tell how far they are."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeRemainingColumn())  # fmt: skip
    samples: list[Sample] = []
    with Progress(
        *columns, console=console, refresh_per_second=1, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("", total=total)
        for label, found in steps:
            samples.extend(found)
            if not console.is_terminal:
                console.print(label)
            progress.update(task, advance=1, description=label)
    return samples


def tell_answers(answers: Sequence[Mapping[str, Any]]) -> None:
    """Tell which answers are not as they should be."""
    wrong = [answer for answer in answers if answer["problem"]]
    for answer in wrong:
        name = f"{answer['query']} {answer['form']}, {answer['server']}"
        console.print(f"[red]{name}:[/] {answer['problem']}")
    console.print(f"answers: {len(answers) - len(wrong)} of {len(answers)} are as they should be")


def tell_disturbances(disturbed: Sequence[Mapping[str, float]]) -> None:
    """Tell for each round which shares of processor time went elsewhere."""
    for number, part in enumerate(disturbed):
        said = ", ".join(f"{name} {share:.0%}" for name, share in part.items())
        console.print(f"processor time in round {number + 1}: {said}")
    if any(part["stolen"] + part["others"] > QUIET for part in disturbed):
        console.print("[yellow]The machine was busy with other things: the figures say little.[/]")


def describe(
    world: World, servers: Sequence[Server], rounds: int, seconds: float
) -> dict[str, Any]:
    """Describe a run: when, where, over what."""
    return {
        "command": shlex.join(sys.argv), "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "release": world.manifest.name, "triples": world.manifest.triples,
        "rounds": rounds, "seconds": seconds, "wrk": has_wrk(),
        "started": {server.name: server.started for server in servers},
    }  # fmt: skip
