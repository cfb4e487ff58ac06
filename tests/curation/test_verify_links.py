"""``kizuna verify-links`` against a Wikidata on loopback: what drifted, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fixture import MERGED, small_wikidata
from loopback import copy_project, served

from bench.wikidata.shape import WD, Wikidata
from conftest import kizuna
from kizuna.curation.drift import CHECKS

DRIFTED = 3
LINKS = "data/links/wikidata.ttl"
Found = set[tuple[str, str]]
"""Places with the checks that found something."""


@pytest.fixture(scope="module")
def wikidata() -> Iterator[str]:
    with served(small_wikidata()) as endpoint:
        yield endpoint


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def ask(project: Path, endpoint: str, *more: str) -> tuple[int, str]:
    done = kizuna("verify-links", project, "--endpoint", endpoint, "--contact", "t@example.org",
                  "--interval", "0", *more)  # fmt: skip
    assert done.returncode in (0, DRIFTED), done.stderr
    return done.returncode, done.stdout


def found(project: Path, endpoint: str) -> Found:
    status, text = ask(project, endpoint, "--json")
    drift = {(one["place"], one["check"]) for one in json.loads(text)}
    assert status == (DRIFTED if drift else 0)
    return drift


def relink(project: Path, old: str, new: str) -> None:
    path = project / LINKS
    text = path.read_text(encoding="utf-8")
    assert text.count(f"wd:{old} ;") == 1
    path.write_text(text.replace(f"wd:{old} ;", f"wd:{new} ;"), encoding="utf-8")


def test_sound_links_drift_in_nothing(project: Path, wikidata: str) -> None:
    assert found(project, wikidata) == set()


def test_a_successor_that_is_known_here_is_no_drift(project: Path, wikidata: str) -> None:
    assert "yen-bai-province" not in {place for place, _ in found(project, wikidata)}


MISLINKED = {
    "an item that does not exist": ("Q496499", "Q999999999998", {("kazuno", "exists")}),
    "Kazo for Kazuno": ("Q496499", "Q851680", {("kazuno", "has-the-name")}),
    "Saiki for Saitama": ("Q134635", "Q847546", {("saitama-city", "has-the-name")}),
    "Yonago for Yonezawa": ("Q734378", "Q320964", {("yonezawa", "has-the-name")}),
    "Yiwu, in China, for a city of Japan": (
        "Q48320", "Q1011138", {("kobe", "has-the-name"), ("kobe", "is-in-the-country")},
    ),
    "the district for the city of Narayanganj": (
        "Q1990163", "Q2208354",
        {("narayanganj", "is-of-the-kind"), ("narayanganj", "has-the-name")},
    ),
    "the city for the prefecture of Saga, whose name it shares": (
        "Q160420", "Q209766", {("saga-prefecture", "is-of-the-kind")},
    ),
    "the prefecture for the city of Kyoto": (
        "Q34600", "Q120730", {("kyoto-city", "is-of-the-kind"), ("kyoto-city", "has-the-name")},
    ),
    # A city may be a division of the first level too, as Shanghai is: the name alone tells.
    "the oblast for the city of Saint Petersburg": (
        "Q656", "Q2191", {("saint-petersburg", "has-the-name")},
    ),
    "an item that was merged into another": ("Q168648", MERGED, {("sopron", "is-not-merged")}),
}  # fmt: skip


@pytest.mark.parametrize("case", MISLINKED)
def test_a_wrong_link_is_found_and_nothing_else(project: Path, wikidata: str, case: str) -> None:
    old, new, expected = MISLINKED[case]
    relink(project, old, new)
    assert found(project, wikidata) == expected


def test_two_places_of_one_item_are_found(project: Path, wikidata: str) -> None:
    relink(project, "Q122723", "Q35765")
    drift = found(project, wikidata)
    assert {("osaka-city", "is-used-once"), ("osaka-prefecture", "is-used-once")} <= drift


def moved(world: Wikidata) -> None:
    """Let Kobe lie where Sapporo does."""
    replace(world, "<http://www.wikidata.org/entity/Q48320>", "135.19556 34.69", "141.35 43.06")


def ended(world: Wikidata) -> None:
    """Let Mimasaka have been dissolved."""
    day = '"2026-04-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    world.direct("Q861279", "P576", day)


def followed(world: Wikidata) -> None:
    """Let Lào Cai have been followed by another body."""
    world.direct("Q36446", "P1366", f"<{WD}Q26019>")


def renamed(world: Wikidata) -> None:
    """Let Constanza be called something else, in all languages."""
    replace(world, "<http://www.wikidata.org/entity/Q459801>", '"Constanza"', '"Valle Nuevo"')


def classless(world: Wikidata) -> None:
    """Let Naruto have no class."""
    lines = [line for line in world.lines if not ("/Q460812>" in line and "/P31>" in line)]
    world.lines[:] = lines


def abroad(world: Wikidata) -> None:
    """Let Matsudo lie in China."""
    replace(world, "<http://www.wikidata.org/entity/Q320943>", "entity/Q17>", "entity/Q148>")


def replace(world: Wikidata, subject: str, old: str, new: str) -> None:
    hits = [line for line in world.lines if line.startswith(subject) and old in line]
    assert hits
    world.lines[:] = [line.replace(old, new) if line in hits else line for line in world.lines]


SEEDED: dict[Callable[[Wikidata], None], Found] = {
    moved: {("kobe", "is-at-the-point")},
    ended: {("mimasaka", "goes-on")},
    followed: {("lao-cai-province", "goes-on")},
    renamed: {("constanza", "has-the-name")},
    classless: {("naruto", "is-of-the-kind")},
    abroad: {("matsudo", "is-in-the-country")},
}


def test_every_drift_that_is_seeded_at_once_is_found_and_nothing_else(project: Path) -> None:
    world = small_wikidata()
    for seed in SEEDED:
        seed(world)
    with served(world) as endpoint:
        assert found(project, endpoint) == set().union(*SEEDED.values())


def test_every_check_has_a_drift_that_only_it_finds_or_that_it_names() -> None:
    expected = set().union(*SEEDED.values(), *(drift for _, _, drift in MISLINKED.values()))
    checks = {check for _, check in expected} | {"is-used-once"}
    assert checks == {check.__name__.replace("_", "-") for check in CHECKS}


def test_the_table_says_what_was_found_and_why_a_match_proves_little(
    project: Path, wikidata: str
) -> None:
    relink(project, "Q496499", "Q851680")
    status, text = ask(project, wikidata)
    assert status == DRIFTED
    assert "kazuno" in text
    assert "Q851680" in text
    assert "proves no identity" in text


def test_a_project_without_links_is_told_so(project: Path, wikidata: str) -> None:
    (project / LINKS).unlink()
    done = kizuna("verify-links", project, "--endpoint", wikidata, "--contact", "t@example.org")
    assert done.returncode == 1
    assert "no place under" in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--contact", ""), "say who asks"),
        (("--contact", "Ōsaka"), "say who asks"),
        (("--contact", "a", "--endpoint", "file:///etc/passwd"), "http or https address"),
        (("--contact", "a", "--endpoint", "http://u:p@localhost/sparql"), "without a password"),
    ],
)
def test_bad_settings_are_told(project: Path, given: tuple[str, ...], said: str) -> None:
    done = kizuna("verify-links", project, *given)
    assert done.returncode == 1
    assert said in done.stderr
