"""The endpoint: queries by the SPARQL 1.1 Protocol, its description, a page for people."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from kizuna.errors import QueryError
from kizuna.formats import HTML, RESULTS_JSON, SOLUTION_FORMATS, TURTLE, Format
from kizuna.web.answers import send
from kizuna.web.current import Published, published
from kizuna.web.endpoint import choose_format, evaluate, explain, read_question
from kizuna.web.examination import FORMS_OF_GRAPHS, Query
from kizuna.web.front import raise_again
from kizuna.web.pages.solutions import tabulate
from kizuna.web.pages.views import Value
from kizuna.web.problems import ProblemError
from kizuna.web.protocol import Operation, read_operation
from kizuna.web.service import describe_service
from kizuna.web.serving import Document, serve
from kizuna.web.sparql_page import (
    first_example,
    kept_answer,
    let_editor_work,
    tell_of_query,
    write_page,
)

sparql = Blueprint("sparql", __name__)

sparql.register_error_handler(ProblemError, tell_of_query)
sparql.after_request(let_editor_work)


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
        lambda: write_page(address="sparql", query=first_example(served)),
    )
    return serve(document, None, suffixes=False)


def _answer(served: Published, operation: Operation, text: str) -> Response:
    question = read_question(served, operation, text, request.environ)
    accept = request.headers.get("Accept", "")
    chosen = choose_format(question.query, operation.answer, accept)
    if chosen is not HTML:
        return send(served, question, evaluate(served, question, chosen), chosen)
    result = evaluate(served, question, _shown(question.query))
    return send(served, question, _page(served, question.query, operation, result), HTML)


def _shown(query: Query) -> Format:
    return TURTLE if query.form in FORMS_OF_GRAPHS else RESULTS_JSON


def _page(served: Published, query: Query, operation: Operation, result: bytes) -> str:
    kept = kept_answer(result, _shown(query))
    asked = f"sparql?{urlencode(operation.pairs())}"
    write = partial(write_page, address=asked, query=query.original, answer=kept)
    if query.form in FORMS_OF_GRAPHS:
        return write(text=result.decode())
    table = tabulate(served.base, result)
    if isinstance(table, bool):
        text = str(table).lower()
        return write(text=text)
    address = served.base.path + asked
    downloads = [Value(f.label, f"{address}&format={f.name}") for f in SOLUTION_FORMATS]
    return write(table=table, downloads=downloads)
