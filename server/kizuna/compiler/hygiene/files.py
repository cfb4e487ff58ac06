"""Rules of form for files and folders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kizuna.compiler.catalog import read_catalog
from kizuna.compiler.finding import Finding, of_error
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.errors import SourceError
from kizuna.iris import SLUG

_BOM = "\ufeff"
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def text_is_plain(project: Project) -> Iterator[Finding]:
    """Demand UTF-8 without a byte order mark, line feeds alone, no tabs, no blanks at ends."""
    queries = (file for file in project.tree.inputs if file.is_query)
    texts = [(file.path, file.content.decode(errors="replace")) for file in queries]
    texts += [(source.path, source.text) for source in project.sources]
    for path, text in texts:
        for message, at in _blemishes(text):
            yield in_file(path, message, line=text.count("\n", 0, at) + 1)


def paths_are_slugs(project: Project) -> Iterator[Finding]:
    """Demand that the path of a file be written like a slug: it is the IRI of its graph."""
    for source in project.sources:
        bad = [part for part in _parts(source.path) if not SLUG.fullmatch(part)]
        if bad:
            yield in_file(
                source, f"is not named in lower-case words with hyphens between them: {bad[0]!r}"
            )


def folders_hold_turtle(project: Project) -> Iterator[Finding]:
    """Demand that a folder have something to compile."""
    for folder in project.tree.empty:
        yield in_file(folder, "the folder is empty: fill it with Turtle (*.ttl), or remove it")


def catalogue_can_be_read(project: Project) -> Iterator[Finding]:
    """Demand that the catalogue have what the name of a release is made of."""
    try:
        read_catalog(project.tree, project.base)
    except SourceError as error:
        yield of_error(error)


def files_are_read(project: Project) -> Iterator[Finding]:
    """Demand that no file look like a source and not be read."""
    for path in project.tree.strangers:
        yield in_file(
            path,
            "is not read by the compiler: Turtle ends in .ttl, a rule or a query in .rq, a table "
            "is coverage.csv, comparison.csv or withdrawn.csv, and links to folders are not "
            "followed",
        )


def _blemishes(text: str) -> Iterator[tuple[str, int]]:
    if not text.strip():
        yield "is empty: fill it, or remove it", 0
        return
    if text.startswith(_BOM):
        yield "begins with a byte order mark: save the file as UTF-8 without one", 0
    if "\r" in text:
        yield "has a carriage return: end lines with a line feed alone", text.index("\r")
    if "\t" in text:
        yield "has a tab: indent with four spaces", text.index("\t")
    trailing = _TRAILING.search(text)
    if trailing:
        yield "has a line that ends in blanks", trailing.start()
    if not text.endswith("\n"):
        yield "does not end with a line feed", len(text)


def _parts(path: PurePosixPath) -> tuple[str, ...]:
    return (*path.parent.parts, path.stem)
