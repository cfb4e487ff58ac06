"""The pages of documents of terms, by what a document is: ontology, scheme, or shapes."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kizuna.formats import HTML
from kizuna.web.current import Published
from kizuna.web.documents import TYPE, term
from kizuna.web.pages import ontology, report, scheme, shapes
from kizuna.web.serving import OFFERS, page, viewer

REPORT = "report"
_SCHEME, _ONTOLOGY = term("skos", "ConceptScheme"), term("owl", "Ontology")


def write_terms(
    served: Published, graph: NamedNode, document: NamedNode, address: str
) -> str | None:
    """Write the page of a document of terms; nothing if none is made for what it is."""
    made = _build(served, graph, document)
    if made is None:
        return None
    template, view = made
    description = " ".join(text.text for text in view.head.about)
    return _write(served, template, address, view=view, section="def", description=description)


def _build(
    served: Published, graph: NamedNode, document: NamedNode
) -> tuple[str, ontology.OntologyPage | scheme.SchemePage | shapes.ShapesPage] | None:
    """Build the page that is made for what a document is."""
    if any(_holds(served, graph, kind) for kind in (shapes.NODE_SHAPE, shapes.PREFIXES)):
        return "shapes.html", shapes.build(viewer(), document, graph)
    if _is(served, document, _SCHEME):
        return "scheme.html", scheme.build(viewer(), document, graph)
    if _is(served, document, _ONTOLOGY):
        counts = served.release.manifest.classes
        return "ontology.html", ontology.build(viewer(), document, graph, counts)
    return None


def write_report(served: Published, graph: NamedNode, address: str) -> str:
    """Write the page of the validation report."""
    view = report.build(viewer(), graph)
    data = f"{served.base.path}graph/{REPORT}"
    return _write(served, "report.html", address, view=view, data=data)


def _write(served: Published, template: str, address: str, **values: object) -> str:
    path = address.removeprefix(served.base.iri)
    return page(
        template, address=f"{path}.{HTML.extension}", offers=OFFERS,
        document=served.base.path + path, **values,
    )  # fmt: skip


def _holds(served: Published, graph: NamedNode, kind: NamedNode) -> bool:
    return next(served.store.match(None, TYPE, kind, graph=graph), None) is not None


def _is(served: Published, document: NamedNode, kind: NamedNode) -> bool:
    return next(served.store.match(document, TYPE, kind), None) is not None
