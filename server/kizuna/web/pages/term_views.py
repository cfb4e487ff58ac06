"""What a page shows of one term or concept, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kizuna.web.documents import term
from kizuna.web.pages import foreign
from kizuna.web.pages.alignments import Match, read_matches
from kizuna.web.pages.terms import (
    DEFINITION,
    EXAMPLE,
    SCOPE_NOTE,
    define,
    read_said,
    speak,
    speak_of,
)
from kizuna.web.pages.views import Value, Viewer

_NAMES = (term("skos", "prefLabel"), term("rdfs", "label"))
_COMMENT = term("rdfs", "comment")
_ALT = term("skos", "altLabel")
_REPLACED = term("dcterms", "isReplacedBy")
_CHANGE = term("skos", "changeNote")


@dataclass(frozen=True, slots=True)
class TermView:
    """What is said of a term; ``names`` has what it is called in other languages.

    ``replaced`` and ``changes`` say what to use in its place, where it is used no more.
    """

    anchor: str
    iri: str
    code: str
    name: Value
    names: tuple[Value, ...]
    alternatives: tuple[Value, ...]
    definition: tuple[Value, ...]
    notes: tuple[Value, ...]
    examples: tuple[Value, ...]
    matches: tuple[Match, ...]
    replaced: tuple[Value, ...]
    changes: tuple[Value, ...]


def read_term(viewer: Viewer, node: NamedNode, anchor: str) -> TermView:
    """Read what is said of a term."""
    said = read_said(viewer, node)
    name = viewer.name(node.value)
    labels = {viewer.value(text) for text in said.literals(*_NAMES)}
    other = (label for label in labels if (label.text, label.lang) != (name.text, name.lang))
    alternatives = (viewer.value(text) for text in said.literals(_ALT))
    return TermView(
        anchor, node.value, foreign.shorten(node.value), name,
        tuple(sorted(other, key=lambda value: (value.lang or "", value.text))),
        tuple(sorted(alternatives, key=lambda value: (value.lang or "", value.text))),
        speak_of(viewer, said, DEFINITION) or speak_of(viewer, said, _COMMENT)
        or define(viewer, node.value),
        speak_of(viewer, said, SCOPE_NOTE), speak(viewer, said.literals(EXAMPLE)),
        read_matches(viewer, node),
        tuple(viewer.name(other.value) for other in said.nodes(_REPLACED)),
        speak_of(viewer, said, _CHANGE),
    )  # fmt: skip
