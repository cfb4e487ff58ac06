"""Oxigraph's store of a release, opened read-only; a small release is held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kizuna.errors import ReleaseError
from kizuna.store.quads import DEFAULT_GRAPH, Results

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
    ) -> Results:
        """Evaluate a query, over a dataset of these graphs if any are given.

        Both parts of a dataset are always said together: without ``named`` Oxigraph would take
        every named graph, where SPARQL says none.
        """
        if default is None and named is None:
            return self.store.query(text, base_iri=base)
        return self.store.query(
            text, base_iri=base, default_graph=list(default or ()), named_graphs=list(named or ())
        )


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
