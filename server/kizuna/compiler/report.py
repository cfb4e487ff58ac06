"""The SHACL report as RDF that is the same every time: results are named by what they say."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.results import SEVERITIES, Result
from kizuna.compiler.source import in_order
from kizuna.iris import Base
from kizuna.namespaces import FOREIGN

REPORT_GRAPH = "report"
"""The path of the graph that holds the report, which is also its IRI."""

_RDF_TYPE = NamedNode(f"{FOREIGN['rdf']}type")
_BOOLEAN = NamedNode(f"{FOREIGN['xsd']}boolean")


def describe_report(results: Iterable[Result], base: Base) -> list[Triple]:
    """Write validation results as a report, sorted."""
    report = NamedNode(base.graph(REPORT_GRAPH))
    found = list(results)
    conforms = "false" if found else "true"
    triples = [
        Triple(report, _RDF_TYPE, _sh("ValidationReport")),
        Triple(report, _sh("conforms"), Literal(conforms, datatype=_BOOLEAN)),
    ]
    for result in found:
        node = NamedNode(f"{report.value}#{_name(result)}")
        triples += [Triple(report, _sh("result"), node), *_describe(node, result)]
    return in_order(triples)


def count_severities(results: Iterable[Result]) -> dict[str, int]:
    """Count results by the local names of SHACL's severities, those without a result too."""
    counts = Counter(result.grade for result in results)
    names = {severity: iri.rpartition("#")[2] for iri, severity in SEVERITIES.items()}
    return {name: counts[severity] for severity, name in names.items()}


def _describe(node: NamedNode, result: Result) -> Iterator[Triple]:
    yield Triple(node, _RDF_TYPE, _sh("ValidationResult"))
    facts: list[tuple[str, Any]] = [
        ("focusNode", result.focus),
        ("resultPath", result.path),
        ("value", result.value),
        ("sourceShape", result.shape),
        ("sourceConstraintComponent", result.component),
        ("resultSeverity", result.severity),
        *(("resultMessage", message) for message in result.messages),
    ]
    for name, term in facts:
        if term is not None:
            yield Triple(node, _sh(name), term)


def _name(result: Result) -> str:
    terms = (result.focus, result.path, result.value, result.shape, result.component)
    text = "\n".join(map(str, (*terms, result.severity, *result.messages)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _sh(name: str) -> NamedNode:
    return NamedNode(f"{FOREIGN['sh']}{name}")
