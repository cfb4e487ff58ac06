"""The one client of SPARQL endpoints: SPARQLWrapper speaks, this minds the manners.

An endpoint shared by the world asks for a name and a contact, for few requests at once, and for
patience when it says so (429 and 503 with ``Retry-After``). An answer is whole, or an error.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from kizuna import __version__
from kizuna.curation.refusals import Refusal, refusal_of
from kizuna.errors import EndpointError, SettingError, UnboundedError
from kizuna.formats import JSON, RESULTS_JSON

Row = dict[str, NamedNode | Literal]
"""The bindings of one solution, by variable; what is unbound is missing."""

_AT_ONCE = 3
_FAILURES = (OSError, EOFError, HTTPException, SPARQLWrapperException, SyntaxError)
_PIECE = 64 * 1024
_RESULTS = (RESULTS_JSON.media_type, JSON.media_type)
_SAID = 200
"""How many characters of an unexpected answer an error repeats."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How often and how long to ask, in seconds; how large an answer may be, in bytes."""

    deadline: float = 65.0
    tries: int = 6
    pause: float = 1.0
    longest_pause: float = 300.0
    interval: float = 0.2
    most_bytes: int = 64 * 1024 * 1024


@dataclass(slots=True)
class Turns:
    """When the next request may begin: one after another, and none while asked to wait."""

    interval: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0

    def take(self) -> None:
        """Wait for a turn."""
        while True:
            with self.lock:
                now = time.monotonic()
                if now >= self.free_at:
                    self.free_at = now + self.interval
                    return
                wait = self.free_at - now
            time.sleep(wait)

    def hold(self, seconds: float) -> None:
        """Let nobody begin for some seconds."""
        with self.lock:
            self.free_at = max(self.free_at, time.monotonic() + seconds)


class Client:
    """A client of one endpoint, for any number of threads."""

    def __init__(self, endpoint: str, contact: str, manners: Manners | None = None) -> None:
        self.endpoint = _checked(endpoint)
        self.manners = manners or Manners()
        self._agent = _agent(contact)
        self._turns = Turns(self.manners.interval)
        self._seats = threading.BoundedSemaphore(_AT_ONCE)

    def select(self, query: str) -> list[Row]:
        """Ask a SELECT query, again where the endpoint could not answer just then.

        :raises UnboundedError: if it takes too long, or the answer is too large.
        :raises EndpointError: if it is refused, or no whole answer comes.
        """
        for tried in range(1, self.manners.tries + 1):
            with self._seats:
                self._turns.take()
                try:
                    return self._ask(query)
                except EndpointError:
                    raise
                except _FAILURES as error:
                    refusal = refusal_of(error)
            self._consider(refusal, tried)
        raise EndpointError(
            f"{self.endpoint} gave no whole answer in {self.manners.tries} tries; "
            f"the last time: {refusal.reason}"
        )

    def _consider(self, refusal: Refusal, tried: int) -> None:
        """Wait as long as is asked for, or longer each time; or give up where that is no use."""
        if refusal.unbounded:
            raise UnboundedError(f"{self.endpoint} {refusal.reason}")
        if not refusal.passing:
            raise EndpointError(f"{self.endpoint} {refusal.reason}")
        if tried == self.manners.tries:
            return
        if refusal.retry_after is None:
            most = self.manners.pause * 2 ** (tried - 1)
            time.sleep(random.uniform(most / 2, most))  # noqa: S311  # spreads requests, no secret
            return
        wait = _seconds(refusal.retry_after)
        if wait > self.manners.longest_pause:
            raise EndpointError(
                f"{self.endpoint} asks to come back in {wait:.0f} seconds, which is longer than "
                f"this waits: run the same command again then, it goes on where it stopped"
            )
        self._turns.hold(wait)

    def _ask(self, query: str) -> list[Row]:
        began = time.monotonic()
        wrapper = SPARQLWrapper(self.endpoint, agent=self._agent)
        wrapper.setTimeout(max(1, round(self.manners.deadline)))
        wrapper.setMethod(POST)
        wrapper.setReturnFormat("json")
        wrapper.setQuery(query)
        with wrapper.query().response as response:
            kind = response.headers.get_content_type()
            body = self._read(response, began + self.manners.deadline)
        if kind not in _RESULTS:
            raise EndpointError(f"{self.endpoint} answered {kind} instead of JSON: {_start(body)}")
        return _rows(body)

    def _read(self, response: Any, deadline: float) -> bytes:
        """Read to the end, which the length that was announced confirms."""
        body = bytearray()
        while piece := response.read1(_PIECE):
            body += piece
            if len(body) > self.manners.most_bytes:
                most = self.manners.most_bytes
                raise UnboundedError(f"{self.endpoint} answered more than {most:,} bytes")
            if time.monotonic() > deadline:
                raise TimeoutError
        announced = response.headers.get("Content-Length")
        if announced is not None and int(announced) != len(body):
            raise EOFError(f"{len(body)} of {announced} bytes")
        return bytes(body)


def _rows(body: bytes) -> list[Row]:
    """Parse an answer, all of it: what was cut off is no JSON."""
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(results, QuerySolutions):
        raise EndpointError("answered yes or no to a question for rows")
    names = [variable.value for variable in results.variables]
    rows: list[Row] = []
    for solution in results:
        row: Row = {}
        for name in names:
            term = solution[name]
            if isinstance(term, NamedNode | Literal):
                row[name] = term
            elif term is not None:
                # A value that is not known: a blank node here, a made-up IRI on Wikidata.
                row[name] = NamedNode(f"http://www.wikidata.org/.well-known/genid/{term.value}")
        rows.append(row)
    return rows


def _checked(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise SettingError(
            f"the endpoint must be an http or https address without a password: {endpoint!r}"
        )
    return endpoint


def _agent(contact: str) -> str:
    plain = contact.strip()
    if not plain or not plain.isascii() or not plain.isprintable():
        raise SettingError(
            "say who asks: --contact with a mail address or a page, which endpoints ask for "
            f"(or KIZUNA_CONTACT): {contact!r}"
        )
    return f"kizuna/{__version__} ({plain}) SPARQLWrapper"


def _seconds(retry_after: str) -> float:
    """Read ``Retry-After``, seconds or a date: RFC 9110, section 10.2.3."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 60.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _start(body: bytes) -> str:
    return " ".join(body[:_SAID].decode(errors="replace").split())
