"""Questions about many items, asked in parts that an endpoint can answer.

A part that takes too long, or whose answer is too large, is asked again as two halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

from kizuna.curation.client import Client, Row
from kizuna.errors import UnboundedError

_THREADS = 3
_VALUES = "VALUES ?item { }"
_ENDS = 'STRENDS(STR(?item), "")'
_DIGITS = "0123456789"
_DEPTH = 4
"""Digits of item numbers by which a question is divided before it is given up."""

Told = Callable[[int], None]
"""What is told how many more items have been asked about."""


def nobody(_: int) -> None:
    """Tell nobody."""


def question(name: str) -> str:
    """Read a query of this package, by its name without the ending."""
    return (files("kizuna.curation") / "queries" / f"{name}.rq").read_text(encoding="utf-8")


def about(
    client: Client, query: str, items: Sequence[str], *, size: int, told: Told = nobody
) -> list[Row]:
    """Ask a query about items, ``size`` at a time, which stand where it has no values yet."""
    parts = [items[at : at + size] for at in range(0, len(items), size)]

    def ask(part: Sequence[str]) -> list[Row]:
        rows = _halving(client, query, part)
        told(len(part))
        return rows

    with ThreadPoolExecutor(_THREADS) as pool:
        return [row for rows in _in_order(pool, ask, parts) for row in rows]


def everywhere(client: Client, query: str, ending: str = "") -> list[Row]:
    """Ask a query of all items; in ten parts, by the last digit of their numbers, if need be."""
    try:
        return client.select(query.replace(_ENDS, _ENDS.replace('""', f'"{ending}"')))
    except UnboundedError:
        if len(ending) == _DEPTH:
            raise
    return [row for digit in _DIGITS for row in everywhere(client, query, f"{digit}{ending}")]


def _halving(client: Client, query: str, items: Sequence[str]) -> list[Row]:
    named = " ".join(f"<{item}>" for item in items)
    try:
        return client.select(query.replace(_VALUES, f"VALUES ?item {{ {named} }}"))
    except UnboundedError:
        if len(items) == 1:
            raise
    half = len(items) // 2
    return [*_halving(client, query, items[:half]), *_halving(client, query, items[half:])]


def _in_order(
    pool: ThreadPoolExecutor,
    ask: Callable[[Sequence[str]], list[Row]],
    parts: Sequence[Sequence[str]],
) -> Iterable[list[Row]]:
    """Ask all parts, and stop at the first that fails: what has not begun is not asked."""
    waiting = [pool.submit(ask, part) for part in parts]
    try:
        for future in waiting:
            yield future.result()
    finally:
        for future in waiting:
            future.cancel()
