"""Claims beside passages, and phrases turned into ranges."""

from __future__ import annotations

from pathlib import Path

import pytest
from world import TIE, World, copy_world

from kizuna.compiler.evidence import side_by_side


@pytest.fixture
def world(tmp_path: Path) -> World:
    return copy_world(tmp_path)


def columns(text: str) -> tuple[str, str]:
    """Read the two columns, each as one line."""
    rows = [line.partition(" |") for line in text.splitlines() if " |" in line]
    return tuple(" ".join(" ".join(row[n] for row in rows).split()) for n in (0, 2))  # type: ignore[return-value]


@pytest.mark.parametrize(
    "name",
    [
        "partnership/alpha-beta",
        "partnership:alpha-beta",
        "http://localhost:8080/id/partnership/alpha-beta",
        "https://data.example.org/kizuna/doc/partnership/alpha-beta",
        "http://localhost:8080/doc/partnership/alpha-beta.ttl",
    ],
)
def test_a_claim_is_shown_beside_its_passage(name: str, world: World) -> None:
    done = world.run("evidence", name, "--sources", "sources")
    assert done.returncode == 0, done.stderr
    assert "letter-2020:8\\,42" in done.stdout
    claim, passage = columns(done.stdout)
    assert "kizuna:party Alpha kizuna:party Beta" in claim
    assert passage == "Alpha – 𠮷 – and Beta are partners."


def test_a_report_is_named_as_in_data_files(world: World) -> None:
    done = world.run("evidence", "report:alpha-beta-1974", "--sources", "sources")
    claim, passage = columns(done.stdout)
    assert 'kizuna:began "1974" (xsd:gYear)' in claim
    assert passage.endswith("They began in 1974.")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("They began in 1974.", "letter-2020:44\\,63\n"),
        ("They   began\nin 1974.", "letter-2020:44\\,63\n"),
        ("began", "letter-2020:44\\,63\n"),
        ("and Beta … They began", "letter-2020:8\\,63\n"),
        ("and Beta ... They began", "letter-2020:8\\,63\n"),
        ("partners. They", "letter-2020:8\\,63\n"),
    ],
)
def test_a_phrase_is_turned_into_the_range_of_its_sentences(
    phrase: str, expected: str, world: World
) -> None:
    done = world.run("evidence", "letter-2020", "--sources", "sources", "--phrase", phrase)
    assert (done.returncode, done.stdout) == (0, expected)


def test_the_range_of_the_phrase_itself_is_told_beside(world: World) -> None:
    done = world.run("evidence", "letter-2020", "--sources", "sources", "--phrase", "𠮷 – and")
    assert "the phrase itself: letter-2020:16\\,23" in done.stderr


def test_an_ambiguous_phrase_is_listed_with_its_ranges(world: World) -> None:
    done = world.run("evidence", "letter-2020", "--sources", "sources", "--phrase", "er")
    assert done.stdout.splitlines() == ["letter-2020:0\\,6", "letter-2020:8\\,42"]
    assert "the phrase stands in 2 places" in done.stderr


def test_a_phrase_that_is_not_there_is_refused(world: World) -> None:
    done = world.run("evidence", "letter-2020", "--sources", "sources", "--phrase", "Omega")
    assert done.returncode == 1
    assert "letter.txt has no such phrase: 'Omega'" in done.stderr


def test_a_text_that_was_changed_is_told(world: World) -> None:
    world.replace("sources/letter.txt", "The sun shone.", "The sun set.")
    for arguments in (["place/gamma"], ["letter-2020", "--phrase", "Gamma"]):
        done = world.run("evidence", *arguments, "--sources", "sources")
        assert "is not the text that ranges count in: its SHA-256 differs" in done.stderr


def test_a_claim_without_its_document_is_shown_alone(world: World) -> None:
    (world.root / "sources/letter.txt").unlink()
    done = world.run("evidence", "place/gamma", "--sources", "sources")
    assert "sources has no text of this source" in " ".join(done.stdout.split())


def test_a_thing_that_nothing_describes_is_refused(world: World) -> None:
    done = world.run("evidence", "place/omega", "--sources", "sources")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no file describes place:omega" in done.stderr


def test_a_file_outside_the_folder_is_never_read(world: World) -> None:
    world.replace("data/letter-2020/source.ttl", '"letter.txt"', '"../data/letter-2020/tie.ttl"')
    done = world.run("evidence", "letter-2020", "--sources", "sources", "--phrase", "Alpha")
    assert "has no text of source/letter-2020" in done.stderr
    assert (world.root / TIE).is_file()


def test_a_passage_stands_beside_what_its_own_file_says_and_no_other(world: World) -> None:
    world.replace("data/links/wikidata.ttl", "place:alpha", "place:gamma")
    done = world.run("evidence", "place/gamma", "--sources", "sources")
    tie, _, rest = done.stdout.partition("data/links/wikidata.ttl:\n")
    assert columns(tie)[0].startswith("kizuna:number")
    assert "owl:sameAs wd:Q1" in rest.partition("\n\n")[0]
    assert "cites no passage of a document" in rest
    assert " |" not in rest


def test_a_source_that_nothing_describes_is_refused_with_those_there_are(world: World) -> None:
    done = world.run("evidence", "letter", "--sources", "sources", "--phrase", "Alpha")
    assert done.returncode == 1
    assert "no file describes source:letter; there are: letter-2020" in done.stderr


def test_columns_are_of_one_width() -> None:
    lines = side_by_side(["one two three four five six"], "seven eight", 43)
    assert lines == ["one two three four   | seven eight", "  five six           |"]
