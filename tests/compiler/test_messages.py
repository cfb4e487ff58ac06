"""What people read of a validation result: the thing, what is wrong, what was found, where."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode
from world import BASE, PLACES, SHAPES, TIE, World, copy_world

from kizuna.compiler.labels import read_labels
from kizuna.compiler.results import Result, locate

SH = "http://www.w3.org/ns/shacl#"
DEF = "https://w3id.org/kizuna/def#"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return copy_world(tmp_path)


def message(
    said: str, path: str | None, value: NamedNode | Literal | None, component: str = "Node"
) -> str:
    """Write the message of a result about a thing that no file describes."""
    result = Result(
        focus=NamedNode(BASE.thing("place", "xx")),
        path=NamedNode(path) if path else None,
        value=value,
        shape=NamedNode("https://w3id.org/kizuna/shapes/place#Place"),
        component=NamedNode(f"{SH}{component}ConstraintComponent"),
        severity=NamedNode(f"{SH}Violation"),
        messages=(Literal(said, language="en"),),
    )
    (finding,) = locate([result], [], read_labels([], BASE))
    return finding.message


def test_what_was_found_is_told_as_it_was_written() -> None:
    date = Literal("1987-5-1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    text = message("A day.", f"{DEF}began", date)
    assert text == 'A day. Found: kizuna:began "1987-5-1"^^xsd:date.'
    assert message("A text.", None, Literal("x", language="en")) == 'A text. Found: "x"@en.'
    assert message("A name.", None, Literal("x")) == 'A name. Found: "x".'
    place = NamedNode(BASE.thing("place", "alpha"))
    assert message("One.", f"{DEF}party", place) == "One. Found: kizuna:party place:alpha."


def test_what_the_message_says_already_is_not_told_twice() -> None:
    assert message("Not 12.", f"{DEF}number", Literal("12")) == "Not 12."
    assert message("A thing.", None, NamedNode(BASE.thing("place", "xx"))) == "A thing."


def test_a_derived_day_is_told_as_the_bound_of_a_stated_one() -> None:
    said = message("In order.", f"{DEF}beganEarliest", Literal("1974-05-01"))
    assert said == "In order. Found: kizuna:began 1974-05-01 at the earliest."


def test_what_was_derived_from_a_property_that_does_not_belong_is_not_told() -> None:
    said = message("Not here.", f"{DEF}asOfLatest", Literal("1974-05-01"), "Closed")
    assert said == "Not here."


def test_addresses_are_written_by_name() -> None:
    said = f"See {BASE.thing('place', 'alpha')}, and {BASE.thing('source', 'a-b')}#char=10,20."
    assert message(said, None, None) == "See place:alpha, and a-b:10\\,20."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sh:path kizuna:party", "sh:path [ ]"),
        ("sh:minCount 2", 'sh:minCount "two"'),
        ('sh:minInclusive "1800-01-01"^^xsd:date', 'sh:pattern "([0-9"'),
    ],
)
def test_a_shape_that_cannot_be_used_is_named_and_nothing_else_is_printed(
    old: str, new: str, world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    world.replace(SHAPES, old, new)
    (said,) = world.messages()
    shape = "Status-began" if "Inclusive" in old else "Partnership-party"
    head = f"{SHAPES}:1: error: https://w3id.org/kizuna/shapes/partnership#{shape} cannot be used:"
    assert said.startswith(head)
    assert "\n" not in said
    assert capfd.readouterr().err == ""


def test_the_label_of_a_thing_is_one_line(world: World) -> None:
    world.replace(PLACES, '"Beta"@en', '"""Be\nta"""@en')
    world.replace(PLACES, "7.50", "7.50 ; owl:sameas wd:Q2")
    assert any(": Be ta: no vocabulary has" in said for said in world.messages())


def test_a_thing_with_a_blank_label_is_called_by_its_name(world: World) -> None:
    world.replace(TIE, '"Alpha–Beta"@en , "Alfa–Beta"@it', '" "@en')
    world.replace(TIE, "place:alpha , place:beta", "place:alpha")
    (said,) = world.messages()
    assert f"{TIE}:11: violation: partnership:alpha-beta: A partnership has two" in said
