"""What is answered before the framework sees a request.

What was answered lately, documents as the index has them, and queries by GET as programs send
them. All else goes on to the framework, with what was met on the way: nothing is evaluated twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from kizuna.errors import QueryError
from kizuna.formats import HTML
from kizuna.web.current import Environment, Published, published_for
from kizuna.web.described import answer_document
from kizuna.web.endpoint import choose_format, client_of, evaluate, read_question
from kizuna.web.headers import DOCUMENT, IMMUTABLE, NEVER, list_headers
from kizuna.web.kept import AGAIN, Answer, Headers, Key, key_of
from kizuna.web.mount import WSGI, Start
from kizuna.web.negotiation import prefers_gzip
from kizuna.web.problems import ProblemError
from kizuna.web.protocol import read_address
from kizuna.web.representations import represent_result

RAISED = "kizuna.raised"
_OK = "200 OK"
_STAYS = frozenset({DOCUMENT, IMMUTABLE})


class Front:
    """Stands before an app, and answers what it can."""

    def __init__(self, app: WSGI) -> None:
        self._app = app

    def __call__(self, environ: Environment, start: Start) -> Iterable[bytes]:
        """Answer a request, or pass it on."""
        key = key_of(environ)
        if key is None:
            return self._app(environ, start)
        served = published_for(environ)
        found = served.kept.find(key)
        if found is None:
            found = _answer(served, environ, key)
        elif found.again:
            found.again(client_of(environ, served.asker.settings.proxies))
        if found is None:
            return self._pass_on(environ, start, partial(served.kept.keep, key))
        start(found.status, found.headers)
        return [found.body]

    def _pass_on(
        self, environ: Environment, start: Start, keep: Callable[[Answer], None]
    ) -> Iterable[bytes]:
        said: list[Any] = []

        def note(status: str, headers: Headers, *rest: Any) -> Any:
            said[:] = status, headers
            return start(status, headers, *rest)

        body = self._app(environ, note)
        if said and said[0] == _OK and isinstance(body, list) and _stays(said[1]):
            keep(Answer(_OK, said[1], body[0], environ.get(AGAIN)))
        return body


def _stays(headers: Headers) -> bool:
    return any(name == "Cache-Control" and value in _STAYS for name, value in headers)


def _answer(served: Published, environ: Environment, key: Key) -> Answer | None:
    """Answer what programs ask for; a page, and a problem, is made by the framework."""
    path = environ["PATH_INFO"]
    if path.startswith("/doc/"):
        document = answer_document(served, environ)
        if document:
            served.kept.keep(key, document)
        return document
    if path != "/sparql" or "query=" not in environ["QUERY_STRING"]:
        return None
    try:
        return _evaluate(served, environ, key)
    except (ProblemError, QueryError) as error:
        environ[RAISED] = error
        return None


def _evaluate(served: Published, environ: Environment, key: Key) -> Answer | None:
    operation = read_address(environ["QUERY_STRING"])
    if operation.query is None:
        return None
    question = read_question(served, operation, operation.query, environ)
    chosen = choose_format(question.query, operation.answer, environ.get("HTTP_ACCEPT", ""))
    if chosen is HTML:
        return None
    representation = represent_result(evaluate(served, question, chosen), chosen)
    if prefers_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        representation = representation.compressed()
    cache = NEVER if question.is_volatile else DOCUMENT
    headers = list_headers(representation, cache, served.release.name)
    again = partial(served.asker.log_again, question.query, len(representation.body))
    made = Answer(_OK, headers, representation.body, again)
    if cache is DOCUMENT:
        served.kept.keep(key, made)
    return made


def raise_again(environ: Environment) -> None:
    """Raise what was met before the framework saw the request.

    :raises QueryError: if the query could not be answered.
    :raises ProblemError: if it ran into a limit.
    """
    raised = environ.get(RAISED)
    if raised is not None:
        raise raised
