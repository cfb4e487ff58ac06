"""Oxigraph's store of a release, opened read-only; a small release is held in memory."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kizuna.errors import ReleaseError
from kizuna.formats import N_QUADS, N_TRIPLES
from kizuna.namespaces import PARAMETERS
from kizuna.release import Release, dump_name
from kizuna.store.quads import DEFAULT_GRAPH, NO_PARAMETERS, Parameters, Results

IN_MEMORY = 200_000
"""Quads up to which a whole release is held in memory, where a lookup takes a quarter of the time.

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


def open_store(release: Release) -> OxigraphStore:
    """Open the store of a release, on disk.

    :raises ReleaseError: if there is none, or it cannot be read.
    """
    try:
        return OxigraphStore(Store.read_only(str(release.store)))
    except OSError as error:
        raise ReleaseError(f"{release.store} is no store that can be read: {error}") from error


def hold_store(release: Release, *, named: bool = True) -> OxigraphStore:
    """Hold a release in memory, with its named graphs or without.

    It is read from the dumps, which are sorted: what is said of a thing then lies together, and
    is found a quarter faster than in the order of the store on disk, which also takes three
    times as long to read.

    :raises ReleaseError: if a dump is missing, or cannot be read.
    """
    store = Store()
    for form in (N_TRIPLES, N_QUADS) if named else (N_TRIPLES,):
        path = release.path / dump_name(form)
        try:
            with gzip.open(path) as dump:
                store.load(io.BufferedReader(dump), format=form.rdf)
        except (OSError, EOFError, SyntaxError, zlib.error) as error:
            raise ReleaseError(f"{path} is no dump that can be read: {error}") from error
    return OxigraphStore(store)


def collect(quads: Iterator[Quad]) -> OxigraphStore:
    """Hold quads in memory, as a set."""
    store = Store()
    store.extend(quads)
    return OxigraphStore(store)
