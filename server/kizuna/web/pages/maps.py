"""The maps of pages: the ties of a partnership, a place, a selection or all there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from markupsafe import Markup

from kizuna.web.assets import mark
from kizuna.web.drawing.classes import TieClass
from kizuna.web.drawing.maps import Line, Marker, Zoom, draw_map
from kizuna.web.drawing.window import PLACE, WORLD, Frame
from kizuna.web.pages.geography import Ends, Geography, Spot
from kizuna.web.pages.rows import PartnershipRow, Party, State
from kizuna.web.pages.views import Viewer

_STATES = {
    "active": TieClass.ATTESTED, "suspended": TieClass.POSSIBLE, "unknown": TieClass.POSSIBLE,
    "ended": TieClass.ENDED, "prospective": TieClass.SOUGHT,
}  # fmt: skip
_PARTIES = Frame(tall=1.3, wide=1.7)


def _coastline(viewer: Viewer) -> str:
    return f"{viewer.base.path}static/{mark()}/coastline.svg"


def _draw(
    viewer: Viewer, markers: Sequence[Marker], lines: Sequence[Line], *, title: str, name: str,
    frame: Frame | None = None,
) -> Markup | None:  # fmt: skip
    if not markers:
        return None
    say = viewer.language.say
    described = say("The same stands in words on this page.")
    zoom = Zoom(say("Zoom in"), say("Zoom out"), say("Show the whole map"))
    return draw_map(
        markers, lines, coastline=_coastline(viewer), name=name, title=title,
        description=described, frame=frame or Frame(), zoom=zoom,
    )  # fmt: skip


def draw_parties(viewer: Viewer, row: PartnershipRow) -> Markup | None:
    """Draw the parties of a partnership, and the line between them."""
    markers = [_marker(party, emphasis=True) for party in row.parties if party.point]
    title = viewer.language.say("Map of the parties: %(name)s") % {"name": row.name.text}
    return _draw(viewer, markers, _lines([row]), title=title, name="parties",
                 frame=_PARTIES)  # fmt: skip


def draw_partners(viewer: Viewer, home: Party, rows: Sequence[PartnershipRow]) -> Markup | None:
    """Draw a place with its partners; nothing if none of them has a point."""
    partners = {
        p.thing: p for row in rows for p in row.parties if p.point and p.thing != home.thing
    }
    if not partners:
        return None
    markers = [_marker(home, emphasis=True)] if home.point else []
    markers += [_marker(party) for party in partners.values()]
    return _draw_around(viewer, home, markers, _lines(rows))


def draw_countries(viewer: Viewer, home: Party, geography: Geography) -> Markup | None:
    """Draw a place with the countries of its partners."""
    markers = [_marker(home, emphasis=True), *(_spot(viewer, s) for s in geography.spots)]
    return _draw_around(viewer, home, markers, _lines_of(viewer, geography.ends))


def _draw_around(
    viewer: Viewer, home: Party, markers: Sequence[Marker], lines: Sequence[Line]
) -> Markup | None:
    title = viewer.language.say("Map of the partners of %(name)s") % {"name": home.name.text}
    return _draw(viewer, markers, lines, title=title, name="partners")


def draw_spot(viewer: Viewer, home: Party) -> Markup | None:
    """Draw where a place lies."""
    if home.point is None:
        return None
    title = viewer.language.say("Map: where %(name)s lies") % {"name": home.name.text}
    markers = [_marker(home, emphasis=True)]
    return _draw(viewer, markers, (), title=title, name="spot", frame=PLACE)


def draw_spots(viewer: Viewer, spots: Sequence[Spot], title: str) -> Markup | None:
    """Draw places."""
    return _draw(viewer, [_spot(viewer, spot) for spot in spots], (), title=title, name="places")


def draw_ends(
    viewer: Viewer, ends: Sequence[Ends], spots: Sequence[Spot], title: str, *, world: bool = False
) -> Markup | None:
    """Draw the ties of a selection: each, or those between two countries together."""
    markers = [_spot(viewer, spot) for spot in spots]
    frame = WORLD if world else None
    return _draw(viewer, markers, _lines_of(viewer, ends), title=title, name="ties", frame=frame)


def _lines_of(viewer: Viewer, ends: Sequence[Ends]) -> list[Line]:
    return [
        Line(
            end.start, end.end, end.title(viewer), href=end.href(viewer),
            weight=end.count if end.together else None,
            tie=TieClass.SEVERAL if end.together else _STATES.get(end.state, TieClass.POSSIBLE),
        )
        for end in ends
    ]  # fmt: skip


def _spot(viewer: Viewer, spot: Spot) -> Marker:
    shown = spot.show(viewer)
    return Marker(spot.point, shown.text, shown.lang, shown.href, weight=spot.weight)


def _marker(party: Party, *, emphasis: bool = False) -> Marker:
    assert party.point is not None  # noqa: S101  # chosen so
    name = party.name
    return Marker(party.point, name.text, name.lang, name.href, emphasis=emphasis)


def _lines(rows: Iterable[PartnershipRow]) -> list[Line]:
    return [
        Line(a.point, b.point, row.name.text, row.name.lang, row.name.href, tie_class(row.states))
        for row in rows
        for a, b in combinations(row.parties, 2)
        if a.point and b.point
    ]


def tie_class(states: Sequence[State]) -> TieClass:
    """Choose how to draw a tie by its last state; where reports differ, it is only possible."""
    names = {(state.name.href or "").rpartition("#")[2] for state in states}
    return _STATES.get(names.pop(), TieClass.POSSIBLE) if len(names) == 1 else TieClass.POSSIBLE
