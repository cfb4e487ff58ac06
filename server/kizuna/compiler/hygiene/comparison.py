"""Rules of form for tables of comparison."""

from __future__ import annotations

from collections.abc import Iterator

from kizuna.comparison import DIFFERENCES
from kizuna.compiler.comparison import Compared, comparisons, read_comparison
from kizuna.compiler.finding import Finding, of_error
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.errors import SourceError


def comparisons_are_of_this_data(project: Project) -> Iterator[Finding]:
    """Demand of a comparison known differences, and places and ties that are here."""
    for _, file in comparisons(project.tree):
        try:
            rows = read_comparison(file)
        except SourceError as error:
            yield of_error(error)
            continue
        for row in rows if "data" not in project.broken else ():
            message = _fault(row, project)
            if message:
                yield in_file(file, message, line=row.line)


def _fault(row: Compared, project: Project) -> str:
    if row.difference not in DIFFERENCES:
        return f"tells of a difference {row.difference!r}; there are {', '.join(DIFFERENCES)}"
    named = [("place", place) for place in row.places] + [("partnership", row.partnership)]
    for kind, slug in named:
        if project.base.thing(kind, slug) not in project.things:
            return f"names {kind}/{slug}, which no file describes: compare again"
    return ""
