"""Saved queries as examples that can be queried: SHACL executables, as SIB's vocabulary wants.

https://github.com/sib-swiss/sparql-examples
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.source import in_order
from kizuna.compiler.writing import Facts, block, english, term
from kizuna.iris import Base
from kizuna.queries import SavedQuery

EXAMPLES = "queries"
"""The graph that holds them."""


def describe_queries(queries: Iterable[SavedQuery], base: Base) -> list[Triple]:
    """Describe saved queries as examples.

    Editors show ``rdfs:comment`` and list a query once for each, so it is in English alone.
    """
    return in_order(t for query in queries for t in _describe(query, base))


def _describe(query: SavedQuery, base: Base) -> list[Triple]:
    facts: Facts = {
        "a": [term("sh:SPARQLExecutable"), term("sh:SPARQLSelectExecutable")],
        "rdfs:label": _texts(query.titles),
        "rdfs:comment": english(query.title),
        "dcterms:description": _texts(query.descriptions),
        "sh:prefixes": NamedNode(base.dataset),
        "sh:select": Literal(query.text),
        "schema:keywords": [Literal(keyword) for keyword in query.keywords],
        "schema:target": NamedNode(f"{base}sparql"),
    }
    return block(f"{base}query/{query.name}", facts)


def _texts(texts: Mapping[str, str]) -> list[Literal]:
    return [Literal(text, language=language) for language, text in sorted(texts.items())]
