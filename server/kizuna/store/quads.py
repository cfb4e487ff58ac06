"""The seam: what the web asks of a store of quads, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
)

DEFAULT_GRAPH = DefaultGraph()

Parameters = Mapping[str, NamedNode | Literal | None]
"""The terms of a query's parameters, by name; nothing where one binds nothing."""

NO_PARAMETERS: Parameters = MappingProxyType({})

Results = QuerySolutions | QueryBoolean | QueryTriples


class QuadStore(Protocol):
    """A set of quads that can be read by pattern and by SPARQL."""

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        value: NamedNode | None = None,
        *,
        graph: NamedNode | DefaultGraph | None = DEFAULT_GRAPH,
    ) -> Iterator[Quad]:
        """Read the quads of a pattern; without a graph those of all graphs."""

    def query(
        self,
        text: str,
        *,
        base: str,
        default: Sequence[NamedNode | DefaultGraph] | None = None,
        named: Sequence[NamedNode] | None = None,
        parameters: Parameters = NO_PARAMETERS,
    ) -> Results:
        """Evaluate a query, over a dataset of these graphs if any are given.

        Where the text calls a function of ``PARAMETERS``, the term of that name is given.

        :raises SyntaxError: if the query cannot be parsed.
        :raises OSError: if its evaluation fails.
        """
