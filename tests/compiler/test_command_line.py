"""The command line: what it prints, and with which code it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from world import PLACES, TIE, World, copy_world

from kizuna import __version__


@pytest.fixture
def world(tmp_path: Path) -> World:
    return copy_world(tmp_path)


@pytest.mark.parametrize("command", ["check", "build", "promote", "serve", "evidence"])
def test_help_shows_an_example(command: str, world: World) -> None:
    done = world.run(command, "--help")
    assert done.returncode == 0
    assert f"kizuna {command} " in done.stdout
    assert "Example" in done.stdout


def test_the_version_is_told(world: World) -> None:
    assert __version__ in world.run("--version").stdout


def test_help_loads_neither_the_compiler_nor_the_server(world: World) -> None:
    code = (
        "import sys\nfrom kizuna.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print([m for m in ('rdflib', 'pyshacl', 'flask') if m in sys.modules])"
    )
    world.write("probe.py", code)
    done = subprocess.run(
        [sys.executable, "probe.py"], cwd=world.root, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_check_tells_what_is_sound(world: World) -> None:
    done = world.run("check")
    assert done.returncode == 0
    assert "A label is in English or Japanese." in done.stdout
    assert "1 warning, 1 info" in done.stderr
    assert "A partnership may have a number" not in done.stdout
    assert "A partnership may have a number" in world.run("check", "--all").stdout


def test_check_lists_every_fault_and_fails(world: World) -> None:
    world.replace(TIE, "place:alpha , place:beta", "place:alpha")
    world.replace(PLACES, "owl:sameAs", "owl:sameas")
    done = world.run("check", world.root, cwd=Path("/"))
    assert done.returncode == 1
    assert f"{TIE}:11: violation: Alpha–Beta: A partnership has two parties." in done.stdout
    assert f"{PLACES}:8: error: Alpha: no vocabulary has the property" in done.stdout
    assert done.stderr.startswith("Error: 1 error, 1 violation")


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--base", "http://localhost:8080"],
        ["build", "--releases", "releases", "--base", "localhost"],
        ["check", "sources"],
        ["promote", "none", "--releases", "releases"],
        ["evidence", "nothing", "--sources", "sources"],
        ["serve", "--port", "0"],
    ],
)
def test_an_error_is_one_message_and_no_stack_trace(arguments: list[str], world: World) -> None:
    done = world.run(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_a_misused_command_ends_with_two(world: World) -> None:
    assert world.run("evidence", "place/alpha").returncode == 2
    assert world.run("chek").returncode == 2


def test_a_folder_that_cannot_be_written_is_told(world: World) -> None:
    world.write("taken", "a file where a folder should be")
    done = world.run("build", "--releases", world.root / "taken")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
