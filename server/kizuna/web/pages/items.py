"""A thing and its parts, each with what is said of it by property: what tables are made from."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.namespaces import DEF, FOREIGN
from kizuna.web.documents import OF, POSSIBLY_OF, TYPE, sort, term
from kizuna.web.pages.views import CLASSES, SOURCE, Evidence, Value, Viewer

_NAMESPACES = (
    DEF, *(FOREIGN[name] for name in ("skos", "schema", "rdfs", "dcterms", "geo", "prov", "owl")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A thing: its class and name, its values by local name of property, and where it was read.

    ``literals`` has the values as they are written in the data, for drawing and ordering.
    """

    iri: str
    kind: str
    name: Value
    values: Mapping[str, tuple[Value, ...]]
    literals: Mapping[str, tuple[str, ...]]
    evidence: tuple[Evidence, ...]

    def all(self, *names: str) -> tuple[Value, ...]:
        """Give the values of some properties."""
        return tuple(value for name in names for value in self.values.get(name, ()))

    def first(self, name: str) -> Value | None:
        """Give the first value of a property."""
        return next(iter(self.values.get(name, ())), None)

    def literal(self, name: str) -> str:
        """Give the first value of a property as it is written; nothing if there is none."""
        return next(iter(self.literals.get(name, ())), "")


def read_item(viewer: Viewer, node: NamedNode) -> Item:
    """Read what is said of a thing."""
    said, rules = viewer.read(node)
    values: dict[str, list[Value]] = defaultdict(list)
    literals: dict[str, list[str]] = defaultdict(list)
    passages: list[str] = []
    for triple in sort(said):
        if triple.predicate == SOURCE and isinstance(triple.object, NamedNode):
            passages.append(triple.object.value)
        elif triple.predicate != TYPE:
            name = local(triple.predicate)
            values[name].append(viewer.value(triple.object, rules.get(triple)))
            if isinstance(triple.object, Literal | NamedNode):
                literals[name].append(triple.object.value)
    return Item(
        node.value, _kind(said), viewer.name(node.value),
        {name: _spoken(viewer, found) for name, found in values.items()},
        {name: tuple(sorted(found)) for name, found in literals.items()},
        viewer.evidence(passages),
    )  # fmt: skip


def _spoken(viewer: Viewer, values: list[Value]) -> tuple[Value, ...]:
    """Put values in the reader's language first; of the same words in it and in English, one."""
    code = viewer.language.code
    return tuple(sorted(values, key=lambda v: (v.lang not in (code, None), v.raw or v.text)))


def local(prop: NamedNode) -> str:
    """Name a property in short: one of ours, or of those that data uses, by its local name."""
    for namespace in _NAMESPACES:
        if prop.value.startswith(namespace):
            return prop.value[len(namespace) :]
    return prop.value


def _kind(triples: Iterable[Triple]) -> str:
    types = [
        t.object.value for t in triples if t.predicate == TYPE and isinstance(t.object, NamedNode)
    ]
    best = min(types, key=lambda c: (c not in CLASSES, c), default="")
    return best.rpartition("#")[2].rpartition("/")[2]


def read_parts(viewer: Viewer, root: NamedNode) -> list[Item]:
    """Read whatever is, or may be, part of a thing, at any depth, each once."""
    return [read_item(viewer, node) for node in _walk(viewer, root)]


def _walk(viewer: Viewer, root: NamedNode) -> Iterator[NamedNode]:
    seen = {root}
    waiting = deque([root])
    while waiting:
        whole = waiting.popleft()
        for prop in (OF, POSSIBLY_OF):
            for quad in viewer.store.match(None, prop, whole):
                if isinstance(quad.subject, NamedNode) and quad.subject not in seen:
                    seen.add(quad.subject)
                    waiting.append(quad.subject)
                    yield quad.subject


def of_kind(items: Iterable[Item], *kinds: str) -> tuple[Item, ...]:
    """Choose the items of some classes."""
    return tuple(item for item in items if item.kind in kinds)


def findings(viewer: Viewer, nodes: Iterable[str]) -> tuple[Value, ...]:
    """Collect what the validation report says of some things, by message."""
    found = {
        Value(str(message.object.value), viewer.link(result.value), message.object.language)
        for node in nodes
        for result in _results(viewer, node)
        for message in viewer.store.match(result, term("sh", "resultMessage"))
        if isinstance(message.object, Literal)
    }
    return tuple(sorted(found, key=lambda value: (value.text, value.href or "")))


def _results(viewer: Viewer, node: str) -> Iterator[NamedNode]:
    for quad in viewer.store.match(None, term("sh", "focusNode"), NamedNode(node)):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject
