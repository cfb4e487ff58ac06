"""The small world of the fixtures, copied for a test to change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kizuna.compiler.build import Built, build
from kizuna.compiler.gate import Checked, check
from kizuna.compiler.inputs import read_tree
from kizuna.iris import Base

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "world"
BASE = Base("http://localhost:8080/")
TIE = "data/letter-2020/tie.ttl"
PLACES = "data/places/xx.ttl"
SHAPES = "shapes/partnership.ttl"
COVERAGE = "data/letter-2020/coverage.csv"
COMMAND = (sys.executable, "-c", "from kizuna.cli import main; main(prog_name='kizuna')")


@dataclass(frozen=True, slots=True)
class World:
    """A copy of the small world, and a folder for its releases."""

    root: Path
    releases: Path

    @property
    def sources(self) -> Path:
        return self.root / "sources"

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace what stands once in a file."""
        file = self.root / path
        text = file.read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_bytes(text.replace(old, new).encode())

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file, and the folders it lies in."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def check(self) -> Checked:
        """Take it through the gate."""
        return check(read_tree(self.root), BASE, _silent)

    def messages(self) -> list[str]:
        """Check it, and list what would stop a build."""
        return [str(f) for f in self.check().findings if f.severity.stops]

    def build(self, base: Base = BASE) -> Built:
        """Compile it."""
        return build(self.root, self.releases, base, _silent)

    def run(
        self, *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line in a process of its own."""
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=cwd or self.root,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def products(self) -> dict[str, bytes]:
        """Read the one release there is; stores are derived and differ."""
        (release,) = (p for p in self.releases.iterdir() if not p.name.startswith("."))
        files = (path for path in release.rglob("*") if path.is_file())
        relative = {path.relative_to(self.releases): path for path in sorted(files)}
        return {
            str(name): path.read_bytes()
            for name, path in relative.items()
            if "store" not in PurePosixPath(name).parts
        }


def copy_world(folder: Path) -> World:
    """Copy the small world into a folder."""
    shutil.copytree(FIXTURE, folder / "world")
    return World(folder / "world", folder / "releases")


def _silent(_: str) -> None:
    """Hear a step, and say nothing."""
