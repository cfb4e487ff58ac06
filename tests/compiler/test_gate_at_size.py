"""The gate reports of a thousand ties what ``pyshacl.validate`` reports, and misses no damage."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import PurePosixPath

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat, Triple
from rdflib import Graph
from reports import ParsedOnce, Said, by_pyshacl, by_the_gate
from ties import DAMAGES, PLACES, name, write_world

from conftest import ROOT
from kizuna.compiler.derive import Stage, derive, load, parse_rule
from kizuna.compiler.inputs import Input
from kizuna.compiler.source import read_source
from kizuna.iris import Base

BASE = Base("http://example.org/")
SHAPES = "https://w3id.org/kizuna/shapes/"
TIES = 1_000


def sources(pattern: str) -> Iterator[Triple]:
    for path in sorted(ROOT.glob(pattern)):
        file = Input(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_bytes())
        yield from read_source(file, BASE).triples


@cache
def shapes() -> tuple[Triple, ...]:
    return tuple(sources("shapes/*.ttl"))


def world(ties: Iterable[int]) -> list[Triple]:
    """Make ties, derive their bounds, and add the concepts that they name."""
    text = write_world(ties).encode()
    quads = ox.parse(text, format=RdfFormat.TURTLE, base_iri=BASE.iri)
    stated = [quad.triple for quad in quads] + list(sources("ontology/concepts/*.ttl"))
    paths = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
    rules = [parse_rule(Input(PurePosixPath(p.name), p.read_bytes()), BASE) for p in paths]
    first = [rule for rule in rules if rule.stage is Stage.BOUNDS]
    bounds = derive(load({BASE.graph("world"): stated}), first, BASE)
    return [*stated, *(triple for triples in bounds.values() for triple in triples)]


@pytest.fixture(autouse=True)
def _silent(caplog: pytest.LogCaptureFixture) -> None:
    """Let rdflib say nothing of literals that are damaged on purpose."""
    caplog.set_level(logging.ERROR, "rdflib.term")
    caplog.set_level(logging.ERROR, "pyshacl-validate")


def test_some_ties_have_the_report_that_pySHACL_gives_without_anything_kept() -> None:
    data = world(range(0, PLACES, 12))
    assert by_the_gate(data, shapes()) == by_pyshacl(data, shapes(), Graph())


def test_a_thousand_ties_have_the_report_that_pySHACL_gives_and_no_damage_is_missed() -> None:
    data = world(range(TIES))
    found = by_the_gate(data, shapes())
    assert missed(found) == []
    assert found == by_pyshacl(data, shapes(), ParsedOnce())


def missed(found: Iterable[Said]) -> list[str]:
    """List the damages that no result of their shape is about."""
    known = {(result[0], result[2]) for result in found}
    return [
        kind
        for number, (kind, damage) in enumerate(DAMAGES.items())
        if not any(
            shape == SHAPES + damage.shape and f"-{name(number)}" in focus for focus, shape in known
        )
    ]
