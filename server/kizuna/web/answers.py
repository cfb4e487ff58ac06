"""Answers to queries: how they are sent, shown in a table, and told where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from kizuna.errors import QueryError
from kizuna.formats import Format
from kizuna.web.addresses import link
from kizuna.web.current import Published
from kizuna.web.headers import DOCUMENT, NEVER, Link, answer
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.problems import ProblemError
from kizuna.web.representations import represent
from kizuna.web.views import Value

SHOWN = 1000
"""Solutions that a page shows; the rest is a file."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first solutions of a query, for a page, and how many there are."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    total: int


def tabulate(served: Published, result: bytes) -> Table | bool:
    """Read a result in JSON: a table, or the truth."""
    data = json.loads(result)
    if "boolean" in data:
        return bool(data["boolean"])
    variables = tuple(data["head"]["vars"])
    solutions = data["results"]["bindings"]
    rows = tuple(
        tuple(_cell(served, solution.get(name)) for name in variables)
        for solution in solutions[:SHOWN]
    )
    return Table(variables, rows, len(solutions))


def _cell(served: Published, term: dict[str, Any] | None) -> Value | None:
    if term is None:
        return None
    if term["type"] == "triple":
        return Value(json.dumps(term["value"], ensure_ascii=False))
    href = link(served.base, term["value"]) if term["type"] == "uri" else None
    return Value(term["value"], href, term.get("xml:lang"))


def send(
    made: bytes | str, chosen: Format, *, negotiated: bool = True, links: Iterable[Link] = ()
) -> Response:
    """Send an answer, whole."""
    representation = represent(made, chosen)
    if accepts_gzip():
        representation = representation.compressed()
    cache = NEVER if request.method == "POST" else DOCUMENT
    return answer(representation, negotiated=negotiated, cache=cache, links=links)


def tell_error(error: QueryError, query: str) -> ProblemError:
    """Tell what is wrong with a query, with the piece of it where that shows."""
    members: dict[str, Any] = {"line": error.line, "column": error.column} if error.line else {}
    piece = _piece(query, error.line, error.column)
    if piece:
        members["query"] = piece
    return ProblemError(error.kind, str(error), headers=None, **members)


def _piece(query: str, line: int, column: int) -> str:
    """Cut the piece of a query out at which it cannot be read."""
    lines = query.split("\n")
    if not 1 <= line <= len(lines):
        return ""
    return lines[line - 1][max(0, column - 20) : column + 40]
