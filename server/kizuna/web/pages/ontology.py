"""The page of an ontology: its model, its classes and its properties, explained for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import NamedNode

from kizuna.namespaces import DEF, KINDS, TERMS
from kizuna.web.documents import TYPE, term
from kizuna.web.pages import foreign
from kizuna.web.pages.alignments import Alignment, read_alignments
from kizuna.web.pages.kinds import list_path
from kizuna.web.pages.model_diagram import BOXES, anchor_of, draw_model, iri_of
from kizuna.web.pages.term_views import TermView, read_term
from kizuna.web.pages.terms import DOMAIN, Head, fragment, read_head, read_said
from kizuna.web.pages.uses import Inbound, Property, Use, Uses
from kizuna.web.pages.views import Value, Viewer

_CLASSES = (term("owl", "Class"), term("rdfs", "Class"))
_PROPERTIES = (
    term("owl", "ObjectProperty"), term("owl", "DatatypeProperty"),
    term("owl", "AnnotationProperty"), term("rdf", "Property"),
)  # fmt: skip
_DATATYPES = (term("rdfs", "Datatype"),)
_SCHEME, _ONTOLOGY = term("skos", "ConceptScheme"), term("owl", "Ontology")
_ORDER = [iri_of(box.term) for box in BOXES]
_BORROWED = tuple(map(iri_of, ("schema:Person", "prov:Entity", "geo:Geometry")))
"""Classes of other vocabularies that things of the data have."""

_SORTS = ("ontology", "scheme", "shapes", "alignment")
_KINDS = {iri: kind for kind, iri in KINDS.items()}


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class: how many things are of it, where they are listed, and what is said of them.

    ``general`` are the properties that most classes have, and the days that rules compute.
    """

    term: TermView
    count: int | None
    href: str | None
    uses: tuple[Use, ...]
    general: tuple[Use, ...]
    inbound: tuple[Inbound, ...]


