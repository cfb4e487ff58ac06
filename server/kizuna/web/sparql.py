"""The endpoint: queries by the SPARQL 1.1 Protocol, its description, a form for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, request

from kizuna.errors import QueryError
from kizuna.formats import HTML, RESULTS_JSON, TURTLE, Format
from kizuna.web.addresses import link
from kizuna.web.current import Published, published
from kizuna.web.endpoint import Question, choose_format, client_of, evaluate, explain
from kizuna.web.examination import FORMS_OF_GRAPHS, Query, examine
from kizuna.web.examples import examples
from kizuna.web.front import AGAIN, raise_again
from kizuna.web.headers import DOCUMENT, NEVER, answer
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.problems import ProblemError
from kizuna.web.protocol import Operation, read_operation
from kizuna.web.representations import represent
from kizuna.web.service import describe_service
from kizuna.web.serving import Document, page, serve
from kizuna.web.sparql_page import kept_answer, let_editor_work, page_values, tell_of_query
from kizuna.web.views import Value

sparql = Blueprint("sparql", __name__)

sparql.context_processor(page_values)
sparql.register_error_handler(ProblemError, tell_of_query)
sparql.after_request(let_editor_work)


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
        raise_again(request.environ)
        return _answer(published(), operation, operation.query)
    except QueryError as error:
        raise explain(error, operation.query) from error


def _describe(served: Published) -> Response:
    document = Document(
        f"{served.base.iri}sparql",
        lambda: describe_service(served),
        lambda: page("sparql.html", query=examples(served)[0].text),
    )
    return serve(document, None, suffixes=False)


def _answer(served: Published, operation: Operation, text: str) -> Response:
    query = examine(text, served.base.iri)
    chosen = choose_format(query, operation.answer, request.headers.get("Accept", ""))
    client = client_of(request.environ, served.asker.settings.proxies)
    question = Question(query, operation, client)
    if chosen is HTML:
        made: bytes | str = _page(served, query, evaluate(served, question, _shown(query)))
    else:
        made = evaluate(served, question, chosen)
    representation = represent(made, chosen)
    if accepts_gzip():
        representation = representation.compressed()
    size = len(representation.body)
    request.environ[AGAIN] = partial(served.asker.log_again, query, size)
    brief = request.method == "POST" or question.is_volatile
    return answer(representation, negotiated=True, cache=NEVER if brief else DOCUMENT)


def _shown(query: Query) -> Format:
    return TURTLE if query.form in FORMS_OF_GRAPHS else RESULTS_JSON


def _page(served: Published, query: Query, result: bytes) -> str:
    kept = kept_answer(result, _shown(query))
    if query.form in FORMS_OF_GRAPHS:
        return page("sparql.html", query=query.original, answer=kept, text=result.decode())
    data = json.loads(result)
    if "boolean" in data:
        text = str(data["boolean"]).lower()
        return page("sparql.html", query=query.original, answer=kept, text=text)
    variables = tuple(data["head"]["vars"])
    rows = tuple(
        tuple(_cell(served, row.get(name)) for name in variables)
        for row in data["results"]["bindings"]
    )
    return page("sparql.html", query=query.original, answer=kept, table=Table(variables, rows))


def _cell(served: Published, term: dict[str, str] | None) -> Value | None:
    if term is None:
        return None
    href = link(served.base, term["value"]) if term["type"] == "uri" else None
    return Value(term["value"], href, term.get("xml:lang"))
