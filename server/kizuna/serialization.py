"""Graphs written in a format of the registry, with the prefixes that they use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kizuna.formats import Format
from kizuna.jsonld import read_context, write_jsonld

_WITH_PREFIXES = (RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD)
_PASSAGE = "#char="

_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")
_NOT_XML = ("\ufffe".encode(), "\uffff".encode())
_NO_NAME = b"<oxprefix: "
"""What the engine writes for a property whose IRI ends in nothing that names an element."""


def write_graph(triples: Iterable[Triple], form: Format, prefixes: Mapping[str, str]) -> bytes:
    """Serialise triples in the order given, with those prefixes that they use."""
    held = list(triples)
    used = _used(held, prefixes) if form.rdf in _WITH_PREFIXES else {}
    if form.rdf == RdfFormat.JSON_LD and not any(_is_newer(t.object) for t in held):
        return "".join(write_jsonld(held, read_context(held, used))).encode()
    written = serialize(held, format=form.rdf, prefixes=used) or b""
    return settle_xml(written) if form.rdf == RdfFormat.RDF_XML else written


def _is_newer(term: object) -> bool:
    """Tell what RDF 1.2 brought, which the engine knows how to write, or refuses."""
    return isinstance(term, Triple) or (isinstance(term, Literal) and term.direction is not None)


def settle_xml(written: bytes) -> bytes:
    """Make XML of the engine's that is read as it was meant, by XML 1.0, sections 2.2 and 2.11.

    A carriage return that is not a reference would be read as a line feed.

    :raises ValueError: if it has a character, or a name, that XML cannot have.
    """
    controls = len(written.translate(None, _CONTROLS)) != len(written)
    if controls or any(character in written for character in _NOT_XML):
        raise ValueError("XML cannot hold a control character of the result: ask for JSON or CSV.")
    if _NO_NAME in written:
        raise ValueError("XML cannot name a property of the result: ask for another format.")
    return written.replace(b"\r", b"&#13;")


def _used(triples: list[Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    names = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    names |= {o.datatype.value for _, _, o in triples if isinstance(o, Literal)}
    spaces = set(chain.from_iterable(map(_spaces, names)))
    known = {prefix: space for prefix, space in prefixes.items() if space in spaces}
    passages = sorted(space for space in spaces if space.endswith(_PASSAGE))
    return known | {name: space for space in passages if (name := _passages(space))[0].isalpha()}


def _passages(space: str) -> str:
    return space.removesuffix(_PASSAGE).rpartition("/")[2] or "_"


def _spaces(iri: str) -> tuple[str, ...]:
    """Give the namespaces that an IRI may be written with: that of the thing of a fragment, too."""
    head, passage, _ = iri.partition(_PASSAGE)
    if passage:
        return (head + passage,)
    path, fragment = iri.rfind("/") + 1, iri.rfind("#") + 1
    return (iri[:path], iri[:fragment]) if fragment else (iri[:path],)
