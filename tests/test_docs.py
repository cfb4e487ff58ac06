"""The documents are true: their commands run, links lead somewhere, tables are whole."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import KIZUNA, ROOT, Site
from kizuna.config import SETTINGS
from kizuna.namespaces import ABSOLUTE, THING_PREFIXES

READMES = sorted(p for p in ROOT.rglob("README.md") if not {".venv", "node_modules"} & set(p.parts))
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEFAULT = "http://localhost:8080/"


def shell_blocks() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    """Split the blocks of shell into commands; an open quote goes on in the next line."""
    found: list[str] = []
    for block in shell_blocks():
        held = ""
        for line in block.splitlines():
            held = f"{held}\n{line}" if held else line
            if held.count("'") % 2 == 0:
                found.append(held)
                held = ""
    return found


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_runs_as_written(
    command: str, server: Site, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    done = subprocess.run(
        ["bash", "-ec", command.replace("curl ", "curl --fail -sS ").replace(DEFAULT, server.base)],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout or any(tmp_path.iterdir())


@pytest.mark.parametrize("readme", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_readme_names_exists(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!https?://|#)([^)#]+)\)", text)
    assert [name for name in named if not (readme.parent / name).exists()] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_turtle_block_in_a_readme_parses(readme: Path) -> None:
    declared = {**ABSOLUTE, **THING_PREFIXES}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in declared.items())
    for block in re.findall(r"```turtle\n(.*?)```", readme.read_text("utf-8"), re.DOTALL):
        list(ox.parse((head + block).encode(), ox.RdfFormat.TURTLE, base_iri=DEFAULT))


def test_the_readme_has_every_setting_with_its_default() -> None:
    rows = re.findall(r"\| `(KIZUNA_\w+)` \| `([^`]*)` \| (.*?) \|", README)
    assert rows == [(s.variable, s.default, s.help) for s in SETTINGS]


def test_the_help_of_serve_has_every_setting() -> None:
    shown = subprocess.run([KIZUNA, "serve", "--help"], capture_output=True, text=True, check=True)
    assert [s.option for s in SETTINGS if f"--{s.option} " not in shown.stdout] == []
    assert [s.variable for s in SETTINGS if s.variable not in shown.stdout] == []


def test_every_command_shows_an_example_and_stands_in_the_readme() -> None:
    top = subprocess.run([KIZUNA, "--help"], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"(?m)^  ([\w-]+)  ", top.partition("Commands:")[2])
    assert {"check", "build", "serve", "evidence", "verify-links", "harvest"} <= set(names)
    for name in names:
        shown = subprocess.run([KIZUNA, name, "--help"], capture_output=True, text=True, check=True)
        assert f"kizuna {name}" in shown.stdout.partition("xample")[2], name
        assert f"`kizuna {name}" in README, name


def test_every_folder_at_the_top_stands_in_the_readme() -> None:
    hidden = {"docs", "releases", "dist", "node_modules", "screenshots"}
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    assert [name for name in folders - hidden if f"`{name}/`" not in README] == []
