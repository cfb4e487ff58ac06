"""``kizuna compare wikidata``: the differences of the small Wikidata, and commands for them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from fixture import REPORT, small_wikidata
from loopback import copy_project, harvest, served

from conftest import kizuna
from kizuna.comparison import DIFFERENCES
from kizuna.curation.differences import DIFFERENCES as REGISTRY

BATCH = Path(__file__).resolve().parent.parent / "fixtures" / "wikidata" / "batch.tsv"
TABLE = Path("data") / "wikidata" / "comparison.csv"
Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("compared"))
    with served(small_wikidata()) as endpoint:
        assert harvest(project, endpoint).returncode == 0
    done = kizuna("compare", "wikidata", project)
    assert done.returncode == 0, done.stderr
    return project


def rows(project: Path) -> list[dict[str, str]]:
    with (project / TABLE).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def of(project: Path, difference: str) -> set[tuple[str, str]]:
    return {(r["place_a"], r["place_b"]) for r in rows(project) if r["difference"] == difference}


def tick(project: Path, folder: Path, *keys: Key) -> Path:
    """Tick rows in a copy of the table."""
    table = rows(project)
    for row in table:
        if (row["difference"], row["place_a"], row["place_b"]) in keys:
            row["accept"] = "x"
    ticked = folder / "ticked.csv"
    with ticked.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    return ticked


def test_the_differences_are_those_that_were_made(compared: Path) -> None:
    assert of(compared, "contradicting") == set()
    assert of(compared, "here-only") == {
        ("san-francisco", "osaka-city"), ("sao-paulo", "osaka-city"), ("milan", "osaka-city"),
        ("chicago", "osaka-city"), ("melbourne", "osaka-city"), ("finland", "saga-prefecture"),
        ("yen-bai-province", "mimasaka"), ("matsudo", "constanza"),
    }  # fmt: skip
    assert of(compared, "undated-there") == {
        ("shanghai", "osaka-prefecture"), ("xian", "kyoto-city"), ("tianjin", "kobe"),
    }  # fmt: skip
    assert of(compared, "ended-here") == set()
    assert of(compared, "one-sided") == {("saint-petersburg", "osaka-city"), ("sopron", "yonezawa")}
    assert of(compared, "there-only") == {("sopron", "yonezawa")}
    assert of(compared, "unreferenced") == {
        ("saint-petersburg", "osaka-city"), ("xian", "kyoto-city"), ("shanghai", "osaka-city"),
        ("shanghai", "osaka-prefecture"), ("tianjin", "kobe"), ("sopron", "kazuno"),
        ("sopron", "yonezawa"),
    }  # fmt: skip


def test_a_row_tells_what_both_sides_say_and_of_which_day(compared: Path) -> None:
    row = next(
        r for r in rows(compared) if r["difference"] == "undated-there" and r["place_b"] == "kobe"
    )
    assert row["here"] == "active since 1973-06 as of 1973-06; active as of 1987-04-01"
    assert row["there"] == "Q11736: unknown; Q48320: unknown since 1973-06"


def test_the_commands_of_the_ticked_rows_are_the_expected_ones_to_the_byte(
    compared: Path, tmp_path: Path
) -> None:
    ticked = tick(
        compared, tmp_path,
        ("here-only", "milan", "osaka-city"),
        ("undated-there", "shanghai", "osaka-prefecture"),
        ("unreferenced", "shanghai", "osaka-prefecture"),
        ("undated-there", "tianjin", "kobe"),
        ("one-sided", "saint-petersburg", "osaka-city"),
        ("unreferenced", "shanghai", "osaka-city"),
    )  # fmt: skip
    batch = tmp_path / "batch.tsv"
    done = kizuna("compare", "wikidata", compared, "--accept", ticked, "--quickstatements", batch)
    assert done.returncode == 0, done.stderr
    assert batch.read_bytes() == BATCH.read_bytes()


def test_no_command_is_without_a_reference(compared: Path, tmp_path: Path) -> None:
    proposed = [
        (r["difference"], r["place_a"], r["place_b"])
        for r in rows(compared)
        if not r["not_proposed_because"]
    ]
    batch = tmp_path / "batch.tsv"
    ticked = tick(compared, tmp_path, *proposed)
    done = kizuna("compare", "wikidata", compared, "--accept", ticked, "--quickstatements", batch)
    assert done.returncode == 0, done.stderr
    lines = batch.read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(line.split("\t")[-2] == "S854" for line in lines)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (("there-only", "sopron", "yonezawa"), "makes no command"),
        (("here-only", "matsudo", "constanza"), "no source here that attests it has an address"),
    ],
)
def test_a_ticked_row_that_makes_no_command_is_told_and_nothing_is_written(
    compared: Path, tmp_path: Path, key: Key, said: str
) -> None:
    batch = tmp_path / "batch.tsv"
    ticked = tick(compared, tmp_path, key)
    done = kizuna("compare", "wikidata", compared, "--accept", ticked, "--quickstatements", batch)
    assert done.returncode == 1
    assert said in done.stderr
    assert "ticked.csv:" in done.stderr
    assert not batch.exists()


def test_a_table_of_another_form_is_told(compared: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    done = kizuna("compare", "wikidata", compared, "--accept", other, "--quickstatements",
                  tmp_path / "batch.tsv")  # fmt: skip
    assert done.returncode == 1
    assert "must begin with the line difference,item_a" in done.stderr


def test_a_table_without_ticks_is_told(compared: Path, tmp_path: Path) -> None:
    done = kizuna("compare", "wikidata", compared, "--accept", tick(compared, tmp_path),
                  "--quickstatements", tmp_path / "batch.tsv")  # fmt: skip
    assert done.returncode == 1
    assert "no row that is ticked" in done.stderr


def test_dates_that_cannot_both_be_right_are_listed(tmp_path: Path) -> None:
    project, world = copy_project(tmp_path), small_wikidata()
    world.twin("Q168648", "Q496499", start=("1999-01-01", 9), mark="again")
    world.twin("Q496499", "Q168648", start=("2003-01-01", 9), mark="again")
    with served(world) as endpoint:
        assert harvest(project, endpoint).returncode == 0
    assert kizuna("compare", "wikidata", project).returncode == 0
    assert of(project, "contradicting") == {("sopron", "kazuno")}


ENDED = """
report:osaka-city-shanghai-ended
    a kizuna:Status ;
    rdfs:label "end of the tie, for a test"@en ;
    kizuna:of partnership:osaka-city-shanghai ;
    kizuna:state status:ended ;
    kizuna:ended "2025-03-31"^^xsd:date ;
    dcterms:source kansai-1987:2057\\,2249 ;
