"""Answers to queries: how they are sent, or shown in a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, request

from kizuna.formats import HTML, Format
from kizuna.web.addresses import link
from kizuna.web.current import Published
from kizuna.web.evaluation import Question
from kizuna.web.headers import DOCUMENT, NEVER, Link, answer
from kizuna.web.kept import AGAIN
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.pages.views import Value
from kizuna.web.representations import represent_result
from kizuna.web.serving import written

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
    served: Published, question: Question, made: bytes | str, chosen: Format, *,
    negotiated: bool = True, links: Iterable[Link] = (),
) -> Response:  # fmt: skip
    """Send an answer, whole."""
    representation = represent_result(made, chosen)
    if accepts_gzip():
        representation = representation.compressed()
    size = len(representation.body)
    request.environ[AGAIN] = partial(served.asker.log_again, question.query, size)
    brief = request.method == "POST" or question.is_volatile
    cache = NEVER if brief else DOCUMENT
    return answer(
        representation, negotiated=negotiated, cache=cache, links=links,
        written=written() if chosen is HTML else None,
    )  # fmt: skip
