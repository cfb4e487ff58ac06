"""How answers to queries are sent."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from flask import Response, request

from kizuna.formats import HTML, Format
from kizuna.web.current import Published
from kizuna.web.evaluation import Question
from kizuna.web.headers import DOCUMENT, NEVER, Link, answer
from kizuna.web.kept import AGAIN
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.representations import represent_result
from kizuna.web.serving import written


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
