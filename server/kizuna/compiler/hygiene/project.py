"""A project as the rules of form see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from kizuna.compiler.finding import Finding
from kizuna.compiler.inputs import Input, Tree
from kizuna.compiler.labels import Labels
from kizuna.compiler.source import Source
from kizuna.compiler.vocabulary import Vocabulary
from kizuna.iris import Base


@dataclass(frozen=True, slots=True)
class Project:
    """The files, those that could be parsed, and what they define.

    ``broken`` has the folders in which some file could not be parsed, so that what is missing
    here may stand there; ``things`` has the subjects of the data with their types.
    """

    tree: Tree
    sources: tuple[Source, ...]
    base: Base
    vocabulary: Vocabulary
    labels: Labels
    things: Mapping[str, frozenset[str]]
    broken: frozenset[str]

    @property
    def data(self) -> Iterator[Source]:
        """The sources under ``data/``."""
        return (source for source in self.sources if source.folder == "data")

    def about(self, source: Source, subject: str, message: str) -> Finding:
        """Find something about a subject of a source, which is called by its label."""
        label = self.labels.of(subject)
        return Finding(str(source.path), source.line_of(subject), message, label=label)


def in_file(file: Source | Input | PurePosixPath, message: str, *, line: int = 1) -> Finding:
    """Find something about a file."""
    path = file if isinstance(file, PurePosixPath) else file.path
    return Finding(str(path), line, message)
