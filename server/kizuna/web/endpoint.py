"""How a query is answered, whichever way it came; this part knows no framework."""

from __future__ import annotations

import time
from typing import Any

from kizuna.errors import QueryError
from kizuna.formats import GRAPH_FORMATS, HTML, SOLUTION_FORMATS, Format
from kizuna.web.admission import examining
from kizuna.web.current import Environment, Published
from kizuna.web.evaluation import Question
from kizuna.web.examination import FORMS_OF_GRAPHS, Query, examine
from kizuna.web.language import Saying, saying
from kizuna.web.negotiation import choose
from kizuna.web.problems import Detail, ProblemError
from kizuna.web.protocol import Operation

_LONG = 32 * 1024
"""Characters up to which queries are examined side by side."""

_LEAST = 0.1

_TABLES = (*SOLUTION_FORMATS, HTML)
_GRAPHS = (*GRAPH_FORMATS, HTML)


def read_question(
    served: Published, operation: Operation, text: str, environ: Environment
) -> Question:
    """Examine what a request asks.

    :raises QueryError: if it is refused, or is no query at all.
    """
    settings = served.asker.settings
    limit = float(settings.timeout)
    seconds = min(limit, operation.seconds or limit)
    client = client_of(environ, settings.proxies)
    if len(text) <= _LONG:
        query = examine(text, served.base.iri)
        return Question(query, operation.clause, seconds, client)
    began = time.monotonic()
    with examining(environ):
        query = examine(text, served.base.iri, began + seconds)
    left = max(_LEAST, round(seconds - (time.monotonic() - began), 1))
    return Question(query, operation.clause, left, client)


def evaluate(served: Published, question: Question, form: Format) -> bytes:
    """Have a query answered, wholly, in a format.

    :raises QueryError: if it cannot be parsed or evaluated, or names an unknown graph.
    :raises ProblemError: if it ran into a limit.
    """
    return served.asker.ask(question, form)


def choose_format(query: Query, wanted: str | None, accept: str) -> Format:
    """Choose the format: by the parameter ``format``, or else by the header.

    :raises ProblemError: 400 or 406 where there is none of that kind; the problem lists them.
    """
    offers = _GRAPHS if query.form in FORMS_OF_GRAPHS else _TABLES
    if wanted is None:
        return choose(offers, accept)
    named = next((offer for offer in offers if offer.is_called(wanted)), None)
    if named is None:
        names = [offer.name for offer in offers]
        values = {"form": wanted[:60], "forms": ", ".join(names)}
        if offers is _GRAPHS:
            detail = saying("No graph has the format %(form)r: ask for %(forms)s.", **values)
        else:
            detail = saying("No table has the format %(form)r: ask for %(forms)s.", **values)
        raise ProblemError("bad-request", detail, formats=names)
    return named


def client_of(environ: Environment, proxies: frozenset[str]) -> str:
    """Tell clients apart: by address, or by what a proxy that is believed says of it."""
    address: str = environ.get("REMOTE_ADDR") or ""
    if address in proxies:
        forwarded: str = environ.get("HTTP_X_FORWARDED_FOR", address)
        return forwarded.rpartition(",")[2].strip()
    return address


def explain(error: QueryError, query: str) -> ProblemError:
    """Make the problem of a query that cannot be answered, with the piece that is wrong."""
    members: dict[str, Any] = {"line": error.line, "column": error.column} if error.line else {}
    piece = _piece(query, error.line, error.column)
    if piece:
        members["query"] = piece
    return ProblemError(error.kind, _said(error), headers=None, **members)


def _said(error: QueryError) -> Detail:
    """Give what was said of it, in any language if it was not the engine that said it."""
    return error.said if isinstance(error.said, Saying) else str(error)


def _piece(query: str, line: int, column: int) -> str:
    """Cut the piece of a query out at which it cannot be read."""
    lines = query.split("\n")
    if not 1 <= line <= len(lines):
        return ""
    return lines[line - 1][max(0, column - 20) : column + 40]
