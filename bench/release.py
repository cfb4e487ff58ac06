"""The world that is measured: a scratch project, its release, and the same triples for others."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.world import write_world
from kizuna.errors import ReleaseError
from kizuna.release import Manifest, current

ROOT = Path(__file__).resolve().parent.parent
BASE = "http://localhost:8080/"
SHAPES = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

<https://w3id.org/kizuna/shapes/none>
    a owl:Ontology ;
    dcterms:title "No shapes"@en ;
.
"""


@dataclass(frozen=True, slots=True)
class World:
    """A promoted release, and the folder where its triples lie for the other servers."""

    releases: Path
    scratch: Path

    @property
    def manifest(self) -> Manifest:
        """Read what the promoted release says of itself."""
        return current(self.releases).manifest

    def dump(self) -> Path:
        """Unpack the triples of the release, once."""
        path = self.scratch / f"{self.manifest.name}.nt"
        if not path.exists():
            part = path.with_suffix(".part")
            packed = current(self.releases).path / "kizuna.nt.gz"
            with gzip.open(packed) as triples, part.open("wb") as out:
                shutil.copyfileobj(triples, out, 1 << 20)
            part.rename(path)
        return path

    def native(self, program: str) -> Path:
        """Load the triples of the release into a store of the native server, once."""
        path = self.scratch / f"{self.manifest.name}.oxigraph"
        if not path.exists():
            part = path.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            subprocess.run(
                [program, "load", "--location", str(part), "--file", str(self.dump())],
                check=True, capture_output=True,
            )  # fmt: skip
            part.rename(path)
        return path


def write_project(folder: Path, ties: int, hub: int = 0) -> None:
    """Write a project of a generated world: the ontology of this repository, and no shapes."""
    shutil.copytree(ROOT / "ontology", folder / "ontology", dirs_exist_ok=True)
    for name in ("shapes", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "shapes" / "none.ttl").write_text(SHAPES, encoding="utf-8")
    shutil.copy(ROOT / "data" / "catalog.ttl", folder / "data")
    write_world(folder / "data", ties, hub)
    # The catalogue cites a source that is described there.
    shutil.copy(ROOT / "data" / "places" / "sources.ttl", folder / "data" / "places")


def build(folder: Path, ties: int, hub: int = 0) -> World:
    """Build the release of a generated world in a folder, once.

    :raises subprocess.CalledProcessError: if the build fails; it has said why.
    """
    world = World(folder / "releases", folder)
    try:
        world.manifest  # noqa: B018  # reading it is the question
    except ReleaseError:
        shutil.rmtree(folder / "project", ignore_errors=True)
        write_project(folder / "project", ties, hub)
    else:
        return world
    kizuna = Path(sys.executable).with_name("kizuna")
    subprocess.run(
        [kizuna, "build", folder / "project", "--releases", world.releases, "--base", BASE,
         "--promote"],
        check=True,
    )  # fmt: skip
    return world
