"""Rules of form for subjects and their blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pyoxigraph import NamedNode, Triple

from kizuna.compiler.coverage import claims_passage, tables
from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.project import Project, in_file
from kizuna.compiler.inputs import CATALOG
from kizuna.compiler.source import SKOLEM, Source
from kizuna.iris import Base
from kizuna.namespaces import ABSOLUTE, FOREIGN, KINDS

_TYPE = f"{FOREIGN['rdf']}type"
_REPEATED = frozenset({_TYPE, f"{FOREIGN['dcterms']}source"})
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


def facts_are_stated_once(project: Project) -> Iterator[Finding]:
    """Demand that no two files of a document's folder state the same of a thing."""
    folders = {slug for slug, _ in tables(project.tree)}
    stated: dict[tuple[str, Triple], Source] = {}
    for source in project.data:
        folder = source.path.parts[1]
        again: dict[str, Source] = {}
        for t in source.triples if folder in folders else ():
            first = stated.setdefault((folder, t), source)
            if first is not source and t.predicate.value not in _REPEATED:
                again.setdefault(_value(t.subject), first)
        for subject, first in again.items():
            yield project.about(source, subject, f"is stated in {first.path} already: keep one")


def subjects_are_things(project: Project) -> Iterator[Finding]:
    """Demand ``<base>id/<kind>/<slug>`` for a subject, or a part of one, or the data set."""
    for source in project.data:
        for subject in source.subjects:
            # A blank node has a finding of its own.
            if SKOLEM in subject or _is_described_here(subject, source, project.base):
                continue
            kinds = ", ".join(KINDS)
            message = (
                f"<{subject.removeprefix(project.base.iri)}> is no thing of ours: write "
                f"<id/KIND/SLUG> with one of the kinds {kinds}, and a slug of lower-case ASCII "
                "words and digits with hyphens between them"
            )
            if subject.startswith(ABSOLUTE["status"]):
                message = "has the prefix of concepts, status: a report is written report:SLUG"
            yield project.about(source, subject, message)


def things_have_the_type_of_their_kind(project: Project) -> Iterator[Finding]:
    """Demand a type for every thing, and the class of its kind among them."""
    for source in project.data:
        for subject in source.subjects:
            types = project.things.get(subject, frozenset())
            thing = project.base.parse(subject)
            if thing is None or claims_passage(subject, project.base):
                continue
            if not types and "data" not in project.broken:
                yield project.about(source, subject, "has no type in any file: add 'a …'")
            elif types and "#" not in subject and KINDS[thing.kind] not in types:
                wanted = project.labels.prefixed(KINDS[thing.kind])
                yield project.about(source, subject, f"is of kind {thing.kind}: add 'a {wanted}'")


def things_are_of_one_class(project: Project) -> Iterator[Finding]:
    """Demand that a thing of one kind not be given the class of another."""
    classes = frozenset(KINDS.values())
    for source in project.data:
        for t in source.stating(_TYPE):
            given = _value(t.object)
            thing = project.base.parse(_value(t.subject)) if given in classes else None
            if thing is None or given == KINDS[thing.kind]:
                continue
            name = project.labels.prefixed(given)
            message = f"is of kind {thing.kind}, and no {name}: remove 'a {name}', or mend its IRI"
            yield project.about(source, _value(t.subject), message)


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
        for subject in source.subjects:
            things.setdefault(subject, set())
        for t in source.stating(_TYPE):
            if isinstance(t.object, NamedNode):
                things[_value(t.subject)].add(t.object.value)
        for t in source.stating(_REPLACED):
            things[_value(t.subject)].update(KINDS.values())
    return {subject: frozenset(types) for subject, types in things.items()}


def _is_described_here(subject: str, source: Source, base: Base) -> bool:
    if base.parse(subject) is not None:
        return True
    mine = subject.startswith(base.iri) and not subject.startswith(f"{base}id/")
    return mine and source.path == CATALOG


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
