"""Where terms and concepts stand to those of other vocabularies, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import NamedNode, Quad

from kizuna.web.documents import term
from kizuna.web.language import message
from kizuna.web.pages import foreign
from kizuna.web.pages.terms import NOTE, read_said, speak_of
from kizuna.web.pages.views import Value, Viewer

RELATIONS: Mapping[NamedNode, str] = MappingProxyType(
    {
        term("owl", "equivalentClass"): message("the same class as"),
        term("owl", "equivalentProperty"): message("the same property as"),
        term("rdfs", "subClassOf"): message("subclass of"),
        term("rdfs", "subPropertyOf"): message("subproperty of"),
        term("owl", "inverseOf"): message("inverse of"),
        term("skos", "exactMatch"): message("exact match"),
        term("skos", "closeMatch"): message("close match"),
        term("skos", "broadMatch"): message("broader match"),
        term("skos", "narrowMatch"): message("narrower match"),
        term("skos", "relatedMatch"): message("related match"),
    }
)
_INVERSE: Mapping[NamedNode, NamedNode] = MappingProxyType(
    {
        term("skos", "broadMatch"): term("skos", "narrowMatch"),
        term("skos", "narrowMatch"): term("skos", "broadMatch"),
    }
    | {term("skos", f"{name}Match"): term("skos", f"{name}Match")
       for name in ("exact", "close", "related")}
)  # fmt: skip
"""The relations that matches have from the other side."""


@dataclass(frozen=True, slots=True)
class Match:
    """A relation to terms of another vocabulary, and the reason that is given."""

    relation: str
    targets: tuple[Value, ...]
    notes: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where one term stands to those of another vocabulary."""

    term: Value
    code: str
    matches: tuple[Match, ...]


def read_matches(viewer: Viewer, node: NamedNode) -> tuple[Match, ...]:
    """Read where a term stands, each relation with the reason that its alignment gives."""
    return tuple(_matches(viewer, node, viewer.store.match(node, graph=None)))


def _matches(viewer: Viewer, node: NamedNode, quads: Iterable[Quad]) -> Iterator[Match]:
    found: dict[tuple[NamedNode, NamedNode], list[str]] = defaultdict(list)
    for quad in quads:
        graph, target = quad.graph_name, quad.object
        related = quad.predicate in RELATIONS
        if related and isinstance(graph, NamedNode) and isinstance(target, NamedNode):
            found[quad.predicate, graph].append(target.value)
    order = list(RELATIONS)
    for predicate, graph in sorted(found, key=lambda key: (order.index(key[0]), key[1].value)):
        targets = tuple(_show(viewer, iri) for iri in sorted(found[predicate, graph]))
        notes = speak_of(viewer, read_said(viewer, node, graph), NOTE)
        yield Match(viewer.language.say(RELATIONS[predicate]), targets, notes)


def read_inverse(viewer: Viewer, node: NamedNode) -> tuple[Match, ...]:
    """Read which terms stand to this one, as it stands to them."""
    found: dict[NamedNode, set[str]] = defaultdict(set)
    for predicate, inverse in _INVERSE.items():
        for quad in viewer.store.match(None, predicate, node):
            if isinstance(quad.subject, NamedNode):
                found[inverse].add(quad.subject.value)
    say = viewer.language.say
    return tuple(
        Match(say(RELATIONS[p]), tuple(_show(viewer, iri) for iri in sorted(found[p])), ())
        for p in RELATIONS if p in found
    )  # fmt: skip


def _show(viewer: Viewer, iri: str) -> Value:
    """Name a term of ours as it is called, any other by its prefix."""
    if viewer.labels.triples(NamedNode(iri)):
        return viewer.name(iri)
    return Value(foreign.shorten(iri), viewer.link(iri))


def read_alignments(viewer: Viewer, graph: NamedNode) -> tuple[Alignment, ...]:
    """Read all that one alignment says."""
    by_term: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in viewer.store.match(graph=graph):
        if quad.predicate in RELATIONS and isinstance(quad.subject, NamedNode):
            by_term[quad.subject].append(quad)
    return tuple(
        Alignment(
            viewer.name(node.value), foreign.shorten(node.value),
            tuple(_matches(viewer, node, by_term[node])),
        )
        for node in sorted(by_term, key=lambda node: node.value)
    )  # fmt: skip
