"""Rules of form for prefixes and for IRIs written in full."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kizuna.compiler.blocks import Prefix
from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.compiler.source import Source
from kizuna.iris import SLUG
from kizuna.namespaces import ABSOLUTE, TERMS, THING_PREFIXES

_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1)\b")


def prefixes_are_of_the_table(project: Project) -> Iterator[Finding]:
    """Demand for a prefix the namespace that it has in the whole repository."""
    shapes = {source.path.stem for source in project.sources if source.folder == "shapes"}
    for source in project.sources:
        for prefix in source.layout.prefixes:
            wanted = _namespaces(prefix.name, source, shapes)
            if prefix.written not in wanted:
                yield in_file(source, _advice(prefix, wanted), line=prefix.line)


def prefixes_are_used_once_declared(project: Project) -> Iterator[Finding]:
    """Demand that every prefix be declared once, and used."""
    for source in project.sources:
        counts = Counter(prefix.name for prefix in source.layout.prefixes)
        for prefix in source.layout.prefixes:
            if prefix.name not in source.layout.used:
                message = f"the prefix {prefix.name}: is not used: remove its declaration"
                yield in_file(source, message, line=prefix.line)
            elif counts[prefix.name] > 1:
                message = f"the prefix {prefix.name}: is declared twice"
                yield in_file(source, message, line=prefix.line)


def base_is_left_open(project: Project) -> Iterator[Finding]:
    """Demand that no file name the base: it is chosen when a release is made."""
    for source in project.sources:
        for line in source.layout.bases:
            yield in_file(source, "sets a base of its own: remove @base", line=line)
        for iri, line in source.layout.written:
            if iri.startswith(project.base.iri) or _LOCAL.match(iri):
                relative = iri.removeprefix(project.base.iri)
                message = f"names the base: write <{relative}>, relative to it, not <{iri}>"
                yield in_file(source, message, line=line)


def _namespaces(name: str, source: Source, shapes: set[str]) -> tuple[str, ...]:
    """List the namespaces that a prefix may stand for, the most likely first."""
    if name in ABSOLUTE:
        return (ABSOLUTE[name],)
    if name in THING_PREFIXES:
        return (THING_PREFIXES[name],)
    if source.folder == "shapes":
        return tuple(f"{TERMS}shapes/{stem}#" for stem in sorted(shapes))
    # By form: the passages of a document, or the records of a data set.
    return (f"id/source/{name}#char=", f"id/source/{name}#") if SLUG.fullmatch(name) else ()


def _advice(prefix: Prefix, wanted: tuple[str, ...]) -> str:
    known = {namespace: name for name, namespace in (*ABSOLUTE.items(), *THING_PREFIXES.items())}
    said = f"the prefix {prefix.name}: stands for <{prefix.written}>"
    if prefix.written in known:
        return f"{said}, whose prefix is {known[prefix.written]}:"
    meant = f"; write <{wanted[0]}>" if wanted else ""
    return f"{said}, which is not its namespace{meant}"
