"""What is said when a request cannot be answered: problems by RFC 9457.

Each problem has a type with an address of its own, ``<base>problems#<name>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kizuna.errors import KizunaError


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A type of problem, as the page of problems explains it."""

    name: str
    status: int
    title: str
    remedy: str


_TYPES = (
    ProblemType(
        "bad-request", 400, "The request cannot be understood",
        "The detail says which part of it.",
    ),
    ProblemType(
        "bad-parameter", 400, "A parameter of the query has no value that it can have",
        "The detail says which, and what is expected; the parameters are listed with an example.",
    ),
    ProblemType(
        "query-syntax", 400, "The query cannot be parsed",
        "Line and column say where the parser stopped, and the detail what it expected there.",
    ),
    ProblemType(
        "query-refused", 400, "The query is refused",
        "SERVICE is never followed here: query the other endpoint yourself and join the results, "
        "or take a dump. Queries nested or chained without end are refused as well.",
    ),
    ProblemType(
        "update-refused", 400, "Updates are refused",
        "This endpoint is read-only. The data is changed in its repository.",
    ),
    ProblemType(
        "unknown-graph", 400, "The release has no such graph",
        "The service description lists the graphs; nothing is ever fetched.",
    ),
    ProblemType(
        "query-failed", 400, "The query cannot be evaluated",
        "The detail holds what the engine says.",
    ),
    ProblemType(
        "result-too-large", 400, "The result is too large",
        "A result is complete or not sent at all. Page through it with ORDER BY, LIMIT and "
        "OFFSET, or take the dump.",
    ),
    ProblemType("not-found", 404, "There is nothing at this address", "Begin at the first page."),
    ProblemType(
        "method-not-allowed", 405, "The method is not allowed here",
        "The header Allow lists those that are.",
    ),
    ProblemType(
        "not-acceptable", 406, "None of the formats asked for exists",
        "Ask for one of those listed, or use a suffix: .ttl .nt .jsonld .rdf .html",
    ),
    ProblemType(
        "request-timeout", 408, "The request did not come",
        "Its body was announced and not sent in time. Send it again.",
    ),
    ProblemType(
        "gone", 410, "This was withdrawn",
        "Its address is never used again.",
    ),
    ProblemType(
        "precondition-failed", 412, "This is not what the request was made for",
        "Ask again without If-Match; the ETag says what is here now.",
    ),
    ProblemType(
        "too-large", 413, "The request is too large",
        "A query may have one mebibyte, a body two.",
    ),
    ProblemType(
        "unsupported-media-type", 415, "The media type of the request is not supported",
        "Post a query as a form, or as it is with its own media type.",
    ),
    ProblemType(
        "range-not-satisfiable", 416, "The file has no such range",
        "The header Content-Range says how many bytes it has.",
    ),
    ProblemType(
        "too-many-requests", 429, "Others come first",
        "All evaluators are busy, and who used most in the last minute waits. Retry-After says "
        "when to ask again.",
    ),
    ProblemType("internal", 500, "Something went wrong here", "It is not your request's fault."),
    ProblemType(
        "unavailable", 503, "The server cannot answer this just now",
        "Try again in a moment; the header Retry-After says in how many seconds.",
    ),
    ProblemType(
        "query-timeout", 503, "The query took too long",
        "Ask for less: name more terms, drop a cross product, or take the dump. The service "
        "description tells the limit.",
    ),
    ProblemType(
        "query-exhausted", 503, "The query took too much",
        "It needed more memory or stack than one query may have. Ask for less, or take the dump.",
    ),
    ProblemType(
        "too-busy", 503, "All evaluators are busy",
        "Retry-After says when to ask again.",
    ),
)  # fmt: skip

TYPES: Mapping[str, ProblemType] = MappingProxyType({kind.name: kind for kind in _TYPES})

_BY_STATUS: Mapping[int, str] = MappingProxyType(
    {kind.status: kind.name for kind in reversed(_TYPES)}
)


class ProblemError(KizunaError):
    """A problem that ends a request."""

    def __init__(
        self, name: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        self.problem = Problem(TYPES[name], detail, members)
        self.headers = dict(headers or {})
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as it is told: its type, what happened, and further members."""

    kind: ProblemType
    detail: str
    members: Mapping[str, Any] = field(default_factory=dict)

    def describe(self, base: str) -> dict[str, Any]:
        """Write the members of the problem."""
        return {
            "type": f"{base}problems#{self.kind.name}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            **self.members,
        }


def by_status(status: int) -> ProblemType:
    """Find the type that stands for a status of HTTP."""
    return TYPES[_BY_STATUS.get(status, "internal" if status >= 500 else "bad-request")]  # noqa: PLR2004


def not_found(what: str) -> ProblemError:
    """Make the problem for an address at which there is nothing."""
    return ProblemError("not-found", f"The release has {what}.")
