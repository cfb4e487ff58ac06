"""The SPARQL 1.1 Protocol: what a request asks of the endpoint."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request

from kizuna.evaluation.jobs import Clause
from kizuna.formats import FORM, QUERY, UPDATE
from kizuna.web.admission import receive
from kizuna.web.current import published
from kizuna.web.examination import READ_ONLY
from kizuna.web.language import saying
from kizuna.web.problems import ProblemError

MAX_QUERY = 1024 * 1024
MAX_BODY = 2 * MAX_QUERY

_TOO_LONG = saying("A request has at most %(most)s bytes.", most=MAX_BODY)

_PLAIN = re.compile(r"query=[^&;\\]{1,16384}", re.ASCII)
_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"


@dataclass(frozen=True, slots=True)
class Operation:
    """A query with the dataset that the request, not the query, names.

    ``query`` is ``None`` on a bare GET, which asks for the service description; ``answer`` the
    name of a format that the request prefers to what its headers say; ``seconds`` a shorter limit
    than that of the endpoint.
    """

    query: str | None
    clause: Clause | None = None
    answer: str | None = None
    seconds: float | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """Write what is asked as the pairs of an address; format and time are left out."""
        clause = self.clause or Clause()
        graphs = [(_DEFAULT, name) for name in clause.default]
        graphs += [(_NAMED, name) for name in clause.named]
        return [("query", self.query or ""), *graphs]


def read_address(query_string: str) -> Operation:
    """Read what is asked by GET.

    :raises ProblemError: 400 or 413 where the protocol is not followed.
    """
    query = _read_plain(query_string)
    if query is not None:
        return Operation(query)
    return _assemble(decode_form(query_string.encode("latin-1")), None, posted=False)


def _read_plain(query_string: str) -> str | None:
    """Read a query that stands alone, if that is how it is written.

    The codec reads all escapes at once, in a sixth of the time that a form takes.
    """
    if not _PLAIN.fullmatch(query_string):
        return None
    escaped = query_string[len("query=") :].replace("+", " ").replace("%", r"\x")
    try:
        return escaped.encode("ascii").decode("unicode_escape").encode("latin-1").decode()
    except UnicodeError:
        return None


def read_operation(request: Request) -> Operation:
    """Read what is asked: by GET, by a posted form, or by a posted query.

    :raises ProblemError: 400, 413 or 415 where the protocol is not followed.
    """
    pairs = decode_form(request.query_string)
    query = None
    if request.method == "POST":
        body = _read_body(request)
        kind = request.mimetype
        if kind == FORM.media_type:
            pairs += decode_form(body)
        elif kind == QUERY.media_type:
            query = _decode(body)
            _refuse_second(pairs)
        else:
            raise _unsupported(kind)
    return _assemble(pairs, query, posted=request.method == "POST")


def _unsupported(kind: str) -> ProblemError:
    if kind == UPDATE.media_type:
        return ProblemError("update-refused", READ_ONLY)
    return ProblemError(
        "unsupported-media-type",
        saying(
            "Post a query as %(form)s or as %(query)s, not as %(kind)s.",
            form=FORM.media_type,
            query=QUERY.media_type,
            kind=kind or "nothing",
        ),
    )


def _assemble(pairs: list[tuple[str, str]], query: str | None, *, posted: bool) -> Operation:
    if any(name == "update" for name, _ in pairs):
        raise ProblemError("update-refused", READ_ONLY)
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise ProblemError("bad-request", saying("A request has one query; this one has more."))
    query = queries[0] if queries else query
    if query is None and posted:
        raise ProblemError("bad-request", saying("The form has no parameter 'query'."))
    if query is not None and len(query) > MAX_QUERY:
        told = saying("A query has at most %(most)s characters.", most=MAX_QUERY)
        raise ProblemError("too-large", told)
    clause = Clause(_values(pairs, _DEFAULT), _values(pairs, _NAMED))
    answer = next((value for name, value in pairs if name == "format"), None)
    return Operation(query, clause or None, answer or None, _read_seconds(pairs))


def _read_seconds(pairs: list[tuple[str, str]]) -> float | None:
    text = next((value for name, value in pairs if name == "timeout"), None)
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not seconds > 0:
        told = saying("The timeout is a number of seconds, not %(text)r.", text=text)
        raise ProblemError("bad-request", told)
    return seconds


def _values(pairs: list[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    return tuple(value for name, value in pairs if name == wanted)


def _refuse_second(pairs: list[tuple[str, str]]) -> None:
    if any(name == "query" for name, _ in pairs):
        raise ProblemError(
            "bad-request", saying("The query stands in the body and in the address.")
        )


def _read_body(request: Request) -> bytes:
    if (request.content_length or 0) > MAX_BODY:
        raise ProblemError("too-large", _TOO_LONG)
    if request.content_encoding not in (None, "", "identity"):
        raise ProblemError(
            "unsupported-media-type",
            saying("Send the body as it is, not as %(coding)s.", coding=request.content_encoding),
        )
    body = receive(MAX_BODY + 1, published().asker.settings.timeout)
    if len(body) > MAX_BODY:
        raise ProblemError("too-large", _TOO_LONG)
    if len(body) < (request.content_length or 0):
        raise ProblemError(
            "bad-request", saying("The body of the request ended before its length.")
        )
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        told = saying("A query is sent in UTF-8, not in %(charset)s.", charset=charset)
        raise ProblemError("bad-request", told)
    return body


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        told = saying("The query is not UTF-8: %(reason)s.", reason=error.reason)
        raise ProblemError("bad-request", told) from error


def decode_form(data: bytes) -> list[tuple[str, str]]:
    """Decode a form, once: what it says of itself in percent signs is UTF-8 or refused.

    :raises ProblemError: 400 if it cannot be decoded.
    """
    try:
        return parse_qsl(
            data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except UnicodeDecodeError as error:
        told = saying("The form is not UTF-8: %(reason)s.", reason=error.reason)
        raise ProblemError("bad-request", told) from error
    except ValueError as error:
        raise ProblemError("bad-request", saying("The form has more than 1000 fields.")) from error
