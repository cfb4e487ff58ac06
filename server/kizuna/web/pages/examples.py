"""Examples from the data: values that things of a class have."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pyoxigraph import Literal, NamedNode

from kizuna.web.documents import TYPE
from kizuna.web.pages.terms import Object, read_said, speak
from kizuna.web.pages.views import SOURCE, Value, Viewer

_THINGS = 24
"""Things of a class that are looked at."""

_LONGEST = 60
"""Characters of an example."""


def read_examples(viewer: Viewer, cls: str, paths: Iterable[str]) -> dict[str, tuple[Value, ...]]:
    """Find an example of each of some properties, by property."""
    wanted = set(paths)
    found: dict[str, tuple[Value, ...]] = {}
    for quad in islice(viewer.store.match(None, TYPE, NamedNode(cls)), _THINGS):
        if isinstance(quad.subject, NamedNode) and len(found) < len(wanted):
            for prop, values in read_said(viewer, quad.subject).values.items():
                if prop.value in wanted and prop.value not in found:
                    found[prop.value] = _show(viewer, prop, values)
    return found


def _show(viewer: Viewer, prop: NamedNode, values: tuple[Object, ...]) -> tuple[Value, ...]:
    """Show the first value, in the reader's language if there is one in it."""
    named = sorted(value.value for value in values if isinstance(value, NamedNode))
    if prop == SOURCE:
        return tuple(_passage(viewer, iri) for iri in named[:1])
    if named:
        return (_thing(viewer, named[0]),)
    texts = speak(viewer, (value for value in values if isinstance(value, Literal)))
    return tuple(_cut(text) for text in texts[:1])


def _passage(viewer: Viewer, iri: str) -> Value:
    evidence = viewer.evidence([iri])[0]
    place = evidence.places[0]
    words = f"{evidence.source.text}: {place.text}" if place.text else evidence.source.text
    return Value(words, place.href, evidence.source.lang)


def _thing(viewer: Viewer, iri: str) -> Value:
    """Show a thing by its name, or by its address where the release has no name for it."""
    named = viewer.name(iri)
    known = viewer.labels.triples(NamedNode(iri))
    return named if known or viewer.base.parse(iri) else _cut(Value(iri, named.href))


def _cut(value: Value) -> Value:
    """Shorten what is long: a note may be."""
    if len(value.text) <= _LONGEST or value.raw:
        return value
    return Value(f"{value.text[:_LONGEST].rstrip()}…", value.href, value.lang)
