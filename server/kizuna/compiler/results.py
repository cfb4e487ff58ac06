"""Validation results, and where they are laid for people.

Every result is laid at a line: that of the block of its focus node, in the file whose block
states the property in question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kizuna.compiler.coverage import parse_passage
from kizuna.compiler.finding import Finding, Severity
from kizuna.compiler.labels import Labels
from kizuna.compiler.source import SKOLEM, Source
from kizuna.compiler.vocabulary import is_derived
from kizuna.namespaces import FOREIGN

SEVERITIES: Mapping[str, Severity] = {
    f"{FOREIGN['sh']}Violation": Severity.VIOLATION,
    f"{FOREIGN['sh']}Warning": Severity.WARNING,
    f"{FOREIGN['sh']}Info": Severity.INFO,
}

_BOUND = re.compile(r"(kizuna:\w+)(Earliest|Latest) ")

Term = NamedNode | Literal
_Statement = tuple[str, str | None, str | None]
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """A validation result."""

    focus: Term
    path: Term | None
    value: Term | None
    shape: Term
    component: Term
    severity: Term
    messages: tuple[Literal, ...]

    @property
    def message(self) -> str:
        """The message in English, or in whatever language there is."""
        english = [m.value for m in self.messages if m.language == "en"]
        return (english or [m.value for m in self.messages] or ["is not sound"])[0]

    @property
    def grade(self) -> Severity:
        """The severity as findings have it; one that SHACL does not know is a violation."""
        return SEVERITIES.get(self.severity.value, Severity.VIOLATION)


def locate(results: Iterable[Result], sources: Iterable[Source], labels: Labels) -> list[Finding]:
    """Lay each result at a file and a line, and name the thing it is about.

    What is said of a blank node in the data is left out: form refuses it, and it has no line.
    """
    nameless = re.compile(f"{re.escape(labels.base.graph('data/'))}.*{SKOLEM}")
    found = [result for result in results if not nameless.match(result.focus.value)]
    places = _places(sources, {result.focus.value for result in found})
    return [_finding(result, places, labels) for result in found]


def _places(sources: Iterable[Source], wanted: set[str]) -> Mapping[_Statement, _Place]:
    """Note where there is a block of a subject, where one states a property, and where a value."""
    places: dict[_Statement, _Place] = {}
    for source in sources:
        for block in source.layout.blocks:
            if block.subject in wanted:
                places.setdefault((block.subject, None, None), (str(source.path), block.line))
        for t in source.triples:
            subject = t.subject.value if isinstance(t.subject, NamedNode) else ""
            line = source.line_of(subject) if subject in wanted else None
            if line is not None:
                path = t.predicate.value
                for statement in ((subject, path, None), (subject, path, str(t.object))):
                    places.setdefault(statement, (str(source.path), line))
    return places


def _finding(result: Result, places: Mapping[_Statement, _Place], labels: Labels) -> Finding:
    focus = result.focus.value
    stated = result.path.value if result.path else None
    statements = [(focus, stated, str(result.value)), (focus, stated, None), (focus, None, None)]
    path, line = next((places[s] for s in statements if s in places), (None, None))
    return Finding(path, line, _message(result, labels), result.grade, labels.of(focus))


def _message(result: Result, labels: Labels) -> str:
    """Write a message with names for addresses, and with what was found where it does not say."""
    mine = re.compile(rf"{re.escape(labels.base.iri)}id/[^\s<>\"]*[^\s<>\".,:;]")
    message = mine.sub(lambda match: _name(match[0], labels), result.message)
    value = result.value
    if value is None or re.search(rf"(?<!\w){re.escape(value.value)}(?!\w)", result.message):
        return message
    if value == result.focus or _is_derived(result):
        return message
    where = f"{labels.prefixed(result.path.value)} " if result.path else ""
    bound = _BOUND.fullmatch(where)
    if bound:
        # What was written is not the day that was derived from it.
        return f"{message} Found: {bound[1]} {value.value} at the {bound[2].lower()}."
    return f"{message} Found: {where}{_write(value, labels)}."


def _is_derived(result: Result) -> bool:
    """Say whether a property that does not belong was derived from one that does not, either."""
    closed = result.component.value == f"{FOREIGN['sh']}ClosedConstraintComponent"
    return closed and result.path is not None and is_derived(result.path.value)


def _write(term: Term, labels: Labels) -> str:
    if isinstance(term, NamedNode):
        return _name(term.value, labels)
    datatype = labels.prefixed(term.datatype.value)
    plain = datatype in ("xsd:string", "rdf:langString")
    mark = f"@{term.language}" if term.language else f"^^{datatype}"
    return f'"{term.value}"' if plain and not term.language else f'"{term.value}"{mark}'


def _name(iri: str, labels: Labels) -> str:
    passage = parse_passage(iri, labels.base)
    return str(passage) if passage else labels.prefixed(iri)
