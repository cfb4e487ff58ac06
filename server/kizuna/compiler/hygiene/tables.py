"""Rules of form for tables: the coverage of sources, and what was withdrawn."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from pyoxigraph import NamedNode

from kizuna.compiler.coverage import Passage, Row, parse_passage, read_rows, tables
from kizuna.compiler.finding import Finding, of_error
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.compiler.inputs import WITHDRAWN, Input
from kizuna.compiler.source import Source, decode
from kizuna.errors import SourceError
from kizuna.iris import SLUG, Base
from kizuna.namespaces import FOREIGN, KINDS

_SOURCE = f"{FOREIGN['dcterms']}source"
_WITHDRAWN_HEADER = ["kind", "slug", "date", "reason"]
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def coverage_is_accounted_for(project: Project) -> Iterator[Finding]:
    """Demand tables in order, which name for each sentence the nodes that it feeds."""
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
            yield from _nodes(file, rows, _fed(cited.get(slug, []), file, rows, project.base))


def passages_are_runs_of_sentences(project: Project) -> Iterator[Finding]:
    """Demand that a range begin where a row of the table begins, and end where one ends."""
    known = dict(_bounds(project))
    for source, subject, passage in _citations(project):
        starts, ends, last = known.get(passage.source, (frozenset(), frozenset(), 0))
        if passage.source not in known:
            message = f"cites {passage}, but data/{passage.source}/coverage.csv cannot be read"
        elif passage.end > last:
            message = f"cites {passage}, outside the document: its last sentence ends at {last}"
        elif passage.start not in starts or passage.end not in ends:
            message = f"cites {passage}, which is not a run of whole sentences"
        else:
            continue
        yield project.about(source, subject, message)


def withdrawn_stays_withdrawn(project: Project) -> Iterator[Finding]:
    """Demand a sound table of what was withdrawn, and that no slug in it be used again."""
    file = project.tree.by_path(WITHDRAWN)
    if file is None:
        return
    try:
        lines = list(csv.reader(io.StringIO(decode(file.content, Path(file.path)))))
    except (SourceError, csv.Error) as error:
        yield in_file(file, getattr(error, "message", str(error)))
        return
    if lines[:1] != [_WITHDRAWN_HEADER]:
        yield in_file(file, f"must begin with the line {','.join(_WITHDRAWN_HEADER)}")
        return
    for number, cells in enumerate(lines[1:], 2):
        message = _withdrawal_fault(cells, project)
        if message:
            yield in_file(file, message, line=number)


def _withdrawal_fault(cells: list[str], project: Project) -> str | None:
    if len(cells) != len(_WITHDRAWN_HEADER):
        return f"a row has {len(_WITHDRAWN_HEADER)} cells, this one has {len(cells)}"
    kind, slug, day, reason = cells
    if kind not in KINDS or not SLUG.fullmatch(slug):
        return f"names no thing: {kind}/{slug}"
    if not _DAY.fullmatch(day) or not reason.strip():
        return "needs a day (2026-11-21) and a reason"
    if project.base.thing(kind, slug) in project.things:
        return f"{kind}/{slug} was withdrawn, but is described again: choose another slug"
    return None


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


def _nodes(file: Input, rows: list[Row], fed: Mapping[Row, set[str]]) -> Iterator[Finding]:
    for row in rows:
        missing, extra = sorted(fed[row] - set(row.nodes)), sorted(set(row.nodes) - fed[row])
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
        for t in source.triples:
            if t.predicate.value != _SOURCE or not isinstance(t.subject, NamedNode):
                continue
            iri = t.object.value if isinstance(t.object, NamedNode) else ""
            passage = parse_passage(iri, project.base)
            if passage and passage.start < passage.end:
                yield source, t.subject.value, passage


def _bounds(project: Project) -> Iterator[tuple[str, tuple[frozenset[int], frozenset[int], int]]]:
    for slug, file in tables(project.tree):
        try:
            rows = read_rows(file)
        except SourceError:
            continue
        starts, ends = frozenset(row.start for row in rows), frozenset(row.end for row in rows)
        yield slug, (starts, ends, max(ends, default=0))
