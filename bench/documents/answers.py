"""Whether documents, pages and lists are right: they say what the release says."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice, product
from typing import Any

import pyoxigraph as ox

from bench.documents.addresses import Filter
from bench.documents.servers import Servers
from bench.documents.things import Drawn, Facts
from bench.queries import MEDIA_TYPES
from bench.servers import Server
from kizuna.iris import Thing

SOME = 12
"""So many things are compared, and the busiest place; of each filter, so many values."""
_VALUES = 3
DOCUMENT, KEPT, HUB = "document", "kept document", "busiest place"

Found = tuple[int, int]
"""The bytes of an answer, and how many triples, or links that count, it has."""

_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_HREF = re.compile(r"""href=["']([^"'#?]*)""")


class AnswerError(Exception):
    """An answer that is not as it should be; the message says how."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What an answer is fetched with: the name of the host in the base, and some patience."""

    host: str
    timeout: float

    def fetch(self, server: Server, target: str, form: str) -> bytes:
        """Fetch an answer in a format.

        :raises AnswerError: if it is none, or in another format.
        """
        headers = {"Accept": MEDIA_TYPES[form], "Host": self.host}
        request = urllib.request.Request(f"http://127.0.0.1:{server.port}{target}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                body: bytes = answer.read()
                kind = answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            raise AnswerError(f"{target}: status {error.code}") from error
        except OSError as error:
            raise AnswerError(f"{target}: no answer: {error}") from error
        if kind != MEDIA_TYPES[form]:
            raise AnswerError(f"{target}: {kind} instead of {MEDIA_TYPES[form]}")
        return body


def check_turtle(body: bytes, facts: Facts, thing: Thing) -> int:
    """See that a document has the triples of its thing, and count all that it has.

    :raises AnswerError: if it has others, or cannot be read.
    """
    iri = ox.NamedNode(facts.base.thing(thing.kind, thing.slug))
    try:
        found = {quad.triple for quad in ox.parse(body, ox.RdfFormat.TURTLE)}
    except SyntaxError as error:
        raise AnswerError(f"no Turtle: {error}") from error
    own = {triple for triple in found if triple.subject == iri}
    expected = facts.triples(thing)
    if own != expected:
        missing, more = len(expected - own), len(own - expected)
        raise AnswerError(f"{iri}: {missing} triples are missing, {more} are not the release's")
    return len(found)


def check_page(body: bytes, facts: Facts, thing: Thing) -> int:
    """See that a page has a name of its thing and links to the places it names; count these.

    :raises AnswerError: if something is missing.
    """
    text, triples = body.decode(), facts.triples(thing)
    names = (t.object for t in triples if t.predicate.value == _LABEL)
    labels = {name.value for name in names if isinstance(name, ox.Literal)}
    if not any(label in unescape(text) for label in labels):
        raise AnswerError(f"{thing.kind} {thing.slug}: none of the names {sorted(labels)}")
    linked = _linked(text, "place")
    objects = (t.object.value for t in triples if isinstance(t.object, ox.NamedNode))
    named = {found for iri in objects if (found := facts.base.parse(iri)) and "#" not in iri}
    places = {found.slug for found in named if found.kind == "place"}
    if places - linked:
        raise AnswerError(
            f"{thing.kind} {thing.slug}: {len(places - linked)} of {len(places)} places unlinked"
        )
    return len(places)


def check_list(body: bytes, allowed: frozenset[str]) -> int:
    """See that a list has partnerships, and only those that it may have; count them.

    :raises AnswerError: if not.
    """
    linked = _linked(body.decode(), "partnership")
    if allowed and not linked:
        raise AnswerError(f"no partnership of {len(allowed)}")
    if linked - allowed:
        raise AnswerError(f"{len(linked - allowed)} of {len(linked)} partnerships do not belong")
    return len(linked)


def _linked(text: str, kind: str) -> set[str]:
    ends = (unescape(href).removesuffix(".html").rpartition(f"/{kind}/") for href in _hrefs(text))
    return {slug for _, found, slug in ends if found and "/" not in slug}


def _hrefs(text: str) -> list[str]:
    return _HREF.findall(text)


_CHECKS = {"ttl": check_turtle, "html": check_page}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: the answers of servers with a release."""

    servers: Servers
    facts: Facts
    drawn: Drawn
    filters: Sequence[Filter]
    asking: Asking

    def answers(self, tell: Callable[[str], None]) -> Iterator[dict[str, Any]]:
        """Ask for some of all that is measured, and tell what is not as it should be."""
        some = self.drawn.things[:SOME]
        for server in (self.servers.live, *self.servers.others):
            tell(f"comparing answers of {server.name}")
            for form in _CHECKS:
                yield _tell(DOCUMENT, form, server, self._things(server, form, some))
            hub = self._things(server, "html", [self.drawn.hub])
            yield _tell(HUB, "html", server, hub)
        for way in self.filters:
            tell(f"comparing answers: {way.name}")
            yield _tell(way.name, "html", self.servers.live, self._list(way))
        yield _tell(KEPT, "", self.servers.kept, self._kept(some))

    def _things(self, server: Server, form: str, things: Sequence[Thing]) -> Iterator[Found]:
        for thing in things:
            body = self.asking.fetch(server, self.drawn.target(server, thing, form), form)
            yield len(body), _CHECKS[form](body, self.facts, thing)

    def _list(self, way: Filter) -> Iterator[Found]:
        for value, allowed in islice(self.facts.listed(way).items(), _VALUES):
            body = self.asking.fetch(
                self.servers.live, way.target(self.drawn.base.path, value), "html"
            )
            yield len(body), check_list(body, allowed)

    def _kept(self, things: Sequence[Thing]) -> Iterator[Found]:
        """See that what Kizuna keeps is what it makes."""
        for thing, form, _ in product(things, _CHECKS, range(3)):
            target = self.drawn.target(self.servers.kept, thing, form)
            made = self.asking.fetch(self.servers.live, target, form)
            if self.asking.fetch(self.servers.kept, target, form) != made:
                raise AnswerError(f"{target}: what is kept is not what is made")
            yield len(made), 1


def _tell(query: str, form: str, server: Server, found: Iterator[Found]) -> dict[str, Any]:
    problem, seen = "", list[Found]()
    try:
        seen.extend(found)
    except AnswerError as error:
        problem = str(error)
    size, count = (sum(part) // len(seen) for part in zip(*seen, strict=True)) if seen else (0, 0)
    return {
        "query": query, "form": form, "server": server.name, "problem": problem, "asked": len(seen),
        "bytes": size, "found": count,
    }  # fmt: skip
