"""A release: what the compiler writes and the server reads.

<releases>/
  current                        a link to the promoted release; promoting is one rename
  2026.11.1-0123456789ab/        version, and the hash of everything it was made from
    manifest.json                counts, and the SHA-256 of every source and product
    kizuna.nq.gz                 sorted N-Quads: the identity of the release
    kizuna.trig.gz .nt.gz .ttl.gz .jsonld.gz
    context.jsonld               the context that JSON-LD is compacted with
    report.ttl                   the SHACL validation report
    queries.json                 the saved queries
    coverage/ comparison/        tables: what is covered of a source, and how another differs
    store/                       Oxigraph's files, derived from the N-Quads; not byte-identical
    index.sqlite                 what lists, searches and maps are made from; likewise
  .draft-…/                      a release being made; never served, removed by the next build
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kizuna.errors import ReleaseError
from kizuna.formats import Format
from kizuna.index import INDEX

MANIFEST = "manifest.json"
STORE = "store"
DUMP = "kizuna"
REPORT = "report.ttl"
CONTEXT = "context.jsonld"
QUERIES = "queries.json"
CURRENT = "current"
DRAFT = ".draft-"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its SHA-256 in hex and its size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release says of itself.

    ``sources`` has the files it was made from, ``products`` those it consists of, by relative
    path; ``graphs`` the number of triples of each named graph by IRI; ``classes`` the number of
    things by class IRI; ``validation`` the number of results by severity.
    """

    name: str
    version: str
    issued: str
    base: str
    program: str
    triples: int
    quads: int
    graphs: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    validation: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, File] = field(default_factory=dict)
    products: Mapping[str, File] = field(default_factory=dict)

    def to_json(self) -> str:
        """Write the manifest, keys sorted, one per line."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


@dataclass(frozen=True, slots=True)
class Release:
    """A release directory that has been read."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The name of the directory: version and hash."""
        return self.path.name

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.path / STORE

    @property
    def index(self) -> Path:
        """The file of the index."""
        return self.path / INDEX


def dump_name(form: Format) -> str:
    """Name the dump of a release in a format."""
    return f"{DUMP}.{form.extension}.gz"


def open_release(path: Path) -> Release:
    """Read the manifest of a release directory.

    :raises ReleaseError: if there is none, or it cannot be read.
    """
    manifest = path / MANIFEST
    try:
        data = json.loads(manifest.read_text(encoding="utf-8"))
        return Release(path, _parse_manifest(data))
    except FileNotFoundError as error:
        raise ReleaseError(f"{path} is no release: it has no {MANIFEST}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReleaseError(f"{manifest} is damaged: {error}; build the release again") from error


def current(releases: Path) -> Release:
    """Read the promoted release.

    :raises ReleaseError: if none is promoted.
    """
    link = releases / CURRENT
    if not link.exists():
        raise ReleaseError(f"no release is promoted in {releases}: run 'kizuna build --promote'")
    return open_release(link.resolve())


def find(releases: Path, name: str) -> Release:
    """Read the release of that name.

    :raises ReleaseError: if there is none; the message lists those there are.
    """
    there = sorted(entry.name for entry in releases.glob("*-*") if _is_release(entry))
    if name in there:
        return open_release((releases / name).resolve())
    listed = ", ".join(there) or "none"
    raise ReleaseError(f"no release {name!r} in {releases}; there are: {listed}")


def _is_release(entry: Path) -> bool:
    """Tell a release from drafts, and from links, which can come to mean another."""
    return entry.is_dir() and not entry.is_symlink() and not entry.name.startswith(".")


def promote(release: Release) -> None:
    """Make a release the current one by one atomic rename, and rollback likewise.

    :raises ReleaseError: if the folder cannot be written.
    """
    releases = release.path.parent
    link = releases / f".{CURRENT}-{os.getpid()}"
    try:
        link.unlink(missing_ok=True)
        link.symlink_to(release.name)
        link.replace(releases / CURRENT)
    except OSError as error:
        raise ReleaseError(
            f"{release.name} cannot be promoted: {releases / CURRENT}: {error.strerror}"
        ) from error


def _parse_manifest(data: dict[str, Any]) -> Manifest:
    for key in ("sources", "products"):
        data[key] = {name: File(**file) for name, file in data[key].items()}
    return Manifest(**data)
