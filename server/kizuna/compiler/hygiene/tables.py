"""Rules of form for tables: the coverage of sources, and what was withdrawn."""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from pyoxigraph import NamedNode

from kizuna.compiler.coverage import (
    Passage,
    Row,
    claims_passage,
    parse_passage,
    read_rows,
    tables,
)
from kizuna.compiler.finding import Finding, of_error
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.compiler.inputs import CATALOG, COVERAGE, WITHDRAWN, Input
from kizuna.compiler.source import Source, decode
from kizuna.errors import SourceError
from kizuna.iris import SLUG, Base
from kizuna.namespaces import FOREIGN, KINDS

_Bounds = tuple[frozenset[int], frozenset[int], int]
"""Where the sentences of a document begin, where they end, and where the last one ends."""

_SOURCE = f"{FOREIGN['dcterms']}source"
_DAY = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_WITHDRAWN_HEADER = ["kind", "slug", "date", "reason"]


def coverage_is_accounted_for(project: Project) -> Iterator[Finding]:
    """Demand tables in order, which name for each sentence the nodes that it feeds.

    A node whose evidence is wrong is found elsewhere, and not missed here.
    """
    doubtful = _doubtful(project)
    cited: dict[str, list[tuple[Source, str, Passage]]] = {}
    for citation in _citations(project):
        cited.setdefault(citation[2].source, []).append(citation)
    for slug, file in tables(project.tree):
        try:
            rows = read_rows(file)
        except SourceError as error:
            yield of_error(error)
            continue
        yield from _order(file, rows)
        if "data" not in project.broken:
            fed = _fed(cited.get(slug, []), file, rows, project.base)
            yield from _nodes(file, rows, fed, doubtful)


def passages_are_runs_of_sentences(project: Project) -> Iterator[Finding]:
    """Demand that a range begin where a row of the table begins, and end where one ends."""
    known = dict(_bounds(project))
    there = {slug for slug, _ in tables(project.tree)}
    for source, subject, passage in _citations(project):
        message = _fault(passage, known.get(passage.source))
        if message:
            yield project.about(source, subject, f"cites {passage}, {message}")
    for slug in sorted({passage.source for _, _, passage in _citations(project)} - there):
        path = CATALOG.parent / slug / COVERAGE
        if project.base.thing("source", slug) in project.things:
            yield in_file(path, "is missing: it lists the sentences of a source that is cited")


def evidence_is_of_the_folder(project: Project) -> Iterator[Finding]:
    """Demand that the folder of a document say what that document says, and no other."""
    folders = {slug for slug, _ in tables(project.tree)}
    for source, subject, passage in _citations(project):
        mine = source.path.parts[1]
        if mine in folders and passage.source != mine:
            message = (
                f"cites {passage}, a passage of another document than that of its folder: "
                f"say it in data/{passage.source}/, or cite a passage of {mine}"
            )
            yield project.about(source, subject, message)


def tables_are_plain(project: Project) -> Iterator[Finding]:
    """Demand UTF-8 without a byte order mark, and line feeds alone, of tables."""
    for file in project.tree.inputs:
        if file.path.suffix == ".csv" and file.content.startswith(BOM_UTF8):
            yield in_file(file, "begins with a byte order mark: save the file as UTF-8 without one")
        if file.path.suffix == ".csv" and b"\r" in file.content:
            line = file.content[: file.content.index(b"\r")].count(b"\n") + 1
            message = "has a carriage return: end lines with a line feed alone"
            yield in_file(file, message, line=line)


def withdrawn_stays_withdrawn(project: Project) -> Iterator[Finding]:
    """Demand a sound table of what was withdrawn, and that no slug in it be used again."""
    file = project.tree.by_path(WITHDRAWN)
    if file is None:
        return
    try:
        lines = list(csv.reader(io.StringIO(decode(file.content, Path(file.path)))))
    except SourceError as error:
        yield of_error(error)
        return
    except csv.Error as error:
        yield in_file(file, f"is not CSV: {error}")
        return
    if lines[:1] != [_WITHDRAWN_HEADER]:
        yield in_file(file, f"must begin with the line {','.join(_WITHDRAWN_HEADER)}")
        return
    for number, cells in enumerate(lines[1:], 2):
        message = _withdrawal_fault(cells, project)
        if cells[:2] in (before[:2] for before in lines[1 : number - 1]):
            message = f"{'/'.join(cells[:2])} stands in an earlier line already: keep one of both"
        if message:
            yield in_file(file, message, line=number)


