"""Progress of what takes long: its steps, or how many are done and at what rate."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[int, int], None]
"""What is told how many are done, and how many there are."""

Step = Callable[[str], None]
"""What is told the name of each step as it begins."""

_PATIENCE = 2.0
"""Seconds after which a program that says nothing looks as if it hung."""

_EVERY = 2.0
"""Seconds between two lines, where there is no terminal."""


@contextmanager
def counting(what: str) -> Iterator[tuple[Progress, Step]]:
    """Show how many are done at what rate, and the step: as a bar to a terminal, else in lines."""
    if not sys.stderr.isatty():
        yield _lines(what), _step_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    rate = TextColumn("{task.fields[rate]}")
    step = TextColumn("{task.description}")
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(what), rate, TimeRemainingColumn())
    began = time.monotonic()
    with Bar(step, *columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("starting …", total=None, rate="")

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, rate=_rate(done, began))

        yield show, lambda name: bar.update(task, description=f"{name} …")


def _lines(what: str) -> Progress:
    began = last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _EVERY:
            last = now
            click.echo(f"{done:,} of {total:,} {what}, {_rate(done, began)}", err=True)

    return tell


def _rate(done: int, began: float) -> str:
    return f"{done / max(time.monotonic() - began, 0.001):,.0f} a second"


def adding(progress: Progress, total: int) -> Callable[[int], None]:
    """Add up what is told piece by piece."""
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        progress(done, total)

    return tell


@contextmanager
def steps() -> Iterator[Step]:
    """Tell the steps of a long command: at once to a terminal, elsewhere after two seconds."""
    if not sys.stderr.isatty():
        yield _step_lines()
        return
    from rich.console import Console

    with Console(stderr=True).status("starting …") as status:
        yield lambda name: status.update(f"{name} …")


def _step_lines() -> Step:
    began = time.monotonic()

    def tell(name: str) -> None:
        if time.monotonic() - began > _PATIENCE:
            click.echo(f"{name} …", err=True)

    return tell
