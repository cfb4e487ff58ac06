"""What the shapes demand of the values of a property, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from kizuna.web.documents import TYPE, term
from kizuna.web.language import message
from kizuna.web.pages import foreign
from kizuna.web.pages.terms import Object, Said, read_list, read_said, speak_of
from kizuna.web.pages.views import Value, Viewer


def sh(name: str) -> NamedNode:
    """Name a term of SHACL."""
    return term("sh", name)


PATH, NODE, PROPERTY, MESSAGE = sh("path"), sh("node"), sh("property"), sh("message")
VIOLATION = "Violation"
_SEVERITY = sh("severity")
_LEAST, _MOST = sh("minCount"), sh("maxCount")
QUALIFIED = sh("qualifiedValueShape")
_QUALIFIED_LEAST, _QUALIFIED_MOST = sh("qualifiedMinCount"), sh("qualifiedMaxCount")
_DATATYPE, _CLASS, _IN, OR = sh("datatype"), sh("class"), sh("in"), sh("or")
_HAS_VALUE, _KIND, _LANGUAGES = sh("hasValue"), sh("nodeKind"), sh("languageIn")
_IN_SCHEME = term("skos", "inScheme")

_FOUND = re.compile(r"\{[?$](\w+)\}")
_DEEPEST = 4
"""Shapes by way of which a shape is read; one may refer to itself."""

_MANY = 7
"""Classes that are listed one by one."""

_COMPARED = (
    (sh("lessThan"), message("less than")),
    (sh("lessThanOrEquals"), message("not more than")),
    (sh("equals"), message("the same as")),
    (sh("disjoint"), message("other than")),
)
_LIMITS = (
    (sh("minInclusive"), message("value of %(number)s or more")),
    (sh("maxInclusive"), message("value of %(number)s or less")),
    (sh("minExclusive"), message("value of more than %(number)s")),
    (sh("maxExclusive"), message("value of less than %(number)s")),
    (sh("minLength"), message("%(number)s characters or more")),
    (sh("maxLength"), message("%(number)s characters or less")),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a value is to be: a class, a datatype, a concept of a scheme, or one of a list."""

    name: Value
    code: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What else is demanded: words, and what they are about."""

    words: str
    values: tuple[Value, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What one shape demands of the values of one property.

    ``references`` are the shapes that it refers to.
    """

    iri: str
    path: str
    least: int
    most: int | None
    expected: tuple[Expected, ...]
    conditions: tuple[Condition, ...]
    references: tuple[Value, ...]
    severity: str
    sentence: tuple[Value, ...]


def read_constraint(viewer: Viewer, shape: NamedNode) -> Constraint:
    """Read a shape of a property, or what a shape of a thing says of the thing itself."""
    said = read_said(viewer, shape)
    path = next(iter(said.nodes(PATH)), None)
    return Constraint(
        shape.value, path.value if path else "",
        max(said.number(_LEAST) or 0, said.number(_QUALIFIED_LEAST) or 0), said.number(_MOST),
        tuple(dict.fromkeys(_expect(viewer, said))), tuple(_conditions(viewer, said)),
        tuple(viewer.name(node.value) for node in _references(viewer, said)),
        severity_of(said), tuple(map(_read_sentence, speak_of(viewer, said, MESSAGE))),
    )  # fmt: skip


def _read_sentence(sentence: Value) -> Value:
    """Show where a sentence names what its query finds."""
    return replace(sentence, text=_FOUND.sub(r"‹\1›", sentence.text))


def severity_of(said: Said) -> str:
    """Tell how much it matters that a shape is met; where nothing is said, it must be."""
    found = said.nodes(_SEVERITY)
    return found[0].value.rpartition("#")[2] if found else VIOLATION


def count(viewer: Viewer, least: int, most: int | None) -> str:
    """Say how many values there may be."""
    say, number = viewer.language.say, viewer.language.number
    if most is None:
        words = say("%(least)s or more") if least else say("any number")
    elif least == most:
        words = say("exactly %(most)s")
    elif least == 0 and most == 1:
        words = say("0 or 1")
    else:
        words = say("%(least)s to %(most)s")
    return words % {"least": number(least), "most": number(most or 0)}


def expect_term(viewer: Viewer, iri: str) -> Expected:
    """Expect a thing of a class, or a literal of a datatype."""
    return Expected(viewer.name(iri), foreign.shorten(iri))


def merge_expected(constraints: Iterable[Constraint]) -> tuple[Expected, ...]:
    """Join what several shapes expect, each once."""
    return tuple(dict.fromkeys(e for constraint in constraints for e in constraint.expected))


def _expect(viewer: Viewer, said: Said, depth: int = 0) -> Iterator[Expected]:
    """Say what a value is to be; a shape that is referred to tells it for the one that refers."""
    found = [expect_term(viewer, node.value) for node in said.nodes(_DATATYPE, _CLASS)]
    found += [_choice(viewer, m) for head in said.all(_IN) for m in read_list(viewer, head)]
    for other in _references(viewer, said):
        found += _expect_shape(viewer, other, depth + 1)
    for head in said.all(_LANGUAGES):
        found += _expect_languages(viewer, head)
    if not found and said.nodes(_KIND) == [sh("IRI")] and said.nodes(PATH):
        found = [Expected(Value(viewer.language.say("IRI")))]
    yield from found


def _references(viewer: Viewer, said: Said) -> Iterator[NamedNode]:
    yield from said.nodes(NODE)
    for head in said.all(OR):
        yield from (node for node in read_list(viewer, head) if isinstance(node, NamedNode))


def _choice(viewer: Viewer, member: Object) -> Expected:
    if isinstance(member, NamedNode):
        return expect_term(viewer, member.value)
    return Expected(viewer.value(member))


def _expect_languages(viewer: Viewer, head: Object) -> Iterator[Expected]:
    for code in read_list(viewer, head):
        if isinstance(code, Literal):
            spoken = viewer.language.locale.languages.get(code.value, code.value)
            words = viewer.language.say("text in %(language)s") % {"language": spoken}
            yield Expected(Value(words))


def _expect_shape(viewer: Viewer, shape: NamedNode, depth: int = 0) -> Iterator[Expected]:
    """Read a shape that values meet: by their class, their scheme, or else by its name."""
    said = read_said(viewer, shape)
    found = [e for part in said.nodes(PROPERTY) for e in _expect_part(viewer, part)]
    if depth < _DEEPEST:
        found += _expect(viewer, said, depth)
    yield from found or [Expected(viewer.name(shape.value))]


def _expect_part(viewer: Viewer, part: NamedNode) -> Iterator[Expected]:
    """Read what a value is from what is demanded of its class or of its scheme."""
    said = read_said(viewer, part)
    if said.nodes(PATH) == [TYPE]:
        choices = [m for head in said.all(_IN) for m in read_list(viewer, head)]
        if len(choices) <= _MANY:  # else the name of the shape says it better
            yield from (_choice(viewer, member) for member in choices)
    if said.nodes(PATH) == [_IN_SCHEME]:
        for scheme in said.nodes(_HAS_VALUE):
            named = viewer.name(scheme.value)
            words = viewer.language.say("concept of “%(scheme)s”") % {"scheme": named.text}
            yield Expected(Value(words, named.href, named.lang))


def _conditions(viewer: Viewer, said: Said) -> Iterator[Condition]:
    """Say what else is demanded."""
    say = viewer.language.say
    for prop, words in _LIMITS:
        yield from (Condition(say(words) % {"number": n.value}) for n in said.literals(prop))
    for prop, words in _COMPARED:
        for other in said.nodes(prop):
            yield Condition(say(words), (viewer.name(other.value),))
    for value in said.all(_HAS_VALUE):
        yield Condition(say("one is"), (_choice(viewer, value).name,))
    for pattern in said.literals(sh("pattern")):
        yield Condition(say("form"), code=pattern.value)
    if said.text(sh("uniqueLang")) == "true":
        yield Condition(say("at most one in each language"))
    yield from _qualified(viewer, said)


def _qualified(viewer: Viewer, said: Said) -> Iterator[Condition]:
    for shape in said.nodes(QUALIFIED):
        many = count(viewer, said.number(_QUALIFIED_LEAST) or 0, said.number(_QUALIFIED_MOST))
        names = tuple(dict.fromkeys(e.name for e in _expect_shape(viewer, shape)))
        yield Condition(viewer.language.say("of which %(number)s") % {"number": many}, names)
