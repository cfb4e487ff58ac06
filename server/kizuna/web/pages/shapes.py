"""The page of a file of shapes: what each demands, of what, and in which words it says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import dedent

from pyoxigraph import NamedNode

from kizuna.web.documents import TYPE, term
from kizuna.web.language import message
from kizuna.web.pages import foreign
from kizuna.web.pages.constraints import (
    NODE,
    OR,
    PROPERTY,
    QUALIFIED,
    Constraint,
    count,
    read_constraint,
    sh,
)
from kizuna.web.pages.terms import (
    FIRST,
    REST,
    Head,
    Said,
    fragment,
    read_head,
    read_list,
    read_said,
)
from kizuna.web.pages.views import Value, Viewer

NODE_SHAPE, PROPERTY_SHAPE = sh("NodeShape"), sh("PropertyShape")
PREFIXES = sh("PrefixDeclaration")
_SPARQL, _SELECT = sh("sparql"), sh("select")
_IGNORED, _CLOSED = sh("ignoredProperties"), sh("closed")
_TARGETS = (
    (sh("targetClass"), message("Things of the class")),
    (sh("targetSubjectsOf"), message("What has the property")),
    (sh("targetObjectsOf"), message("Values of the property")),
    (sh("targetNode"), message("The thing")),
)


@dataclass(frozen=True, slots=True)
class Query:
    """A query that finds what is not sound."""

    anchor: str
    name: Value
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shape of a property demands; it has an anchor where it is shown first."""

    anchor: str
    name: Value
    path: Value
    code: str
    cardinality: str
    constraint: Constraint
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What a shape is about."""

    words: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ShapeView:
    """A shape of things, and what it demands of their properties.

    ``own`` is what it demands of the things themselves; ``besides`` are the properties that a
    closed shape lets pass; ``inbound`` are the shapes that refer to it.
    """

    anchor: str
    iri: str
    name: Value
    targets: tuple[Target, ...]
    own: Constraint
    rules: tuple[Rule, ...]
    queries: tuple[Query, ...]
    closed: bool
    besides: tuple[Value, ...]
    inbound: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix of the queries, with its namespace."""

    anchor: str
    prefix: str
    namespace: str


@dataclass(frozen=True, slots=True)
class ShapesPage:
    """What the template of a file of shapes is given.

    ``shared`` are shapes of properties that the shapes of others refer to; ``anchors`` are
    subjects of the graph that have no place of their own on the page.
    """

    head: Head
    shapes: tuple[ShapeView, ...]
    shared: tuple[Rule, ...]
    prefixes: tuple[Prefix, ...]
    anchors: tuple[str, ...]
    imports: tuple[Value, ...]


def build(viewer: Viewer, document: NamedNode, graph: NamedNode) -> ShapesPage:
    """Build the page of a file of shapes that a graph holds."""
    return _Builder(viewer, document, graph).build()


