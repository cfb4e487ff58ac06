"""Things and the documents about them: ``/id/…`` sends to ``/doc/…``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Triple

from kizuna.formats import HTML, Format
from kizuna.iris import SLUG, Thing
from kizuna.namespaces import KINDS
from kizuna.web.current import Published, published
from kizuna.web.described import links_of, triples_of
from kizuna.web.documents import TYPE, describe, exists, read_replacement
from kizuna.web.headers import Link, alternates, redirect
from kizuna.web.language import saying
from kizuna.web.negotiation import choose
from kizuna.web.pages.kinds import KIND_NAMES
from kizuna.web.pages.partnership import PartnershipPage
from kizuna.web.pages.partnership import build as build_partnership
from kizuna.web.pages.place import PlacePage
from kizuna.web.pages.place import build as build_place
from kizuna.web.pages.source import build as build_source
from kizuna.web.pages.source import list_sources
from kizuna.web.pages.structured import describe_thing
from kizuna.web.pages.thing import build
from kizuna.web.problems import ProblemError, not_found
from kizuna.web.reader import PARAMETER, reader, with_language
from kizuna.web.serving import OFFERS, Document, page, serve, serve_page, split, viewer

things = Blueprint("things", __name__)


@things.get("/id/<kind>/<slug>")
def see_thing(kind: str, slug: str) -> Response:
    """Send from a thing to the document about it, in the format that suits the request."""
    thing = Thing(kind, slug)
    moved = _find(thing)
    if moved:
        return redirect(published().base.thing(moved.kind, moved.slug), 301)
    chosen = choose(OFFERS)
    document = published().base.document(kind, slug)
    links = [Link(document, "describedby"), *alternates(document, OFFERS)]
    target = f"{document}.{chosen.extension}"
    if chosen is HTML and PARAMETER in request.args:
        target = with_language(target, reader().language.code)
    return redirect(target, 303, links=links, negotiated=True)


@things.get("/doc/<kind>/<name>")
def see_document(kind: str, name: str) -> Response:
    """Serve the document about a thing."""
    slug, fixed = split(name)
    thing, served = Thing(kind, slug), published()
    classes = served.index.classes(thing)
    moved = None if classes else _find(thing)
    if moved:
        return _redirect_document(moved, fixed)
    return serve(_document(served, thing, classes), fixed)


def _find(thing: Thing) -> Thing | None:
    """Find a thing, or the one that replaces it.

    :raises ProblemError: 404 or 410.
    """
    served = published()
    if thing.kind not in KINDS:
        raise not_found(saying("The release has no kind of things %(kind)r.", kind=thing.kind))
    if not SLUG.fullmatch(thing.slug):
        raise _unknown(thing)
    iri = NamedNode(served.base.thing(thing.kind, thing.slug))
    moved = read_replacement(served.store, served.base, iri)
    if moved is None and not exists(served.store, iri):
        reason = served.withdrawn.get(thing)
        if reason is not None:
            told = saying(
                "The %(kind)s %(name)r was withdrawn: %(reason)s",
                kind=thing.kind, name=thing.slug, reason=reason,
            )  # fmt: skip
            raise ProblemError("gone", told)
        raise _unknown(thing)
    return moved


def _unknown(thing: Thing) -> ProblemError:
    kind, name = thing.kind, thing.slug
    return not_found(
        saying("The release has no %(kind)s of the name %(name)r.", kind=kind, name=name)
    )


def _redirect_document(moved: Thing, fixed: Format | None) -> Response:
    suffix = f".{fixed.extension}" if fixed else ""
    return redirect(published().base.document(moved.kind, moved.slug) + suffix, 301)


def _document(served: Published, thing: Thing, classes: Sequence[str]) -> Document:
    iri = served.base.thing(thing.kind, thing.slug)
    return Document(
        served.base.document(thing.kind, thing.slug),
        lambda: _triples(served, thing, iri),
        lambda: _page(served, thing),
        links_of(iri, classes or _classes(served, iri)),
    )


def _triples(served: Published, thing: Thing, iri: str) -> list[Triple]:
    written = served.index.describe(thing)
    if written:
        return triples_of(written)
    return describe(served.store, served.labels, served.base, thing).triples(iri)


def _classes(served: Published, iri: str) -> list[str]:
    found = (quad.object for quad in served.store.match(NamedNode(iri), TYPE))
    return sorted(node.value for node in found if isinstance(node, NamedNode))


def _page(served: Published, thing: Thing) -> str:
    """Write the page of a thing: one made for its kind, or one that suits any."""
    address = f"doc/{thing.kind}/{thing.slug}.{HTML.extension}"
    values: dict[str, Any] = {
        "thing": thing, "offers": OFFERS, "address": address,
        "document": f"{served.base.path}doc/{thing.kind}/{thing.slug}",
        "section": KIND_NAMES[thing.kind].path, "kind_name": KIND_NAMES[thing.kind].many,
    }  # fmt: skip
    view = _build(served, thing)
    values["json_ld"] = describe_thing(viewer(), thing, view, served.base.iri + address)
    if isinstance(view, PartnershipPage | PlacePage):
        values["description"] = view.summarize(viewer().language)
    if view is not None:
        return page(f"{thing.kind}.html", view=view, **values)
    return _any_page(served, thing, values)


def _build(served: Published, thing: Thing) -> object | None:
    """Build what the page shows of a kind of things that has one of its own make."""
    match thing.kind:
        case "partnership":
            return build_partnership(viewer(), thing)
        case "place":
            return build_place(viewer(), thing)
        case "source":
            return build_source(viewer(), thing, served.coverage.get(thing.slug, ()))
    return None


def _any_page(served: Published, thing: Thing, values: dict[str, Any]) -> str:
    description = describe(served.store, served.labels, served.base, thing)
    return page("thing.html", view=build(viewer(), thing, description), **values)


@things.get("/sources")
def see_sources() -> Response:
    """Serve the list of sources."""
    return serve_page(_sources)


def _sources() -> str:
    documents, others = list_sources(viewer())
    return page(
        "sources.html", documents=documents, others=others, address="sources", section="sources"
    )
