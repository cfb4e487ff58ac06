"""Saved queries: their list, and for each a page with a form, and its results as files."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from kizuna.errors import QueryError
from kizuna.formats import HTML, RESULTS_JSON, SOLUTION_FORMATS, Format
from kizuna.queries import Parameter, SavedQuery
from kizuna.web.answers import send
from kizuna.web.current import Published, published
from kizuna.web.endpoint import client_of, evaluate, explain
from kizuna.web.evaluation import Question
from kizuna.web.examination import examine
from kizuna.web.headers import Link
from kizuna.web.language import saying
from kizuna.web.negotiation import choose
from kizuna.web.pages.solutions import Table, tabulate, with_names
from kizuna.web.pages.views import Value
from kizuna.web.problems import not_found
from kizuna.web.query_values import Option, Values, list_options, read_values
from kizuna.web.serving import dataset_links, page, serve_page, viewer

queries = Blueprint("queries", __name__)

_OFFERS = (*SOLUTION_FORMATS, HTML)


@dataclass(frozen=True, slots=True)
class Control:
    """A field of a form: its parameter, what stands in it, and what there is to choose."""

    parameter: Parameter
    value: str
    options: tuple[Option, ...]


@queries.get("/query")
def see_queries() -> Response:
    """Serve the list of saved queries."""
    served = published()
    return serve_page(
        lambda: page(
            "queries.html", queries=served.queries.values(), address="query", section="query"
        )
    )


@queries.get("/query/<name>")
def see_query(name: str) -> Response:
    """Serve the results of a saved query: in a fixed format, or in the one that is preferred.

    :raises ProblemError: 404 if there is none of that name or no such format, 400 if a parameter
        has no value that it can have.
    """
    served = published()
    query, fixed = _find(served, name)
    values = read_values(served, query)
    chosen = fixed or choose(_OFFERS)
    question = _pose(served, query, values)
    made: bytes | str = _ask(served, question, RESULTS_JSON if chosen is HTML else chosen)
    if isinstance(made, bytes) and chosen is HTML:
        made = _page(served, query, values, made)
    links = _links(served, query, values)
    return send(served, question, made, chosen, negotiated=not fixed, links=links)


def _find(served: Published, name: str) -> tuple[SavedQuery, Format | None]:
    stem, dot, extension = name.partition(".")
    query = served.queries.get(stem)
    if query is None:
        told = saying(
            "The release has no saved query %(name)r; %(address)s lists those it has.",
            name=stem[:60], address=served.base.iri + "query",
        )  # fmt: skip
        raise not_found(told)
    fixed = next((offer for offer in _OFFERS if offer.extension == extension), None)
    if dot and fixed is None:
        forms = ", ".join(f".{offer.extension}" for offer in _OFFERS)
        told = saying(
            "This query has no form .%(form)s; there are %(forms)s.",
            form=extension[:20], forms=forms,
        )  # fmt: skip
        raise not_found(told)
    return query, fixed


def _pose(served: Published, query: SavedQuery, values: Values) -> Question:
    settings = served.asker.settings
    client = client_of(request.environ, settings.proxies)
    examined = examine(query.bound_text, served.base.iri)
    return Question(examined, None, float(settings.timeout), client, values.bindings)


def _ask(served: Published, question: Question, form: Format) -> bytes:
    try:
        return evaluate(served, question, form)
    except QueryError as error:
        raise explain(error, question.query.original) from error


def _links(served: Published, query: SavedQuery, values: Values) -> list[Link]:
    address = f"{served.base}query/{query.name}"
    forms = [
        Link(f"{address}.{offer.extension}{values.address}", "alternate", offer.media_type)
        for offer in _OFFERS
    ]
    return [*forms, Link(address, "canonical"), *dataset_links()]


def _page(served: Published, query: SavedQuery, values: Values, result: bytes) -> str:
    table = tabulate(served.base, result)
    assert isinstance(table, Table)  # noqa: S101  # the compiler lets SELECT through alone
    address = f"{served.base.path}query/{query.name}"
    downloads = [
        Value(offer.label, f"{address}.{offer.extension}{values.address}")
        for offer in SOLUTION_FORMATS
    ]
    text = query.write(values.terms)
    return page(
        "query.html", query=query, table=with_names(table, viewer()), downloads=downloads,
        text=text, address=f"query/{query.name}{values.address}", section="query",
        controls=[_control(served, parameter, values) for parameter in query.parameters],
        editor=f"{served.base.path}sparql?{urlencode({'query': text})}",
    )  # fmt: skip


def _control(served: Published, parameter: Parameter, values: Values) -> Control:
    value = values.given.get(parameter.name, parameter.default or "")
    return Control(parameter, value, list_options(served, parameter.kind))
