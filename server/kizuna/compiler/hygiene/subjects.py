"""Rules of form for subjects and their blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pyoxigraph import NamedNode

from kizuna.compiler.coverage import claims_passage
from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.compiler.inputs import CATALOG
from kizuna.compiler.source import Source
from kizuna.iris import Base
from kizuna.namespaces import FOREIGN, KINDS

_REPLACED = f"{FOREIGN['dcterms']}isReplacedBy"


def no_blank_nodes(project: Project) -> Iterator[Finding]:
    """Demand an IRI for everything in the data, so that everything can be cited."""
    for source in project.data:
        if source.blank:
            message = "has a blank node, written [ ], ( ) or _:name: give the thing an IRI"
            yield in_file(source, message, line=min(source.layout.blanks, default=1))


def blocks_are_sorted(project: Project) -> Iterator[Finding]:
    """Demand blocks in the order of their IRIs, so that merges conflict where facts do."""
    for source in project.data:
        named = [(b.subject, b.line) for b in source.layout.blocks if b.subject is not None]
        for (before, _), (after, line) in pairwise(named):
            if after < before:
                name = project.labels.prefixed
                message = f"the block of {name(after)} belongs before that of {name(before)}"
                yield in_file(source, message, line=line)


def subjects_have_one_block(project: Project) -> Iterator[Finding]:
    """Demand that a file say what it has to say about a subject in one block."""
    for source in project.sources:
        first: dict[str, int] = {}
        for block in source.layout.blocks:
            if block.subject is None:
                continue
            line = first.setdefault(block.subject, block.line)
            if line != block.line:
                name = project.labels.prefixed(block.subject)
                message = f"{name} has a block in line {line} already: make one of both"
                yield in_file(source, message, line=block.line)


def subjects_are_things(project: Project) -> Iterator[Finding]:
    """Demand ``<base>id/<kind>/<slug>`` for a subject, or a part of one, or the data set."""
    for source in project.data:
        for subject in sorted(_subjects(source)):
            if _is_described_here(subject, source, project.base):
                continue
            kinds = ", ".join(KINDS)
            message = (
                f"is no thing of ours: write <id/KIND/SLUG> with one of the kinds {kinds}, and a "
                "slug of lower-case ASCII words and digits with hyphens between them"
            )
            yield project.about(source, subject, message)


def things_have_the_type_of_their_kind(project: Project) -> Iterator[Finding]:
    """Demand a type for every thing, and the class of its kind among them."""
    for source in project.data:
        for subject in sorted(_subjects(source)):
            types = project.things.get(subject, frozenset())
            thing = project.base.parse(subject)
            if thing is None or claims_passage(subject, project.base):
                continue
            if not types and "data" not in project.broken:
                yield project.about(source, subject, "has no type in any file: add 'a …'")
            elif types and "#" not in subject and KINDS[thing.kind] not in types:
                wanted = project.labels.prefixed(KINDS[thing.kind])
                yield project.about(source, subject, f"is of kind {thing.kind}: add 'a {wanted}'")


def things_named_exist(project: Project) -> Iterator[Finding]:
    """Demand that a thing referred to be described in some file."""
    if "data" in project.broken:
        return
    head = f"{project.base}id/"
    for source in project.data:
        for t in source.triples:
            target = t.object.value if isinstance(t.object, NamedNode) else ""
            document = target.partition("#")[0]
            if target.startswith(head) and document not in project.things:
                name = project.labels.prefixed
                message = f"refers to {name(document)}, which no file describes"
                yield project.about(source, _value(t.subject), message)


def read_things(sources: Iterator[Source]) -> dict[str, frozenset[str]]:
    """Collect the subjects of the data with their types.

    What was renamed keeps the type that it had: the thing that replaced it has that.
    """
    things: dict[str, set[str]] = {}
    for source in sources:
        for t in source.triples:
            types = things.setdefault(_value(t.subject), set())
            if t.predicate.value == f"{FOREIGN['rdf']}type" and isinstance(t.object, NamedNode):
                types.add(t.object.value)
            if t.predicate.value == _REPLACED:
                types.update(KINDS.values())
    return {subject: frozenset(types) for subject, types in things.items()}


def _subjects(source: Source) -> set[str]:
    return {t.subject.value for t in source.triples if isinstance(t.subject, NamedNode)}


def _is_described_here(subject: str, source: Source, base: Base) -> bool:
    if base.parse(subject) is not None:
        return True
    mine = subject.startswith(base.iri) and not subject.startswith(f"{base}id/")
    return mine and source.path == CATALOG


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
