"""The examples that the page of the endpoint offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kizuna.web.current import Published


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with; ``view`` is ``table``, ``map`` or ``chart``."""

    name: str
    title: str
    description: str
    view: str
    text: str


def examples(served: Published) -> Sequence[Example]:
    """List the examples, the first of which stands in the editor."""
    head = "".join(f"PREFIX {name}: <{served.prefixes[name]}>\n" for name in _PREFIXES)
    return [
        Example(name, title, description, view, f"{head}\n{text}")
        for name, title, description, view, text in _EXAMPLES
    ]


_PREFIXES = ("geo", "kizuna", "rdfs", "skos")

_EXAMPLES = (
    ("partnerships", "All partnerships", "Who is tied to whom, and since when.", "table", """\
SELECT ?partnership ?label ?began WHERE {
  ?partnership a kizuna:Partnership ; rdfs:label ?label .
  OPTIONAL { ?partnership kizuna:began ?began }
}
ORDER BY ?label
"""),
    ("network", "The network on a map", "Each partnership of two places, from one to the other.",
     "map", """\
SELECT ?tie ?from ?fromPoint ?to ?toPoint WHERE {
  ?partnership a kizuna:Partnership ; rdfs:label ?tie ; kizuna:party ?a , ?b .
  ?a rdfs:label ?from ; geo:hasGeometry/geo:asWKT ?fromPoint .
  ?b rdfs:label ?to ; geo:hasGeometry/geo:asWKT ?toPoint .
  FILTER(LANG(?from) = "en" && LANG(?to) = "en" && STR(?a) < STR(?b))
}
ORDER BY ?tie
"""),
    ("fields", "Fields of cooperation", "How often each field is named.", "chart", """\
SELECT ?field (COUNT(DISTINCT ?cooperation) AS ?times) WHERE {
  ?cooperation kizuna:field/skos:prefLabel ?field .
  FILTER(LANG(?field) = "en")
}
GROUP BY ?field
ORDER BY DESC(?times) ?field
LIMIT 20
"""),
)  # fmt: skip
