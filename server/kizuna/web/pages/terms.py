"""What the release says of a term, a concept or a shape, by property."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from kizuna.store.quads import DEFAULT_GRAPH
from kizuna.web.documents import term
from kizuna.web.language import DEFAULT
from kizuna.web.pages.foreign import find_term
from kizuna.web.pages.views import Value, Viewer

DEFINITION = term("skos", "definition")
EXAMPLE = term("skos", "example")
SCOPE_NOTE = term("skos", "scopeNote")
NOTE = term("skos", "note")
DOMAIN, RANGE = term("rdfs", "domain"), term("rdfs", "range")
_TITLES = (term("dcterms", "title"), term("rdfs", "label"), term("skos", "prefLabel"))
_ABSTRACTS = (term("dcterms", "abstract"), term("dcterms", "description"))
FIRST, REST = term("rdf", "first"), term("rdf", "rest")

Node = NamedNode | BlankNode
Object = NamedNode | BlankNode | Literal | Triple

_LICENCE = re.compile(
    r"https://creativecommons\.org/(?:licenses/(?P<name>[a-z-]+)|publicdomain/zero)"
    r"/(?P<version>[0-9.]+)/?"
)
_LONGEST = 1000
"""Members of a list that are read; a list may be a circle."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What is said of a node."""

    values: Mapping[NamedNode, tuple[Object, ...]]

    def all(self, *properties: NamedNode) -> list[Object]:
        """Give the values of some properties."""
        return [value for prop in properties for value in self.values.get(prop, ())]

    def nodes(self, *properties: NamedNode) -> list[NamedNode]:
        """Give the values that have an IRI, in its order."""
        found = {value for value in self.all(*properties) if isinstance(value, NamedNode)}
        return sorted(found, key=lambda node: node.value)

    def literals(self, *properties: NamedNode) -> list[Literal]:
        """Give the values that are literals."""
        return [value for value in self.all(*properties) if isinstance(value, Literal)]

    def text(self, *properties: NamedNode) -> str:
        """Give the first literal as it is written; nothing if there is none."""
        return min((literal.value for literal in self.literals(*properties)), default="")

    def number(self, prop: NamedNode) -> int | None:
        """Give the whole number that a property has."""
        found = self.text(prop)
        return int(found) if found.isascii() and found.isdigit() else None


def read_said(viewer: Viewer, node: Node, graph: NamedNode | DefaultGraph = DEFAULT_GRAPH) -> Said:
    """Read what is said of a node, anywhere or in one graph."""
    values: dict[NamedNode, list[Object]] = defaultdict(list)
    if isinstance(node, NamedNode):
        for quad in viewer.store.match(node, graph=graph):
            values[quad.predicate].append(quad.object)
    return Said({prop: tuple(found) for prop, found in values.items()})


def read_list(viewer: Viewer, head: Object) -> Iterator[Object]:
    """Read the members of a list, which has names in place of blank nodes."""
    for _ in range(_LONGEST):
        said = read_said(viewer, head) if isinstance(head, NamedNode) else None
        if said is None or FIRST not in said.values:
            return
        yield said.values[FIRST][0]
        head = next(iter(said.all(REST)), head)


def speak(viewer: Viewer, texts: Iterable[Literal]) -> tuple[Value, ...]:
    """Choose, of what is said in several languages, the reader's, English or any other."""
    held = list(texts)
    spoken = {text.language for text in held}
    code = next((c for c in (viewer.language.code, DEFAULT, None) if c in spoken), "")
    chosen = [text for text in held if text.language == code] or held
    return tuple(viewer.value(text) for text in sorted(chosen, key=lambda text: text.value))


def speak_of(viewer: Viewer, said: Said, *properties: NamedNode) -> tuple[Value, ...]:
    """Say what some properties say, in the reader's language if they do."""
    return speak(viewer, said.literals(*properties))


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head of the page of a document of terms."""

    iri: str
    title: Value
    about: tuple[Value, ...]
    version: str
    issued: tuple[Value, ...]
    licence: tuple[Value, ...]
    namespace: str
    prefix: str
    see_also: tuple[Value, ...]


def read_head(viewer: Viewer, document: NamedNode) -> Head:
    """Read what a document of terms says of itself."""
    said = read_said(viewer, document)
    titles = speak_of(viewer, said, *_TITLES)
    return Head(
        document.value, next(iter(titles), viewer.name(document.value)),
        speak_of(viewer, said, *_ABSTRACTS), said.text(term("owl", "versionInfo")),
        speak_of(viewer, said, term("dcterms", "issued")),
        tuple(licence(viewer, node.value) for node in said.nodes(term("dcterms", "license"))),
        said.text(term("vann", "preferredNamespaceUri")),
        said.text(term("vann", "preferredNamespacePrefix")),
        tuple(viewer.value(node) for node in said.nodes(term("rdfs", "seeAlso"))),
    )  # fmt: skip


def licence(viewer: Viewer, iri: str) -> Value:
    """Name a licence of Creative Commons as people do; any other by its address."""
    match = _LICENCE.fullmatch(iri)
    if match is None:
        return Value(iri, viewer.link(iri))
    name = f"CC {match['name'].upper()}" if match["name"] else "CC0"
    return Value(f"{name} {match['version']}", viewer.link(iri))


def fragment(iri: str, document: str) -> str:
    """Give the part of an IRI after that of its document; nothing if it is of another."""
    head = f"{document}#"
    return iri[len(head) :] if iri.startswith(head) else ""


def define(viewer: Viewer, iri: str) -> tuple[Value, ...]:
    """Say what a term of another vocabulary means here, if the release does not name it."""
    named = viewer.labels.triples(NamedNode(iri))
    known = None if named else find_term(iri)
    return (Value(viewer.language.say(known.definition)),) if known and known.definition else ()
