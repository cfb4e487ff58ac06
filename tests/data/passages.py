"""Reading the five documents beside the data: the nodes of a source with their passages."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from conftest import ROOT

DATA = ROOT / "data"
BASE = "http://localhost:8080/"
SLUGS = ("forum-newsletter", "glocal-news-2026-05", "ichongqing", "kansai-1987", "yen-bai-2023")
SOURCE = "http://purl.org/dc/terms/source"
IDENTIFIER = "http://purl.org/dc/terms/identifier"


@dataclass(slots=True)
class Node:
    """What one source says of a subject, and the passages it cites."""

    iri: str
    statements: list[tuple[str, ox.NamedNode | ox.Literal]] = field(default_factory=list)
    ranges: list[tuple[int, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.iri.removeprefix(f"{BASE}id/")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a coverage table."""

    start: int
    end: int
    nodes: tuple[str, ...]
    reason: str


def triples(slug: str) -> Iterator[ox.Triple]:
    for path in sorted((DATA / slug).glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=BASE):
            yield quad.triple


def nodes(slug: str) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for triple in triples(slug):
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode | ox.Literal)
        node = found.setdefault(triple.subject.value, Node(triple.subject.value))
        cited = re.fullmatch(rf"{BASE}id/source/{slug}#char=(\d+),(\d+)", triple.object.value)
        if triple.predicate.value == SOURCE and cited:
            node.ranges.append((int(cited[1]), int(cited[2])))
        else:
            node.statements.append((triple.predicate.value, triple.object))
    return found


def coverage(slug: str) -> list[Row]:
    with (DATA / slug / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(int(r["start"]), int(r["end"]), tuple(r["nodes"].split()), r["reason"])
            for r in csv.DictReader(file)
        ]


def document(folder: Path, slug: str) -> Path:
    """Find the file that a source's description names."""
    names = {
        value.value
        for predicate, value in nodes(slug)[f"{BASE}id/source/{slug}"].statements
        if predicate == IDENTIFIER
    }
    return next(path for path in folder.iterdir() if path.name in names)


def text(folder: Path, slug: str) -> str:
    return document(folder, slug).read_bytes().decode("utf-8")
