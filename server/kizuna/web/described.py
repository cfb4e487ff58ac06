"""Documents about things as the index has them, in a format of RDF, before the framework."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, parse

from kizuna.formats import HTML, TURTLE, Format
from kizuna.iris import Thing
from kizuna.namespaces import FOREIGN
from kizuna.serialization import write_graph
from kizuna.web.current import Environment, Published
from kizuna.web.headers import DOCUMENT, Link, list_headers
from kizuna.web.index import Described
from kizuna.web.kept import Answer
from kizuna.web.negotiation import negotiate, prefers_gzip
from kizuna.web.representations import represent
from kizuna.web.serving import OFFERS, document_links, split

_PATH = re.compile("/doc/([a-z]+)/([^/]+)")
_TOPIC = f"{FOREIGN['foaf']}primaryTopic"


def answer_document(served: Published, environ: Environment) -> Answer | None:
    """Answer a request for the document about a thing, unless it is for a page or a problem."""
    match = _PATH.fullmatch(environ["PATH_INFO"])
    if match is None:
        return None
    slug, fixed = split(match[2])
    chosen = fixed or negotiate(environ.get("HTTP_ACCEPT"), OFFERS)
    thing = Thing(match[1], slug)
    if chosen is None or chosen is HTML or not (described := served.index.describe(thing)):
        return None
    representation = represent(_write(served, described, chosen), chosen)
    if prefers_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        representation = representation.compressed()
    address = served.base.document(thing.kind, thing.slug)
    headers = list_headers(
        representation, DOCUMENT, served.release.name, links=_links(served, thing, described),
        location=None if fixed else f"{address}.{chosen.extension}", negotiated=fixed is None,
    )  # fmt: skip
    return Answer("200 OK", headers, representation.body)


def _links(served: Published, thing: Thing, described: Described) -> list[Link]:
    iri = served.base.thing(thing.kind, thing.slug)
    address = served.base.document(thing.kind, thing.slug)
    return [*links_of(iri, described.classes), *document_links(served, address, OFFERS)]


def _write(served: Published, described: Described, form: Format) -> bytes:
    if form is TURTLE:
        return described.turtle.encode()
    return write_graph(triples_of(described), form, served.prefixes)


def triples_of(described: Described) -> list[Triple]:
    """Read the triples of a document, in its order."""
    return [quad.triple for quad in parse(described.turtle, RdfFormat.TURTLE)]


def links_of(iri: str, classes: Iterable[str]) -> tuple[Link, ...]:
    """Link to a thing from the document about it, and to its classes."""
    return (Link(iri, _TOPIC), *(Link(name, "type") for name in classes))
