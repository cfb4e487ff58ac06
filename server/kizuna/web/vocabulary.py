"""Documents of terms and of graphs: the ontology, the schemes, the shapes, every file's graph."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Triple

from kizuna.namespaces import TERMS
from kizuna.web.current import Published, published
from kizuna.web.documents import TYPE, complete, exists, fragments, sort, term
from kizuna.web.language import saying
from kizuna.web.pages.views import Block
from kizuna.web.problems import not_found
from kizuna.web.serving import OFFERS, Document, page, serve, split, viewer
from kizuna.web.term_pages import REPORT, write_report, write_terms

vocabulary = Blueprint("vocabulary", __name__)

DOCUMENTS = (term("owl", "Ontology"), term("skos", "ConceptScheme"))
_VERSION = term("owl", "versionIRI")
_SHOWN = 1000
"""Subjects that a page shows of a graph; its files hold all."""


@vocabulary.get("/graph/<path:name>")
def see_graph(name: str) -> Response:
    """Serve the graph of one file of the source, or of one rule, or what a folder of them holds.

    :raises ProblemError: 404 if there is none.
    """
    served = published()
    path, fixed = split(name)
    iri = served.base.graph(path)
    if iri in served.release.manifest.graphs:
        return serve(_graph(served, iri, iri, ""), fixed)
    node = _name(iri)
    if node is None or not exists(served.store, node):
        raise not_found(saying("The release has no graph %(path)r.", path=path))
    return serve(_resource(served, node), fixed)


@vocabulary.get("/<path:name>")
def see_terms(name: str) -> Response:
    """Serve a document of terms, or whatever else the release describes under its base."""
    served = published()
    path, fixed = split(name)
    term_iri = _name(TERMS + path)
    node = _find_document(served, term_iri) if term_iri else None
    if node is not None:
        graph = find_graph(served, node)
        if graph is not None:
            return serve(_terms(served, graph, node, served.base.iri + path), fixed)
    here = _name(served.base.iri + path)
    if here is None or not exists(served.store, here):
        raise not_found(saying("The release has nothing at %(path)r.", path=path))
    graph_of_it = served.base.graph(path)
    if graph_of_it in served.release.manifest.graphs:
        return serve(_graph(served, graph_of_it, here.value, here.value), fixed)
    return serve(_resource(served, here), fixed)


@vocabulary.get("/report")
@vocabulary.get("/report.<extension>")
def see_report(extension: str | None = None) -> Response:
    """Serve the validation report.

    :raises ProblemError: 404 if the release has none.
    """
    served = published()
    stem, fixed = split(f"{REPORT}.{extension}") if extension else (REPORT, None)
    graph = served.base.graph(REPORT)
    if stem != REPORT or graph not in served.release.manifest.graphs:
        raise not_found(
            saying("There is no validation report in the form %(form)r.", form=extension)
        )
    address = f"{served.base}{REPORT}"
    document = _graph(served, graph, address, "")
    made = replace(document, page=lambda: write_report(served, NamedNode(graph), address))
    return serve(made, fixed)


def _name(iri: str) -> NamedNode | None:
    """Name what an IRI means, or nothing if it is none: an address may hold anything."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _find_document(served: Published, iri: NamedNode) -> NamedNode | None:
    """Find the document of an IRI: itself, or the one of which it is the version."""
    if find_graph(served, iri):
        return iri
    found = (quad.subject for quad in served.store.match(None, _VERSION, iri))
    return next((node for node in found if isinstance(node, NamedNode)), None)


def find_graph(served: Published, document: NamedNode) -> NamedNode | None:
    """Find the graph that holds a document of terms: the one that says what it is."""
    for kind in DOCUMENTS:
        for quad in served.store.match(document, TYPE, kind, graph=None):
            if isinstance(quad.graph_name, NamedNode):
                return quad.graph_name
    return None


def _terms(served: Published, graph: NamedNode, node: NamedNode, address: str) -> Document:
    """Give a document of terms the page that is made for what it is, or that of its graph."""
    document = _graph(served, graph.value, address, node.value)
    return replace(
        document, page=lambda: write_terms(served, graph, node, address) or document.page()
    )


def _graph(served: Published, graph: str, address: str, first: str) -> Document:
    def triples() -> list[Triple]:
        return sort((q.triple for q in served.store.match(graph=NamedNode(graph))), first)

    return Document(address, triples, lambda: _page(served, graph, address, triples(), first))


def _resource(served: Published, node: NamedNode) -> Document:
    def triples() -> list[Triple]:
        return sort(
            complete(served.labels, (q.triple for q in served.store.match(node))), node.value
        )

    return Document(
        node.value, triples, lambda: _page(served, node.value, node.value, triples(), node.value)
    )


def _page(served: Published, graph: str, address: str, triples: list[Triple], first: str) -> str:
    subjects = list(dict.fromkeys(triple.subject for triple in triples))
    shown = set(subjects[:_SHOWN])
    held = (triple for triple in triples if triple.subject in shown)
    blocks = [_anchor(block, first or graph) for block in viewer().blocks(held)]
    about = _about(served, graph, triples) if address == graph else []
    title = viewer().name(first) if first else None
    return page(
        "graph.html", title=title.text if title else address.removeprefix(served.base.iri),
        iri=first or graph, about=about, blocks=blocks, total=len(subjects),
        triples=len(triples),
        document=served.base.path + address.removeprefix(served.base.iri), formats=OFFERS,
    )  # fmt: skip


def _about(served: Published, graph: str, held: list[Triple]) -> list[Block]:
    """Show what is said of a graph elsewhere: the rule by which it was derived."""
    node = NamedNode(graph)
    named = (node, *fragments(served.store, node))
    said = {quad.triple for part in named for quad in served.store.match(part)}
    return [_anchor(b, graph) for b in viewer().blocks(sort(said - set(held), graph))]


def _anchor(block: Block, document: str) -> Block:
    """Let only fragments of the document be targets: of other things two may end alike."""
    return block if block.iri.startswith(f"{document}#") else replace(block, anchor="")
