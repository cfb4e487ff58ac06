"""The endpoint: queries by the SPARQL 1.1 Protocol, its description, a form for people."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from kizuna.errors import QueryError
from kizuna.formats import GRAPH_FORMATS, HTML, RESULTS_JSON, SOLUTION_FORMATS, TURTLE, Format
from kizuna.web.answers import send, tabulate, tell_error
from kizuna.web.current import Published, published
from kizuna.web.examination import FORMS_OF_GRAPHS, Query, examine
from kizuna.web.negotiation import choose
from kizuna.web.protocol import Operation, read_operation
from kizuna.web.service import describe_service
from kizuna.web.serving import Document, page, serve
from kizuna.web.views import Value

sparql = Blueprint("sparql", __name__)

_EXAMPLE = """PREFIX kizuna: <https://w3id.org/kizuna/def#>
PREFIX rdfs: <{rdfs}>

SELECT ?partnership ?label WHERE {{
  ?partnership a kizuna:Partnership ; rdfs:label ?label .
}}
ORDER BY ?label
"""


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
        raise tell_error(error, operation.query) from error


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
    query = examine(text, served.base.iri)
    chosen = _choose(query, operation.answer)
    limit = float(served.asker.settings.timeout)
    seconds = min(limit, operation.seconds or limit)

    def run(form: Format) -> bytes:
        return served.asker.ask(query, operation.clause, form, seconds)

    if chosen is not HTML:
        return send(run(chosen), chosen)
    return send(_page(served, query, operation, run(_shown(query))), HTML)


def _choose(query: Query, wanted: str | None) -> Format:
    """Choose the format: by the parameter if it names one of the offers, else by the header."""
    family = GRAPH_FORMATS if query.form in FORMS_OF_GRAPHS else SOLUTION_FORMATS
    offers = (*family, HTML)
    named = next((offer for offer in offers if offer.name == wanted), None)
    return named or choose(offers)


def _shown(query: Query) -> Format:
    return TURTLE if query.form in FORMS_OF_GRAPHS else RESULTS_JSON


def _page(served: Published, query: Query, operation: Operation, result: bytes) -> str:
    if query.form in FORMS_OF_GRAPHS:
        return page("sparql.html", query=query.original, text=result.decode())
    table = tabulate(served, result)
    if isinstance(table, bool):
        return page("sparql.html", query=query.original, text=str(table).lower())
    address = f"{served.base.path}sparql?{urlencode(operation.pairs())}"
    downloads = [Value(f.label, f"{address}&format={f.name}") for f in SOLUTION_FORMATS]
    return page("sparql.html", query=query.original, table=table, downloads=downloads)
