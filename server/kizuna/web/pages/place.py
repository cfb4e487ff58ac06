"""The page of a place: its names, where it lies, its partners, and the ties of what lies in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import NamedNode, QuerySolutions

from kizuna.iris import Thing
from kizuna.namespaces import DEF, FOREIGN
from kizuna.web.drawing.geodesy import Point
from kizuna.web.language import Language
from kizuna.web.pages.compared import Compared, compared_day, of_place
from kizuna.web.pages.geography import ALONE, read_partners
from kizuna.web.pages.items import Item, Whole, findings, of_kind, read_whole
from kizuna.web.pages.maps import draw_countries, draw_partners, draw_spot
from kizuna.web.pages.rows import (
    PartnershipRow,
    Party,
    read_partnerships,
    show,
)
from kizuna.web.pages.times import draw_ties
from kizuna.web.pages.views import Value, Viewer

_IN_SUMMARY = 10
_WITHIN_SHOWN = 50
"""Ties of contained places that the page shows; the list has all."""

_NAMED_SHOWN = 50
"""Things that name the place by one property that the page shows."""

_SUCCEEDED = NamedNode(f"{DEF}succeededBy")
_SAME = NamedNode(f"{FOREIGN['owl']}sameAs")
_ELSEWHERE = (
    *(f"{DEF}{name}" for name in ("party", "partnerOf", "of", "possiblyOf", "succeededBy")),
    f"{FOREIGN['schema']}containedInPlace", f"{FOREIGN['sh']}focusNode",
)  # fmt: skip
"""Properties by which things name a place that have their own part of the page, or none."""

_NAMING = f"""
SELECT ?property ?thing {{{{
  ?thing ?property <{{place}}> FILTER (?property NOT IN (<{">, <".join(_ELSEWHERE)}>))
}}}}
"""
"""The engine leaves out the others, which may be thousands, before it reads their names."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Things that name the place by one property; the first so many, and how many there are."""

    property: Value
    things: tuple[Value, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PlacePage:
    """What the template of a place is given."""

    main: Item
    home: Party
    wholes: tuple[Value, ...]
    parts: int
    ties: tuple[PartnershipRow, ...]
    within: tuple[PartnershipRow, ...]
    within_total: int
    names: tuple[Item, ...]
    predecessors: tuple[Value, ...]
    point: Item | None
    others: tuple[Item, ...]
    named: tuple[Naming, ...]
    compared: tuple[Compared, ...]
    compared_day: str
    findings: tuple[Value, ...]
    map: Markup | None
    spot: Markup | None
    times: Markup | None

    @property
    def name(self) -> Value:
        """What the place is called."""
        return self.home.name

    @property
    def together(self) -> bool:
        """Tell whether partners in one country are drawn together."""
        return self.home.point is not None and len(self.ties) > ALONE

    @property
    def rule(self) -> str | None:
        """The address of the rule that derived the simple links to partners."""
        return self.main.rule("partnerOf")

    def summarize(self, language: Language) -> str:
        """Say in a sentence what the page holds."""
        partners = ", ".join(p.name.text for p in self._partners()[:_IN_SUMMARY])
        words = language.count(
            "%(name)s has %(num)s partnership in this data set: %(partners)s.",
            "%(name)s has %(num)s partnerships in this data set: %(partners)s.",
            len(self.ties),
        )
        if not partners:
            words = language.say("%(name)s: no partnership is stated in this data set.")
        number = language.number(len(self.ties))
        return words % {"name": self.name.text, "num": number, "partners": partners}

    def _partners(self) -> list[Party]:
        return [p for row in self.ties for p in row.parties if p.thing != self.home.thing]


def build(viewer: Viewer, thing: Thing) -> PlacePage | None:
    """Build the page of a place; nothing if the index does not know it as one."""
    whole = read_whole(viewer, thing)
    if whole is None:
        return None
    number, main, parts = whole.number, whole.main, whole.parts
    root = NamedNode(main.iri)
    ties = tuple(read_partnerships(viewer, _ties(viewer, number)))
    inside = _ties_within(viewer, number)
    home = Party(thing, main.name, _point(viewer, number))
    return PlacePage(
        main, home, _wholes(viewer, number), _count_parts(viewer, number), ties,
        tuple(read_partnerships(viewer, inside[:_WITHIN_SHOWN])), len(inside),
        of_kind(parts, "Name"), _predecessors(viewer, root), _geometry(whole),
        tuple(part for part in parts if part.kind != "Name"), _named(viewer, root),
        of_place(viewer, number), compared_day(viewer),
        findings(viewer, [root.value, *(part.iri for part in parts)]),
        _map(viewer, number, home, ties), draw_spot(viewer, home),
        draw_ties(viewer, thing, ties),
    )  # fmt: skip


def _map(viewer: Viewer, number: int, home: Party, ties: Sequence[PartnershipRow]) -> Markup | None:
    if home.point is None or len(ties) <= ALONE:
        return draw_partners(viewer, home, ties)
    return draw_countries(viewer, home, read_partners(viewer, number, home))


def _ties(viewer: Viewer, number: int) -> list[int]:
    rows = viewer.index.rows(
        "SELECT partnership FROM party WHERE place = ? ORDER BY partnership",
        (number,),
    )
    return [partnership for (partnership,) in rows]


def _ties_within(viewer: Viewer, number: int) -> list[int]:
    """Find the ties of the places that a place contains, without its own."""
    rows = viewer.index.rows(
        "SELECT DISTINCT partnership FROM containment"
        " JOIN party ON party.place = containment.part"
        " WHERE whole = :place AND partnership NOT IN"
        " (SELECT partnership FROM party WHERE place = :place) ORDER BY partnership",
        {"place": number},
    )
    return [partnership for (partnership,) in rows]


def _wholes(viewer: Viewer, number: int) -> tuple[Value, ...]:
    """Show what a place lies in, the widest first."""
    rows = viewer.index.rows(
        "SELECT whole FROM containment c WHERE part = ?"
        " ORDER BY (SELECT COUNT(*) FROM containment WHERE part = c.whole), whole",
        (number,),
    )
    named = viewer.index.by_number((whole for (whole,) in rows), viewer.language.code)
    return tuple(show(viewer, place) for place in named)


def _count_parts(viewer: Viewer, number: int) -> int:
    found: int = viewer.index.value("SELECT COUNT(*) FROM containment WHERE whole = ?", (number,))
    return found


def _point(viewer: Viewer, number: int) -> Point | None:
    rows = viewer.index.rows(
        "SELECT longitude, latitude FROM place WHERE thing = ? AND longitude IS NOT NULL", (number,)
    )
    return Point(*rows[0]) if rows else None


def _geometry(whole: Whole) -> Item | None:
    """Find what is said of the point of a place: its coordinates, and what stands there."""
    point = whole.main.literal("hasGeometry")
    return next((item for item in whole.fragments if item.iri == point), None)


def _predecessors(viewer: Viewer, root: NamedNode) -> tuple[Value, ...]:
    found = (quad.subject for quad in viewer.store.match(None, _SUCCEEDED, root))
    return tuple(viewer.name(node.value) for node in found if isinstance(node, NamedNode))


def _named(viewer: Viewer, root: NamedNode) -> tuple[Naming, ...]:
    """Collect what else names the place: activities in it, bodies of it, offices."""
    found: dict[NamedNode, set[NamedNode]] = {}
    solutions = viewer.store.query(_NAMING.format(place=root.value), base=viewer.base.iri)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101  # it selects
    for prop, thing in solutions:
        if isinstance(thing, NamedNode):
            found.setdefault(prop, set()).add(thing)
    namings = (_naming(viewer, prop, things) for prop, things in found.items())
    return tuple(sorted(namings, key=lambda naming: naming.property.text))


def _naming(viewer: Viewer, prop: NamedNode, things: Iterable[NamedNode]) -> Naming:
    ordered: Sequence[NamedNode] = sorted(things, key=lambda node: node.value)
    shown = tuple(viewer.name(node.value) for node in ordered[:_NAMED_SHOWN])
    return Naming(viewer.name(prop.value), shown, len(ordered))
