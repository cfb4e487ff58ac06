"""How a request ends that cannot be answered: every error becomes a problem, told once."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from kizuna.formats import HTML
from kizuna.web.current import published
from kizuna.web.headers import BRIEF, NEVER, answer, finish, redirect
from kizuna.web.language import saying
from kizuna.web.negotiation import choose_problem
from kizuna.web.problems import TYPES, Detail, Problem, ProblemError, by_status
from kizuna.web.representations import represent
from kizuna.web.serving import page

_QUERY = "%&=+/:;,?@!$'()*~"
_LOG = logging.getLogger(__name__)


def init_failures(app: Flask) -> None:
    """Make the app tell problems, and finish every answer."""
    app.before_request(send_without_slash)
    app.register_error_handler(ProblemError, tell_problem)
    app.register_error_handler(HTTPException, tell_http)
    app.register_error_handler(Exception, tell_failure)
    app.after_request(lambda response: finish(response, published().release.name))


def tell_problem(error: ProblemError) -> Response:
    """Tell a problem that our own code found."""
    return tell(error.problem, error.headers)


def tell_http(error: HTTPException) -> Response:
    """Tell a problem that the framework found: no such address, no such method."""
    status = error.code or 500
    kind = by_status(status)
    headers: dict[str, str] = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return tell(Problem(kind, _detail(kind.name, error)), headers)


def _detail(name: str, error: HTTPException) -> Detail:
    path, method = request.path, request.method
    if name == "not-found":
        return saying("There is nothing at %(path)r.", path=path)
    if name == "method-not-allowed":
        return saying("%(method)s is not allowed at %(path)r.", method=method, path=path)
    return error.name


def send_without_slash() -> Response | None:
    """Send to the same address without its last slash: nothing here has one but the first page."""
    # A browser takes a redirect for a refusal when it only asks what is allowed.
    if request.path == "/" or not request.path.endswith("/") or request.method == "OPTIONS":
        return None
    served = published()
    query = f"?{quote(request.query_string, safe=_QUERY)}" if request.query_string else ""
    return redirect(served.base.iri + quote(request.path.strip("/")) + query, 308)


def tell_failure(error: Exception) -> Response:
    """Tell of a fault of our own, without saying more of it than that; the log has the rest."""
    _LOG.error("%s %r failed", request.method, request.path, exc_info=error)
    return tell(
        Problem(TYPES["internal"], saying("The server met an error that it did not expect.")), {}
    )


def tell(
    problem: Problem, headers: dict[str, str], *, template: str = "problem.html", **values: Any
) -> Response:
    """Tell a problem in the form that suits the request; a page by its template."""
    chosen = choose_problem()
    members = problem.describe(published().base.iri)
    if chosen is HTML:
        body = page(template, problem=problem, members=members, **values)
    else:
        body = json.dumps(members, ensure_ascii=False, indent=2, default=str) + "\n"
    status = problem.kind.status
    cache = BRIEF if status < 500 else NEVER  # noqa: PLR2004
    response = answer(represent(body, chosen), negotiated=True, status=status, cache=cache)
    response.headers.update(headers)
    return response
