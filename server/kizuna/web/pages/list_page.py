"""The page of a list: its filters, what is selected, and where its files are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kizuna.formats import HTML, LIST_FORMATS
from kizuna.index import NOT_STATED
from kizuna.iris import Thing
from kizuna.web.pages.chosen import Chosen
from kizuna.web.pages.geography import Geography, read_geography
from kizuna.web.pages.maps import draw_ends, draw_spots
from kizuna.web.pages.rows import (
    PartnershipRow,
    PlaceRow,
    concept,
    read_partnerships,
    read_places,
    thing_value,
)
from kizuna.web.pages.selection import (
    PARTNERSHIPS,
    WITHIN,
    Facet,
    Selection,
)
from kizuna.web.pages.times import draw_beginnings
from kizuna.web.pages.views import Value, Viewer


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: as the address says it, what it is called, how many things have it."""

    value: str
    name: Value
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet with its choices, and the one that is made."""

    facet: Facet
    choices: tuple[Choice, ...]
    chosen: Choice | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of what is selected, and what it leaves out."""

    picture: Markup
    caption: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the template of a list is given.

    ``marks`` counts, on a day, what is attested, possible and excluded.
    """

    filters: tuple[Filter, ...]
    rows: Sequence[PartnershipRow | PlaceRow]
    total: int
    pages: int
    marks: Mapping[str, int]
    files: tuple[Value, ...]
    drawings: tuple[Drawing, ...]

    @property
    def chosen(self) -> tuple[Filter, ...]:
        """The filters of which a choice is made."""
        return tuple(filter_ for filter_ in self.filters if filter_.chosen)


def build(viewer: Viewer, selection: Selection) -> ListPage:
    """Build the page of a list."""
    chosen = Chosen(viewer.index, selection)
    rows: Sequence[PartnershipRow | PlaceRow]
    if selection.listing is PARTNERSHIPS:
        rows = list(read_partnerships(viewer, chosen.page, selection.on))
    else:
        rows = list(read_places(viewer, chosen.page))
    filters = tuple(_filter(viewer, selection, facet) for facet in selection.listing.facets)
    return ListPage(
        filters, rows, chosen.total, chosen.pages, chosen.marks, _files(viewer, selection),
        tuple(_drawings(viewer, chosen)),
    )  # fmt: skip


def _drawings(viewer: Viewer, chosen: Chosen) -> Iterator[Drawing]:
    say = viewer.language.say
    geography = read_geography(viewer, chosen)
    if chosen.selection.listing is not PARTNERSHIPS:
        picture = draw_spots(viewer, geography.spots, say("Map of the places that are listed"))
        yield from [Drawing(picture, _caption(viewer, geography))] if picture else []
        return
    title = say("Map of the partnerships that are listed")
    picture = draw_ends(viewer, geography.ends, geography.spots, title)
    yield from [Drawing(picture, _caption(viewer, geography))] if picture else []
    beginnings = draw_beginnings(viewer, chosen)
    told = say("When the listed partnerships began, by decade.")
    yield from [Drawing(beginnings, told)] if beginnings else []


def _caption(viewer: Viewer, geography: Geography) -> str:
    say, number = viewer.language.say, viewer.language.number
    if geography.together:
        words = say(
            "Ties between the same two countries are drawn together: %(ties)s ties as %(lines)s"
            " lines. The files have each of them."
        )
        return words % {"ties": number(geography.total), "lines": number(len(geography.ends))}
    return say("What has no stated point is not on the map.")


def _filter(viewer: Viewer, selection: Selection, facet: Facet) -> Filter:
    counts = viewer.index.facet_values(facet.name, selection.listing.kind)
    wanted = selection.value(facet.name)
    if facet.name == WITHIN and wanted:
        counts = {wanted: 0}
    choices = [Choice(v, name_value(viewer, facet, v), n) for v, n in counts.items()]
    chosen = next((choice for choice in choices if choice.value == wanted), None)
    if facet.scheme or facet.kind:
        choices.sort(key=lambda choice: choice.name.text.casefold())
    return Filter(facet, tuple(choices), chosen)


def name_value(viewer: Viewer, facet: Facet, value: str) -> Value:
    """Show a value of a facet."""
    if facet.kind:
        return thing_value(viewer, Thing(facet.kind, value))
    if facet.scheme:
        return concept(viewer, facet.scheme, value)
    language = viewer.language
    if value == NOT_STATED:
        return Value(language.say("not stated"))
    return Value(language.say("%(year)ss") % {"year": value})


def _files(viewer: Viewer, selection: Selection) -> tuple[Value, ...]:
    path = f"{viewer.base.path}{selection.listing.path}"
    query = selection.address(page=1)
    forms = (form for form in LIST_FORMATS if form is not HTML)
    return tuple(Value(form.label, f"{path}.{form.extension}{query}") for form in forms)