class _Builder:
    """Reads the shapes of one file, and keeps in mind which have been shown."""

    def __init__(self, viewer: Viewer, document: NamedNode, graph: NamedNode) -> None:
        self._viewer, self._document, self._graph = viewer, document, graph
        self._shown: set[str] = set()

    def build(self) -> ShapesPage:
        """Read the page."""
        shapes = sorted(self._of(NODE_SHAPE), key=self._order)
        views = tuple(self._shape(node) for node in shapes)
        others = [
            node for node in self._of(PROPERTY_SHAPE) if self._anchor(node) not in self._shown
        ]
        shared = tuple(self._rule(node) for node in others)
        prefixes = tuple(self._prefix(node) for node in self._of(PREFIXES))
        imports = read_said(self._viewer, self._document).nodes(term("owl", "imports"))
        subjects = {quad.subject for quad in self._viewer.store.match(graph=self._graph)}
        anchors = {self._anchor(node) for node in subjects if isinstance(node, NamedNode)}
        return ShapesPage(
            read_head(self._viewer, self._document), views, shared, prefixes,
            tuple(sorted(anchors - self._shown - {""})),
            tuple(self._viewer.name(node.value) for node in imports),
        )  # fmt: skip

    def _of(self, kind: NamedNode) -> list[NamedNode]:
        found = (
            quad.subject for quad in self._viewer.store.match(None, TYPE, kind, graph=self._graph)
        )
        named = (node for node in found if isinstance(node, NamedNode))
        return sorted(named, key=lambda node: node.value)

    def _order(self, node: NamedNode) -> tuple[bool, str]:
        """Put the shape of a class, which is closed, before those that add to it."""
        return (not read_said(self._viewer, node).all(_CLOSED), node.value)

    def _anchor(self, node: NamedNode) -> str:
        return fragment(node.value, self._document.value)

    def _show(self, node: NamedNode) -> str:
        """Give the anchor of what is shown for the first time."""
        anchor = self._anchor(node)
        if anchor in self._shown:
            return ""
        self._shown.add(anchor)
        return anchor

    def _shape(self, node: NamedNode) -> ShapeView:
        said = read_said(self._viewer, node)
        anchor = self._show(node)
        heads = said.all(_IGNORED)
        besides = (member for head in heads for member in read_list(self._viewer, head))
        return ShapeView(
            anchor, node.value, self._viewer.name(node.value), tuple(_targets(self._viewer, said)),
            read_constraint(self._viewer, node),
            tuple(self._rule(part) for part in said.nodes(PROPERTY)), self._queries(said),
            said.text(_CLOSED) == "true",
            tuple(self._viewer.name(m.value) for m in besides if isinstance(m, NamedNode)),
            _inbound(self._viewer, node),
        )  # fmt: skip

    def _rule(self, node: NamedNode) -> Rule:
        constraint = read_constraint(self._viewer, node)
        said = read_said(self._viewer, node)
        counted = constraint.least or constraint.most is not None
        path = constraint.path
        return Rule(
            self._show(node), self._viewer.name(node.value),
            self._viewer.name(path) if path else Value(""), foreign.shorten(path),
            count(self._viewer, constraint.least, constraint.most) if counted else "",
            constraint, self._queries(said),
        )  # fmt: skip

    def _queries(self, said: Said) -> tuple[Query, ...]:
        return tuple(self._query(node) for node in said.nodes(_SPARQL))

    def _query(self, node: NamedNode) -> Query:
        text = dedent(read_said(self._viewer, node).text(_SELECT)).strip()
        return Query(self._show(node), self._viewer.name(node.value), text)

    def _prefix(self, node: NamedNode) -> Prefix:
        said = read_said(self._viewer, node)
        return Prefix(self._show(node), said.text(sh("prefix")), said.text(sh("namespace")))


def _targets(viewer: Viewer, said: Said) -> Iterator[Target]:
    for prop, words in _TARGETS:
        values = tuple(viewer.name(node.value) for node in said.nodes(prop))
        if values:
            yield Target(viewer.language.say(words), values)


def _inbound(viewer: Viewer, node: NamedNode) -> tuple[Value, ...]:
    """Find the shapes that refer to one, on their own or in a list."""
    found = set(_subjects(viewer, (node,), NODE, QUALIFIED, PROPERTY))
    heads = set(_subjects(viewer, (node,), FIRST))
    while heads:
        found |= set(_subjects(viewer, heads, OR))
        heads = set(_subjects(viewer, heads, REST)) - heads
    names = (viewer.name(shape.value) for shape in found)
    return tuple(sorted(names, key=lambda value: (value.text, value.href or "")))


def _subjects(
    viewer: Viewer, nodes: Iterable[NamedNode], *properties: NamedNode
) -> Iterator[NamedNode]:
    for node in nodes:
        for prop in properties:
            for quad in viewer.store.match(None, prop, node):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject
