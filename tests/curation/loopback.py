"""A Wikidata on loopback: an Oxigraph server over triples in its shape; and a project to change."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.wikidata.shape import Wikidata
from conftest import ROOT, free_port, kizuna

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
RETRIEVED = "2026-11-21T08:00:00Z"


@contextmanager
def running(command: Sequence[str | Path], address: str) -> Iterator[None]:
    """Run a server until the block ends; it is there when it has answered once."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert process.poll() is None, command
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def served(world: Wikidata) -> Iterator[str]:
    """Serve triples as a SPARQL endpoint, and tell its address."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world.write(folder / "world.nt")
        load: list[str | Path] = [
            OXIGRAPH,
            "load",
            "--location",
            folder / "store",
            "--file",
            folder / "world.nt",
        ]
        subprocess.run(load, check=True, capture_output=True, timeout=120)
        bind = f"127.0.0.1:{free_port()}"
        serve: list[str | Path] = [
            OXIGRAPH,
            "serve-read-only",
            "--location",
            folder / "store",
            "--bind",
            bind,
        ]
        with running(serve, f"http://{bind}/"):
            yield f"http://{bind}/query"


def copy_project(folder: Path) -> Path:
    """Copy what a release is made of, for a test to change."""
    for name in ("data", "ontology", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def harvest(project: Path, endpoint: str, *more: str) -> subprocess.CompletedProcess[str]:
    return kizuna(
        "harvest", "wikidata", project, "--endpoint", endpoint, "--contact", "test@example.org",
        "--interval", "0", "--retrieved", RETRIEVED, *more,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
