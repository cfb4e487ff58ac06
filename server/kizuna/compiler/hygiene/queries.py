"""Rules of form for the queries in rules and shapes, and for the terms of saved ones.

A misspelt term in a query matches nothing: the rule derives nothing, the constraint never fires.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, Store, Triple

from kizuna.compiler.derive import of_syntax
from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.compiler.source import SKOLEM, Source
from kizuna.namespaces import ABSOLUTE, FOREIGN, THING_PREFIXES

_PREFIX_OF, _NAMESPACE_OF = f"{FOREIGN['sh']}prefix", f"{FOREIGN['sh']}namespace"
_QUERIES = tuple(f"{FOREIGN['sh']}{name}" for name in ("select", "ask", "construct"))
_PREFIX = re.compile(r"\bPREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w?$:@/<-])([a-z][\w-]*):([A-Za-z_][\w-]*)")
_ASIDE = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")


def queries_use_known_terms(project: Project) -> Iterator[Finding]:
    """Demand that a query use prefixes of the table and terms of the vocabularies."""
    if project.broken - {"data"}:
        return
    for file in project.tree.inputs:
        if file.is_rule or file.is_query:
            for message in _faults(file.content.decode(errors="replace"), project):
                yield in_file(file, message)
    for source in project.sources:
        for t in _queries(source):
            if isinstance(t.object, Literal):
                for message in _faults(t.object.value, project):
                    yield project.about(source, _owner(str(t.subject)), message)


def queries_of_shapes_can_be_read(project: Project) -> Iterator[Finding]:
    """Demand SPARQL of the queries in shapes, which stays on this machine, with its prefixes."""
    declared = {p for source in project.sources for p in _declared(source)}
    for source in project.sources:
        for t in _queries(source):
            if not isinstance(t.object, Literal):
                continue
            for message in _unreadable(t.object.value, declared):
                yield project.about(source, _owner(str(t.subject)), message)


def declarations_are_of_the_table(project: Project) -> Iterator[Finding]:
    """Demand its namespace of the table for a prefix that shapes declare for queries."""
    for source in project.sources:
        namespaces = {t.subject: t.object for t in source.stating(_NAMESPACE_OF)}
        prefixes = {t.subject: t.object for t in source.stating(_PREFIX_OF)}
        for subject, prefix in prefixes.items():
            namespace = namespaces.get(subject)
            if not isinstance(prefix, Literal):
                continue
            said = namespace.value if isinstance(namespace, Literal) else ""
            if said != ABSOLUTE.get(prefix.value):
                message = f"declares the prefix {prefix.value}: for <{said}>, not of the table"
                yield project.about(source, _owner(str(subject)), message)


def _faults(query: str, project: Project) -> Iterator[str]:
    for prefix, namespace in _PREFIX.findall(query):
        wanted = ABSOLUTE.get(prefix) or THING_PREFIXES.get(prefix)
        if namespace != wanted:
            meant = f"; write <{wanted}>" if wanted else ""
            yield f"the prefix {prefix}: of the query stands for <{namespace}>{meant}"
    text = _ASIDE.sub(" ", query)
    for prefix, local in sorted(set(_NAME.findall(text))):
        iri = f"{ABSOLUTE.get(prefix, '')}{local}"
        if prefix in ABSOLUTE and not project.vocabulary.knows(iri):
            meant = project.vocabulary.suggest(iri)
            yield f"no vocabulary has the term {prefix}:{local} of the query{meant}"


def _unreadable(query: str, declared: set[str]) -> Iterator[str]:
    text = _ASIDE.sub(" ", query)
    if re.search(r"\bSERVICE\b", text, re.IGNORECASE):
        yield "the query asks another server: remove SERVICE"
        return
    used = {prefix for prefix, _ in _NAME.findall(text) if prefix in ABSOLUTE}
    for prefix in sorted(used - declared if declared else ()):
        yield f"the query uses the prefix {prefix}:, which no file of shapes declares for queries"
    head = "".join(f"PREFIX {name}: <{namespace}> " for name, namespace in ABSOLUTE.items())
    try:
        Store().query(f"{head}\n{query.replace('$PATH', '<urn:path>')}")
    except SyntaxError as error:
        message, line = of_syntax(error)
        yield f"the query {message}" + (f" (line {line - 1} of the query)" if line else "")


def _declared(source: Source) -> Iterator[str]:
    for t in source.stating(_PREFIX_OF):
        if isinstance(t.object, Literal):
            yield t.object.value


def _queries(source: Source) -> list[Triple]:
    return [triple for name in _QUERIES for triple in source.stating(name)]


def _owner(subject: str) -> str:
    return subject.strip("<>").partition(SKOLEM)[0]
