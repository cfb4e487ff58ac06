"""The documents about things in the index, each as a list of blocks.

What is said of a subject stands in the same words in many documents, and is written once. What a
document holds is decided by ``describe`` in ``web/documents.py``; a test compares both.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from pyoxigraph import BlankNode, NamedNode, Triple

from kizuna.compiler.indexing.blocks import Block, Blocks, Text
from kizuna.compiler.indexing.facts import LABELS, TYPE
from kizuna.iris import Base, Thing
from kizuna.namespaces import DEF, FOREIGN, prefixes

_OF = frozenset({f"{DEF}of", f"{DEF}possiblyOf"})
_IS_PART_OF = f"{FOREIGN['dcterms']}isPartOf"
_REPLACED = f"{FOREIGN['dcterms']}isReplacedBy"
_LICENSE = NamedNode(f"{FOREIGN['dcterms']}license")
_TOPIC = NamedNode(f"{FOREIGN['foaf']}primaryTopic")
_IN_DATASET = NamedNode(f"{FOREIGN['void']}inDataset")

Node = NamedNode | BlankNode | Triple


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of a document by number, in its order.

    ``own`` are of the thing, its fragments and its parts; both begin with the prefixes and the
    thing.
    """

    blocks: Sequence[int]
    own: Sequence[int]


class Documents:
    """What there is to say of things, and the blocks in which it was said so far."""

    def __init__(
        self, triples: Iterable[Triple], base: Base, derived: Mapping[Triple, str]
    ) -> None:
        self._base = base
        self._said: dict[Node, list[Triple]] = {}
        self._pointing: dict[NamedNode, list[Triple]] = {}
        for triple in triples:
            self._said.setdefault(triple.subject, []).append(triple)
            if isinstance(triple.object, NamedNode):
                self._pointing.setdefault(triple.object, []).append(triple)
        self._dataset = NamedNode(base.dataset)
        self._licences = [
            triple.object for triple in self._said.get(self._dataset, ())
            if triple.predicate == _LICENSE and isinstance(triple.object, NamedNode)
        ]  # fmt: skip
        self._blocks = Blocks(prefixes(base.iri), derived)
        self._whole = lru_cache(None)(self._write_whole)
        self._name = lru_cache(None)(self._write_name)

    @property
    def blocks(self) -> Sequence[Text]:
        """The texts of the blocks; the first has the number 1."""
        return self._blocks.texts

    def classes(self, thing: Thing) -> list[str]:
        """List the classes of a thing."""
        said = self._said.get(self._iri(thing), ())
        found = (t.object for t in said if t.predicate.value == TYPE)
        return sorted(node.value for node in found if isinstance(node, NamedNode))

    def describe(self, thing: Thing) -> Document | None:
        """List the blocks of the document about a thing; it has none where another replaces it."""
        root = self._iri(thing)
        if any(triple.predicate.value == _REPLACED for triple in self._said.get(root, ())):
            return None
        own, others = self._gather(root, NamedNode(self._base.document(thing.kind, thing.slug)))
        found = own | others
        ordered = sorted(found, key=lambda node: (node != root, str(node)))
        head = self._blocks.declare(found.values())
        return Document(
            [head, *(found[node].number for node in ordered)],
            [head, *(own[node].number for node in ordered if node in own)],
        )

    def _iri(self, thing: Thing) -> NamedNode:
        return NamedNode(self._base.thing(thing.kind, thing.slug))

    def _gather(
        self, root: NamedNode, document: NamedNode
    ) -> tuple[dict[Node, Block], dict[Node, Block]]:
        """Gather all that a document says, by subject: what is its own, and all else."""
        roots = [root, *self._fragments(root)]
        inbound = [triple for node in roots for triple in self._pointing.get(node, ())]
        held = [*roots, *self._parts(inbound)]
        own: dict[Node, Block] = {n: self._whole(n) for n in held if n in self._said}
        return own, self._gather_others(own, [*inbound, *self._about(root, document)])

    def _gather_others(
        self, own: Mapping[Node, Block], beside: Iterable[Triple]
    ) -> dict[Node, Block]:
        """Gather what is said beside, and what all that is named is called."""
        loose: dict[Node, set[Triple]] = defaultdict(set)
        for triple in beside:
            if triple.subject not in own:
                loose[triple.subject].add(triple)
        said = (*(self._said[node] for node in own), *loose.values())
        named = _nodes(chain.from_iterable(said)) - own.keys() - loose.keys()
        found: dict[Node, Block] = {n: block for n in named if (block := self._name(n))}
        for node, triples in loose.items():
            found[node] = self._blocks.write({*triples, *self._labels(node)})
        return found

    def _fragments(self, root: NamedNode) -> list[NamedNode]:
        """Find what has the IRI of a thing and more, so far as one leads to the other."""
        head = f"{root.value}#"
        found: dict[NamedNode, None] = {}
        parts = (t for t in self._pointing.get(root, ()) if t.predicate.value == _IS_PART_OF)
        waiting: deque[object] = deque(triple.subject for triple in parts)
        waiting.extend(triple.object for triple in self._said.get(root, ()))
        while waiting:
            node = waiting.popleft()
            if isinstance(node, NamedNode) and node.value.startswith(head) and node not in found:
                found[node] = None
                waiting.extend(triple.object for triple in self._said.get(node, ()))
        return list(found)

    def _parts(self, inbound: Iterable[Triple]) -> list[NamedNode]:
        """Find whatever is part of a thing, at any depth, each once, circles or not."""
        seen: dict[NamedNode, None] = {}
        waiting = deque(_parts_among(inbound))
        while waiting:
            part = waiting.popleft()
            if part not in seen:
                seen[part] = None
                waiting.extend(_parts_among(self._pointing.get(part, ())))
        return list(seen)

    def _about(self, root: NamedNode, document: NamedNode) -> Iterator[Triple]:
        yield Triple(document, _TOPIC, root)
        yield Triple(document, _IN_DATASET, self._dataset)
        for licence in self._licences:
            yield Triple(document, _LICENSE, licence)

    def _labels(self, node: Node) -> list[Triple]:
        return [t for t in self._said.get(node, ()) if t.predicate.value in LABELS]

    def _write_whole(self, node: Node) -> Block:
        return self._blocks.write(self._said[node])

    def _write_name(self, node: Node) -> Block | None:
        labels = self._labels(node)
        return self._blocks.write(labels) if labels else None


def _parts_among(inbound: Iterable[Triple]) -> Iterator[NamedNode]:
    for triple in inbound:
        if triple.predicate.value in _OF and isinstance(triple.subject, NamedNode):
            yield triple.subject


def _nodes(triples: Iterable[Triple]) -> set[NamedNode]:
    return {node for triple in triples for node in triple if isinstance(node, NamedNode)}
