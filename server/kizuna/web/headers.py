"""What is said about an answer: the only place that sets its headers.

``Vary``, ``Link``, ``ETag``, ``Content-Location``, ``Content-Language``, ``Cache-Control``, CORS,
compression, the name of the release, and what a browser may do with a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, request
from werkzeug.urls import iri_to_uri

from kizuna.formats import HTML, TEXT, Format
from kizuna.web.language import saying
from kizuna.web.problems import ProblemError
from kizuna.web.representations import Representation

RELEASE = "Kizuna-Release"

DOCUMENT = "public, max-age=60, stale-while-revalidate=86400"
BRIEF = "public, max-age=60"
"""For what is soon wrong: that something is not there, or which release is the latest."""

IMMUTABLE = "public, max-age=31536000, immutable"
NEVER = "no-store"

_SHUT = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_POLICY = f"{_SHUT}; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'"
_EDITOR_POLICY = (
    f"{_SHUT}; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'"
)
"""The editor writes styles into its elements; of scripts it needs the server's own files only."""

_EXPOSED = (
    f"{RELEASE}, Link, ETag, Location, Content-Location, Retry-After, Allow, Accept-Ranges, "
    "Content-Range"
)
_METHODS = "GET, HEAD, POST, OPTIONS"
_ALWAYS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", _EXPOSED),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
_TOKENS = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1000}")


@dataclass(frozen=True, slots=True)
class Link:
    """A value of the header ``Link``."""

    target: str
    rel: str
    type: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        kind = f'; type="{self.type}"' if self.type else ""
        kind += f'; hreflang="{self.language}"' if self.language else ""
        target = self.target if self.target.isascii() else iri_to_uri(self.target)
        return f'<{target}>; rel="{self.rel}"{kind}'


def alternates(document: str, formats: Iterable[Format]) -> list[Link]:
    """Link to the forms of a document."""
    return [Link(f"{document}.{f.extension}", "alternate", f.media_type) for f in formats]


@dataclass(frozen=True, slots=True)
class Written:
    """The language that a page is written in; ``negotiated`` unless its address says so."""

    language: str
    negotiated: bool


def answer(
    representation: Representation,
    *,
    links: Iterable[Link] = (),
    location: str | None = None,
    negotiated: bool = False,
    written: Written | None = None,
    status: int = 200,
    cache: str = DOCUMENT,
) -> Response:
    """Send a representation; 304 where the client has just these bytes.

    :raises ProblemError: 412 where the client wants other ones only.
    """
    response = Response(
        representation.body, status, content_type=representation.format.content_type
    )
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = _vary(written, negotiated=negotiated)
    if written:
        response.headers["Content-Language"] = written.language
    if representation.etag:
        response.set_etag(representation.etag)
    if representation.coding:
        response.headers["Content-Encoding"] = representation.coding
    if location:
        response.headers["Content-Location"] = location
    add_links(response, links)
    if status == 200:  # noqa: PLR2004
        response.make_conditional(request)
        _check_precondition(response)
    return response


def _vary(written: Written | None, *, negotiated: bool) -> str:
    headers = [*(["Accept"] if negotiated else []), "Accept-Encoding"]
    return ", ".join([*headers, *(["Accept-Language"] if written and written.negotiated else [])])


def list_headers(
    representation: Representation,
    cache: str,
    release: str,
    *,
    links: Iterable[Link] = (),
    location: str | None = None,
    negotiated: bool = True,
) -> list[tuple[str, str]]:
    """List all that ``answer`` and ``finish`` say of a representation that is no page."""
    joined = ", ".join(map(str, links))
    coding = [("Content-Encoding", representation.coding)] if representation.coding else []
    tag = [("ETag", f'"{representation.etag}"')] if representation.etag else []
    return [
        ("Content-Type", representation.format.content_type),
        ("Content-Length", str(len(representation.body))),
        ("Cache-Control", cache),
        ("Vary", _vary(None, negotiated=negotiated)),
        *tag,
        *coding,
        *([("Content-Location", location)] if location else []),
        *([("Link", joined)] if joined else []),
        *_ALWAYS,
        (RELEASE, release),
    ]


def _check_precondition(response: Response) -> None:
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        response.close()
        raise ProblemError(
            "precondition-failed", saying("What is here is not what If-Match names.")
        )


def mark_file(response: Response, kind: Format, cache: str, links: Iterable[Link] = ()) -> Response:
    """Mark a file of which only one coding exists, and which may be had in ranges.

    :raises ProblemError: 412 where the client wants other bytes only.
    """
    _check_precondition(response)
    add_links(response, links)
    response.headers["Content-Type"] = kind.content_type
    response.headers["Cache-Control"] = cache
    return response


def redirect(
    location: str,
    status: int,
    *,
    links: Iterable[Link] = (),
    negotiated: bool = False,
    cache: str = DOCUMENT,
) -> Response:
    """Send the client elsewhere."""
    response = Response(f"{location}\n", status, content_type=TEXT.content_type)
    response.headers["Location"] = location
    response.headers["Cache-Control"] = cache
    if negotiated:
        response.headers["Vary"] = "Accept"
    add_links(response, links)
    return response


def add_links(response: Response, links: Iterable[Link]) -> None:
    """Add links to an answer, as one header."""
    joined = ", ".join(map(str, links))
    if joined:
        response.headers["Link"] = joined


def allow_editor(response: Response) -> Response:
    """Let a page run the scripts of this server, and ask nobody but this server."""
    if response.mimetype == HTML.media_type:
        response.headers["Content-Security-Policy"] = _EDITOR_POLICY
    return response


def finish(response: Response, release: str | None) -> Response:
    """Add what every answer has, errors included."""
    headers = response.headers
    headers.update(_ALWAYS)
    if release:
        headers[RELEASE] = release
    if response.mimetype == HTML.media_type:
        headers.setdefault("Content-Security-Policy", _POLICY)
    if request.method == "OPTIONS":
        _allow(response)
    return response


def _allow(response: Response) -> None:
    wanted = request.headers.get("Access-Control-Request-Headers", "")
    response.headers["Access-Control-Allow-Methods"] = _METHODS
    response.headers["Access-Control-Max-Age"] = "86400"
    if _TOKENS.fullmatch(wanted):
        response.headers["Access-Control-Allow-Headers"] = wanted
    response.headers["Vary"] = "Access-Control-Request-Headers"