@dataclass(frozen=True, slots=True)
class SharedUse:
    """A property as several classes have it alike."""

    classes: tuple[Value, ...]
    use: Use


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A property, and the classes that it is used with."""

    term: TermView
    property: Property
    sorts: tuple[Value, ...]
    domain: tuple[Value, ...]
    uses: tuple[SharedUse, ...]


@dataclass(frozen=True, slots=True)
class OntologyPage:
    """What the template of an ontology is given; ``documents`` are others, by what they are."""

    head: Head
    diagram: Markup | None
    classes: tuple[ClassView, ...]
    borrowed: tuple[ClassView, ...]
    properties: tuple[PropertyView, ...]
    datatypes: tuple[TermView, ...]
    alignments: tuple[Alignment, ...]
    documents: Mapping[str, tuple[Value, ...]]


def build(
    viewer: Viewer, document: NamedNode, graph: NamedNode, counts: Mapping[str, int]
) -> OntologyPage:
    """Build the page of an ontology that a graph holds; ``counts`` has the things by class."""
    builder = _Builder(viewer, document.value, graph, counts)
    main = document.value == DEF.rstrip("#")
    borrowed = builder.classes(_BORROWED) if main else ()
    classes = builder.classes(builder.terms(_CLASSES))
    properties = builder.properties()
    terms = [view.term for view in (*classes, *borrowed)] + [view.term for view in properties]
    anchors = frozenset(term_view.anchor for term_view in terms)
    return OntologyPage(
        read_head(viewer, document), draw_model(viewer, anchors) if main else None,
        classes, borrowed, properties, builder.datatypes(), read_alignments(viewer, graph),
        read_documents(viewer),
    )  # fmt: skip


class _Builder:
    """Reads the terms of one document."""

    def __init__(
        self, viewer: Viewer, document: str, graph: NamedNode, counts: Mapping[str, int]
    ) -> None:
        self._viewer, self._document, self._graph = viewer, document, graph
        self._counts = counts
        self._uses = Uses(viewer)
        own = self.terms(_CLASSES)
        used = (*own, *_BORROWED) if own else ()
        self._by_class = {iri: tuple(self._uses.of(iri)) for iri in used}
        counted = Counter(u.prop.code for uses in self._by_class.values() for u in uses)
        self._common = {code for code, n in counted.items() if 2 * n > len(self._by_class)}

    def terms(self, kinds: Iterable[NamedNode]) -> list[str]:
        """Find the terms of the document that are of some kinds."""
        found = {
            quad.subject.value
            for kind in kinds
            for quad in self._viewer.store.match(None, TYPE, kind, graph=self._graph)
            if isinstance(quad.subject, NamedNode) and fragment(quad.subject.value, self._document)
        }
        return sorted(found)

    def _read(self, iri: str) -> TermView:
        anchor = fragment(iri, self._document) or anchor_of(foreign.shorten(iri))
        return read_term(self._viewer, NamedNode(iri), anchor)

    def classes(self, iris: Iterable[str]) -> tuple[ClassView, ...]:
        """Read classes, those of the drawing first and in its order."""
        return tuple(map(self._class, sorted(iris, key=lambda iri: (_position(iri), iri))))

    def _class(self, iri: str) -> ClassView:
        kind, code = _KINDS.get(iri), foreign.shorten(iri)
        href = f"{self._viewer.base.path}{list_path(kind)}" if kind else None
        uses = self._by_class.get(iri, ())
        general = tuple(use for use in uses if use.is_bound or use.prop.code in self._common)
        return ClassView(
            self._read(iri), self._counts.get(iri), href,
            tuple(use for use in uses if use not in general), general,
            self._uses.leading(lambda expected: expected.code == code),
        )  # fmt: skip

    def properties(self) -> tuple[PropertyView, ...]:
        """Read properties, in the order of their names."""
        views = (self._property(iri) for iri in self.terms(_PROPERTIES))
        return tuple(sorted(views, key=lambda v: (v.term.name.text.casefold(), v.term.iri)))

    def _property(self, iri: str) -> PropertyView:
        said = read_said(self._viewer, NamedNode(iri))
        known = self._uses.property(iri)
        return PropertyView(
            self._read(iri), known,
            tuple(self._viewer.name(node.value) for node in said.nodes(TYPE)),
            tuple(self._viewer.name(node.value) for node in said.nodes(DOMAIN)),
            tuple(self._shared(known)),
        )  # fmt: skip

    def _shared(self, known: Property) -> Iterator[SharedUse]:
        """Collect how classes have a property, those together that have it alike."""
        found: dict[object, list[Use]] = defaultdict(list)
        for use in (use for uses in self._by_class.values() for use in uses):
            if use.prop is known:
                alike = (use.expected, use.cardinality, use.conditions, use.derived)
                found[alike].append(use)
        for uses in found.values():
            yield SharedUse(tuple(use.cls for use in uses), uses[0])

    def datatypes(self) -> tuple[TermView, ...]:
        """Read datatypes."""
        return tuple(self._read(iri) for iri in self.terms(_DATATYPES))


def _position(iri: str) -> int:
    return _ORDER.index(iri) if iri in _ORDER else len(_ORDER)


def read_documents(viewer: Viewer) -> dict[str, tuple[Value, ...]]:
    """List the documents of terms: the schemes, the shapes, the alignments, and the others."""
    found: dict[str, set[str]] = {sort: set() for sort in _SORTS}
    for kind in (_SCHEME, _ONTOLOGY):
        for quad in viewer.store.match(None, TYPE, kind):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(TERMS):
                iri = quad.subject.value
                folder = iri.removeprefix(TERMS).partition("/")[0]
                sort = "scheme" if kind == _SCHEME else folder if folder in found else "ontology"
                found[sort].add(iri)
    return {
        sort: tuple(sorted((viewer.name(iri) for iri in iris), key=lambda value: value.text))
        for sort, iris in found.items()
    }
