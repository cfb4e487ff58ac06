"""The catalogue: the first page, the description of the data set, lists of things, health."""

from __future__ import annotations

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Triple

from kizuna.formats import GRAPH_FORMATS, HTML, JSON
from kizuna.namespaces import KINDS, TERMS
from kizuna.web.addresses import link
from kizuna.web.current import Published, published
from kizuna.web.documents import complete, exists, sort, term
from kizuna.web.headers import NEVER, Link, alternates, answer
from kizuna.web.language import message, saying
from kizuna.web.negotiation import choose
from kizuna.web.pages.dataset import build
from kizuna.web.pages.home import build as build_home
from kizuna.web.pages.kinds import KIND_NAMES, list_path
from kizuna.web.pages.partitions import LINKS, read_partitions
from kizuna.web.pages.partitions import build as build_rows
from kizuna.web.pages.structured import describe_dataset
from kizuna.web.problems import TYPES, not_found
from kizuna.web.representations import represent
from kizuna.web.serving import (
    OFFERS,
    Document,
    dataset_links,
    page,
    serve,
    serve_page,
    split,
    viewer,
)
from kizuna.web.vocabulary import DOCUMENTS

catalog = Blueprint("catalog", __name__)

_LEAD = message(
    "Kizuna publishes partnerships between local governments – sister cities, friendship cities, "
    "cooperation agreements – each with its kind, its dates at the precision that is known, its "
    "state as of a day, and the passage of the document that says so."
)
_GRAPHS = ("data/catalog", "description")


@catalog.get("/")
def see_home() -> Response:
    """Serve the first page; programs get the description of the data set."""
    served = published()
    if choose(OFFERS) is HTML:
        return serve_page(lambda: _home(served), _home_links(served))
    return see_dataset()


def _home_links(served: Published) -> list[Link]:
    forms = alternates(served.base.dataset, GRAPH_FORMATS)
    return [Link(served.base.iri, "canonical"), *dataset_links(), *forms]


@catalog.get("/dataset")
@catalog.get("/dataset.<extension>")
@catalog.get("/.well-known/void")
def see_dataset(extension: str | None = None) -> Response:
    """Serve the description of the data set: DCAT, VoID, and how many of what it has."""
    served = published()
    stem, fixed = split(f"dataset.{extension}") if extension else ("dataset", None)
    if stem != "dataset":
        raise not_found(
            saying("The description of the data set has no form %(form)r.", form=extension)
        )
    document = Document(
        served.base.dataset, lambda: _describe(served), lambda: _dataset_page(served)
    )
    return serve(document, fixed)


def _describe(served: Published) -> list[Triple]:
    """Collect what the catalogue and the generated description say."""
    graphs = (NamedNode(served.base.graph(name)) for name in _GRAPHS)
    triples = {quad.triple for graph in graphs for quad in served.store.match(graph=graph)}
    return sort(complete(served.labels, triples), served.base.dataset)


@catalog.get("/dataset/<path:name>")
def see_partitions(name: str) -> Response:
    """Serve what is counted of a graph, by class, property and datatype.

    :raises ProblemError: 404 if there is none.
    """
    served = published()
    path, fixed = split(name)
    graph = served.base.graph(path)
    known = graph in served.release.manifest.graphs
    counted = NamedNode(served.base.counts(graph) if known else served.base.default_counts)
    if not (known or path == "default") or not exists(served.store, counted):
        raise not_found(saying("The release has no counts of a graph %(path)r.", path=path))
    return serve(_counts_of(served, counted, path), fixed)


def _counts_of(served: Published, counted: NamedNode, path: str) -> Document:
    def triples() -> list[Triple]:
        held = read_partitions(served.store, counted)
        return sort(complete(served.labels, held), counted.value)

    return Document(
        counted.value, triples, lambda: _partitions_page(served, counted, path, triples())
    )


def _partitions_page(
    served: Published, counted: NamedNode, path: str, triples: list[Triple]
) -> str:
    own = [t for t in triples if t.subject == counted and t.predicate not in LINKS]
    named = path != "default"
    return page(
        "partitions.html", view=viewer().block(counted, own),
        partitions=build_rows(viewer(), counted, triples),
        title=path if named else "the data set",
        graph=f"{served.base.path}graph/{path}" if named else None,
        document=f"{served.base.path}dataset/{path}", formats=OFFERS,
    )  # fmt: skip


def _home(served: Published) -> str:
    view = build_home(viewer())
    lead = viewer().language.say(_LEAD)
    return page(
        "home.html", view=view, counts=_counts(served), terms=_terms(served), address="",
        lead=lead, description=lead,
        json_ld=describe_dataset(viewer(), served.release.manifest, "Kizuna", lead),
    )  # fmt: skip


def _counts(served: Published) -> list[tuple[str, str, int]]:
    """Count the things of each kind, with the path of its list and its name."""
    classes = served.release.manifest.classes
    say = viewer().language.say
    return [
        (list_path(kind), say(name.many), classes.get(KINDS[kind], 0))
        for kind, name in KIND_NAMES.items()
    ]


def _terms(served: Published) -> list[tuple[str, str]]:
    """List the documents of terms, by address and name."""
    found = {
        quad.subject
        for kind in DOCUMENTS
        for quad in served.store.match(None, term("rdf", "type"), kind)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(TERMS)
    }
    names = ((node.value, viewer().name(node.value).text) for node in found)
    return sorted((served.base.path + iri.removeprefix(TERMS), name) for iri, name in names)


def _dataset_page(served: Published) -> str:
    view = build(viewer(), _describe(served))
    base = served.base
    graphs = [
        (link(base, iri), n, _counted(served, base.counts(iri)))
        for iri, n in sorted(served.release.manifest.graphs.items())
    ]
    return page(
        "dataset.html", view=view, graphs=graphs, counted=_counted(served, base.default_counts),
        document=f"{base.path}dataset", formats=OFFERS, counts=_counts(served),
        address="dataset.html", section="dataset",
        terms=_terms(served),
    )  # fmt: skip


def _counted(served: Published, iri: str) -> str | None:
    """Find the address of what is counted, in releases that count it."""
    return link(served.base, iri) if exists(served.store, NamedNode(iri)) else None


@catalog.get("/problems")
def see_problems() -> Response:
    """Serve the page that explains the types of problems."""
    return serve_page(lambda: page("problems.html", types=TYPES.values(), address="problems"))


@catalog.get("/health")
def see_health() -> Response:
    """Tell that the store of the release answers."""
    served = published()
    next(served.store.match(), None)
    body = f'{{"status":"ok","release":"{served.release.name}"}}\n'
    return answer(represent(body, JSON), cache=NEVER)
