"""The endpoint: queries by the SPARQL 1.1 Protocol, its description, a form for people."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from kizuna.errors import QueryError
from kizuna.formats import (
    GRAPH_FORMATS,
    HTML,
    RESULTS_JSON,
    RESULTS_XML,
    SOLUTION_FORMATS,
    TURTLE,
    Format,
)
from kizuna.serialization import settle_xml
from kizuna.web.addresses import link
from kizuna.web.admission import examining
from kizuna.web.current import Published, published
from kizuna.web.examination import FORMS_OF_GRAPHS, Query, examine
from kizuna.web.headers import DOCUMENT, NEVER, answer
from kizuna.web.negotiation import accepts_gzip, choose
from kizuna.web.problems import ProblemError
from kizuna.web.protocol import Operation, read_operation
from kizuna.web.representations import Representation, represent
from kizuna.web.service import describe_service
from kizuna.web.serving import Document, page, serve
from kizuna.web.views import Value

sparql = Blueprint("sparql", __name__)

_LONG = 32 * 1024
"""Characters up to which queries are examined side by side."""

_EXAMPLE = """PREFIX kizuna: <https://w3id.org/kizuna/def#>
PREFIX rdfs: <{rdfs}>

SELECT ?partnership ?label WHERE {{
  ?partnership a kizuna:Partnership ; rdfs:label ?label .
}}
ORDER BY ?label
"""


@dataclass(frozen=True, slots=True)
class Table:
    """The solutions of a query, for a page."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]


@sparql.route("/sparql", methods=["GET", "POST"])
def see_endpoint() -> Response:
    """Answer a query, or describe the endpoint where there is none.

    :raises ProblemError: where the request or its query cannot be answered.
    """
    operation = read_operation(request)
    if operation.query is None:
        return _describe(published())
    try:
        return _answer(published(), operation, operation.query)
    except QueryError as error:
        raise _problem(error, operation.query) from error


def _describe(served: Published) -> Response:
    document = Document(
        f"{served.base.iri}sparql",
        lambda: describe_service(served),
        lambda: page("sparql.html", query=_example(served)),
    )
    return serve(document, None, suffixes=False)


def _example(served: Published) -> str:
    return _EXAMPLE.format(rdfs=served.prefixes["rdfs"])


def _answer(served: Published, operation: Operation, text: str) -> Response:
    limit = float(served.asker.settings.timeout)
    seconds = min(limit, operation.seconds or limit)
    began = time.monotonic()
    query = _examine(text, served.base.iri, began + seconds)
    chosen = _choose(query, operation.answer)
    if len(text) > _LONG:
        seconds = max(0.1, round(seconds - (time.monotonic() - began), 1))

    def run(form: Format) -> bytes:
        result = served.asker.ask(query, operation.clause, form, seconds)
        return _settle(result) if form is RESULTS_XML else result

    made = _page(served, query, run(_shown(query))) if chosen is HTML else run(chosen)
    representation = represent(made, chosen)
    if accepts_gzip():
        representation = representation.compressed()
    return _send(representation)


def _settle(result: bytes) -> bytes:
    try:
        return settle_xml(result)
    except ValueError as error:
        raise QueryError(str(error), kind="query-failed") from error


def _examine(text: str, base: str, deadline: float) -> Query:
    if len(text) <= _LONG:
        return examine(text, base, deadline)
    with examining():
        return examine(text, base, deadline)


def _choose(query: Query, wanted: str | None) -> Format:
    """Choose the format: by the parameter ``format``, or else by the header.

    :raises ProblemError: 400 or 406 where there is none of that kind; the problem lists them.
    """
    family = GRAPH_FORMATS if query.form in FORMS_OF_GRAPHS else SOLUTION_FORMATS
    offers = (*family, HTML)
    if wanted is None:
        return choose(offers)
    named = next((offer for offer in offers if offer.is_called(wanted)), None)
    if named is None:
        names = [offer.name for offer in offers]
        kind = "graph" if family is GRAPH_FORMATS else "table"
        detail = f"No {kind} has the format {wanted[:60]!r}: ask for {', '.join(names)}."
        raise ProblemError("bad-request", detail, formats=names)
    return named


def _shown(query: Query) -> Format:
    return TURTLE if query.form in FORMS_OF_GRAPHS else RESULTS_JSON


def _send(representation: Representation) -> Response:
    posted = request.method == "POST"
    return answer(representation, negotiated=True, cache=NEVER if posted else DOCUMENT)


def _page(served: Published, query: Query, result: bytes) -> str:
    if query.form in FORMS_OF_GRAPHS:
        return page("sparql.html", query=query.original, text=result.decode())
    data = json.loads(result)
    if "boolean" in data:
        return page("sparql.html", query=query.original, text=str(data["boolean"]).lower())
    variables = tuple(data["head"]["vars"])
    rows = tuple(
        tuple(_cell(served, row.get(name)) for name in variables)
        for row in data["results"]["bindings"]
    )
    return page("sparql.html", query=query.original, table=Table(variables, rows))


def _cell(served: Published, term: dict[str, str] | None) -> Value | None:
    if term is None:
        return None
    href = link(served.base, term["value"]) if term["type"] == "uri" else None
    return Value(term["value"], href, term.get("xml:lang"))


def _problem(error: QueryError, query: str) -> ProblemError:
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
