"""The page of a source: what it is, what it attests, and which facts rest on which passage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kizuna.iris import Thing
from kizuna.namespaces import FOREIGN
from kizuna.web.addresses import position
from kizuna.web.documents import IS_PART_OF
from kizuna.web.pages.chosen import Chosen
from kizuna.web.pages.coverage import Covered, describe_coverage
from kizuna.web.pages.items import Item, findings, read_item, read_parts
from kizuna.web.pages.rows import PartnershipRow, read_partnerships
from kizuna.web.pages.selection import PARTNERSHIPS, Selection
from kizuna.web.pages.views import SOURCE, Value, Viewer
from kizuna.web.tables import Table

_TIES_SHOWN = 200
_PASSAGES_SHOWN = 1000
"""Passages that the page shows; the document's data has all."""

_DERIVED = NamedNode(f"{FOREIGN['prov']}wasDerivedFrom")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a source, and what rests on it."""

    fragment: str
    words: str
    facts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What the template of a source is given."""

    main: Item
    ties: tuple[PartnershipRow, ...]
    ties_total: int
    passages: tuple[Passage, ...]
    passages_total: int
    facts_total: int
    coverage: tuple[Covered, ...]
    earlier: tuple[Item, ...]
    later: tuple[Value, ...]
    parts: tuple[Item, ...]
    findings: tuple[Value, ...]


def build(viewer: Viewer, thing: Thing, rows: Table) -> SourcePage | None:
    """Build the page of a source; nothing if the index does not know it as one."""
    if viewer.index.number(thing) is None:
        return None
    root = NamedNode(viewer.base.thing(thing.kind, thing.slug))
    facts = _read_facts(viewer, root)
    passages = sorted(facts, key=position)
    ties = _ties(viewer, thing)
    later = (q.subject for q in viewer.store.match(None, _DERIVED, root))
    return SourcePage(
        read_item(viewer, root), tuple(read_partnerships(viewer, ties[:_TIES_SHOWN])), len(ties),
        tuple(_passage(viewer, iri, facts[iri]) for iri in passages[:_PASSAGES_SHOWN]),
        len(passages), len({fact for found in facts.values() for fact in found}),
        describe_coverage(viewer, rows), tuple(_earlier(viewer, root)),
        tuple(viewer.name(node.value) for node in later if isinstance(node, NamedNode)),
        tuple(read_parts(viewer, root)), findings(viewer, [root.value]),
    )  # fmt: skip


def _ties(viewer: Viewer, thing: Thing) -> list[int]:
    selection = Selection(PARTNERSHIPS, facets=(("source", thing.slug),))
    return Chosen(viewer.index, selection).numbers


def _read_facts(viewer: Viewer, root: NamedNode) -> dict[str, set[str]]:
    """Find what rests on each passage, or record, of a source: by ``dcterms:source``."""
    found: dict[str, set[str]] = defaultdict(set)
    passages = [root, *(q.subject for q in viewer.store.match(None, IS_PART_OF, root))]
    for passage in passages:
        if isinstance(passage, NamedNode):
            for quad in viewer.store.match(None, SOURCE, passage):
                if isinstance(quad.subject, NamedNode):
                    found[passage.value].add(quad.subject.value)
    return found


def _passage(viewer: Viewer, iri: str, facts: set[str]) -> Passage:
    named = sorted((viewer.name(fact) for fact in facts), key=lambda value: value.text)
    evidence = viewer.evidence([iri])
    words = evidence[0].places[0].text if evidence and evidence[0].places else ""
    return Passage(iri.partition("#")[2], words, tuple(named))


def _earlier(viewer: Viewer, root: NamedNode) -> list[Item]:
    """Read what a document was derived from: its translation, its original, each once."""
    found: list[Item] = []
    seen, waiting = {root}, [root]
    while waiting:
        for quad in viewer.store.match(waiting.pop(), _DERIVED):
            if isinstance(quad.object, NamedNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
                found.append(read_item(viewer, quad.object))
    return found


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in the list of them."""

    item: Item
    ties: int


def list_sources(viewer: Viewer) -> tuple[tuple[SourceRow, ...], tuple[SourceRow, ...]]:
    """List the documents that attest partnerships, and the other sources."""
    counts = viewer.index.facet_values("source", "partnership")
    rows = [
        SourceRow(read_item(viewer, _node(viewer, slug)), counts.get(slug, 0))
        for slug in viewer.index.slugs("source")
    ]
    first = sorted((row for row in rows if row.ties), key=lambda row: -row.ties)
    return tuple(first), tuple(row for row in rows if not row.ties)


def _node(viewer: Viewer, slug: str) -> NamedNode:
    return NamedNode(viewer.base.thing("source", slug))
