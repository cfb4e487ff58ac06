"""The quads of a release as workers hold them: in memory as far as they fit, else on disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kizuna.evaluation.jobs import Clause
from kizuna.release import Release
from kizuna.store.oxigraph import IN_MEMORY, collect, hold_store, open_store
from kizuna.store.quads import DEFAULT_GRAPH, QuadStore

_GRAPHS = re.compile(r"graph|from", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A store, and the graphs of it that a query sees; ``None`` is everything."""

    store: QuadStore
    default: Sequence[NamedNode | DefaultGraph] | None = None
    named: Sequence[NamedNode] | None = None


class Holding:
    """A release, held before workers are forked, so that they share its memory.

    The default graph, which most queries ask, is in memory up to a number of triples. A query
    that names graphs asks the store on disk, unless the release is so small that the named
    graphs, which double what is held, are there as well.
    """

    def __init__(self, release: Release, *, in_memory: int) -> None:
        manifest = release.manifest
        self._release = release
        self._size = manifest.quads + manifest.triples
        self._graphs = frozenset(manifest.graphs)
        self._whole: QuadStore | None = None
        self._default: QuadStore | None = None
        if self._size <= IN_MEMORY:
            self._whole = hold_store(release)
        elif manifest.triples <= in_memory:
            self._default = hold_store(release, named=False)

    def open(self) -> None:
        """Open the store on disk, as every worker does for itself if it may be needed."""
        if self._whole is None:
            self._whole = open_store(self._release)

    def choose(self, text: str, clause: Clause) -> Dataset:
        """Choose what a query sees."""
        whole = self._whole
        assert whole is not None, "opened before the first job"  # noqa: S101
        if not clause:
            if self._default is None or _GRAPHS.search(text):
                return Dataset(whole)
            return Dataset(self._default)
        names = sorted(set(clause.default))
        named = [NamedNode(name) for name in sorted(set(clause.named))]
        if frozenset(names) == self._graphs:
            return Dataset(whole, [DEFAULT_GRAPH], named)
        if len(names) < 2:  # noqa: PLR2004
            return Dataset(whole, [NamedNode(name) for name in names], named)
        return Dataset(_merge(whole, names, named), [DEFAULT_GRAPH], named)


def _merge(store: QuadStore, names: Sequence[str], named: Sequence[NamedNode]) -> QuadStore:
    """Merge graphs as a set of triples; Oxigraph would chain them and count some twice."""
    return collect(_read(store, names, named))


def _read(store: QuadStore, names: Sequence[str], named: Sequence[NamedNode]) -> Iterator[Quad]:
    for name in names:
        for quad in store.match(graph=NamedNode(name)):
            yield Quad(quad.subject, quad.predicate, quad.object)
    for node in named:
        yield from store.match(graph=node)
