"""What a document about a thing holds.

own         the triples of the thing, and those of its fragments (``…#char=10,20``, ``…#point``)
inbound     the triples that point at these
parts       whatever is ``kizuna:of`` or ``kizuna:possiblyOf`` it, at any depth, with its triples
labels      what everything named so far is called
about       the document itself: its topic, its data set, its licence
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from kizuna.iris import Base, Thing
from kizuna.namespaces import DEF, FOREIGN
from kizuna.store.quads import QuadStore
from kizuna.web.labels import Labels


def term(prefix: str, name: str) -> NamedNode:
    """Name a term of a foreign vocabulary."""
    return NamedNode(FOREIGN[prefix] + name)


OF = NamedNode(f"{DEF}of")
POSSIBLY_OF = NamedNode(f"{DEF}possiblyOf")
TYPE = term("rdf", "type")
IS_PART_OF = term("dcterms", "isPartOf")
REPLACED_BY = term("dcterms", "isReplacedBy")
LICENSE = term("dcterms", "license")
IN_DATASET = term("void", "inDataset")
TOPIC = term("foaf", "primaryTopic")


@dataclass(frozen=True, slots=True)
class Description:
    """The triples of a document, by why they are in it."""

    own: frozenset[Triple]
    inbound: frozenset[Triple]
    parts: frozenset[Triple]
    labels: frozenset[Triple]
    about: frozenset[Triple]

    def triples(self, first: str) -> list[Triple]:
        """Give all triples, each once, those of the first subject first."""
        merged = self.own | self.inbound | self.parts | self.labels | self.about
        return sort(merged, first)


def sort(triples: Iterable[Triple], first: str = "") -> list[Triple]:
    """Sort triples by subject, type first; output follows the order of input."""
    return sorted(triples, key=lambda triple: _order(triple, first))


def _order(triple: Triple, first: str) -> tuple[bool, str, bool, str, str]:
    subject, predicate = str(triple.subject), triple.predicate.value
    return (
        subject != f"<{first}>",
        subject,
        predicate != TYPE.value,
        predicate,
        str(triple.object),
    )


def exists(store: QuadStore, iri: NamedNode) -> bool:
    """Tell whether the release says anything of a thing."""
    return next(store.match(iri), None) is not None


def read_replacement(store: QuadStore, base: Base, thing: NamedNode) -> Thing | None:
    """Find what replaces a thing that was renamed, at the end of the chain; a circle has none."""
    seen = [thing]
    while following := _follow(store, seen[-1]):
        if following in seen:
            return None
        seen.append(following)
    return base.parse(seen[-1].value) if len(seen) > 1 else None


def _follow(store: QuadStore, thing: NamedNode) -> NamedNode | None:
    found = (quad.object for quad in store.match(thing, REPLACED_BY))
    return next((node for node in found if isinstance(node, NamedNode)), None)


def describe(store: QuadStore, labels: Labels, base: Base, thing: Thing) -> Description:
    """Describe a thing."""
    iri = NamedNode(base.thing(thing.kind, thing.slug))
    roots = [iri, *fragments(store, iri)]
    own = _triples(quad for root in roots for quad in store.match(root))
    inbound = _triples(quad for root in roots for quad in store.match(None, None, root))
    parts = _triples(quad for part in _parts(store, inbound) for quad in store.match(part))
    held = own | inbound | parts
    about = _about(store, base, iri, base.document(thing.kind, thing.slug))
    return Description(own, inbound, parts, _labels(labels, held | about), about)


def _triples(quads: Iterable[Quad]) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in quads)


def fragments(store: QuadStore, iri: NamedNode) -> list[NamedNode]:
    """Find what has the IRI of a thing and more: its passages, its point, and what these name."""
    head = f"{iri.value}#"
    found: dict[NamedNode, None] = {}
    waiting: deque[object] = deque(q.subject for q in store.match(None, IS_PART_OF, iri))
    waiting.extend(quad.object for quad in store.match(iri))
    while waiting:
        node = waiting.popleft()
        if isinstance(node, NamedNode) and node.value.startswith(head) and node not in found:
            found[node] = None
            waiting.extend(quad.object for quad in store.match(node))
    return list(found)


def _parts(store: QuadStore, inbound: Iterable[Triple]) -> Iterator[NamedNode]:
    """Walk up from what is part of the thing; each part once, circles or not."""
    seen: set[NamedNode] = set()
    waiting = deque(_of(inbound))
    while waiting:
        part = waiting.popleft()
        if part in seen:
            continue
        seen.add(part)
        yield part
        for link in (OF, POSSIBLY_OF):
            waiting.extend(_of(quad.triple for quad in store.match(None, link, part)))


def _of(triples: Iterable[Triple]) -> Iterator[NamedNode]:
    for triple in triples:
        if triple.predicate in (OF, POSSIBLY_OF) and isinstance(triple.subject, NamedNode):
            yield triple.subject


def _labels(labels: Labels, triples: Iterable[Triple]) -> frozenset[Triple]:
    """Collect what everything is called that a set of triples names."""
    named = {node for triple in triples for node in triple if isinstance(node, NamedNode)}
    return frozenset(label for node in named for label in labels.triples(node))


def _about(store: QuadStore, base: Base, topic: NamedNode, document: str) -> frozenset[Triple]:
    doc, dataset = NamedNode(document), NamedNode(base.dataset)
    triples = {Triple(doc, TOPIC, topic), Triple(doc, IN_DATASET, dataset)}
    return frozenset(triples | {Triple(doc, LICENSE, node) for node in licences(store, base)})


def licences(store: QuadStore, base: Base) -> list[NamedNode]:
    """Find under which licence the data set is."""
    found = (quad.object for quad in store.match(NamedNode(base.dataset), LICENSE))
    return [node for node in found if isinstance(node, NamedNode)]


def complete(labels: Labels, triples: Iterable[Triple]) -> frozenset[Triple]:
    """Add to triples what everything that they name is called."""
    held = frozenset(triples)
    return held | _labels(labels, held)
