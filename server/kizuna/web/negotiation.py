"""Which format and language a client gets: the only reader of the ``Accept`` headers."""

from __future__ import annotations

from functools import lru_cache

from flask import request
from werkzeug.datastructures import Accept, LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from kizuna.formats import HTML, PROBLEM, Format
from kizuna.web.language import DEFAULT, languages, saying
from kizuna.web.problems import ProblemError

_MANY = 100
"""Ranges of an ``Accept`` header that are read; no client sends a third of them."""

_EXACT, _ALIAS, _TYPE, _ANY = 3, 2, 1, 0

_KEPT = 1024
_USUAL = 1000
"""Characters of a header whose reading is kept; clients send few different ones."""


def negotiate(accept: str | None, offers: tuple[Format, ...]) -> Format | None:
    """Choose the offer that suits an ``Accept`` header best, or none if it rules all out.

    Without a header, or with one that names nothing, the first offer wins. Parameters other
    than ``q`` (``charset``, ``profile``) are ignored: the offers differ by media type alone. Of
    two offers wanted alike, the one that is named more exactly wins, then the earlier one.
    """
    accept = accept or ""
    return (_negotiate if len(accept) < _USUAL else _negotiate.__wrapped__)(accept, offers)


@lru_cache(_KEPT)
def _negotiate(accept: str, offers: tuple[Format, ...]) -> Format | None:
    ranges = _ranges(accept)
    if not ranges:
        return offers[0]
    scored = [(_score(offer, ranges), -position) for position, offer in enumerate(offers)]
    (quality, _), position = max(scored)
    return offers[-position] if quality > 0 else None


def choose(offers: tuple[Format, ...], accept: str | None = None) -> Format:
    """Choose one of the offers by an ``Accept`` header, or by that of the request at hand.

    :raises ProblemError: 406 if it rules every offer out; the problem lists them.
    """
    header = request.headers.get("Accept") if accept is None else accept
    chosen = negotiate(header, offers)
    if chosen is None:
        listed = ", ".join(offer.media_type for offer in offers)
        raise ProblemError(
            "not-acceptable",
            saying("This exists as %(forms)s; the request accepts none of these.", forms=listed),
            offers=[offer.media_type for offer in offers],
        )
    return chosen


def choose_problem() -> Format:
    """Choose how to tell of a problem: as JSON, unless a page is wanted more."""
    return negotiate(request.headers.get("Accept"), (PROBLEM, HTML)) or PROBLEM


def accepts_gzip() -> bool:
    """Tell whether the answer to the request at hand may be compressed."""
    return prefers_gzip(request.headers.get("Accept-Encoding", "")[:_USUAL])


@lru_cache(_KEPT)
def prefers_gzip(header: str) -> bool:
    """Tell whether an ``Accept-Encoding`` header wants gzip at least as much as nothing."""
    codings = parse_accept_header(header, Accept)
    gzip = codings.quality("gzip")
    return gzip > 0 and gzip >= codings.quality("identity")


def choose_language() -> str:
    """Choose a language of pages for the request at hand."""
    return prefers_language(request.headers.get("Accept-Language", ""))


def prefers_language(header: str) -> str:
    """Choose the language of pages that suits an ``Accept-Language`` header best.

    ``ja-JP`` is served with ``ja``; who reads none of those there are gets the default one.
    """
    return _prefers_language(header[:_USUAL])


@lru_cache(_KEPT)
def _prefers_language(header: str) -> str:
    wanted = parse_accept_header(header, LanguageAccept)
    return wanted.best_match(list(languages()), DEFAULT) or DEFAULT


def _ranges(accept: str) -> dict[str, float]:
    ranges: dict[str, float] = {}
    few = ",".join(accept.split(",", _MANY)[:_MANY])
    for value, quality in parse_accept_header(few, MIMEAccept):
        name = value.partition(";")[0].strip().lower()
        name = "*/*" if name == "*" else name
        ranges[name] = max(quality, ranges.get(name, 0.0))
    ranges.pop("", None)
    return ranges


def _score(offer: Format, ranges: dict[str, float]) -> tuple[float, int]:
    if offer.media_type in ranges:
        return ranges[offer.media_type], _EXACT
    aliased = [ranges[alias] for alias in offer.aliases if alias in ranges]
    if aliased:
        return max(aliased), _ALIAS
    family = f"{offer.media_type.partition('/')[0]}/*"
    if family in ranges:
        return ranges[family], _TYPE
    return ranges.get("*/*", 0.0), _ANY
