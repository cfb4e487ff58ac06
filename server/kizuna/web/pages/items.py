"""A thing and its parts, each with what is said of it by property: what tables are made from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kizuna.iris import Thing
from kizuna.namespaces import DEF, FOREIGN
from kizuna.web.documents import OF, POSSIBLY_OF, sort, term
from kizuna.web.labels import choose
from kizuna.web.pages.views import CLASSES, Evidence, Value, Viewer

_NAMESPACES = (
    DEF,
    *(FOREIGN[p] for p in ("rdf", "skos", "schema", "rdfs", "dcterms", "geo", "prov", "owl")),
)

_NAMES = ("label", "prefLabel", "title")
_PARTNERSHIP = "Partnership"
"""Has a name in languages in which the release names its parties only."""


Term = NamedNode | BlankNode | Literal | Triple

Said = tuple[Term, str | None]
"""A value, with the address of its rule if it follows by one alone."""


@dataclass(frozen=True)
class Item:
    """A thing: its class, and what is said of it by local name of property.

    What a page shows of it is made when the page asks: of much that is said it shows nothing.
    """

    viewer: Viewer
    iri: str
    kind: str
    said: Mapping[str, Sequence[Said]]
    _shown: dict[str, tuple[Value, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def name(self) -> Value:
        """Show what it is called: by what is said of it, or as any other page does."""
        names = (term for name in _NAMES for term, _ in self.said.get(name, ()))
        literals = [term for term in names if isinstance(term, Literal)]
        label = choose(literals, self.viewer.language.code)
        if label is None or self.kind == _PARTNERSHIP:
            return self.viewer.name(self.iri)
        return Value(label.value, self.viewer.link(self.iri), label.language)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Show where it was read."""
        return self.viewer.evidence(self.literals("source"))

    def all(self, *names: str) -> tuple[Value, ...]:
        """Show the values of some properties.

        Those in the reader's language come first; of the same words in it and in English, one.
        """
        return tuple(value for name in names for value in self._show(name))

    def _show(self, name: str) -> tuple[Value, ...]:
        shown = self._shown.get(name)
        if shown is None:
            values = [self.viewer.value(term, rule) for term, rule in self.said.get(name, ())]
            code = self.viewer.language.code
            values.sort(key=lambda v: (v.lang not in (code, None), v.raw or v.text))
            shown = self._shown[name] = tuple(values)
        return shown

    def literals(self, name: str) -> list[str]:
        """Give the values of a property as they are written, for drawing and ordering."""
        terms = (term for term, _ in self.said.get(name, ()))
        return sorted(term.value for term in terms if isinstance(term, Literal | NamedNode))

    def literal(self, name: str) -> str:
        """Give the first value of a property as it is written; nothing if there is none."""
        return next(iter(self.literals(name)), "")

    def rule(self, name: str) -> str | None:
        """Give the address of the rule by which a property was derived, if it was."""
        return next((rule for _, rule in self.said.get(name, ()) if rule), None)


@dataclass(frozen=True, slots=True)
class Whole:
    """A thing with its fragments, such as the point of a place, and its parts at any depth.

    ``number`` is the one that the index knows it by.
    """

    number: int
    main: Item
    fragments: tuple[Item, ...]
    parts: tuple[Item, ...]


def read_whole(viewer: Viewer, thing: Thing) -> Whole | None:
    """Read a thing and its parts as the index has them, which spares a lookup for each."""
    own = viewer.index.own(thing)
    if own is None:
        return None
    said: dict[NamedNode, list[Triple]] = {}
    for quad in parse(own.turtle, RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode):
            said.setdefault(quad.subject, []).append(quad.triple)
    subjects = zip(said.items(), own.derived, strict=True)
    main, *others = (
        _make(viewer, node, zip(triples, _rules(viewer, derived, len(triples)), strict=True))
        for (node, triples), derived in subjects
    )
    head = f"{main.iri}#"
    return Whole(
        own.number, main, tuple(item for item in others if item.iri.startswith(head)),
        tuple(item for item in others if not item.iri.startswith(head)),
    )  # fmt: skip


def _rules(viewer: Viewer, derived: Mapping[str, Sequence[int]], count: int) -> list[str | None]:
    """Give the address of the rule of each triple that follows by a rule alone."""
    rules: list[str | None] = [None] * count
    for rule, places in derived.items():
        address = viewer.link(viewer.base.derived(rule))
        for place in places:
            rules[place] = address
    return rules


def read_item(viewer: Viewer, node: NamedNode) -> Item:
    """Read what is said of a thing."""
    said, rules = viewer.read(node)
    return _make(viewer, node, ((triple, rules.get(triple)) for triple in sort(said)))


def _make(viewer: Viewer, node: NamedNode, triples: Iterable[tuple[Triple, str | None]]) -> Item:
    """Make an item of triples in the order of ``sort``, each with its rule if it has one."""
    said: dict[str, list[Said]] = {}
    for triple, rule in triples:
        said.setdefault(local(triple.predicate.value), []).append((triple.object, rule))
    return Item(viewer, node.value, _kind(said.get("type", ())), said)


@lru_cache(1024)
def local(prop: str) -> str:
    """Name a property in short: one of ours, or of those that data uses, by its local name."""
    return next((prop.removeprefix(n) for n in _NAMESPACES if prop.startswith(n)), prop)


def _kind(types: Iterable[Said]) -> str:
    classes = (term.value for term, _ in types if isinstance(term, NamedNode))
    best = min(classes, key=lambda c: (c not in CLASSES, c), default="")
    return best.rpartition("#")[2].rpartition("/")[2]


def read_parts(viewer: Viewer, root: NamedNode) -> list[Item]:
    """Read whatever is, or may be, part of a thing, at any depth, each once, by IRI."""
    nodes = sorted(_walk(viewer, root), key=lambda node: node.value)
    return [read_item(viewer, node) for node in nodes]


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
