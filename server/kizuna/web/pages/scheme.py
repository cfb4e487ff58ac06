"""The page of a concept scheme: its concepts, how they lie under each other, who uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kizuna.namespaces import TERMS
from kizuna.web.documents import TYPE, term
from kizuna.web.pages.alignments import Match, read_inverse
from kizuna.web.pages.selection import LISTINGS
from kizuna.web.pages.term_views import TermView, read_term
from kizuna.web.pages.terms import Head, Said, fragment, read_head, read_said
from kizuna.web.pages.uses import Inbound, Uses
from kizuna.web.pages.views import Value, Viewer

_CONCEPT = term("skos", "Concept")
_IN_SCHEME = term("skos", "inScheme")
_BROADER, _NARROWER = term("skos", "broader"), term("skos", "narrower")
_RELATED, _NOTATION = term("skos", "related"), term("skos", "notation")


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a list have a concept, and where they are listed."""

    path: str
    href: str
    number: int


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept, where it lies, and what has it; ``depth`` counts the concepts above it."""

    term: TermView
    depth: int
    notation: tuple[Value, ...]
    broader: tuple[Value, ...]
    narrower: tuple[Value, ...]
    related: tuple[Value, ...]
    matched: tuple[Match, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class SchemePage:
    """What the template of a concept scheme is given."""

    head: Head
    concepts: tuple[ConceptView, ...]
    inbound: tuple[Inbound, ...]


def build(viewer: Viewer, document: NamedNode, graph: NamedNode) -> SchemePage:
    """Build the page of a concept scheme that a graph holds."""
    found = _read(viewer, document, graph)
    counts = _counts(viewer, document.value.removeprefix(TERMS))
    concepts = []
    for node, depth in _order(viewer, found):
        anchor = fragment(node.value, document.value)
        term_view = read_term(viewer, node, anchor)
        concepts.append(_show(viewer, term_view, found[node], depth, counts.get(anchor, ())))
    href = viewer.link(document.value)
    inbound = Uses(viewer).leading(lambda expected: expected.name.href == href)
    return SchemePage(read_head(viewer, document), tuple(concepts), inbound)


def _read(viewer: Viewer, document: NamedNode, graph: NamedNode) -> dict[NamedNode, Said]:
    """Read the concepts of the scheme."""
    found = {quad.subject for quad in viewer.store.match(None, _IN_SCHEME, document, graph=graph)}
    found |= {
        quad.subject for quad in viewer.store.match(None, TYPE, _CONCEPT, graph=graph)
        if isinstance(quad.subject, NamedNode) and fragment(quad.subject.value, document.value)
    }  # fmt: skip
    return {node: read_said(viewer, node) for node in found if isinstance(node, NamedNode)}


def _order(viewer: Viewer, found: Mapping[NamedNode, Said]) -> Iterator[tuple[NamedNode, int]]:
    """Put each concept after the one above it; a circle begins somewhere, and ends."""
    below: dict[NamedNode | None, list[NamedNode]] = {}
    names = {node: viewer.name(node.value).text.casefold() for node in found}
    for node in sorted(found, key=lambda n: (names[n], n.value)):
        above = [other for other in found[node].nodes(_BROADER) if other in found]
        below.setdefault(above[0] if above else None, []).append(node)
    seen: set[NamedNode] = set()
    for start in (*below.get(None, ()), *sorted(found, key=lambda node: node.value)):
        waiting = [(start, 0)]
        while waiting:
            node, depth = waiting.pop()
            if node not in seen:
                seen.add(node)
                yield node, depth
                waiting += [(part, depth + 1) for part in reversed(below.get(node, []))]


def _show(
    viewer: Viewer, term_view: TermView, said: Said, depth: int, counts: tuple[Count, ...]
) -> ConceptView:
    return ConceptView(
        term_view, depth, tuple(viewer.value(text) for text in said.literals(_NOTATION)),
        _names(viewer, said, _BROADER), _names(viewer, said, _NARROWER),
        _names(viewer, said, _RELATED), read_inverse(viewer, NamedNode(term_view.iri)), counts,
    )  # fmt: skip


def _names(viewer: Viewer, said: Said, prop: NamedNode) -> tuple[Value, ...]:
    values = (viewer.name(node.value) for node in said.nodes(prop))
    return tuple(sorted(values, key=lambda value: value.text.casefold()))


def _counts(viewer: Viewer, scheme: str) -> dict[str, tuple[Count, ...]]:
    """Count what lists are filtered by the concepts of the scheme, by concept."""
    found: dict[str, list[Count]] = {}
    for listing in LISTINGS.values():
        for facet in (facet for facet in listing.facets if facet.scheme == scheme):
            for value, number in viewer.index.facet_values(facet.name, listing.kind).items():
                href = f"{viewer.base.path}{listing.path}?{facet.name}={value}"
                found.setdefault(value, []).append(Count(listing.path, href, number))
    return {value: tuple(counts) for value, counts in found.items()}