def _withdrawal_fault(cells: list[str], project: Project) -> str | None:
    if len(cells) != len(_WITHDRAWN_HEADER):
        return f"a row has {len(_WITHDRAWN_HEADER)} cells, this one has {len(cells)}"
    kind, slug, day, reason = cells
    if kind not in KINDS or not SLUG.fullmatch(slug):
        return f"names no thing: {kind}/{slug}"
    if not _is_day(day) or not reason.strip():
        return "needs a day (2026-11-21) and a reason"
    if project.base.thing(kind, slug) in project.things:
        return f"{kind}/{slug} was withdrawn, but is described again: choose another slug"
    return None


def _is_day(text: str) -> bool:
    match = _DAY.fullmatch(text)
    return match is not None and int(match[3]) <= monthrange(int(match[1]), int(match[2]))[1]


def _order(file: Input, rows: list[Row]) -> Iterator[Finding]:
    for before, row in pairwise(rows):
        if row.start < before.end:
            message = (
                f"{row.start},{row.end} overlaps or comes before {before.start},{before.end} "
                f"of line {before.line}"
            )
            yield in_file(file, message, line=row.line)
    for row in rows:
        if bool(row.nodes) == bool(row.reason):
            message = "has both nodes and a reason" if row.nodes else "has neither nodes nor reason"
            yield in_file(file, f"{row.start},{row.end} {message}", line=row.line)


def _nodes(
    file: Input, rows: list[Row], fed: Mapping[Row, set[str]], doubtful: set[str]
) -> Iterator[Finding]:
    for row in rows:
        missing = sorted(fed[row] - set(row.nodes) - doubtful)
        extra = sorted(set(row.nodes) - fed[row] - doubtful)
        if missing:
            message = f"{row.start},{row.end} feeds nodes not listed: {' '.join(missing)}"
            yield in_file(file, message, line=row.line)
        if extra:
            message = f"{row.start},{row.end} lists nodes that do not cite it: {' '.join(extra)}"
            yield in_file(file, message, line=row.line)
        if len(set(row.nodes)) < len(row.nodes):
            yield in_file(file, f"{row.start},{row.end} lists a node twice", line=row.line)


def _fed(
    cited: list[tuple[Source, str, Passage]], file: Input, rows: list[Row], base: Base
) -> dict[Row, set[str]]:
    """Collect for each row the nodes of its folder one of whose ranges covers it."""
    fed: dict[Row, set[str]] = {row: set() for row in rows}
    head = len(f"{base}id/")
    for source, subject, passage in cited:
        if source.path.is_relative_to(file.path.parent):
            for row in rows:
                if passage.start <= row.start and row.end <= passage.end:
                    fed[row].add(subject[head:])
    return fed


def _citations(project: Project) -> Iterator[tuple[Source, str, Passage]]:
    for source in project.data:
        for t in source.stating(_SOURCE):
            if not isinstance(t.subject, NamedNode):
                continue
            if not t.subject.value.startswith(f"{project.base}id/"):
                continue
            iri = t.object.value if isinstance(t.object, NamedNode) else ""
            passage = parse_passage(iri, project.base)
            if passage and passage.start < passage.end:
                yield source, t.subject.value, passage


def _doubtful(project: Project) -> set[str]:
    """Collect the nodes that cite what is no run of sentences."""
    known = dict(_bounds(project))
    head = len(f"{project.base}id/")
    found: set[str] = set()
    for source in project.data:
        for t in source.stating(_SOURCE):
            iri = t.object.value if isinstance(t.object, NamedNode) else ""
            if claims_passage(iri, project.base):
                passage = parse_passage(iri, project.base)
                if passage is None or _fault(passage, known.get(passage.source)):
                    found.add(str(t.subject)[head + 1 : -1])
    return found


def _fault(passage: Passage, known: _Bounds | None) -> str | None:
    if known is None:
        return None
    starts, ends, last = known
    if passage.end > last:
        return f"outside the document: its last sentence ends at {last}"
    whole = passage.start in starts and passage.end in ends and passage.start < passage.end
    return None if whole else "which is not a run of whole sentences"


def _bounds(project: Project) -> Iterator[tuple[str, _Bounds]]:
    for slug, file in tables(project.tree):
        try:
            rows = read_rows(file)
        except SourceError:
            continue
        starts, ends = frozenset(row.start for row in rows), frozenset(row.end for row in rows)
        yield slug, (starts, ends, max(ends, default=0))
