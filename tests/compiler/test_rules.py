"""Rules of inference and shapes that cannot be used are refused, with their file."""

from __future__ import annotations

from pathlib import Path

import pytest
from world import World, copy_world

BOUNDS = "ontology/rules/1-bounds.rq"
SHAPES = "shapes/partnership.ttl"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return copy_world(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("#+ title: Day bounds of years\n", "", "a rule begins with a line '#+ title: …'"),
        ("#+ stage: bounds", "#+ stage: soon", "the stage of a rule is bounds or links: 'soon'"),
        ("CONSTRUCT {", "CONSTRUCT (", "is not SPARQL"),
        ("CONSTRUCT { ?thing kizuna:beganEarliest ?day }", "SELECT *", "a rule is a CONSTRUCT"),
        ("{ ?thing kizuna:beganEarliest ?day }", "{ [] kizuna:of ?thing }", "makes blank nodes"),
        ("BIND(xsd:date(", "BIND(NOW() AS ?now) BIND(xsd:date(", "the same every time: no NOW"),
        ("BIND(xsd:date(", "SERVICE <http://localhost:9/> {} BIND(xsd:date(", "no SERVICE"),
        ("BIND(xsd:date(", "GRAPH ?file {} BIND(xsd:date(", "merged into one: no GRAPH"),
    ],
)
def test_a_rule_is_refused(old: str, new: str, expected: str, world: World) -> None:
    world.replace(BOUNDS, old, new)
    messages = world.messages()
    assert any(m.startswith(f"{BOUNDS}:") and expected in m for m in messages), messages


def test_a_word_of_a_comment_or_a_name_is_no_call(world: World) -> None:
    world.replace(BOUNDS, "CONSTRUCT", "# now and then a service from a graph\nCONSTRUCT")
    assert world.messages() == []


def test_two_rules_of_one_name_are_refused(world: World) -> None:
    other = (world.root / "ontology/rules/2-partners.rq").read_text()
    world.write("ontology/rules/3-bounds.rq", other)
    (message,) = world.messages()
    assert message.startswith("ontology/rules/3-bounds.rq:1: error: has the name of ontology/")


def test_a_rule_without_a_number_is_refused(world: World) -> None:
    (world.root / BOUNDS).rename(world.root / "ontology/rules/bounds.rq")
    assert any("a rule is named NUMBER-NAME.rq" in message for message in world.messages())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sh:minCount 2", 'sh:minCount "two"'),
        ("sh:datatype xsd:date", 'sh:pattern "("'),
        ("sh:property shapes:Status-began", "sh:property shapes:Status-ended"),
        ("sh:path kizuna:beganEarliest ;", ""),
    ],
)
def test_a_shape_that_cannot_be_used_is_refused(old: str, new: str, world: World) -> None:
    world.replace(SHAPES, old, new)
    messages = world.messages()
    assert messages
    assert any("shape" in message for message in messages), messages


def test_results_are_laid_at_the_block_that_states_the_property(world: World) -> None:
    prefixes = (
        "@prefix partnership: <id/partnership/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    )
    block = 'partnership:alpha-beta\n    rdfs:label "Альфа–Бета"@ru ;\n.\n'
    world.write("data/places/names.ttl", f"{prefixes}\n{block}")
    warnings = [str(f) for f in world.check().findings if f.severity.value == "warning"]
    places = [warning.split(": ")[0] for warning in warnings]
    assert places == ["data/letter-2020/tie.ttl:11", "data/places/names.ttl:4"]


def test_severity_decides_and_not_conformance(world: World) -> None:
    checked = world.check()
    assert checked.passes
    assert [f.severity.value for f in checked.findings] == ["warning", "info"]
