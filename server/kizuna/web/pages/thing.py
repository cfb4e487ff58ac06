"""The page of a thing: what is said of it, its parts nested, what points at it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kizuna.iris import Thing
from kizuna.web.documents import IS_PART_OF, OF, POSSIBLY_OF, TYPE, Description, sort, term
from kizuna.web.pages.items import findings
from kizuna.web.pages.views import CLASSES, NAMES, Block, Group, Value, Viewer


@dataclass(frozen=True, slots=True)
class Inbound:
    """Things that point at the one shown, by one property."""

    property: Value
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ThingPage:
    """What the template of a thing is given."""

    main: Block
    kinds: tuple[Value, ...]
    names: tuple[Value, ...]
    details: tuple[Block, ...]
    inbound: tuple[Inbound, ...]
    findings: tuple[Value, ...]


_FOCUS = term("sh", "focusNode")
_HIDDEN = frozenset({OF, POSSIBLY_OF, _FOCUS, term("sh", "value")})


def build(viewer: Viewer, thing: Thing, description: Description) -> ThingPage:
    """Build the page of a thing."""
    root = NamedNode(viewer.base.thing(thing.kind, thing.slug))
    own = [t for t in sort(description.own) if t.subject == root]
    tree = _Tree(viewer, description.parts)
    shown = [t for t in own if t.predicate not in NAMES and t.predicate != TYPE]
    main = viewer.block(root, shown, tree.grow(root, description))
    kinds = tuple(viewer.value(t.object) for t in own if t.predicate == TYPE)
    names = tuple(viewer.value(t.object) for t in own if t.predicate in NAMES)
    return ThingPage(
        main,
        kinds,
        names,
        _details(viewer, root, description),
        _inbound(viewer, root, description),
        findings(viewer, [root.value]),
    )


class _Tree:
    """The parts of a thing under it, each once, where it is met first on the way up."""

    def __init__(self, viewer: Viewer, parts: frozenset[Triple]) -> None:
        self._viewer = viewer
        self._triples: dict[NamedNode, list[Triple]] = defaultdict(list)
        self._children: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        self._seen: set[NamedNode] = set()
        for triple in sort(parts):
            if not isinstance(triple.subject, NamedNode):
                continue
            self._triples[triple.subject].append(triple)
            if triple.predicate in (OF, POSSIBLY_OF) and isinstance(triple.object, NamedNode):
                self._children[triple.object].append(triple.subject)

    def grow(self, root: NamedNode, description: Description) -> tuple[Group, ...]:
        """Grow the tree; parts of a fragment hang on the thing itself."""
        self._seen.add(root)
        for triple in sort(description.inbound):
            is_part = triple.object != root and triple.predicate in (OF, POSSIBLY_OF)
            if is_part and isinstance(triple.subject, NamedNode):
                self._children[root].append(triple.subject)
        return self._under(root)

    def _under(self, node: NamedNode) -> tuple[Group, ...]:
        children = [
            child for child in dict.fromkeys(self._children[node]) if child not in self._seen
        ]
        self._seen.update(children)
        return self._viewer.groups(
            (self._class(child), self._block(child, node)) for child in children
        )

    def _block(self, node: NamedNode, parent: NamedNode) -> Block:
        """Show a part; that it is part of what it stands under needs no words."""
        shown = [
            t for t in self._triples[node]
            if t.predicate not in NAMES and t.predicate != TYPE
            and not (t.predicate == OF and t.object == parent)
        ]  # fmt: skip
        return self._viewer.block(node, shown, self._under(node))

    def _class(self, node: NamedNode) -> str:
        types = [
            t.object.value for t in self._triples[node]
            if t.predicate == TYPE and isinstance(t.object, NamedNode)
        ]  # fmt: skip
        return min(types, key=lambda c: (c not in CLASSES, c), default="")


def _inbound(viewer: Viewer, root: NamedNode, description: Description) -> tuple[Inbound, ...]:
    found: dict[NamedNode, set[Value]] = defaultdict(set)
    for triple in description.inbound:
        hidden = triple.predicate in _HIDDEN
        if triple.object == root and not hidden and isinstance(triple.subject, NamedNode):
            fragment = triple.subject.value.startswith(f"{root.value}#")
            if not fragment:
                found[triple.predicate].add(viewer.name(triple.subject.value))
    return _sorted(viewer, found)


def _details(viewer: Viewer, root: NamedNode, description: Description) -> tuple[Block, ...]:
    """Show those fragments of which more is said than where they belong: the point of a place."""
    said = (t for t in sort(description.own) if t.subject != root and t.predicate != IS_PART_OF)
    return tuple(viewer.blocks(said))


def _sorted(viewer: Viewer, found: dict[NamedNode, set[Value]]) -> tuple[Inbound, ...]:
    rows = (Inbound(viewer.name(p.value), _names(values)) for p, values in found.items())
    return tuple(sorted(rows, key=lambda row: row.property.text))


def _names(values: set[Value]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=lambda v: (v.text, v.href or "")))
