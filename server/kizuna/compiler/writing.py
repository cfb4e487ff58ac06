"""Triples, written by prefixed names: for what the compiler itself has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.namespaces import ABSOLUTE

Object = NamedNode | Literal
Facts = Mapping[str, Object | Sequence[Object]]
"""What is said of a subject, by prefixed names of properties."""


def term(name: str) -> NamedNode:
    """Write a term by its prefixed name, as in ``void:triples``."""
    prefix, _, local = name.partition(":")
    return NamedNode(f"{ABSOLUTE[prefix]}{local}")


def number(value: int) -> Literal:
    """Write an integer."""
    return Literal(str(value), datatype=term("xsd:integer"))


def english(text: str) -> Literal:
    """Write a text in English."""
    return Literal(text, language="en")


def block(subject: str, facts: Facts) -> list[Triple]:
    """Write the triples of a subject; ``a`` is its type, as in Turtle."""
    node = NamedNode(subject)
    triples: list[Triple] = []
    for name, objects in facts.items():
        predicate = term("rdf:type" if name == "a" else name)
        values = [objects] if isinstance(objects, NamedNode | Literal) else objects
        triples += [Triple(node, predicate, value) for value in values]
    return triples
