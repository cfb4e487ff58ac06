"""What an endpoint's failure means: come back, ask for less, or give up."""

from __future__ import annotations

import urllib.error
from dataclasses import dataclass
from http import HTTPStatus

from SPARQLWrapper import SPARQLExceptions

_PASSING = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
_SAID = 200
_UNBOUNDED = (b"TimeoutException", b"problems#query-timeout", b"problems#result-too-large")
"""What the servers of Wikidata, and Kizuna's own, write where less would do."""

_STATUS: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (SPARQLExceptions.QueryBadFormed, HTTPStatus.BAD_REQUEST),
    (SPARQLExceptions.Unauthorized, HTTPStatus.UNAUTHORIZED),
    (SPARQLExceptions.EndPointNotFound, HTTPStatus.NOT_FOUND),
    (SPARQLExceptions.URITooLong, HTTPStatus.REQUEST_URI_TOO_LONG),
    (SPARQLExceptions.EndPointInternalError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""SPARQLWrapper has an exception for each of these, with the body but without the headers."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A failure: whether it may pass, whether less would do, and how long to wait."""

    reason: str
    passing: bool
    unbounded: bool = False
    retry_after: str | None = None


def refusal_of(error: Exception) -> Refusal:
    """Tell what a failure means."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return _of_status(status, str(error).encode(), None)
    if isinstance(error, urllib.error.HTTPError):
        with error:
            return _of_status(error.code, error.read(_SAID * 10), error.headers.get("Retry-After"))
    if _is_timeout(error):
        return Refusal("took longer than the deadline", passing=False, unbounded=True)
    if isinstance(error, SyntaxError):
        return Refusal(f"sent half an answer, or none that is JSON: {error.msg}", passing=True)
    if isinstance(error, EOFError):
        return Refusal(f"sent half an answer: {error}", passing=True)
    reason = getattr(error, "reason", None) or error
    return Refusal(f"cannot be reached, or closed the connection: {reason}", passing=True)


def _of_status(status: int, body: bytes, retry_after: str | None) -> Refusal:
    said = " ".join(body[:_SAID].decode(errors="replace").split())
    reason = f"answered {status}: {said}" if said else f"answered {status}"
    if status == HTTPStatus.GATEWAY_TIMEOUT or any(told in body for told in _UNBOUNDED):
        return Refusal("did not finish within its own limit", passing=False, unbounded=True)
    if status == HTTPStatus.FORBIDDEN:
        reason += " (it may have banned this client: wait a day, and check --contact)"
    return Refusal(reason, passing=status in _PASSING, retry_after=retry_after)


def _is_timeout(error: Exception) -> bool:
    """Tell a deadline that passed, also where urllib has wrapped it."""
    return isinstance(error, TimeoutError) or isinstance(
        getattr(error, "reason", None), TimeoutError
    )
