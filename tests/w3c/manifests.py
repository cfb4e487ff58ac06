"""The manifests of the W3C's SPARQL suites: which tests there are, and of what they are made.

The folder that ``KIZUNA_TEST_W3C`` names holds ``data-sparql11`` and, if wanted, ``data-r2`` (the
suite of SPARQL 1.0), or ``sparql11`` and ``sparql10``, as they are called since.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import rdflib
from rdflib.collection import Collection

from conftest import SHARED

VARIABLE = "KIZUNA_TEST_W3C"
FOLDER = Path(os.environ.get(VARIABLE, SHARED / "w3c-sparql")).resolve()
SKIPPED = (
    f"the W3C's SPARQL suites are not at {FOLDER}: set {VARIABLE} to a folder that holds "
    "data-sparql11 (and data-r2), as the repository w3c/rdf-tests and others have them"
)

_SUITES = ("data-r2", "data-sparql11", "sparql10", "sparql11")
_MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]+)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Case:
    """A test: its IRI, its type, its request, its dataset and its expected result."""

    iri: str
    kind: str
    request: Path
    data: tuple[Path, ...]
    named: tuple[Path, ...]
    result: Path | None
    lax: bool

    @property
    def name(self) -> str:
        """Folder and name, as they stand in the IRI."""
        path, _, name = self.iri.partition("#")
        return f"{path.split('/')[-2]}-{name}"

    def read(self) -> str:
        """Read the request as it stands."""
        return self.request.read_bytes().decode("utf-8")

    def named_in_query(self) -> list[Path]:
        """Find the files that the query names as its dataset."""
        if self.kind != "QueryEvaluationTest":
            return []
        return [self.request.parent / name for name in _FROM.findall(self.read())]


def read_cases() -> list[Case]:
    """Read the tests of all manifests; entailment is of another specification."""
    found: dict[str, Case] = {}
    for suite in _SUITES:
        for manifest in sorted((FOLDER / suite).rglob("manifest.ttl")):
            if manifest.parent.name != "entailment":
                found.update((case.iri, case) for case in _read_manifest(manifest))
    return list(found.values())


def _read_manifest(path: Path) -> Iterator[Case]:
    graph = rdflib.Graph().parse(path, publicID=path.as_uri())
    for entries in graph.objects(None, _MF.entries):
        for test in Collection(graph, entries):
            case = _read_case(graph, test)
            if case is not None:
                yield case


def _read_case(graph: rdflib.Graph, test: rdflib.term.Node) -> Case | None:
    kind = str(graph.value(test, rdflib.RDF.type)).partition("#")[2]
    action = graph.value(test, _MF.action)
    if action is None or kind == "ProtocolTest":
        return None
    request = graph.value(action, _QT.query) or graph.value(action, _UT.request) or action
    result = graph.value(test, _MF.result)
    return Case(
        str(test),
        kind,
        _path(request),
        tuple(map(_path, graph.objects(action, _QT.data))),
        tuple(map(_path, graph.objects(action, _QT.graphData))),
        _path(result) if isinstance(result, rdflib.URIRef) else None,
        (test, _MF.resultCardinality, _MF.LaxCardinality) in graph,
    )


def _path(node: rdflib.term.Node) -> Path:
    return Path(unquote(urlsplit(str(node)).path))
