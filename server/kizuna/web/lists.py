"""The lists of partnerships and places: a page with filters, and files of the same selection."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kizuna.formats import HTML, LIST_FORMATS, Format
from kizuna.namespaces import KINDS
from kizuna.web.current import Published, published
from kizuna.web.headers import Link, answer, redirect
from kizuna.web.language import DEFAULT, saying
from kizuna.web.negotiation import accepts_gzip, choose
from kizuna.web.pages.kinds import KIND_NAMES
from kizuna.web.pages.list_files import write_list
from kizuna.web.pages.list_page import ListPage, build
from kizuna.web.pages.rows import show
from kizuna.web.pages.selection import LISTINGS, Selection
from kizuna.web.problems import no_page, not_found
from kizuna.web.protocol import decode_form
from kizuna.web.reader import PARAMETER, reader
from kizuna.web.representations import Representation, represent
from kizuna.web.selecting import read_selection
from kizuna.web.serving import page, serve_page, translations, viewer, written

lists = Blueprint("lists", __name__)

_PER_PAGE = 200


@lists.get("/<any(partnerships, places):path>")
@lists.get("/<any(partnerships, places):path>.<extension>")
def see_list(path: str, extension: str | None = None) -> Response:
    """Serve a list: in a fixed format, or in the one that is preferred.

    :raises ProblemError: 404 if there is no such form, 400 if a filter has no value that it can
        have.
    """
    served = published()
    fixed = next((form for form in LIST_FORMATS if form.extension == extension), None)
    if extension is not None and fixed is None:
        forms = ", ".join(f".{form.extension}" for form in LIST_FORMATS)
        raise not_found(
            saying(
                "This list has no form .%(form)s; there are %(forms)s.",
                form=extension[:20],
                forms=forms,
            )
        )
    selection = read_selection(LISTINGS[path], _pairs(), served.index)
    chosen = fixed or choose(LIST_FORMATS)
    is_page = chosen is HTML
    key = (path, chosen.name, selection, *(reader().key if is_page else ()))
    made = served.cache.fetch(
        key, lambda: _make(served, selection, chosen), compress=accepts_gzip()
    )
    address = f"{served.base.iri}{path}{selection.address()}"
    return answer(
        made,
        links=_links(served, selection, address),
        location=None if fixed else _form_address(served, selection, chosen),
        negotiated=fixed is None,
        written=written() if is_page else None,
    )


def _pairs() -> list[tuple[str, str]]:
    return [pair for pair in decode_form(request.query_string) if pair[0] != PARAMETER]


def _make(served: Published, selection: Selection, chosen: Format) -> Representation:
    if chosen is HTML:
        view = build(viewer(), selection)
        if selection.page > view.pages:
            raise no_page(view.pages, selection.page)
        return represent(_write_page(view, selection), HTML)
    # A file is the same for every reader, and has all rows.
    return represent(write_list(served.viewers[DEFAULT], selection, chosen), chosen)


def _write_page(view: ListPage, selection: Selection) -> str:
    path = selection.listing.path
    template = f"{path}.html"
    return page(template, view=view, selection=selection, section=path, address=_address(selection))


def _address(selection: Selection) -> str:
    return f"{selection.listing.path}{selection.address()}"


def _form_address(served: Published, selection: Selection, form: Format) -> str:
    path = f"{served.base.iri}{selection.listing.path}.{form.extension}"
    return path + selection.address(**({} if form is HTML else {"page": 1}))


def _links(served: Published, selection: Selection, address: str) -> list[Link]:
    forms = [
        Link(_form_address(served, selection, form), "alternate", form.media_type)
        for form in LIST_FORMATS
    ]
    return [Link(address, "canonical"), *forms, *translations(address)]


@lists.get("/things/<any(partnership, place, source):kind>")
def send_to_list(kind: str) -> Response:
    """Send to the list that has the things of a kind in more detail."""
    return redirect(f"{published().base}{kind}s", 301)


@lists.get("/things/<kind>")
def see_kind(kind: str) -> Response:
    """Serve a page of the list of all things of a kind, by name."""
    served = published()
    if kind not in KINDS:
        raise not_found(saying("The release has no kind of things %(kind)r.", kind=kind))
    total = served.index.count(kind)
    pages = max(1, -(-total // _PER_PAGE))
    wanted = request.args.get("page", "1")
    number = int(wanted[:7]) if wanted.isascii() and wanted.isdigit() else 0
    if not 1 <= number <= pages:
        raise no_page(pages, wanted[:20])
    return serve_page(lambda: _names(served, kind, number, pages), key=(str(number),))


def _names(served: Published, kind: str, number: int, pages: int) -> str:
    code = reader().language.code
    entries = served.index.of_kind(kind, code, (number - 1) * _PER_PAGE, _PER_PAGE)
    return page(
        "names.html", kind=kind, name=viewer().language.say(KIND_NAMES[kind].many),
        number=number, pages=pages,
        entries=[show(viewer(), entry) for entry in entries], total=served.index.count(kind),
        address=f"things/{kind}" + (f"?page={number}" if number > 1 else ""),
    )  # fmt: skip
