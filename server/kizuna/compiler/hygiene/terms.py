"""Rules of form for terms, and for the ranges of passages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.coverage import LONGEST, claims_passage, parse_passage
from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.project import Project
from kizuna.compiler.source import Source
from kizuna.compiler.vocabulary import is_term
from kizuna.iris import Base
from kizuna.namespaces import DEF, FOREIGN

_DERIVED = re.compile(rf"{re.escape(DEF)}(?:\w+(?:Earliest|Latest)|partnerOf|impliedYear)")
_SOURCE = f"{FOREIGN['dcterms']}source"
_DEFINING = frozenset({"ontology", "shapes"})
_TURTLE_COMMA = "its comma needs a backslash in Turtle, as in 10\\,20"


def predicates_are_known(project: Project) -> Iterator[Finding]:
    """A property is one of the ontology, or of a vocabulary of the table of namespaces."""
    if project.broken & _DEFINING:
        return
    for source in project.sources:
        for subject, iri in sorted({(_value(t.subject), t.predicate.value) for t in source.triples}):
            if not project.vocabulary.knows(iri):
                yield _unknown(project, source, subject, ("property", iri))


def terms_are_defined(project: Project) -> Iterator[Finding]:
    """A term of ours is defined in ontology, schemes or shapes; one of others by them."""
    if project.broken & _DEFINING:
        return
    for source in project.sources:
        for subject, iri in sorted({pair for t in source.triples for pair in _terms(t)}):
            if is_term(iri) and not project.vocabulary.knows(iri):
                yield _unknown(project, source, subject, ("term", iri))


def derived_is_not_written(project: Project) -> Iterator[Finding]:
    """What a rule derives is never written by hand."""
    for source in project.data:
        for t in source.triples:
            if _DERIVED.fullmatch(t.predicate.value):
                name = project.labels.prefixed(t.predicate.value)
                message = f"{name} is derived by a rule: remove it here"
                yield project.about(source, _value(t.subject), message)
            elif claims_passage(_value(t.subject), project.base):
                message = "what a passage is part of is derived by a rule: remove the block"
                yield project.about(source, _value(t.subject), message)


def ranges_are_ranges(project: Project) -> Iterator[Finding]:
    """A passage is ``<source>#char=<start>,<end>``, of at most 600 characters."""
    for source in project.data:
        for t in source.triples:
            message = _fault(t, project.base) if t.predicate.value == _SOURCE else None
            if message:
                yield project.about(source, _value(t.subject), message)


def _fault(triple: Triple, base: Base) -> str | None:
    if isinstance(triple.object, Literal):
        return f"cites {triple.object.value!r}: evidence is a passage, and {_TURTLE_COMMA}"
    iri = _value(triple.object)
    passage = parse_passage(iri, base)
    if passage is None and claims_passage(iri, base):
        return f"cites the range {iri.partition('#')[2]!r}: write START,END; {_TURTLE_COMMA}"
    if passage is None:
        return None
    if passage.start >= passage.end:
        return f"cites {passage}, which ends before it begins"
    length = passage.end - passage.start
    if length > LONGEST:
        return f"cites {passage}: {length} characters; the longest passage has {LONGEST}"
    return None


def _terms(triple: Triple) -> Iterator[tuple[str, str]]:
    subject = _value(triple.subject)
    yield subject, subject
    if isinstance(triple.object, NamedNode):
        yield subject, triple.object.value
    elif isinstance(triple.object, Literal):
        yield subject, triple.object.datatype.value


def _unknown(project: Project, source: Source, subject: str, what: tuple[str, str]) -> Finding:
    kind, iri = what
    meant = project.vocabulary.suggest(iri)
    name = project.labels.prefixed(iri)
    return project.about(source, subject, f"no vocabulary has the {kind} {name}{meant}")


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
