"""What is known of a SPARQL expression: exactly the value that rdflib finds, or nothing.

Nothing is known of an error, of a function that is not listed here, and of literals that are
compared by more than their text. Whoever asks then has to ask rdflib.

Terms are told by ``type``: ``isinstance`` asks rdflib's classes, which are abstract, in Python.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

Bindings = Mapping[str, Any]
"""The values of variables by name, or what finds them."""

Value = Callable[[Bindings], Any]
"""Finds a term, a ``str`` for a literal that is text alone, a truth, or ``None``: not known."""

Pattern = Callable[[CompValue], Value]
"""Compiles a graph pattern to what tells whether there is a solution."""

_DATE = XSD.date

_Form = Callable[[CompValue, Pattern], Value]
_Relation = Callable[[Any, Any], bool]

_EQUAL: Mapping[str, _Relation] = {"=": operator.eq, "!=": operator.ne}
_ORDERED: Mapping[str, _Relation] = {
    **_EQUAL,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_expression(expression: Any, pattern: Pattern) -> Value:
    """Compile an expression, so that its parse is walked through once."""
    if isinstance(expression, Variable):
        name = str(expression)
        return lambda bindings: look_up(name, bindings)
    if not isinstance(expression, CompValue):
        return lambda _: expression
    form = _FORMS.get(expression.name)
    return form(expression, pattern) if form else lambda _: None


def look_up(name: str, bindings: Bindings) -> Any:
    """Find the value of a variable."""
    value = bindings.get(name)
    return value() if isinstance(value, partial) else value


def conjuncts(expression: Any) -> list[Any]:
    """Take a conjunction apart: where one part is false, a filter lets nothing through."""
    if isinstance(expression, CompValue) and expression.name == "ConditionalAndExpression":
        return [one for part in _parts(expression) for one in conjuncts(part)]
    return [expression]


def truth(value: Any) -> bool | None:
    """Find the effective boolean value."""
    if isinstance(value, bool):
        return value
    return len(value) > 0 if type(value) is str else None


def _parts(expression: CompValue) -> list[Any]:
    return [expression.expr, *(expression.other or ())]


def _unary(find: Callable[[Any], Any], name: str = "arg") -> _Form:
    def form(expression: CompValue, pattern: Pattern) -> Value:
        argument = compile_expression(getattr(expression, name), pattern)

        def value(bindings: Bindings) -> Any:
            given = argument(bindings)
            return None if given is None else find(given)

        return value

    return form


def _binary(find: Callable[[Any, Any], Any], names: tuple[str, str] = ("arg1", "arg2")) -> _Form:
    def form(expression: CompValue, pattern: Pattern) -> Value:
        one, other = (compile_expression(getattr(expression, name), pattern) for name in names)

        def value(bindings: Bindings) -> Any:
            first, second = one(bindings), other(bindings)
            return None if first is None or second is None else find(first, second)

        return value

    return form


def _of_truths(find: Callable[[list[bool]], bool]) -> _Form:
    def form(expression: CompValue, pattern: Pattern) -> Value:
        parts = [compile_expression(part, pattern) for part in _parts(expression)]

        def value(bindings: Bindings) -> Any:
            found = [truth(part(bindings)) for part in parts]
            known = [one for one in found if one is not None]
            return find(known) if len(known) == len(found) else None

        return value

    return form


def _if(expression: CompValue, pattern: Pattern) -> Value:
    names = ("arg1", "arg2", "arg3")
    condition, yes, no = (compile_expression(getattr(expression, n), pattern) for n in names)

    def value(bindings: Bindings) -> Any:
        holds = truth(condition(bindings))
        return None if holds is None else (yes if holds else no)(bindings)

    return value


def _relation(expression: CompValue, pattern: Pattern) -> Value:
    sign, other = expression.op, expression.other
    if sign not in ("IN", "NOT IN"):
        return _binary(partial(_compare, sign), ("expr", "other"))(expression, pattern)
    if not isinstance(other, list) or not all(isinstance(one, URIRef) for one in other):
        return lambda _: None
    members, inside = frozenset(other), sign == "IN"
    find = _unary(lambda v: (v in members) is inside if type(v) is URIRef else None, "expr")
    return find(expression, pattern)


def _compare(sign: str, one: Any, other: Any) -> bool | None:
    """Compare IRIs, truths and days; rdflib has rules of its own for all else."""
    kind = type(one)
    if kind is type(other) and kind in (URIRef, bool):
        return _EQUAL[sign](one, other) if sign in _EQUAL else None
    days = _day(one), _day(other)
    return None if None in days else _ORDERED[sign](*days)


def _day(value: Any) -> date | None:
    is_day = type(value) is Literal and value.datatype == _DATE
    return value.value if is_day and type(value.value) is date else None


def _not(value: Any) -> bool | None:
    holds = truth(value)
    return None if holds is None else not holds


def _plain(value: Any) -> str | None:
    """Find the text of a literal that has no language and no datatype."""
    if type(value) is str:
        return value
    plain = type(value) is Literal and value.language is None and value.datatype is None
    return str(value) if plain else None


def _of_texts(find: Callable[[str, str], Any]) -> _Form:
    def of(one: Any, other: Any) -> Any:
        first, second = _plain(one), _plain(other)
        return None if first is None or second is None else find(first, second)

    return _binary(of)


def _before(text: str, mark: str) -> str:
    return text.partition(mark)[0] if mark and mark in text else ""


def _after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


def _iri(value: Any) -> URIRef | None:
    if type(value) is URIRef:
        return value
    text = _plain(value)
    # Without a colon it is relative, to what only rdflib knows.
    return URIRef(text) if text is not None and ":" in text else None


def _datatype(value: Any) -> URIRef | None:
    if type(value) is str:
        return XSD.string
    if type(value) is not Literal:
        return None
    return RDF.langString if value.language else value.datatype or XSD.string


def _exists(expression: CompValue, pattern: Pattern) -> Value:
    found = pattern(expression.graph)
    if expression.name == "Builtin_EXISTS":
        return found
    return lambda bindings: _not(found(bindings))


_FORMS: Mapping[str, _Form] = {
    "Builtin_CONTAINS": _of_texts(lambda text, part: part in text),
    "Builtin_DATATYPE": _unary(_datatype),
    "Builtin_EXISTS": _exists,
    "Builtin_IF": _if,
    "Builtin_IRI": _unary(_iri),
    "Builtin_NOTEXISTS": _exists,
    "Builtin_STR": _unary(lambda value: str(value) if isinstance(value, str) else None),
    "Builtin_STRAFTER": _of_texts(_after),
    "Builtin_STRBEFORE": _of_texts(_before),
    "Builtin_isIRI": _unary(lambda value: type(value) is URIRef),
    "ConditionalAndExpression": _of_truths(all),
    "ConditionalOrExpression": _of_truths(any),
    "RelationalExpression": _relation,
    "UnaryNot": _unary(_not, "expr"),
}
