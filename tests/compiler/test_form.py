"""What is refused for its form, with the file, the line and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from world import COVERAGE, PLACES, SHAPES, TIE, World, copy_world

from kizuna.compiler.hygiene import RULES_OF_FORM
from kizuna.errors import SourceError

QUERY = '    sh:sparql [ a sh:SPARQLConstraint ; sh:select "SELECT $this WHERE {{ {} }}" ] ;'
HEADER = "kind,slug,date,reason\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return copy_world(tmp_path)


def test_the_small_world_is_sound(world: World) -> None:
    assert world.messages() == []


def test_every_rule_of_form_has_a_name_and_says_what_it_demands() -> None:
    assert len({rule.__name__ for rule in RULES_OF_FORM}) == len(RULES_OF_FORM)
    assert all((rule.__doc__ or "").startswith("Demand") for rule in RULES_OF_FORM)


GAMMA = 'Gamma "the\\third"'
"""What messages call a thing whose label has a line feed at its end."""

EDITS = {
    "blank node": (
        (TIE, "kizuna:party place:alpha , place:beta", "kizuna:party place:alpha , [ ]"),
        f"{TIE}:14: error: has a blank node",
    ),
    "misspelt property of ours": (
        (TIE, "kizuna:party", "kizuna:partie"),
        ":11: error: Alpha–Beta: no vocabulary has the property kizuna:partie (did you",
    ),
    "misspelt property of others": (
        (PLACES, "owl:sameAs", "owl:sameas"),
        "no vocabulary has the property owl:sameas (did you mean owl:sameAs?)",
    ),
    "unknown concept": (
        (TIE, "status:active", "status:actve"),
        "no vocabulary has the term status:actve (did you mean status:active?)",
    ),
    "misspelt class": (
        (TIE, "a kizuna:Partnership", "a kizuna:Partnershipp"),
        "(did you mean kizuna:Partnership?)",
    ),
    "misspelt datatype": (
        (TIE, "xsd:gYear ;", "xsd:gyear ;"),
        "no vocabulary has the term xsd:gyear (did you mean xsd:gYear?)",
    ),
    "misspelt term of SHACL": (
        ("shapes/partnership.ttl", "sh:minInclusive", "sh:mininclusive"),
        "(did you mean sh:minInclusive?)",
    ),
    "misspelt target": (
        ("shapes/partnership.ttl", "sh:targetClass kizuna:Status", "sh:targetClass kizuna:Staus"),
        "no vocabulary has the term kizuna:Staus (did you mean kizuna:Status?)",
    ),
    "misspelt term in a rule": (
        ("ontology/rules/2-partners.rq", "kizuna:beganEarliest", "kizuna:beganEarlist"),
        "has the term kizuna:beganEarlist of the query (did you mean kizuna:beganEarliest?)",
    ),
    "misspelt prefix": (
        (
            PLACES,
            "kizuna: <https://w3id.org/kizuna/def#>",
            "kizuna: <https://w3id.org/kizuna/dfe#>",
        ),
        f"{PLACES}:1: error: the prefix kizuna: stands for <https://w3id.org/kizuna/dfe#>, which",
    ),
    "another prefix for a namespace of the table": (
        (
            PLACES,
            "wd: <http://www.wikidata.org/entity/>",
            "wd: <http://www.w3.org/2001/XMLSchema#>",
        ),
        "whose prefix is xsd:",
    ),
    "prefix not declared": (
        (TIE, "@prefix status: <https://w3id.org/kizuna/status#> .\n", ""),
        f"{TIE}:25: error: is not Turtle, column 18: The prefix status: has not been declared",
    ),
    "prefix not used": (
        (TIE, "    kizuna:state status:active ;\n", ""),
        f"{TIE}:8: error: the prefix status: is not used",
    ),
    "broken Turtle, at the parser's own line": (
        (TIE, '"Alpha–Beta"@en', '"Alpha–Beta@en'),
        f"{TIE}:13: error: is not Turtle",
    ),
    "unescaped comma": (
        (TIE, "letter-2020:79\\,106", "letter-2020:79,106"),
        f"{TIE}:18: error: {GAMMA}: cites letter-2020#char=79, 106: a passage has a start",
    ),
    "range outside the document": (
        (TIE, "letter-2020:79\\,106", "letter-2020:79\\,107"),
        f"{TIE}:18: error: {GAMMA}: cites letter-2020:79\\,107, outside the document",
    ),
    "range that begins within a sentence": (
        (TIE, "letter-2020:79\\,106", "letter-2020:80\\,106"),
        "which is not a run of whole sentences",
    ),
    "range that ends within a sentence": (
        (TIE, "letter-2020:79\\,106", "letter-2020:79\\,100"),
        "which is not a run of whole sentences",
    ),
    "unsorted blocks": (
        (TIE, "partnership:alpha-beta\n", "report:alpha-beta\n"),
        f"{TIE}:18: error: the block of place:gamma belongs before that of report:alpha-beta",
    ),
    "two blocks of a subject": (
        (TIE, "    kizuna:number 3 ;\n", "    kizuna:number 3 ;\n.\n\nplace:gamma\n"),
        f"{TIE}:22: error: place:gamma has a block in line 18 already",
    ),
    "unknown kind": (
        (TIE, "partnership:alpha-beta\n", "<id/pact/alpha-beta>\n"),
        f"{TIE}:11: error: Alpha–Beta: <id/pact/alpha-beta> is no thing of ours",
    ),
    "slug with a capital": (
        (TIE, "partnership:alpha-beta\n", "partnership:Alpha-beta\n"),
        "is no thing of ours",
    ),
    "no type": (
        (TIE, "    a kizuna:Status ;\n", ""),
        "report:alpha-beta-1974: has no type in any file",
    ),
    "type of another kind": (
        (TIE, "a kizuna:Status", "a kizuna:Place"),
        "report:alpha-beta-1974: is of kind status: add 'a kizuna:Status'",
    ),
    "reference to nothing": (
        (TIE, "place:alpha , place:beta", "place:alpha , place:omega"),
        f"{TIE}:11: error: Alpha–Beta: refers to place:omega, which no file describes",
    ),
    "derived property": (
        (TIE, "kizuna:number 3", 'kizuna:beganEarliest "1974"^^xsd:gYear'),
        f"{TIE}:18: error: {GAMMA}: kizuna:beganEarliest is derived by a rule",
    ),
    "derived date of a partnership": (
        (TIE, "kizuna:party place", 'kizuna:began "1974"^^xsd:gYear ; kizuna:party place'),
        f"{TIE}:11: error: Alpha–Beta: kizuna:began of a partnership follows from its status",
    ),
    "class of another kind": (
        (
            PLACES,
            "place:beta\n    a kizuna:Place",
            "place:beta\n    a kizuna:Place , kizuna:Status",
        ),
        f"{PLACES}:15: error: Beta: is of kind place, and no kizuna:Status: remove",
    ),
    "country for a language": (
        (PLACES, '"アルファ"@ja', '"アルファ"@jp'),
        f"{PLACES}:8: error: Alpha: rdfs:label is in @jp, which is no language: write @ja",
    ),
    "prefix of concepts for a report": (
        (TIE, "report:alpha-beta-1974\n", "status:alpha-beta-1974\n"),
        f"{TIE}:23: error: status:alpha-beta-1974: has the prefix of concepts, status: a report",
    ),
    "control character": (
        (PLACES, '"Beta"@en', '"Be\\u0007ta"@en'),
        "rdfs:label has the control character U+0007: remove it",
    ),
    "query that is not SPARQL": (
        (SHAPES, "    sh:minCount 2 ;", QUERY.format("$this kizuna:party")),
        f"{SHAPES}:9: error: Shapes of a small world: the query is not SPARQL, column",
    ),
    "query that asks another server": (
        (
            SHAPES,
            "    sh:minCount 2 ;",
            QUERY.format("SERVICE <http://127.0.0.1:9/> { $this ?p ?o }"),
        ),
        "the query asks another server: remove SERVICE",
    ),
    "rule that is not SPARQL": (
        (
            "ontology/rules/2-partners.rq",
            "  FILTER(?one != ?other)\n}",
            "  FILTER(?one != ?other)\n",
        ),
        "ontology/rules/2-partners.rq:14: error: is not SPARQL, column",
    ),
    "rule that is no CONSTRUCT": (
        ("ontology/rules/2-partners.rq", "CONSTRUCT { ?one kizuna:partnerOf ?other }", "SELECT *"),
        "ontology/rules/2-partners.rq:1: error: a rule is a CONSTRUCT query",
    ),
    "catalogue without a version": (
        ("data/catalog.ttl", '    dcat:version "2020.2.1" ;\n', ""),
        "data/catalog.ttl:5: error: states 0 dcat:version of <dataset>, where one is needed",
    ),
    "base named": (
        (PLACES, "@prefix place: <id/place/>", "@prefix place: <http://localhost:8080/id/place/>"),
        "which is not its namespace; write <id/place/>",
    ),
    "base set": (
        (PLACES, "place:alpha\n", "@base <http://localhost:8080/> .\n\nplace:alpha\n"),
        f"{PLACES}:8: error: sets a base of its own",
    ),
    "carriage return": (
        (PLACES, "place:beta\n", "place:beta\r\n"),
        f"{PLACES}:15: error: has a carriage return",
    ),
    "tab": (
        (PLACES, '    rdfs:label "Beta"@en', '\trdfs:label "Beta"@en'),
        f"{PLACES}:17: error: has a tab",
    ),
    "row without nodes or reason": (
        (COVERAGE, ",rhetoric: the weather", ","),
        f"{COVERAGE}:5: error: 64,78 has neither nodes nor reason",
    ),
    "row with nodes and a reason": (
        (COVERAGE, "place/gamma,", "place/gamma,heading"),
        f"{COVERAGE}:6: error: 79,106 has both nodes and a reason",
    ),
    "row that misses a node": (
        (COVERAGE, "8,42,partnership/alpha-beta status", "8,42,status"),
        f"{COVERAGE}:3: error: 8,42 feeds nodes not listed: partnership/alpha-beta",
    ),
    "row with a node that does not cite it": (
        (COVERAGE, "79,106,place/gamma", "79,106,place/beta place/gamma"),
        f"{COVERAGE}:6: error: 79,106 lists nodes that do not cite it: place/beta",
    ),
    "rows that overlap": (
        (COVERAGE, "64,78", "62,78"),
        f"{COVERAGE}:5: error: 62,78 overlaps or comes before 44,63 of line 4",
    ),
    "row that is none": (
        (COVERAGE, "64,78", "78,64"),
        f"{COVERAGE}:5: error: a row begins with two positions",
    ),
}


@pytest.mark.parametrize("fault", EDITS)
def test_refused(fault: str, world: World) -> None:
    edit, expected = EDITS[fault]
    world.replace(*edit)
    messages = world.messages()
    assert any(expected in message for message in messages), "\n".join(messages)


def test_a_file_that_is_not_utf8_is_refused_at_its_byte_and_line(world: World) -> None:
    world.write("data/places/yy.ttl", b'# one\n<id/place/x> <p> "\xff" .\n')
    assert world.messages() == [
        "data/places/yy.ttl:2: error: is not UTF-8: byte 24 is 0xff; save the file as UTF-8"
    ]


def test_a_byte_order_mark_is_refused(world: World) -> None:
    content = (world.root / PLACES).read_bytes()
    world.write(PLACES, b"\xef\xbb\xbf" + content)
    (message,) = world.messages()
    assert message.startswith(f"{PLACES}:1: error: begins with a byte order mark")


@pytest.mark.parametrize("folder", ["data/pacts", "data/places/asia", "shapes/more"])
def test_an_empty_folder_is_refused(folder: str, world: World) -> None:
    (world.root / folder).mkdir()
    (message,) = world.messages()
    assert message.startswith(f"{folder}:1: error: the folder is empty")


def test_a_file_that_the_compiler_would_pass_over_is_refused(world: World) -> None:
    world.write("data/places/yy.tll", "")
    (message,) = world.messages()
    assert message.startswith("data/places/yy.tll:1: error: is not read by the compiler")


def test_a_file_whose_name_is_no_slug_is_refused(world: World) -> None:
    (world.root / PLACES).rename(world.root / "data/places/Places of XX.ttl")
    (message,) = world.messages()
    assert "is not named in lower-case words" in message


def test_evidence_from_a_source_without_a_table_is_refused_once(world: World) -> None:
    (world.root / COVERAGE).unlink()
    (message,) = world.messages()
    assert message.startswith(f"{COVERAGE}:1: error: is missing: it lists the sentences")


def test_a_table_that_cannot_be_read_is_one_fault(world: World) -> None:
    world.replace(COVERAGE, "64,78", "78,64")
    assert len(world.messages()) == 1


def test_a_table_saved_by_a_spreadsheet_is_refused(world: World) -> None:
    content = (world.root / COVERAGE).read_bytes()
    world.write(COVERAGE, b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert world.messages() == [
        f"{COVERAGE}:1: error: begins with a byte order mark: save the file as UTF-8 without one",
        f"{COVERAGE}:1: error: has a carriage return: end lines with a line feed alone",
    ]


def test_evidence_of_another_document_than_that_of_the_folder_is_refused(world: World) -> None:
    world.write("data/report-2021/coverage.csv", "start,end,nodes,reason\n0,5,,heading\n")
    text = (world.root / TIE).read_text()
    head, _, rest = text.partition("\n\n")
    block = rest.partition("\n.\n")[0]
    used = [line for line in head.splitlines() if line.split()[1] in block]
    world.write("data/report-2021/tie.ttl", "\n".join([*used, "", block, ".", ""]))
    expected = "a passage of another document than that of its folder: say it in data/letter-2020/"
    assert any(expected in message for message in world.messages())


def test_a_node_whose_evidence_is_wrong_is_not_missed_in_the_table(world: World) -> None:
    world.replace(TIE, "letter-2020:79\\,106", "letter-2020:44\\,200")
    (message,) = world.messages()
    assert "outside the document: its last sentence ends at 106" in message


def test_a_file_that_was_copied_is_refused(world: World) -> None:
    world.write("data/letter-2020/tie-2.ttl", (world.root / TIE).read_bytes())
    messages = world.messages()
    expected = f"{TIE}:11: error: Alpha–Beta: is stated in data/letter-2020/tie-2.ttl already: keep"
    assert any(message.startswith(expected) for message in messages)


def test_a_table_of_coverage_lies_in_the_folder_of_its_source(world: World) -> None:
    world.write("data/coverage.csv", "start,end,nodes,reason\n")
    (message,) = world.messages()
    assert message.startswith("data/coverage.csv:1: error: is not read by the compiler")


def test_a_blank_node_has_one_message_with_its_line(world: World) -> None:
    world.replace(TIE, "place:alpha , place:beta", "place:alpha , [ a kizuna:Partnership ]")
    (message,) = world.messages()
    assert message.startswith(f"{TIE}:14: error: has a blank node")


def test_an_empty_file_is_refused(world: World) -> None:
    world.write("data/places/yy.ttl", "")
    (message,) = world.messages()
    assert message == "data/places/yy.ttl:1: error: is empty: fill it, or remove it"


def test_a_link_to_a_folder_is_refused_for_it_is_not_followed(world: World) -> None:
    (world.root / "data/more").symlink_to(world.root / "data/places")
    (message,) = world.messages()
    assert message.startswith("data/more:1: error: is not read by the compiler")


def test_what_is_no_file_is_refused_and_not_waited_for(world: World) -> None:
    os.mkfifo(world.root / "data/places/yy.ttl")
    with pytest.raises(SourceError, match=r"data/places/yy\.ttl: is no file"):
        world.messages()


def test_a_shape_that_is_passed_over_is_refused(world: World) -> None:
    world.write("shapes/place.TTL", "")
    (message,) = world.messages()
    assert message.startswith("shapes/place.TTL:1: error: is not read by the compiler")


def test_a_missing_catalogue_is_refused(world: World) -> None:
    (world.root / "data/catalog.ttl").unlink()
    assert world.messages() == ["data/catalog.ttl:1: error: is missing: it describes the data set"]


def test_broken_turtle_comes_with_a_hint(world: World) -> None:
    world.replace(TIE, "    kizuna:number 3 ;\n", "    kizuna:number 3\n")
    (message,) = world.messages()
    assert message.endswith(
        "a dot, semicolon, comma or quotation mark may be missing here or before"
    )


def test_a_broken_file_hides_no_message_of_another(world: World) -> None:
    world.replace(TIE, '"Alpha–Beta"@en', '"Alpha–Beta@en')
    world.replace(PLACES, "owl:sameAs", "owl:sameas")
    world.write("data/places/yy.ttl", b"\xff")
    messages = world.messages()
    assert [message.split(":")[0] for message in messages] == [TIE, PLACES, "data/places/yy.ttl"]


def test_what_a_broken_file_describes_is_not_missed(world: World) -> None:
    world.replace(PLACES, '"Beta"@en', '"Beta@en')
    (message,) = world.messages()
    assert "is not Turtle" in message


def test_a_withdrawn_slug_is_not_used_again(world: World) -> None:
    world.write("data/withdrawn.csv", f"{HEADER}place,alpha,2020-02-02,asked for\n")
    messages = world.messages()
    assert any("place/alpha was withdrawn, but is described again" in m for m in messages)


@pytest.mark.parametrize(
    "row",
    [
        "pact,alpha,2020-02-02,why",
        "place,old,2020-2-2,why",
        "place,old,2020-02-30,why",
        "place,old,2020-02-02,",
        "place",
    ],
)
def test_a_row_of_withdrawals_is_well_formed(row: str, world: World) -> None:
    world.write("data/withdrawn.csv", f"{HEADER}{row}\n")
    (message,) = world.messages()
    assert message.startswith("data/withdrawn.csv:2: error: ")


def test_a_thing_is_withdrawn_once(world: World) -> None:
    row = "place,old,2020-02-02,asked for\n"
    world.write("data/withdrawn.csv", f"{HEADER}{row}{row}")
    (message,) = world.messages()
    assert message.startswith("data/withdrawn.csv:3: error: place/old stands in an earlier line")


def test_a_table_of_withdrawals_that_is_not_utf8_is_refused_at_its_line(world: World) -> None:
    world.write("data/withdrawn.csv", HEADER.encode() + b"place,old,2020-02-02,\xe9\n")
    (message,) = world.messages()
    assert message.startswith("data/withdrawn.csv:2: error: is not UTF-8")


def test_a_renamed_thing_needs_no_type(world: World) -> None:
    old = "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix place: <id/place/> .\n\n"
    world.write(
        "data/places/old.ttl", f"{old}place:aleph\n    dcterms:isReplacedBy place:alpha ;\n.\n"
    )
    assert world.messages() == []


def test_proposals_are_checked_and_not_compiled(world: World) -> None:
    world.write(
        "data/pending/issue-1.ttl", "@prefix place: <id/place/> .\n\nplace:new a place:x .\n"
    )
    assert any(message.startswith("data/pending/issue-1.ttl:3:") for message in world.messages())
    assert "data/pending/issue-1.ttl" not in world.build().release.manifest.sources
