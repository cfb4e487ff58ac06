"""Results of queries, so that two can be compared: up to the names of blank nodes, and by value.

A table becomes triples, one blank node for each solution, and RDF canonicalisation does the rest.
"""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Row = tuple[tuple[str, Term], ...]

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML,
    ".n3": ox.RdfFormat.N3,
}  # fmt: skip
_INTEGERS = {
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "nonPositiveInteger",
    "negativeInteger", "positiveInteger", "unsignedLong", "unsignedInt", "unsignedShort",
    "unsignedByte",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The solutions of SELECT, in their order."""

    variables: frozenset[str]
    rows: tuple[Row, ...]


Result = bool | Table | frozenset[ox.Triple]


def read_triples(path: Path) -> list[ox.Triple]:
    """Read a file of RDF; its blank nodes get new names."""
    quads = ox.parse(
        path=str(path), format=_FORMATS[path.suffix], base_iri=path.as_uri(),
        rename_blank_nodes=True,
    )  # fmt: skip
    return [quad.triple for quad in quads]


def read_expected(path: Path) -> Result:
    """Read the file of an expected result."""
    match path.suffix:
        case ".srx":
            return read_xml(path.read_bytes())
        case ".srj":
            return read_json(path.read_bytes())
    triples = read_triples(path)
    found = _read_result_set(triples)
    return frozenset(triples) if found is None else found


def read_json(data: bytes) -> Result:
    """Read SPARQL results in JSON."""
    document = json.loads(data)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = (
        tuple((name, _from_json(term)) for name, term in row.items())
        for row in document["results"]["bindings"]
    )
    return Table(frozenset(document["head"].get("vars", ())), tuple(rows))


def _from_json(term: dict[str, str]) -> Term:
    match term["type"]:
        case "uri":
            return ox.NamedNode(term["value"])
        case "bnode":
            return _blank(term["value"])
    return _literal(term["value"], term.get("datatype"), term.get("xml:lang"))


def read_xml(data: bytes) -> Result:
    """Read SPARQL results in XML."""
    root = ET.fromstring(data)
    boolean = root.find(f"{_SRX}boolean")
    if boolean is not None:
        return (boolean.text or "").strip() == "true"
    rows = (
        tuple((b.attrib["name"], _from_xml(b[0])) for b in row)
        for row in root.iter(f"{_SRX}result")
    )
    names = (v.attrib["name"] for v in root.iter(f"{_SRX}variable"))
    return Table(frozenset(names), tuple(rows))


def _from_xml(term: ET.Element) -> Term:
    text = term.text or ""
    match term.tag.removeprefix(_SRX):
        case "uri":
            return ox.NamedNode(text.strip())
        case "bnode":
            return _blank(text)
    return _literal(text, term.get("datatype"), term.get(_XML_LANG))


def _blank(name: str) -> ox.BlankNode:
    return ox.BlankNode("b" + name.encode().hex())


def _literal(text: str, datatype: str | None, language: str | None) -> ox.Literal:
    if language:
        return ox.Literal(text, language=language.lower())
    return ox.Literal(text, datatype=ox.NamedNode(datatype or f"{_XSD}string"))


def _read_result_set(triples: list[ox.Triple]) -> Result | None:
    """Read a result that is told in the vocabulary of result sets."""
    facts: dict[tuple[object, str], list[Term]] = {}
    for triple in triples:
        facts.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)  # type: ignore[arg-type]  # no triple terms in the suite
    of_type = (t.subject for t in triples if t.predicate.value == f"{_RDF}type")
    kind = ox.NamedNode(f"{_RS}ResultSet")
    found = next((s for s in of_type if kind in facts[s, f"{_RDF}type"]), None)
    if found is None:
        return None
    boolean = facts.get((found, f"{_RS}boolean"))
    if boolean:
        return _text(boolean[0]) == "true"
    solutions = facts.get((found, f"{_RS}solution"), [])
    solutions.sort(key=lambda s: int(_text(facts.get((s, f"{_RS}index"), [ox.Literal(0)])[0])))
    rows = (
        tuple(
            (_text(facts[b, f"{_RS}variable"][0]), facts[b, f"{_RS}value"][0])
            for b in facts.get((solution, f"{_RS}binding"), [])
        )
        for solution in solutions
    )
    names = map(_text, facts.get((found, f"{_RS}resultVariable"), []))
    return Table(frozenset(names), tuple(rows))


def _text(term: Term) -> str:
    return term.value


def read_cells(data: bytes, suffix: str) -> Counter[frozenset[tuple[str, str]]]:
    """Read a table of text: CSV, or TSV with its terms; the columns may be in any order."""
    if suffix == ".csv":
        rows = [
            list(map(_plain, row)) for row in csv.reader(io.StringIO(data.decode(), newline=""))
        ]
    else:
        lines = data.decode().rstrip("\n").split("\n")
        rows = [list(map(_term, line.split("\t"))) for line in lines]
    return Counter(frozenset(zip(rows[0], row, strict=True)) for row in rows[1:])


def _plain(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    try:
        return str(float(cell))
    except ValueError:
        return cell


def _term(cell: str) -> str:
    if not cell or cell[0] in "?_":
        return cell[:2] if cell.startswith("_:") else cell
    triple = next(ox.parse(f"<x:s> <x:p> {cell} .", ox.RdfFormat.TURTLE)).triple
    return str(_by_value(triple.object) if isinstance(triple.object, Term) else triple.object)


def same(one: Result, other: Result, *, ordered: bool, lax: bool) -> bool:
    """Compare two results; ``lax`` leaves open how often REDUCED has a solution."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Table) and isinstance(other, Table):
        if one.variables != other.variables or (ordered and _shape(one) != _shape(other)):
            return False
        return _canonical(_triples_of(one, lax=lax)) == _canonical(_triples_of(other, lax=lax))
    if isinstance(one, Table) or isinstance(other, Table):
        return False
    return _canonical(one) == _canonical(other)


def _shape(table: Table) -> list[list[tuple[str, str]]]:
    """Give the rows in order, without the names of blank nodes."""
    return [
        sorted((n, "_:" if isinstance(v, ox.BlankNode) else str(_by_value(v))) for n, v in row)
        for row in table.rows
    ]


def _triples_of(table: Table, *, lax: bool) -> Iterator[ox.Triple]:
    rows = Counter(frozenset((n, _by_value(v)) for n, v in row) for row in table.rows)
    for number, (row, count) in enumerate(rows.items()):
        node = ox.BlankNode(f"row{number}")
        yield ox.Triple(node, ox.NamedNode("urn:count"), ox.Literal(1 if lax else count))
        for name, value in row:
            yield ox.Triple(node, ox.NamedNode(f"urn:variable:{name}"), value)


def _canonical(triples: Iterator[ox.Triple] | frozenset[ox.Triple]) -> frozenset[ox.Quad]:
    quads = (
        ox.Quad(
            t.subject, t.predicate, _by_value(t.object) if isinstance(t.object, Term) else t.object
        )
        for t in triples
    )
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


def _by_value(term: Term) -> Term:
    """Write a number in one way, so that ``1.0`` and ``1`` are the same decimal."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(_XSD):
        return term
    write = _WRITERS.get(term.datatype.value.removeprefix(_XSD))
    try:
        return ox.Literal(write(term.value), datatype=term.datatype) if write else term
    except (ValueError, InvalidOperation):
        return term


_WRITERS: dict[str, Callable[[str], str]] = {
    "decimal": lambda text: str(Decimal(text).normalize() + 0),
    "double": lambda text: repr(float(text)),
    "float": lambda text: f"{float(text):.6e}",
    "date": lambda text: text.replace("+00:00", "Z"),
    "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
    **dict.fromkeys(_INTEGERS, lambda text: str(int(text))),
}
