"""What is said when a request cannot be answered: problems by RFC 9457.

Each problem has a type with an address of its own, ``<base>problems#<name>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kizuna.errors import KizunaError
from kizuna.web.language import DEFAULT, Language, Saying, message, saying


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A type of problem, as the page of problems explains it."""

    name: str
    status: int
    title: str
    remedy: str


_TYPES = (
    ProblemType(
        "bad-request", 400, message("The request cannot be understood"),
        message("The detail says which part of it."),
    ),
    ProblemType(
        "bad-parameter", 400, message("A parameter of the query has no value that it can have"),
        message(
            "The detail says which, and what is expected; the parameters are listed with an "
            "example."
        ),
    ),
    ProblemType(
        "query-syntax", 400, message("The query cannot be parsed"),
        message(
            "Line and column say where the parser stopped, and the detail what it expected "
            "there."
        ),
    ),
    ProblemType(
        "query-refused", 400, message("The query is refused"),
        message(
            "SERVICE is never followed here: query the other endpoint yourself and join the "
            "results, or take a dump. Queries nested or chained without end are refused as "
            "well."
        ),
    ),
    ProblemType(
        "update-refused", 400, message("Updates are refused"),
        message("This endpoint is read-only. The data is changed in its repository."),
    ),
    ProblemType(
        "unknown-graph", 400, message("The release has no such graph"),
        message("The service description lists the graphs; nothing is ever fetched."),
    ),
    ProblemType(
        "query-failed", 400, message("The query cannot be evaluated"),
        message("The detail holds what the engine says."),
    ),
    ProblemType(
        "result-too-large", 400, message("The result is too large"),
        message(
            "A result is complete or not sent at all. Page through it with ORDER BY, LIMIT "
            "and OFFSET, or take the dump."
        ),
    ),
    ProblemType(
        "not-found", 404, message("There is nothing at this address"),
        message("Begin at the first page."),
    ),
    ProblemType(
        "method-not-allowed", 405, message("The method is not allowed here"),
        message("The header Allow lists those that are."),
    ),
    ProblemType(
        "not-acceptable", 406, message("None of the formats asked for exists"),
        message("Ask for one of those listed, or use a suffix: .ttl .nt .jsonld .rdf .html"),
    ),
    ProblemType(
        "request-timeout", 408, message("The request did not come"),
        message("Its body was announced and not sent in time. Send it again."),
    ),
    ProblemType(
        "gone", 410, message("This was withdrawn"),
        message("Its address is never used again."),
    ),
    ProblemType(
        "precondition-failed", 412, message("This is not what the request was made for"),
        message("Ask again without If-Match; the ETag says what is here now."),
    ),
    ProblemType(
        "too-large", 413, message("The request is too large"),
        message("A query may have one mebibyte, a body two."),
    ),
    ProblemType(
        "unsupported-media-type", 415, message("The media type of the request is not supported"),
        message("Post a query as a form, or as it is with its own media type."),
    ),
    ProblemType(
        "range-not-satisfiable", 416, message("The file has no such range"),
        message("The header Content-Range says how many bytes it has."),
    ),
    ProblemType(
        "too-many-requests", 429, message("Others come first"),
        message(
            "All evaluators are busy, and who used most in the last minute waits. Retry-After "
            "says when to ask again."
        ),
    ),
    ProblemType(
        "internal", 500, message("Something went wrong here"),
        message("It is not your request's fault."),
    ),
    ProblemType(
        "unavailable", 503, message("The server cannot answer this just now"),
        message("Try again in a moment; the header Retry-After says in how many seconds."),
    ),
    ProblemType(
        "query-timeout", 503, message("The query took too long"),
        message(
            "Ask for less: name more terms, drop a cross product, or take the dump. The "
            "service description tells the limit."
        ),
    ),
    ProblemType(
        "query-exhausted", 503, message("The query took too much"),
        message(
            "It needed more memory or stack than one query may have, or the engine failed on it, "
            "as it can on ORDER BY over values of many types. Ask for less, order by STR(?x), or "
            "take the dump."
        ),
    ),
    ProblemType(
        "too-busy", 503, message("All evaluators are busy"),
        message("Retry-After says when to ask again."),
    ),
)  # fmt: skip

TYPES: Mapping[str, ProblemType] = MappingProxyType({kind.name: kind for kind in _TYPES})

_BY_STATUS: Mapping[int, str] = MappingProxyType(
    {kind.status: kind.name for kind in reversed(_TYPES)}
)


Detail = Saying | str
"""What happened: in any language, or in English where the engine or the framework says it."""


class ProblemError(KizunaError):
    """A problem that ends a request."""

    def __init__(
        self, name: str, detail: Detail, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        self.problem = Problem(TYPES[name], detail, members)
        self.headers = dict(headers or {})
        super().__init__(str(detail))


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as it is told: its type, what happened, and further members."""

    kind: ProblemType
    detail: Detail
    members: Mapping[str, Any] = field(default_factory=dict)

    def describe(self, base: str) -> dict[str, Any]:
        """Write the members of the problem."""
        return {
            "type": f"{base}problems#{self.kind.name}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": str(self.detail),
            **self.members,
        }

    def tell(self, language: Language) -> tuple[str, str]:
        """Tell a reader what happened, and in which language that is told."""
        if isinstance(self.detail, Saying):
            return self.detail.say(language), language.code
        return self.detail, DEFAULT


def by_status(status: int) -> ProblemType:
    """Find the type that stands for a status of HTTP."""
    return TYPES[_BY_STATUS.get(status, "internal" if status >= 500 else "bad-request")]  # noqa: PLR2004


def not_found(detail: Detail) -> ProblemError:
    """Make the problem for an address at which there is nothing."""
    return ProblemError("not-found", detail)


def no_page(pages: int, wanted: object) -> ProblemError:
    """Make the problem for a page that a list does not have."""
    return not_found(
        saying("This list has %(pages)s pages, and no page %(page)s.", pages=pages, page=wanted)
    )
