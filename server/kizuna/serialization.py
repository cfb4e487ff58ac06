"""Graphs written in a format of the registry, with the prefixes that they use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kizuna.formats import Format
from kizuna.jsonld import read_context, write_jsonld

_WITH_PREFIXES = (RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD)
_PASSAGE = "#char="


def write_graph(triples: Iterable[Triple], form: Format, prefixes: Mapping[str, str]) -> bytes:
    """Serialise triples in the order given, with those prefixes that they use."""
    held = list(triples)
    used = _used(held, prefixes) if form.rdf in _WITH_PREFIXES else {}
    if form.rdf == RdfFormat.JSON_LD and not any(isinstance(t.object, Triple) for t in held):
        return "".join(write_jsonld(held, read_context(held, used))).encode()
    return serialize(held, format=form.rdf, prefixes=used) or b""


def _used(triples: list[Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    names = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    names |= {o.datatype.value for _, _, o in triples if isinstance(o, Literal)}
    spaces = {_space(name) for name in names}
    known = {prefix: space for prefix, space in prefixes.items() if space in spaces}
    passages = (space for space in sorted(spaces) if space.endswith(_PASSAGE))
    return known | {name: space for space in passages if (name := _passages(space))[0].isalpha()}


def _passages(space: str) -> str:
    return space.removesuffix(_PASSAGE).rpartition("/")[2] or "_"


def _space(iri: str) -> str:
    head, passage, _ = iri.partition(_PASSAGE)
    if passage:
        return head + passage
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
