"""What a page shows of a set of triples: blocks of rows of values, ready for a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kizuna.iris import Base
from kizuna.namespaces import DEF, FOREIGN, KINDS
from kizuna.store.quads import QuadStore
from kizuna.web.addresses import link, position
from kizuna.web.documents import TYPE, term
from kizuna.web.index import Index
from kizuna.web.labels import PROPERTIES, Labels
from kizuna.web.language import Language
from kizuna.web.pages.foreign import find_term

SOURCE = term("dcterms", "source")

_FIRST = (
    TYPE.value,
    *(f"{DEF}{name}" for name in (
        "party", "kind", "level", "state", "began", "ended", "signed", "asOf", "date", "frequency",
        "duration", "number", "anniversary", "field", "modality", "value", "upTo", "bound", "unit",
        "scope", "who", "role", "office", "officeOf", "from", "to", "accordingTo", "of",
        "possiblyOf", "term",
    )),
)  # fmt: skip
_ORDER: Mapping[str, int] = {iri: position for position, iri in enumerate(_FIRST)}
_XSD = FOREIGN["xsd"]
_PLAIN = {f"{_XSD}string", f"{FOREIGN['rdf']}langString"}
_DAYS = {f"{_XSD}{name}" for name in ("date", "gYearMonth", "gYear", "gMonthDay")}
_PASSAGE = "char="
_REMEMBERED = 20_000

Node = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class Value:
    """A term as a page shows it.

    ``raw`` is the literal where it is written in another way here; ``rule`` is the address of the
    rule that derived it.
    """

    text: str
    href: str | None = None
    lang: str | None = None
    datatype: str | None = None
    rule: str | None = None
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values."""

    property: Value
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source, and the places in it at which something was read."""

    source: Value
    places: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A thing with what is said of it, and its parts."""

    iri: str
    anchor: str
    title: Value
    rows: tuple[Row, ...]
    evidence: tuple[Evidence, ...]
    parts: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one class."""

    title: Value
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Viewer:
    """Makes views of triples of one release, for the readers of one language."""

    store: QuadStore
    labels: Labels
    base: Base
    index: Index
    language: Language

    @cached_property
    def _derived(self) -> str:
        return self.base.graph("derived/")

    @cached_property
    def name(self) -> Callable[[str], Value]:
        """Show what a thing is called, with its address.

        A partnership has a name in languages in which the release names its parties only.
        """
        # What is remembered does not refer to the viewer: a release goes with its last request.
        named = partial(_name, self.labels, self.base, self.index, self.language)
        return lru_cache(_REMEMBERED)(named)

    def link(self, iri: str) -> str | None:
        """Give the address of the page of what an IRI names."""
        return link(self.base, iri)

    def value(self, node: object, rule: str | None = None) -> Value:
        """Show a term."""
        if isinstance(node, NamedNode):
            shown = self.name(node.value)
            return Value(shown.text, shown.href, shown.lang, rule=rule)
        if isinstance(node, Literal):
            return self._literal(node, rule)
        return Value(str(node), rule=rule)

    def _literal(self, node: Literal, rule: str | None) -> Value:
        """Show a literal; days and durations as the language writes them."""
        kind = node.datatype.value
        datatype = None if kind in _PLAIN else kind.rpartition("#")[2]
        text = self._write(node.value, kind)
        raw = node.value if text != node.value else None
        return Value(text, None, node.language, datatype, rule, raw)

    def _write(self, text: str, kind: str) -> str:
        if kind in _DAYS:
            return self.language.day(text)
        return self.language.duration(text) if kind == f"{_XSD}duration" else text

    def evidence(self, passages: Iterable[str]) -> tuple[Evidence, ...]:
        """Show where something was read: the sources, and the places in each."""
        by_source: dict[str, set[str]] = defaultdict(set)
        for iri in passages:
            by_source[iri.partition("#")[0]].add(iri)
        return tuple(
            Evidence(self.name(source), tuple(map(self._place, sorted(found, key=position))))
            for source, found in sorted(by_source.items())
        )

    def _place(self, iri: str) -> Value:
        fragment = iri.partition("#")[2]
        if not fragment.startswith(_PASSAGE):
            record = self.language.say("record %(name)s") % {"name": fragment}
            return Value(record if fragment else "", link(self.base, iri))
        span = fragment.removeprefix(_PASSAGE).replace(",", "–")
        words = self.language.say("characters %(span)s") % {"span": span}
        return Value(words, link(self.base, iri))

    def block(self, node: Node, triples: Sequence[Triple], parts: tuple[Group, ...] = ()) -> Block:
        """Show a thing with the triples of which it is the subject."""
        rules = self.read(node)[1] if isinstance(node, NamedNode) else {}
        by_property: dict[NamedNode, list[Triple]] = defaultdict(list)
        passages = []
        for triple in triples:
            if triple.predicate == SOURCE and isinstance(triple.object, NamedNode):
                passages.append(triple.object.value)
            else:
                by_property[triple.predicate].append(triple)
        rows = tuple(self._row(p, by_property[p], rules) for p in self._ordered(by_property))
        iri = node.value if isinstance(node, NamedNode) else str(node)
        return Block(
            iri, iri.partition("#")[2] or iri.rpartition("/")[2], self.name(iri), rows,
            self.evidence(passages), parts,
        )  # fmt: skip

    def _row(self, prop: NamedNode, triples: list[Triple], rules: Mapping[Triple, str]) -> Row:
        values = (self.value(t.object, rules.get(t)) for t in triples)
        ordered = sorted(values, key=lambda v: (v.lang != self.language.code, v.raw or v.text))
        return Row(self.name(prop.value), tuple(ordered))

    def _ordered(self, properties: Iterable[NamedNode]) -> list[NamedNode]:
        """Put properties in the order of reading; the derived bounds of days come last."""
        last = len(_FIRST)
        return sorted(
            properties,
            key=lambda p: (
                p.value.endswith(("Earliest", "Latest")),
                _ORDER.get(p.value, last),
                self.name(p.value).text,
            ),
        )

    def read(self, node: NamedNode) -> tuple[list[Triple], dict[Triple, str]]:
        """Read what is said of a subject, and by which rule what stands in derived graphs only."""
        graphs: dict[Triple, list[str]] = {}
        for quad in self.store.match(node, graph=None):
            names = graphs.setdefault(quad.triple, [])
            if isinstance(quad.graph_name, NamedNode):
                names.append(quad.graph_name.value)
        rules = {
            triple: link(self.base, min(names)) or ""
            for triple, names in graphs.items()
            if names and all(name.startswith(self._derived) for name in names)
        }
        return list(graphs), rules

    def blocks(self, triples: Iterable[Triple]) -> list[Block]:
        """Show triples by subject, in the order given."""
        by_subject: dict[Node, list[Triple]] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode | BlankNode):
                by_subject.setdefault(triple.subject, []).append(triple)
        return [self.block(subject, held) for subject, held in by_subject.items()]

    def groups(self, blocks: Iterable[tuple[str, Block]]) -> tuple[Group, ...]:
        """Group blocks by the class given with each, in the order of the kinds of things."""
        by_class: dict[str, list[Block]] = defaultdict(list)
        for kind, block in blocks:
            by_class[kind].append(block)
        order = [f"{DEF}{name}" for name in _PARTS]
        known = sorted(by_class, key=lambda c: (order.index(c) if c in order else len(order), c))
        return tuple(Group(self.name(c), tuple(by_class[c])) for c in known)


def _name(labels: Labels, base: Base, index: Index, language: Language, iri: str) -> Value:
    thing, node = base.parse(iri), NamedNode(iri)
    if thing and thing.kind == "partnership" and "#" not in iri:
        named = index.named(thing, language.code)
        if named:
            return Value(named.name, link(base, iri), named.language)
    foreign = None if labels.triples(node) else find_term(iri)
    if foreign:
        return Value(language.say(foreign.label), link(base, iri))
    label = labels.name(node, language.code)
    return Value(label.value, link(base, iri), label.language)


_PARTS = (
    "Status", "Agreement", "Cooperation", "Activity", "Participation", "Figure", "Name", "Claim",
)  # fmt: skip

CLASSES = frozenset(KINDS.values())
NAMES = frozenset(PROPERTIES)
