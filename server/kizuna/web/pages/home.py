"""The first page: what this is, what is in it, and how to get it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kizuna.iris import Thing
from kizuna.namespaces import DEF, KINDS, OWN
from kizuna.web.documents import OF, TYPE, term
from kizuna.web.pages.chosen import Chosen
from kizuna.web.pages.geography import Geography, read_geography
from kizuna.web.pages.items import Item, read_item
from kizuna.web.pages.maps import draw_ends
from kizuna.web.pages.rows import (
    PartnershipRow,
    read_partnerships,
    thing_value,
)
from kizuna.web.pages.selection import PARTNERSHIPS, Selection
from kizuna.web.pages.times import draw_beginnings
from kizuna.web.pages.views import Value, Viewer

_SHOWN = 24
"""Partnerships that the first page shows; the list has all."""

_SOURCES = 12
_REGION = NamedNode(f"{OWN['level']}region")
_LEVEL = NamedNode(f"{DEF}level")
_SAID = (term("dcterms", "description"), term("skos", "scopeNote"))


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the template of the first page is given."""

    about: tuple[Value, ...]
    total: int
    places: int
    countries: int
    sources: tuple[Value, ...]
    source_total: int
    rows: tuple[PartnershipRow, ...]
    aggregates: tuple[Item, ...]
    map: Markup | None
    geography: Geography
    beginnings: Markup | None


def build(viewer: Viewer) -> HomePage:
    """Build the first page."""
    everything = Chosen(viewer.index, Selection(PARTNERSHIPS))
    newest = Chosen(viewer.index, Selection(PARTNERSHIPS, sort="-reported"))
    geography = read_geography(viewer, everything)
    title = viewer.language.say("Map of all partnerships")
    return HomePage(
        _about(viewer), everything.total, viewer.index.count("place"),
        len(viewer.index.facet_values("country", "partnership")),
        tuple(_documents(viewer)),
        len(viewer.index.facet_values("source", "partnership")),
        tuple(read_partnerships(viewer, newest.first(_SHOWN))),
        _aggregates(viewer),
        draw_ends(viewer, geography.ends, geography.spots, title, world=True), geography,
        draw_beginnings(viewer, everything),
    )  # fmt: skip


def _about(viewer: Viewer) -> tuple[Value, ...]:
    """Read what the catalogue says of the data set, and of what it does not cover."""
    dataset = NamedNode(viewer.base.dataset)
    return tuple(value for prop in _SAID for value in _spoken(viewer, dataset, prop))


def _spoken(viewer: Viewer, node: NamedNode, prop: NamedNode) -> list[Value]:
    """Choose, of what is said in several languages, the reader's or English."""
    texts = [q.object for q in viewer.store.match(node, prop) if isinstance(q.object, Literal)]
    for code in (viewer.language.code, "en", None):
        found = [viewer.value(text) for text in texts if text.language == code]
        if found:
            return sorted(found, key=lambda value: value.text)
    return [viewer.value(text) for text in texts]


def _documents(viewer: Viewer) -> list[Value]:
    """Name the sources that attest partnerships, those with most of them first."""
    counts = viewer.index.facet_values("source", "partnership")
    slugs = sorted(counts, key=lambda slug: (-counts[slug], slug))[:_SOURCES]
    return [thing_value(viewer, Thing("source", slug)) for slug in slugs]


def _aggregates(viewer: Viewer) -> tuple[Item, ...]:
    """Find figures about regions: ties that a source counts without naming their parties."""
    figure = NamedNode(KINDS["figure"])
    found = {
        quad.subject
        for region in viewer.store.match(None, _LEVEL, _REGION)
        if isinstance(region.subject, NamedNode)
        for quad in viewer.store.match(None, OF, region.subject)
        if isinstance(quad.subject, NamedNode)
        and next(viewer.store.match(quad.subject, TYPE, figure), None)
    }
    return tuple(read_item(viewer, node) for node in sorted(found, key=str))
