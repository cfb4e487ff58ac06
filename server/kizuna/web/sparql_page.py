"""The page of the endpoint: what it has beside a query and its result.

It works without a script as a form with examples; where the editor is in place, its script takes
over the query and the answer that the page came with, so that neither is asked for twice.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from kizuna.formats import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from kizuna.namespaces import TERMS
from kizuna.web.assets import has_editor, mark
from kizuna.web.current import Published, published
from kizuna.web.editor_words import translate_words
from kizuna.web.failures import tell
from kizuna.web.headers import allow_editor
from kizuna.web.language import Language
from kizuna.web.problems import TYPES, ProblemError
from kizuna.web.reader import reader
from kizuna.web.serving import page

_TEMPLATE = "sparql.html"

_SHOWN = 256 * 1024
"""Bytes of a result up to which the page holds it for the editor, which asks again for more."""


def write_page(**values: Any) -> str:
    """Write the page of the endpoint."""
    return page(_TEMPLATE, **_shown_anyway(), **values)


def _shown_anyway() -> dict[str, Any]:
    served = published()
    return {
        "examples": served.queries.values(),
        "editor": f"{served.base.path}static/{mark()}/" if has_editor() else "",
        "section": "sparql",
        "told": _tell_editor(served, reader().language),
        "offered": (*SOLUTION_FORMATS, *GRAPH_FORMATS),
    }


def _tell_editor(served: Published, language: Language) -> dict[str, Any]:
    examples = [
        {"title": e.titles.get(language.code, e.title), "view": e.view, "text": e.text}
        for e in served.queries.values()
    ]
    problems = {
        kind.name: {"title": language.say(kind.title), "remedy": language.say(kind.remedy)}
        for kind in TYPES.values()
    }
    return {
        "base": served.base.iri,
        "terms": TERMS,
        "endpoint": f"{served.base.iri}sparql",
        "timeout": served.asker.settings.timeout,
        "examples": examples,
        "problems": problems,
        "solutions": _listed(SOLUTION_FORMATS),
        "graphs": _listed(GRAPH_FORMATS),
        "words": translate_words(language),
    }


def first_example(served: Published) -> str:
    """Give the query that stands in the form before one is asked."""
    return next((saved.text for saved in served.queries.values()), "SELECT * { ?s ?p ?o } LIMIT 10")


def _listed(formats: tuple[Format, ...]) -> list[tuple[str, str]]:
    return [(form.name, form.label.removeprefix("SPARQL results in ")) for form in formats]


def kept_answer(result: bytes, form: Format) -> dict[str, str] | None:
    """Give a result as the editor takes it over, unless it is long."""
    if len(result) > _SHOWN or not has_editor():
        return None
    return {"contentType": form.media_type, "data": result.decode()}


def tell_of_query(error: ProblemError) -> Response:
    """Tell a problem; to a browser with its query still in the form."""
    query = request.args.get("query") if request.method == "GET" else None
    if query is None:
        return tell(error.problem, error.headers)
    told = error.problem.describe(published().base.iri)
    return tell(
        error.problem, error.headers, template=_TEMPLATE, query=query, answer={"problem": told},
        **_shown_anyway(),
    )  # fmt: skip


def let_editor_work(response: Response) -> Response:
    """Let the page run the editor where it is in place."""
    return allow_editor(response) if has_editor() else response
