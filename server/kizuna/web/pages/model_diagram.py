"""The drawing of the model: the classes as boxes, the properties between them as arrows.

Places are laid out by hand; a test holds the tables against the ontology and the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from kizuna.namespaces import ABSOLUTE
from kizuna.web.drawing.elements import Attributes, element, joined, linked
from kizuna.web.pages.views import Viewer

WIDTH, HEIGHT = 1000, 542
_BOX, _LINE, _BASELINE = 46, 18, 5
"""Height of a box and of a line of text, and how far it stands below its middle."""

_TIPS = ("of", "between", "source")
"""The sorts of arrows; vocabulary.css has a colour for each."""


@dataclass(frozen=True, slots=True)
class Box:
    """A class, by the middle of its box."""

    term: str
    x: float
    y: float
    width: float = 150
    sort: str = "part"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One or more properties from one class to another, with the middle of their names.

    Without a start, things of all the classes drawn have the property.
    """

    start: str
    properties: tuple[str, ...]
    end: str
    path: str
    x: float
    y: float
    sort: str = "of"


_OF = ("kizuna:of",)

BOXES = (
    Box("kizuna:Partnership", 400, 46, 170, "core"),
    Box("kizuna:Place", 120, 46, 200, "core"),
    Box("kizuna:Name", 85, 160, 130),
    Box("kizuna:Status", 660, 46),
    Box("kizuna:Agreement", 400, 160),
    Box("kizuna:Cooperation", 400, 274),
    Box("kizuna:Activity", 400, 388),
    Box("kizuna:Participation", 660, 388),
    Box("kizuna:Figure", 660, 274),
    Box("kizuna:Claim", 660, 160),
    Box("kizuna:Body", 905, 274, 130),
    Box("schema:Person", 905, 388, 130, "foreign"),
    Box("prov:Entity", 500, 512, 190, "foreign"),
)
"""In the order in which the page tells of them."""

ARROWS = (
    Arrow("kizuna:Partnership", ("kizuna:party",), "kizuna:Place", "M315 46H224", 268, 46,
          "between"),
    Arrow("kizuna:Status", _OF, "kizuna:Partnership", "M585 46H489", 537, 46),
    Arrow("kizuna:Name", _OF, "kizuna:Place", "M85 137V73", 85, 106),
    Arrow("kizuna:Agreement", _OF, "kizuna:Partnership", "M400 137V73", 400, 106),
    Arrow("kizuna:Cooperation", _OF, "kizuna:Agreement", "M400 251V187", 400, 220),
    Arrow("kizuna:Activity", _OF, "kizuna:Cooperation", "M400 365V301", 400, 334),
    Arrow("kizuna:Cooperation", _OF, "kizuna:Partnership",
          "M325 266C280 246 282 126 336 73", 294, 178),
    Arrow("kizuna:Activity", _OF, "kizuna:Partnership",
          "M325 380C228 332 232 122 316 71", 255, 226),
    Arrow("kizuna:Activity", ("kizuna:from", "kizuna:to"), "kizuna:Place",
          "M325 396C178 392 186 240 186 73", 202, 296, "between"),
    Arrow("kizuna:Claim", _OF, "kizuna:Partnership", "M585 154C545 146 520 108 480 73", 534, 122),
    Arrow("kizuna:Figure", _OF, "kizuna:Activity", "M585 280C545 288 520 326 476 362", 532, 312),
    Arrow("kizuna:Participation", _OF, "kizuna:Activity", "M585 388H479", 532, 388),
    Arrow("kizuna:Participation", ("kizuna:who",), "schema:Person", "M735 388H836", 787, 388,
          "between"),
    Arrow("kizuna:Participation", ("kizuna:who",), "kizuna:Body",
          "M735 376C770 352 790 306 836 286", 782, 332, "between"),
    Arrow("kizuna:Claim", ("kizuna:accordingTo",), "kizuna:Body",
          "M735 160C800 160 862 190 894 247", 826, 184, "between"),
    Arrow("", ("dcterms:source",), "prov:Entity", "M500 430V485", 500, 456, "source"),
)  # fmt: skip


def iri_of(short: str) -> str:
    """Write an IRI in full."""
    prefix, _, name = short.partition(":")
    return f"{ABSOLUTE[prefix]}{name}"


def anchor_of(short: str) -> str:
    """Name the part of the page that tells of a term: its fragment, if the term is ours."""
    prefix, _, name = short.partition(":")
    return name if prefix == "kizuna" else f"{prefix}-{name}"


def draw_model(viewer: Viewer, anchors: frozenset[str]) -> Markup:
    """Draw the model; what has a part of its own on the page is a link to it."""
    title = viewer.language.say("The classes of the model, and how they point at each other")
    size: Attributes = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": WIDTH, "height": HEIGHT}
    frame: Attributes = {
        "x": 4,
        "y": 8,
        "width": WIDTH - 8,
        "height": 422,
        "rx": 10,
        "class": "frame",
    }
    return element(
        "svg", {"role": "group", "aria-label": title, "class": "model", **size},
        element("defs", {}, *(_tip(sort) for sort in _TIPS)), element("rect", frame),
        *(_line(arrow) for arrow in ARROWS),
        *(part for arrow in ARROWS for part in _names(viewer, arrow, anchors)),
        *(_box(viewer, box, anchors) for box in BOXES),
    )  # fmt: skip


def _tip(sort: str) -> Markup:
    """Make the tip of the arrows of a sort."""
    size: Attributes = {"markerWidth": 8, "markerHeight": 8, "refX": 7, "refY": 4, "orient": "auto"}
    return element(
        "marker", {"id": f"model-{sort}", **size},
        element("path", {"d": "M0 0.5L8 4L0 7.5Z", "class": f"tip {sort}"}),
    )  # fmt: skip


def _line(arrow: Arrow) -> Markup:
    tip = f"url(#model-{arrow.sort})"
    return element("path", {"d": arrow.path, "class": f"arrow {arrow.sort}", "marker-end": tip})


def _names(viewer: Viewer, arrow: Arrow, anchors: frozenset[str]) -> Iterator[Markup]:
    """Write the names of the properties on an arrow under each other, each a link."""
    top = arrow.y + _BASELINE - _LINE * (len(arrow.properties) - 1) / 2
    for position, short in enumerate(arrow.properties):
        named = viewer.name(iri_of(short)).text
        place: Attributes = {"x": arrow.x, "y": top + _LINE * position}
        link = linked(_href(short, anchors), {}, named, other="tspan")
        yield element("text", {**place, "class": f"name {arrow.sort}"}, link)


def _box(viewer: Viewer, box: Box, anchors: frozenset[str]) -> Markup:
    named = viewer.name(iri_of(box.term))
    corner: Attributes = {"x": box.x - box.width / 2, "y": box.y - _BOX / 2, "rx": 6}
    rect = element("rect", {**corner, "width": box.width, "height": _BOX})
    text = element("text", {"x": box.x, "y": box.y + _BASELINE}, named.text)
    return linked(_href(box.term, anchors), {"class": f"box {box.sort}"}, joined([rect, text]))


def _href(short: str, anchors: frozenset[str]) -> str | None:
    anchor = anchor_of(short)
    return f"#{anchor}" if anchor in anchors else None
