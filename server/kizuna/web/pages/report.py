"""The page of the validation report: what was found, by severity and by shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kizuna.web.language import message
from kizuna.web.pages.constraints import sh
from kizuna.web.pages.terms import read_said, speak_of
from kizuna.web.pages.views import Value, Viewer

_SHOWN = 50
"""Results of a shape that the page shows; the data has all."""

_SHAPE, _SEVERITY, _MESSAGE = sh("sourceShape"), sh("resultSeverity"), sh("resultMessage")
_FOCUS, _PATH, _VALUE = sh("focusNode"), sh("resultPath"), sh("value")


@dataclass(frozen=True, slots=True)
class Severity:
    """How much a result matters, and what is to be done."""

    name: str
    label: str
    words: str


SEVERITIES = (
    Severity(
        "Violation", message("Violations"),
        message("The data is wrong. A release that has any is not published."),
    ),
    Severity(
        "Warning", message("Warnings"),
        message(
            "The data may be right as its sources stand: they are vague, or differ. Somebody"
            " looks; what the sources leave open stays."
        ),
    ),
    Severity(
        "Info", message("Hints"),
        message("Something would make the data better. Nothing is wrong without it."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One finding: the thing concerned, and the property and the value where there are any."""

    anchor: str
    thing: Value
    path: Value | None
    values: tuple[Value, ...]
    sentence: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ByShape:
    """The first results of one shape, and how many there are.

    ``sentence`` is what all of them say; without it each says its own.
    """

    anchor: str
    shape: Value
    total: int
    sentence: tuple[Value, ...]
    results: tuple[Result, ...]
    paths: bool


@dataclass(frozen=True, slots=True)
class BySeverity:
    """The results of one severity, by shape."""

    severity: str
    label: str
    words: str
    total: int
    shapes: tuple[ByShape, ...]


def build(viewer: Viewer, graph: NamedNode) -> tuple[BySeverity, ...]:
    """Build the page of the report that a graph holds."""
    grouped = _group(viewer, graph)
    known = [severity.name for severity in SEVERITIES]
    others = sorted(name for name in grouped if name not in known)
    say = viewer.language.say
    listed = [(s.name, say(s.label), say(s.words)) for s in SEVERITIES]
    listed += [(name, name, "") for name in others]
    return tuple(
        _severity(viewer, name, label, words, grouped.get(name, {}))
        for name, label, words in listed
    )


Grouped = dict[str, dict[NamedNode, list[NamedNode]]]


def _group(viewer: Viewer, graph: NamedNode) -> Grouped:
    """Collect the results by severity and by shape."""
    shapes = {
        quad.subject: quad.object for quad in viewer.store.match(None, _SHAPE, graph=graph)
        if isinstance(quad.object, NamedNode)
    }  # fmt: skip
    found: Grouped = defaultdict(lambda: defaultdict(list))
    for quad in viewer.store.match(None, _SEVERITY, graph=graph):
        node, severity, shape = quad.subject, quad.object, shapes.get(quad.subject)
        if isinstance(node, NamedNode) and isinstance(severity, NamedNode) and shape:
            found[severity.value.rpartition("#")[2]][shape].append(node)
    return found


def _severity(
    viewer: Viewer, name: str, label: str, words: str,
    by_shape: Mapping[NamedNode, Sequence[NamedNode]],
) -> BySeverity:  # fmt: skip
    ordered = sorted(by_shape, key=lambda shape: (-len(by_shape[shape]), shape.value))
    shapes = tuple(_shape(viewer, name, shape, by_shape[shape]) for shape in ordered)
    return BySeverity(name, label, words, sum(map(len, by_shape.values())), shapes)


def _shape(viewer: Viewer, severity: str, shape: NamedNode, nodes: Sequence[NamedNode]) -> ByShape:
    results = sorted(
        (_result(viewer, node) for node in sorted(nodes, key=lambda n: n.value)[:_SHOWN]),
        key=lambda result: (result.thing.text.casefold(), result.anchor),
    )
    said = {result.sentence for result in results}
    return ByShape(
        f"{severity}-{shape.value.rpartition('#')[2]}", viewer.name(shape.value), len(nodes),
        next(iter(said)) if len(said) == 1 else (), tuple(results),
        any(result.path or result.values for result in results),
    )  # fmt: skip


def _result(viewer: Viewer, node: NamedNode) -> Result:
    said = read_said(viewer, node)
    focus = said.nodes(_FOCUS)
    path = said.nodes(_PATH)
    values = (v for v in said.all(_VALUE) if v not in focus)  # the thing itself says nothing new
    return Result(
        node.value.partition("#")[2],
        viewer.name(focus[0].value) if focus else Value(node.value),
        viewer.name(path[0].value) if path else None,
        tuple(viewer.value(value) for value in values if isinstance(value, NamedNode | Literal)),
        speak_of(viewer, said, _MESSAGE),
    )  # fmt: skip
