"""How a document is served: in each of its formats, negotiated or by suffix, from the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Response, render_template
from pyoxigraph import Triple

from kizuna.formats import GRAPH_FORMATS, HTML, Format, by_extension
from kizuna.serialization import write_graph
from kizuna.web.current import published
from kizuna.web.documents import licences
from kizuna.web.headers import Link, alternates, answer
from kizuna.web.negotiation import accepts_gzip, choose
from kizuna.web.problems import ProblemError
from kizuna.web.representations import Representation, represent

OFFERS = (*GRAPH_FORMATS, HTML)


@dataclass(frozen=True, slots=True)
class Document:
    """A document with an address, its triples and its page.

    ``links`` are those it has beside its forms, its licence and its data set.
    """

    address: str
    triples: Callable[[], Iterable[Triple]]
    page: Callable[[], str]
    links: tuple[Link, ...] = ()


def split(name: str) -> tuple[str, Format | None]:
    """Take the suffix of a format off a name; another dot belongs to the name."""
    stem, _, extension = name.rpartition(".")
    found = by_extension(extension) if stem else None
    return (stem, found) if found else (name, None)


def serve(document: Document, fixed: Format | None, *, suffixes: bool = True) -> Response:
    """Serve a document: in a fixed format, or in the one that the request prefers.

    The few without ``suffixes`` are had by negotiation only.

    :raises ProblemError: 406 if the request accepts none.
    """
    chosen = fixed or choose(OFFERS)
    served = published()
    representation = served.cache.fetch(
        (document.address, chosen.name), lambda: _make(document, chosen), compress=accepts_gzip()
    )
    return answer(
        representation,
        links=(*document.links, *_links(document.address, OFFERS if suffixes else ())),
        location=f"{document.address}.{chosen.extension}" if suffixes and not fixed else None,
        negotiated=fixed is None,
    )


def _make(document: Document, chosen: Format) -> Representation:
    if chosen is HTML:
        return represent(document.page(), HTML)
    return represent(write_graph(document.triples(), chosen, published().prefixes), chosen)


def _links(address: str, offers: Iterable[Format]) -> list[Link]:
    return [*alternates(address, offers), Link(address, "canonical"), *dataset_links()]


def dataset_links() -> list[Link]:
    """Link to the description of the data set, and to its licence."""
    served = published()
    licence = [Link(node.value, "license") for node in licences(served.store, served.base)]
    return [Link(served.base.dataset, "describedby"), *licence]


def page(template: str, **values: object) -> str:
    """Write a page from its template."""
    served = published()
    return render_template(
        template, root=served.base.path, base=served.base.iri, release=served.release, **values
    )


def serve_page(
    key: tuple[str, ...], make: Callable[[], str], links: Iterable[Link] = ()
) -> Response:
    """Serve what is a page only.

    :raises ProblemError: 406 if the request does not accept a page.
    """
    choose((HTML,))
    representation = published().cache.fetch(
        ("page", *key), lambda: represent(make(), HTML), compress=accepts_gzip()
    )
    return answer(representation, links=links, negotiated=True)


def not_found(what: str) -> ProblemError:
    """Make the problem for an address at which there is nothing."""
    return ProblemError("not-found", f"The release has {what}.")
