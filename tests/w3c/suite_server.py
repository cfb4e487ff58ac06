"""A server over a release whose graphs are the files of the suite.

Each test says by the protocol (``default-graph-uri``, ``named-graph-uri``) which of them it sees.
"""

from __future__ import annotations

import gzip
import http.client
import subprocess
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from conftest import KIZUNA, free_port, wait_until_healthy
from kizuna.compiler.indexing.write import write_index
from kizuna.formats import N_QUADS, N_TRIPLES
from kizuna.index import INDEX
from kizuna.iris import Base
from kizuna.release import MANIFEST, Manifest, Release, dump_name, promote

EMPTY = "http://example.org/empty"
"""A graph without triples, for tests without data."""

Graphs = Mapping[str, Iterable[ox.Triple]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    content_type: str
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A server of the suite's files."""

    base: str
    connection: http.client.HTTPConnection

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send a request and read the whole answer; ``_`` in names of headers is ``-``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, named)
        answer = self.connection.getresponse()
        kind = answer.headers.get("Content-Type", "")
        return Answer(answer.status, kind.partition(";")[0], answer.headers, answer.read())

    def ask(self, query: str, accept: str, *dataset: tuple[str, str]) -> Answer:
        """Ask a query of a dataset, as a posted form."""
        form = urllib.parse.urlencode([("query", query), *dataset]).encode()
        return self.send(
            "POST", "/sparql", form, Accept=accept,
            Content_Type="application/x-www-form-urlencoded",
        )  # fmt: skip


@contextmanager
def serve(graphs: Graphs, folder: Path) -> Iterator[Server]:
    """Serve a release of these graphs."""
    port = free_port()
    base = f"http://localhost:{port}/"
    _make_release(graphs, folder, base)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [KIZUNA, "serve", "--releases", folder, "--port", str(port), "--workers", "1"],
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        wait_until_healthy(base, process, folder / "log")
        yield Server(base, connection)
    finally:
        connection.close()
        process.terminate()
        process.wait(timeout=20)


def _make_release(graphs: Graphs, releases: Path, base: str) -> None:
    folder = releases / "2026.1.0-000000000000"
    folder.mkdir()
    store = ox.Store(str(folder / "store"))
    for name, triples in graphs.items():
        store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in triples)
    store.extend([ox.Quad(q.subject, q.predicate, q.object) for q in store])
    counts = {n: len(list(_of(store, ox.NamedNode(n)))) for n in {*graphs, EMPTY}}
    manifest = Manifest(
        folder.name, "2026.1.0", "2026-01-01", base, "1.0.0",
        len(list(_of(store, ox.DefaultGraph()))), sum(counts.values()), counts,
    )  # fmt: skip
    store.flush()
    triples = [quad.triple for quad in _of(store, ox.DefaultGraph())]
    _dump(folder / dump_name(N_TRIPLES), ox.serialize(triples, format=N_TRIPLES.rdf))
    quads = [quad for quad in store if quad.graph_name != ox.DefaultGraph()]
    _dump(folder / dump_name(N_QUADS), ox.serialize(quads, format=N_QUADS.rdf))
    write_index(folder / INDEX, triples, {}, Base(base))
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    promote(Release(folder, manifest))


def _dump(path: Path, content: bytes | None) -> None:
    path.write_bytes(gzip.compress(content or b""))


def _of(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, graph)
