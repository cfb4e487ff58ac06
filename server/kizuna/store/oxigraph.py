"""Oxigraph's store of a release, opened read-only; a small release is held in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kizuna.errors import ReleaseError
from kizuna.namespaces import PARAMETERS
from kizuna.store.quads import DEFAULT_GRAPH, NO_PARAMETERS, Parameters, Results

IN_MEMORY = 200_000
"""Quads up to which a store is copied into memory, where a lookup takes a quarter of the time.

A process then holds some 800 bytes a quad, and opens a release in under half a second.
"""


@dataclass(frozen=True, slots=True)
class OxigraphStore:
    """A store of Oxigraph behind the seam."""

    store: Store

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        value: NamedNode | None = None,
        *,
        graph: NamedNode | DefaultGraph | None = DEFAULT_GRAPH,
    ) -> Iterator[Quad]:
        """Read the quads of a pattern; without a graph those of all graphs."""
        return self.store.quads_for_pattern(subject, predicate, value, graph)

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

        Both parts of a dataset are always said together: without ``named`` Oxigraph would take
        every named graph, where SPARQL says none.
        """
        functions = _functions(parameters) if parameters else None
        if default is None and named is None:
            return self.store.query(text, base_iri=base, custom_functions=functions)
        return self.store.query(
            text, base_iri=base, default_graph=list(default or ()),
            named_graphs=list(named or ()), custom_functions=functions,
        )  # fmt: skip


def _functions(parameters: Parameters) -> dict[NamedNode, Callable[[], Any]]:
    """Make a function without arguments of each parameter.

    Not Oxigraph's ``substitutions``: they take only variables that the query selects, and reach
    into groups and out of subqueries in other ways than a value that stands in the text.
    """

    def constant(term: NamedNode | Literal | None) -> Callable[[], Any]:
        return lambda: term

    return {NamedNode(f"{PARAMETERS}{name}"): constant(term) for name, term in parameters.items()}


def open_store(path: Path, *, in_memory: bool, named: bool = True) -> OxigraphStore:
    """Open the store of a release, or copy it into memory, with its named graphs or without.

    :raises ReleaseError: if there is none, or it cannot be read.
    """
    try:
        disk = Store.read_only(str(path))
    except OSError as error:
        raise ReleaseError(f"{path} is no store that can be read: {error}") from error
    if not in_memory:
        return OxigraphStore(disk)
    return collect(iter(disk) if named else disk.quads_for_pattern(None, None, None, DEFAULT_GRAPH))


def collect(quads: Iterator[Quad]) -> OxigraphStore:
    """Hold quads in memory, as a set."""
    store = Store()
    store.extend(quads)
    return OxigraphStore(store)
