"""Which focus nodes a query finds nothing for, so that rdflib need not be asked about them.

rdflib takes a fifth of a millisecond to answer that a query has no solution, and almost all
answers are that. A sieve follows the same algebra as far as that is simple: triple patterns,
joins, filters, BIND, EXISTS. It yields every solution that rdflib may find, so where it yields
none there is none. What it does not know, it leaves to rdflib, which decides every result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from rdflib import BNode, Literal, URIRef
from rdflib.paths import AlternativePath, MulPath
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node, Variable

from kizuna.compiler.shacl.expressions import (
    Bindings,
    Value,
    compile_expression,
    conjuncts,
    look_up,
    truth,
)
from kizuna.compiler.shacl.facts import Facts

_Solutions = Iterator[tuple[Bindings, bool]]
_Part = Callable[[Bindings], _Solutions]
"""Yields what may be solutions, each with whether it certainly is one."""

_TERMS = frozenset({BNode, Literal, URIRef})
_WRAPPERS = frozenset({"SelectQuery", "Project", "Distinct", "Reduced", "OrderBy"})


class UndecidedError(Exception):
    """There is something in a query that only rdflib can follow."""


@dataclass(frozen=True, slots=True)
class _Triple:
    """A triple pattern; an end that is a variable has a name, and no term."""

    subject: Node | None
    subject_name: str | None
    predicate: Any
    value: Node | None
    value_name: str | None

    def open_ends(self, bindings: Bindings) -> int:
        """Count the ends that may be anything."""
        subject, value = self.subject_name, self.value_name
        return (subject is not None and subject not in bindings) + (
            value is not None and value not in bindings
        )


class Sieve:
    """What a query may find in facts, given the values of the variables that are bound before."""

    def __init__(self, query: Query, facts: Facts, bound: Iterable[str]) -> None:
        self._facts = facts
        self._bound = frozenset(bound)
        self._solve = self._part(query.algebra)

    def may_find(self, bindings: Bindings) -> bool:
        """Say whether rdflib has to be asked."""
        try:
            return next(self._solve(bindings), None) is not None
        except UndecidedError:
            return True

    def _part(self, part: CompValue) -> _Part:
        if part.name in _WRAPPERS and not part.datasetClause:
            return self._part(part.p)
        compiled = {
            "BGP": self._patterns,
            "Extend": self._extend,
            "Filter": self._filter,
            "Join": self._join,
        }.get(part.name)
        return compiled(part) if compiled else _undecided

    def _join(self, part: CompValue) -> _Part:
        if not part.lazy and part.p2.name != "BGP":
            return _undecided
        first, second = self._part(part.p1), self._part(part.p2)

        def solve(outer: Bindings) -> _Solutions:
            for one, sure in first(outer):
                for both, certain in second(one):
                    yield both, sure and certain

        return solve

    def _filter(self, part: CompValue) -> _Part:
        inner, seen = self._part(part.p), self._scope(part)
        tests = [compile_expression(e, self._exists) for e in conjuncts(part.expr)]

        def solve(outer: Bindings) -> _Solutions:
            for bindings, sure in inner(outer):
                visible = seen(bindings, outer)
                certain = sure
                for test in tests:
                    passes = truth(test(visible))
                    if passes is False:
                        break
                    certain = certain and passes is True
                else:
                    yield bindings, certain

        return solve

    def _extend(self, part: CompValue) -> _Part:
        inner, seen = self._part(part.p), self._scope(part)
        value, name = compile_expression(part.expr, self._exists), str(part.var)

        def solve(outer: Bindings) -> _Solutions:
            for bindings, sure in inner(outer):
                if name in bindings:
                    raise UndecidedError
                # Found when it is asked for: most solutions end at a filter that does not ask.
                yield {**bindings, name: partial(value, seen(bindings, outer))}, sure

        return solve

    def _scope(self, part: CompValue) -> Callable[[Bindings, Bindings], Bindings]:
        """Hide what was bound outside a group and is not named in it, as rdflib does."""
        if part.no_isolated_scope:
            return lambda bindings, _: bindings
        named = self._bound | frozenset(map(str, part._vars or ()))  # noqa: SLF001

        def seen(bindings: Bindings, outer: Bindings) -> Bindings:
            hidden = outer.keys() - named
            return {k: v for k, v in bindings.items() if k not in hidden} if hidden else bindings

        return seen

    def _exists(self, graph: CompValue) -> Value:
        solve = self._part(graph)

        def value(bindings: Bindings) -> Any:
            possible = False
            try:
                for _, certain in solve(bindings):
                    if certain:
                        return True
                    possible = True
            except UndecidedError:
                return None
            return None if possible else False

        return value

    def _patterns(self, part: CompValue) -> _Part:
        triples = [
            _Triple(*self._end(s), self._predicate(p), *self._end(o)) for s, p, o in part.triples
        ]
        return lambda outer: ((found, True) for found in self._match(triples, outer))

    def _end(self, term: Node) -> tuple[Node | None, str | None]:
        if isinstance(term, Variable | BNode):
            return None, str(term)
        return self._facts.own(term), None

    def _predicate(self, predicate: Any) -> Any:
        return self._facts.own(predicate) if isinstance(predicate, URIRef) else predicate

    def _match(self, triples: list[_Triple], bindings: Bindings) -> Iterator[Bindings]:
        """Match patterns one by one, first those whose ends are known."""
        if len(triples) < 2:  # noqa: PLR2004
            yield from self._match_one(triples[0], bindings) if triples else (bindings,)
            return
        first = min(triples, key=lambda triple: triple.open_ends(bindings))
        rest = [triple for triple in triples if triple is not first]
        for found in self._match_one(first, bindings):
            yield from self._match(rest, found)

    def _match_one(self, triple: _Triple, bindings: Bindings) -> list[Bindings]:
        subject = _known(triple.subject, triple.subject_name, bindings)
        value = _known(triple.value, triple.value_name, bindings)
        found = self._reach(subject, triple.predicate, value)
        if subject is not None and value is not None:
            return [bindings] if found else []
        name = str(triple.subject_name if subject is None else triple.value_name)
        return [{**bindings, name: term} for term in found]

    def _reach(self, subject: Node | None, predicate: Any, value: Node | None) -> Sequence[Node]:
        """List the terms at the end of a pattern that is open, or at its second one."""
        if type(predicate) is URIRef:
            if subject is not None:
                values = self._facts.values_of(subject, predicate)
                return values if value is None else [term for term in values if term == value]
            if value is not None:
                return self._facts.subjects_of(predicate, value)
        if isinstance(predicate, AlternativePath):
            ways = (self._reach(subject, way, value) for way in predicate.args)
            return [term for way in ways for term in way]
        if isinstance(predicate, MulPath) and not predicate.zero:
            # Without a first step there is no way.
            ends = (subject, None) if subject is not None else (None, value)
            if not self._reach(ends[0], predicate.path, ends[1]):
                return ()
        raise UndecidedError


def _undecided(_: Bindings) -> _Solutions:
    raise UndecidedError


def _known(term: Node | None, name: str | None, bindings: Bindings) -> Node | None:
    """Find the term at an end of a pattern, or nothing where it may be any."""
    if name is None or name not in bindings:
        return term
    value = look_up(name, bindings)
    if type(value) not in _TERMS:
        raise UndecidedError
    found: Node = value
    return found
