"""Rules of form for saved queries."""

from __future__ import annotations

from collections.abc import Iterator

from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.compiler.inputs import QUERIES, Input
from kizuna.compiler.saved_queries import read_saved_query
from kizuna.queries import Parameter, find_values


def saved_queries_can_be_read(project: Project) -> Iterator[Finding]:
    """Demand of a saved query a whole header, one default for each parameter, and a SELECT."""
    for file in _queries(project):
        for line, message in read_saved_query(file, project.base).faults:
            yield in_file(file, message, line=line)


def defaults_of_queries_exist(project: Project) -> Iterator[Finding]:
    """Demand that a thing or a concept which is a default be there."""
    if project.broken:
        return
    for file in _queries(project):
        query = read_saved_query(file, project.base).query
        for parameter in query.parameters if query else ():
            if not _exists(parameter, project):
                lines = find_values(file.content.decode())
                line = next(line.line for line in lines if line.name == parameter.name)
                said = f"there is no {parameter.type} {parameter.default!r}"
                yield in_file(file, f"{said}, the default of ?{parameter.name}", line=line)


def folder_of_queries_has_nothing_else(project: Project) -> Iterator[Finding]:
    """Demand that no facts stand among the queries: the folder is no source."""
    for source in project.sources:
        if source.path.is_relative_to(QUERIES):
            yield in_file(source, f"is no query: {QUERIES}/ holds queries alone, which end in .rq")


def _queries(project: Project) -> Iterator[Input]:
    return (file for file in project.tree.inputs if file.is_query)


def _exists(parameter: Parameter, project: Project) -> bool:
    value = parameter.read(None, project.base)
    match parameter.kind.control:
        case "thing":
            return value is None or value.value in project.things
        case "concept":
            return value is None or project.vocabulary.knows(value.value)
    return True
