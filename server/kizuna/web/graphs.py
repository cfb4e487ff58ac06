"""The dataset of a query: graphs of the release, and none from anywhere else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kizuna.errors import QueryError
from kizuna.store.oxigraph import collect
from kizuna.store.quads import DEFAULT_GRAPH, QuadStore

BUDGET = 400_000
"""Quads of merged graphs that a process keeps for one release."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The graphs that a request or a query names: for the default graph, and by name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


@dataclass(frozen=True, slots=True)
class Selection:
    """A store, and the graphs of it that a query sees; ``None`` is everything."""

    store: QuadStore
    default: Sequence[NamedNode | DefaultGraph] | None = None
    named: Sequence[NamedNode] | None = None


class Merged:
    """Datasets whose default graph is made of several graphs, as a set of triples.

    Oxigraph chains the graphs: a triple of two graphs would be counted twice.
    """

    def __init__(self, store: QuadStore, graphs: frozenset[str]) -> None:
        self._store = store
        self._graphs = graphs
        self._kept: OrderedDict[Clause, tuple[QuadStore, int]] = OrderedDict()
        self._lock = Lock()

    def select(self, clause: Clause | None) -> Selection:
        """Choose what a query sees.

        :raises QueryError: if the release has no graph of a name.
        """
        if clause is None:
            return Selection(self._store)
        self._check((*clause.default, *clause.named))
        names = sorted(set(clause.default))
        named = [NamedNode(name) for name in sorted(set(clause.named))]
        if frozenset(names) == self._graphs:
            return Selection(self._store, [DEFAULT_GRAPH], named)
        if len(names) < 2:  # noqa: PLR2004
            return Selection(self._store, [NamedNode(name) for name in names], named)
        store = self._merge(Clause(tuple(names), tuple(node.value for node in named)))
        return Selection(store, [DEFAULT_GRAPH], named)

    def _check(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._graphs:
                raise QueryError(
                    f"The release has no graph <{name}>; nothing is fetched.", kind="unknown-graph"
                )

    def _merge(self, clause: Clause) -> QuadStore:
        with self._lock:
            found = self._kept.get(clause)
            if found:
                self._kept.move_to_end(clause)
                return found[0]
        quads = list(self._read(clause))
        store = collect(iter(quads))
        self._keep(clause, store, len(quads))
        return store

    def _read(self, clause: Clause) -> Iterator[Quad]:
        for name in clause.default:
            for quad in self._store.match(graph=NamedNode(name)):
                yield Quad(quad.subject, quad.predicate, quad.object)
        for name in clause.named:
            yield from self._store.match(graph=NamedNode(name))

    def _keep(self, clause: Clause, store: QuadStore, size: int) -> None:
        with self._lock:
            self._kept[clause] = (store, size)
            while sum(held for _, held in self._kept.values()) > BUDGET:
                self._kept.popitem(last=False)
