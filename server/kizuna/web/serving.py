"""How a document is served: in each of its formats, negotiated or by suffix, from the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request
from pyoxigraph import Triple

from kizuna.formats import GRAPH_FORMATS, HTML, Format, by_extension
from kizuna.serialization import write_graph
from kizuna.web.assets import mark
from kizuna.web.current import Published, published
from kizuna.web.frames import Frame
from kizuna.web.headers import Link, Written, alternates, answer
from kizuna.web.language import languages
from kizuna.web.negotiation import accepts_gzip, choose
from kizuna.web.pages.views import Viewer
from kizuna.web.pages.words import COLUMNS, FUNCTIONS, Words
from kizuna.web.reader import reader, with_language
from kizuna.web.rendering import draw_frame, render
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
    is_page = chosen is HTML
    key = (document.address, chosen.name, *(reader().key if is_page else ()))
    representation = published().cache.fetch(
        key, lambda: _make(document, chosen), compress=accepts_gzip()
    )
    suffix = f".{chosen.extension}"
    page_address = document.address + (f".{HTML.extension}" if suffixes else "")
    return answer(
        representation,
        links=(
            *document.links,
            *document_links(published(), document.address, OFFERS if suffixes else ()),
            *(translations(page_address) if is_page else ()),
        ),
        location=f"{document.address}{suffix}" if suffixes and not fixed else None,
        negotiated=fixed is None,
        written=written() if is_page else None,
    )


def _make(document: Document, chosen: Format) -> Representation:
    served = published()
    with served.turns:
        if chosen is HTML:
            return represent(document.page(), HTML)
        return represent(write_graph(document.triples(), chosen, served.prefixes), chosen)


def document_links(served: Published, address: str, offers: Iterable[Format]) -> list[Link]:
    """Link to the forms of a document, and to what every document links to."""
    return [*alternates(address, offers), Link(address, "canonical"), *_dataset_links(served)]


def dataset_links() -> list[Link]:
    """Link to the description of the data set, and to its licence."""
    return _dataset_links(published())


def _dataset_links(served: Published) -> list[Link]:
    licences = [Link(node.value, "license") for node in served.licences]
    return [Link(served.base.dataset, "describedby"), *licences]


def written() -> Written:
    """Tell in which language a page answers the request at hand."""
    return Written(reader().language.code, negotiated=not reader().chosen)


def translations(address: str) -> list[Link]:
    """Link to a page in each language."""
    return [
        Link(with_language(address, code), "alternate", HTML.media_type, code)
        for code in languages()
    ]


def viewer() -> Viewer:
    """Give what makes views for the reader of the request at hand."""
    return published().viewers[reader().language.code]


def page(template: str, *, address: str | None = None, **values: object) -> str:
    """Write a page from its template, in the reader's language.

    ``address`` is its canonical one, behind the base and without a language; pages that have none
    lead to their path in other languages. What else a request says is not repeated in links.
    """
    served = published()
    root = served.base.path
    here = root + (quote(request.path.lstrip("/")) if address is None else address)
    given = {
        "root": root, "base": served.base.iri, "release": served.release,
        "language": reader().language, "languages": languages(), "chosen": reader().chosen,
        "program": f"{root}static/{mark()}/", "here": here, "address": address,
    }  # fmt: skip
    given["frame"] = _frame(served, given, str(values.get("section", "")))
    return render(template, reader().language, {**given, **_words(root), **values})


def _frame(served: Published, given: Mapping[str, object], section: str) -> Frame:
    """Give what goes around a page; sections, and so frames, are few."""
    key = (*reader().key, section)
    found = served.frames.get(key)
    if found is None:
        found = draw_frame(reader().language, {**given, "section": section})
        served.frames[key] = found
    return found


def _words(root: str) -> dict[str, object]:
    """Give what templates write values with."""
    words = Words(reader().language, reader().carrier(root))
    return {"tie_columns": COLUMNS, **{name: getattr(words, name) for name in FUNCTIONS}}


def serve_page(
    make: Callable[[], str], links: Iterable[Link] = (), *, key: tuple[str, ...] = ()
) -> Response:
    """Serve what is a page only; ``key`` is what it depends on beside path and language.

    :raises ProblemError: 406 if the request does not accept a page.
    """
    choose((HTML,))
    whole = ("page", request.path, *key, *reader().key)
    representation = published().cache.fetch(
        whole, lambda: represent(make(), HTML), compress=accepts_gzip()
    )
    return answer(representation, links=links, negotiated=True, written=written())
