"""The files that a release is made from, read once, and the hash of them all.

ontology/**/*.ttl         but examples/ and questions/, which no release holds
ontology/rules/*.rq       rules of inference
shapes/**/*.ttl
data/**/*.ttl             but pending/, whose proposals are checked and not compiled
data/queries/*.rq         saved queries
data/*/coverage.csv, data/*/comparison.csv, data/withdrawn.csv
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import kizuna
from kizuna.comparison import COMPARISON
from kizuna.errors import SourceError
from kizuna.iris import Base

FOLDERS = ("data", "ontology", "shapes")
PENDING = PurePosixPath("data/pending")
CATALOG = PurePosixPath("data/catalog.ttl")
WITHDRAWN = PurePosixPath("data/withdrawn.csv")
COVERAGE = "coverage.csv"
RULES = PurePosixPath("ontology/rules")
QUERIES = PurePosixPath("data/queries")

_NOT_COMPILED = (PurePosixPath("ontology/examples"), PurePosixPath("ontology/questions"))
_LIBRARIES = ("pyoxigraph", "pyshacl", "rdflib")


@dataclass(frozen=True, slots=True)
class Input:
    """A file: its path from the root of the project, and its bytes."""

    path: PurePosixPath
    content: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_turtle(self) -> bool:
        """Whether it is to be parsed as Turtle."""
        return self.path.suffix == ".ttl"

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule of inference."""
        return self.path.parent == RULES and self.path.suffix == ".rq"

    @property
    def is_query(self) -> bool:
        """Whether it is a saved query."""
        return self.path.parent == QUERIES and self.path.suffix == ".rq"


@dataclass(frozen=True, slots=True)
class Tree:
    """The inputs of a project, in the order of their paths; and folders that have no Turtle."""

    inputs: tuple[Input, ...]
    strangers: tuple[PurePosixPath, ...]
    empty: tuple[PurePosixPath, ...]

    def by_path(self, path: PurePosixPath) -> Input | None:
        """Find the input of that path."""
        return next((file for file in self.inputs if file.path == path), None)

    def without_pending(self) -> Tree:
        """Leave proposals out."""
        kept = tuple(file for file in self.inputs if not file.path.is_relative_to(PENDING))
        return Tree(kept, self.strangers, self.empty)


def read_tree(root: Path) -> Tree:
    """Read every input under the root of a project.

    :raises SourceError: if a folder that each project has is missing, or a file cannot be read.
    """
    missing = [name for name in FOLDERS if not (root / name).is_dir()]
    if missing:
        raise SourceError(
            f"{root} has no folder {missing[0]}/: give the folder that holds "
            f"{', '.join(f'{name}/' for name in FOLDERS)}"
        )
    paths = [path for name in FOLDERS for path in _files(root, name)]
    inputs = [_read(root, path) for path in sorted(filter(_is_input, paths))]
    strangers = [path for path in sorted(paths) if _is_stranger(path)]
    return Tree(tuple(inputs), tuple(strangers), tuple(_empty_folders(root)))


def hash_inputs(inputs: Iterable[Input], base: Base) -> str:
    """Hash inputs, base, and the program with the libraries that decide what it writes.

    The program is hashed by its own text, so that a changed one never reuses an old release
    although its version stayed.
    """
    lines = [f"{file.path}\0{file.sha256}" for file in inputs]
    lines += [f"base\0{base}", f"program\0{kizuna.__version__}"]
    lines += [f"library\0{name}\0{version(name)}" for name in _LIBRARIES]
    lines += [f"code\0{name}\0{digest}" for name, digest in _code()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _code() -> Iterator[tuple[str, str]]:
    package = Path(kizuna.__file__).parent
    kernel = [
        package / f"{name}.py"
        for name in (
            "comparison", "formats", "index", "iris", "jsonld", "namespaces", "parameters",
            "queries", "release", "serialization",
        )
    ]  # fmt: skip
    for path in sorted([*kernel, *package.glob("compiler/**/*.py")]):
        yield path.relative_to(package).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def _files(root: Path, name: str) -> Iterator[PurePosixPath]:
    """List the files of a folder, at any depth; links to folders too, which are not followed."""

    def refuse(error: OSError) -> None:
        path = Path(error.filename).relative_to(root)
        raise SourceError(f"cannot be read: {error.strerror}", path=path) from error

    for folder, folders, files in os.walk(root / name, onerror=refuse):
        links = [entry for entry in folders if (Path(folder) / entry).is_symlink()]
        folders[:] = [e for e in folders if not e.startswith(".") and e not in links]
        for file in (*files, *links):
            if not file.startswith("."):
                yield PurePosixPath((Path(folder) / file).relative_to(root).as_posix())


def _read(root: Path, path: PurePosixPath) -> Input:
    try:
        # What is no file of its own, such as a pipe, might never end.
        if not stat.S_ISREG((root / path).stat().st_mode):
            raise SourceError("is no file: put one here, or remove it", path=Path(path))
        return Input(path, (root / path).read_bytes())
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=Path(path)) from error


def _is_input(path: PurePosixPath) -> bool:
    if any(path.is_relative_to(folder) for folder in _NOT_COMPILED):
        return False
    is_query = path.parent in (RULES, QUERIES) and path.suffix == ".rq"
    tables = (PurePosixPath("data", path.parent.name, name) for name in (COVERAGE, COMPARISON))
    is_table = path in (WITHDRAWN, *tables)
    return path.suffix == ".ttl" or is_query or is_table


def _is_stranger(path: PurePosixPath) -> bool:
    """Say whether an author might think that the compiler reads this file."""
    prose = path.suffix == ".md" or path.name in ("LICENSE", "NOTICE")
    elsewhere = any(path.is_relative_to(folder) for folder in _NOT_COMPILED)
    return not _is_input(path) and not prose and not elsewhere


def _empty_folders(root: Path) -> Iterator[PurePosixPath]:
    for path in sorted(p for name in FOLDERS for p in (root / name, *(root / name).rglob("*"))):
        folder = PurePosixPath(path.relative_to(root).as_posix())
        hidden = any(part.startswith(".") for part in folder.parts)
        if not path.is_dir() or hidden or folder == PENDING:
            continue
        wanted = "*.ttl" if folder.parts[0] == "data" and folder != QUERIES else "*"
        if not any(entry.is_file() for entry in path.rglob(wanted)):
            yield folder
