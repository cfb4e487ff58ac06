"""What the gate says of saved queries: file, line, and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from world import World, copy_world

from kizuna.queries import read_queries

PATH = "data/queries/ties.rq"
SOUND = """#+ title: Ties of a place
#+ title@ja: ある地域の提携関係
#+ description: The ties of a place since a day.
#+ view: table
#+ keywords: ties, time
#+ parameter: place place The place
#+ parameter: day date The day

PREFIX kizuna: <https://w3id.org/kizuna/def#>
PREFIX place: <id/place/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT ?tie ?day
WHERE {
  VALUES ?place { place:alpha }
  VALUES ?day { "1987-04-01"^^xsd:date }
  ?tie a kizuna:Partnership ;
       kizuna:party ?place .
}
"""
DAY = '"1987-04-01"^^xsd:date'


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = copy_world(tmp_path)
    made.write(PATH, SOUND)
    return made


def test_a_sound_query_passes(world: World) -> None:
    assert world.messages() == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("#+ title: Ties of a place\n", "", 1, "has no line '#+ title: …'"),
        ("#+ description: The ties of a place since a day.\n", "", 1, "'#+ description: …'"),
        ("#+ view: table\n", "", 1, "has no line '#+ view: …'"),
        ("#+ keywords: ties, time\n", "", 1, "has no line '#+ keywords: …'"),
        ("#+ view: table", "#+ view: globe", 4, "the view is table, map, chart: not 'globe'"),
        ("#+ keywords: ties, time", "#+ keywords: ties,, time", 5, "one here is empty"),
        ("#+ view: table", "#+ view: table\n#+ author: me", 5, "has no 'author' in a header"),
        ("#+ view: table", "#+ view: table\n#+ view: table", 5, "has the view twice"),
        ("#+ title@ja:", "#+ title@jp:", 2, "@jp is not foreseen"),
        ("#+ view:", "#+ view@ja:", 4, "the view has no language"),
        ("#+ title: Ties of a place", "#+ title:", 1, "the title is empty"),
        ("#+ view: table", "#+view: table", 4, "is no line of a header"),
        ("SELECT ?tie", "#+ note: x\nSELECT ?tie", 13, "stands below something else"),
        ("day date The", "day dates The", 7, "no type of parameters is 'dates'; there are date,"),
        ("place place The", "place concept colour The", 6, "is 'concept colour'"),
        ("day date The day", "day date", 7, "a variable, a type and a label"),
        ("#+ parameter: day", "#+ parameter: place", 7, "has the parameter place twice"),
        ("The day\n", "The day\n#+ parameter@ja: days 日\n", 8,
         "no parameter is named 'days'; there are place, day"),
        ("The day\n", "The day\n#+ parameter@ja: day 日\n#+ parameter@ja: day 年月日\n", 9,
         "has the label of day in @ja twice"),
        ("The day\n", "The day\n#+ parameter@ja: day\n", 8, "the label of day is empty"),
        ("The day\n", "The day\n#+ parameter@ja: day \u3000\n", 8, "the label of day is empty"),
        ("The day\n", "The day\n#+ parameter@ja: day\u3000日\n", 8, "the variable, a space and"),
        ("The day\n", "The day\n#+ parameter@ja:\n", 8, "the parameter is empty"),
        ("The day\n", "The day\n#+ parameter@jp: day 日\n", 8, "@jp is not foreseen"),
        ("The day\n", "The day\n#+ parameter@ja: day date 日\n", 8, "has its type date again"),
        ("#+ parameter: day date The day\n", "", 15, "?day has a default and no declaration"),
        (f"  VALUES ?day {{ {DAY} }}\n", "", 7, "the parameter day has 0 lines of its own"),
        (f"VALUES ?day {{ {DAY} }}", f"VALUES ?day {{ {DAY} }}\n  VALUES ?day {{ {DAY} }}", 7,
         "the parameter day has 2 lines of its own"),
        (f"{{ {DAY} }}", f"{{ {DAY} {DAY} }}", 16, "the default of ?day is no single term"),
        (f"{{ {DAY} }}", "{ date:of-old }", 16, "the default of ?day is no single term"),
        (DAY, '"1987-02-30"^^xsd:date', 16, "is no date: a day of the calendar, as in 1987-04-01"),
        (DAY, '"1987-04-01"', 16, "the default of ?day is no date"),
        ("place:alpha }", "kizuna:party }", 15, "the default of ?place is no place"),
        ("place:alpha }", "place:nowhere }", 15, "there is no place 'nowhere'"),
        ("kizuna:Partnership", "kizuna:Partnerschip", 1, "did you mean kizuna:Partnership?"),
        ("<id/place/>", "<id/places/>", 1, "the prefix place: of the query stands for"),
        ("?place .\n}", "?place .\n", 20, "is not SPARQL"),
        ("SELECT ?tie ?day\nWHERE", "ASK", 1, "a saved query is a SELECT"),
        ("SELECT ?tie ?day\nWHERE {", "INSERT {} WHERE {", 13, "is not SPARQL"),
        ("?place .\n", "?place .\n  SERVICE <http://example.org/> { ?a ?b ?c }\n", 19,
         "a saved query has no SERVICE"),
        ("\nWHERE {", " FROM <graph/data/catalog>\nWHERE {", 13, "a saved query has no FROM"),
        ("?place .\n", "?place .\n  BIND(NOW() AS ?now)\n", 19, "a saved query has no NOW"),
        ("#+ view: table", "#+ view: map", 1, "a map needs ?wkt, or ?lat and ?long"),
        ("?place .\n", "?place . \n", 18, "has a line that ends in blanks"),
        ("SELECT", "\tSELECT", 13, "has a tab"),
    ],
)  # fmt: skip
def test_damage_is_told_with_file_and_line(
    world: World, old: str, new: str, line: int, said: str
) -> None:
    world.replace(PATH, old, new)
    found = world.messages()
    assert any(m.startswith(f"{PATH}:{line}: error: ") and said in m for m in found), found


def test_a_chart_needs_two_variables(world: World) -> None:
    world.replace(PATH, "#+ view: table", "#+ view: chart")
    world.replace(PATH, "SELECT ?tie ?day", "SELECT ?tie")
    (said,) = world.messages()
    assert "a chart needs two variables" in said


def test_a_default_that_comes_after_its_use_is_told(world: World) -> None:
    line = f"  VALUES ?day {{ {DAY} }}\n"
    world.replace(PATH, line, "")
    world.replace(PATH, "?place .\n", f"?place .\n  ?tie kizuna:began ?day .\n{line}")
    (said,) = world.messages()
    assert "VALUES comes first among its braces" in said


def test_all_faults_of_a_file_are_told_at_once(world: World) -> None:
    world.replace(PATH, "#+ view: table", "#+ view: globe")
    world.replace(PATH, DAY, '"yesterday"^^xsd:date')
    world.replace(PATH, "place place The", "place plaice The")
    assert len(world.messages()) >= 3


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("data/queries/Ties_2.rq", SOUND, "is not named in lower-case words"),
        ("data/queries/ties.sparql", SOUND, "is not read by the compiler"),
        ("data/queries/old/ties.rq", SOUND, "is not read by the compiler"),
        ("data/queries/facts.ttl", "# nothing\n", "holds queries alone"),
        ("data/queries/bytes.rq", b"#+ title: \xff\n", "is not UTF-8"),
        ("data/queries/empty.rq", "", "is empty"),
        ("data/queries/mark.rq", "\ufeff" + SOUND, "begins with a byte order mark"),
    ],
)
def test_a_file_that_is_no_query_is_told(
    world: World, path: str, content: str | bytes, said: str
) -> None:
    world.write(path, content)
    assert any(said in message for message in world.messages())


def test_a_release_has_the_text_with_absolute_prefixes_and_the_text_to_bind(world: World) -> None:
    release = world.build().release
    (query,) = json.loads((release.path / "queries.json").read_text(encoding="utf-8"))
    assert query["text"].startswith("PREFIX kizuna:")
    assert "PREFIX place: <http://localhost:8080/id/place/>" in query["text"]
    assert "VALUES" not in query["bound_text"]
    assert "BIND(<https://w3id.org/kizuna/parameter#day>() AS ?day)" in query["bound_text"]
    assert [(p["name"], p["type"], p["default"]) for p in query["parameters"]] == [
        ("place", "place", "alpha"), ("day", "date", "1987-04-01"),
    ]  # fmt: skip


def test_a_release_has_the_labels_of_parameters_by_language_and_english_first(
    world: World,
) -> None:
    """Wherever among the lines of the header a label stands."""
    world.replace(PATH, "#+ view: table\n", "#+ parameter@ja: day この日以降\n#+ view: table\n")
    release = world.build().release
    content = (release.path / "queries.json").read_bytes()
    (query,) = json.loads(content)
    assert [list(parameter["labels"].items()) for parameter in query["parameters"]] == [
        [("en", "The place")], [("en", "The day"), ("ja", "この日以降")],
    ]  # fmt: skip
    (place, day) = read_queries(content)["ties"].parameters
    assert (place.label, day.label, day.labels["ja"]) == ("The place", "The day", "この日以降")


def test_a_label_of_a_parameter_that_is_wrong_itself_is_not_told_as_well(world: World) -> None:
    world.replace(PATH, "day date The day\n", "day dates The day\n#+ parameter@ja: day 日\n")
    assert not any(":8: " in message for message in world.messages())


def test_a_changed_query_makes_another_release(world: World) -> None:
    first = world.build().release.manifest.name
    world.replace(PATH, "The ties of a place since a day.", "Ties since a day.")
    assert world.build().release.manifest.name != first


def test_a_world_without_queries_has_an_empty_list_and_no_graph(tmp_path: Path) -> None:
    release = copy_world(tmp_path).build().release
    assert json.loads((release.path / "queries.json").read_text(encoding="utf-8")) == []
    assert not any(name.endswith("graph/queries") for name in release.manifest.graphs)
