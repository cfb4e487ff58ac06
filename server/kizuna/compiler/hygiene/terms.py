"""Rules of form for terms, and for the commas of ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kizuna.compiler.coverage import claims_passage, parse_passage
from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.project import Project
from kizuna.compiler.source import Source
from kizuna.compiler.vocabulary import is_derived, is_term
from kizuna.iris import Base
from kizuna.namespaces import DEF, FOREIGN

_COUNTRIES = {"cn": "zh", "cz": "cs", "gr": "el", "jp": "ja", "kr": "ko", "vn": "vi"}
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_OF_REPORTS = frozenset({f"{DEF}began", f"{DEF}ended"})
"""What is stated of everything else is derived for a partnership."""

_SOURCE = f"{FOREIGN['dcterms']}source"
_DEFINING = frozenset({"ontology", "shapes"})


def predicates_are_known(project: Project) -> Iterator[Finding]:
    """Demand properties of the ontology, or of a vocabulary of the table of namespaces."""
    if project.broken & _DEFINING:
        return
    for source in project.sources:
        for iri, triples in source.by_predicate.items():
            if not project.vocabulary.knows(iri):
                for subject in dict.fromkeys(_value(t.subject) for t in triples):
                    yield _unknown(project, source, subject, ("property", iri))


def terms_are_defined(project: Project) -> Iterator[Finding]:
    """Demand that a term of ours be defined here, and one of others by them."""
    if project.broken & _DEFINING:
        return
    known: dict[str, bool] = {}
    for source in project.sources:
        for subject, iri in _terms(source):
            if iri not in known:
                known[iri] = not is_term(iri) or project.vocabulary.knows(iri)
            if not known[iri]:
                yield _unknown(project, source, subject, ("term", iri))


def derived_is_not_written(project: Project) -> Iterator[Finding]:
    """Demand that what a rule derives be never written by hand."""
    for source in project.data:
        derived = set(filter(is_derived, source.by_predicate))
        passages = {s for s in source.subjects if claims_passage(s, project.base)}
        stated = [t for name in (*derived, *_OF_REPORTS) for t in source.stating(name)]
        for t in (*stated, *(source.triples if passages else ())):
            name, subject = t.predicate.value, _value(t.subject)
            if name in derived:
                message = f"{project.labels.prefixed(name)} is derived by a rule: remove it here"
            elif name in _OF_REPORTS and _is_partnership(subject, project.base):
                said = project.labels.prefixed(name)
                message = f"{said} of a partnership follows from its status reports: say it there"
            elif subject in passages:
                message = "what a passage is part of is derived by a rule: remove the block"
            else:
                continue
            yield project.about(source, subject, message)


def texts_have_no_control_characters(project: Project) -> Iterator[Finding]:
    """Demand of literals the characters that XML has: RDF/XML and pages could not be read."""
    for source in project.sources:
        for t in source.triples:
            odd = _ODD.search(t.object.value) if isinstance(t.object, Literal) else None
            if odd:
                name = project.labels.prefixed(t.predicate.value)
                message = f"{name} has the control character U+{ord(odd[0]):04X}: remove it"
                yield project.about(source, _value(t.subject), message)


def languages_are_languages(project: Project) -> Iterator[Finding]:
    """Demand the tag of a language, where that of a country is often written for it."""
    for source in project.sources:
        for t in source.triples:
            said = (isinstance(t.object, Literal) and t.object.language) or ""
            meant = _COUNTRIES.get(said.partition("-")[0])
            if meant:
                name = project.labels.prefixed(t.predicate.value)
                message = f"{name} is in @{said}, which is no language: write @{meant}"
                yield project.about(source, _value(t.subject), message)


def ranges_have_their_comma(project: Project) -> Iterator[Finding]:
    """Demand ``<source>#char=<start>,<end>`` of a passage.

    ``kansai-1987:10,20`` is sound Turtle for two objects, a cut range and a number: the comma
    needs its backslash.
    """
    for source in project.data:
        cited: dict[str, list[NamedNode | Literal]] = {}
        for t in source.stating(_SOURCE):
            if isinstance(t.object, NamedNode | Literal):
                cited.setdefault(_value(t.subject), []).append(t.object)
        for subject, objects in cited.items():
            message = _comma(objects, project.base)
            if message:
                yield project.about(source, subject, message)


def _comma(objects: list[NamedNode | Literal], base: Base) -> str | None:
    iris = [term.value for term in objects if isinstance(term, NamedNode)]
    cut = [i for i in iris if claims_passage(i, base) and parse_passage(i, base) is None]
    loose = [term.value for term in objects if isinstance(term, Literal)]
    if not cut and not loose:
        return None
    cited = ", ".join([*(iri.rpartition("/")[2] for iri in cut), *loose])
    return (
        f"cites {cited}: a passage has a start and an end, and the comma between them needs its "
        "backslash, as in kansai-1987:10\\,20"
    )


def _is_partnership(subject: str, base: Base) -> bool:
    thing = base.parse(subject)
    return thing is not None and thing.kind == "partnership"


def _terms(source: Source) -> Iterator[tuple[str, str]]:
    for subject in source.subjects:
        yield subject, subject
    for triple in source.triples:
        value = triple.object
        if isinstance(value, NamedNode):
            yield _value(triple.subject), value.value
        elif isinstance(value, Literal):
            yield _value(triple.subject), value.datatype.value


def _unknown(project: Project, source: Source, subject: str, what: tuple[str, str]) -> Finding:
    kind, iri = what
    meant = project.vocabulary.suggest(iri)
    name = project.labels.prefixed(iri)
    return project.about(source, subject, f"no vocabulary has the {kind} {name}{meant}")


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