.
"""


def test_an_end_that_is_known_here_alone_is_listed_and_made_a_command(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    file = project / "data" / "kansai-1987" / "osaka-city-shanghai.ttl"
    file.write_text(file.read_text(encoding="utf-8") + ENDED, encoding="utf-8")
    with served(small_wikidata()) as endpoint:
        assert harvest(project, endpoint).returncode == 0
    assert kizuna("compare", "wikidata", project).returncode == 0
    assert of(project, "ended-here") == {("shanghai", "osaka-city")}
    batch = tmp_path / "batch.tsv"
    ticked = tick(project, tmp_path, ("ended-here", "shanghai", "osaka-city"))
    done = kizuna("compare", "wikidata", project, "--accept", ticked, "--quickstatements", batch)
    assert done.returncode == 0, done.stderr
    said = "P582\t+2025-03-31T00:00:00Z/11\tS854\t" + f'"{REPORT}"\n'
    assert batch.read_text(encoding="utf-8") == (
        f"Q8686\tP190\tQ35765\t{said}Q35765\tP190\tQ8686\t{said}"
    )


def test_the_registry_has_the_differences_that_compiler_and_pages_know() -> None:
    assert tuple(difference.name for difference in REGISTRY) == DIFFERENCES


def test_without_a_harvest_the_comparison_says_what_to_run(tmp_path: Path) -> None:
    done = kizuna("compare", "wikidata", copy_project(tmp_path))
    assert done.returncode == 1
    assert "run 'kizuna harvest wikidata' first" in done.stderr
