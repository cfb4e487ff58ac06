"""The triples that are validated, as an rdflib graph with the two indexes that SHACL needs.

rdflib's own store keeps a third index, and for every triple the contexts it stands in.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.query import Result
from rdflib.term import Node, Variable

from kizuna.compiler.source import SKOLEM

_Triple = tuple[Node, Node, Node]
_Index = dict[Node, dict[Node, list[Node]]]

_FOCUS = Variable("this")
_NOTHING: dict[Node, list[Node]] = {}


class Terms(dict[Any, Node]):
    """Terms of Oxigraph as rdflib has them, lexical forms kept, each made once.

    What was a blank node becomes one again: lists and paths are told from terms by being blank.
    """

    def __missing__(self, term: Any) -> Node:
        """Convert a term that was not met before."""
        made = self[term] = _convert(term)
        return made

    def convert(self, triples: Iterable[Triple]) -> Iterator[_Triple]:
        """Convert triples, each once."""
        for t in dict.fromkeys(triples):
            yield self[t.subject], self[t.predicate], self[t.object]


class Facts(SimpleMemory):
    """Triples in memory: the values of a subject's property, and the subjects that have one."""

    def __init__(self, triples: Iterable[Triple], terms: Terms) -> None:
        super().__init__()
        self._terms = terms
        self._values: _Index = {}
        self._subjects: _Index = {}
        self._size = 0
        for s, p, o in terms.convert(triples):
            self._size += 1
            self._values.setdefault(s, {}).setdefault(p, []).append(o)
            self._subjects.setdefault(p, {}).setdefault(o, []).append(s)

    def own(self, term: Node) -> Node:
        """Find the very object that stands for a term here: two that are equal compare slowly."""
        return self._terms[NamedNode(str(term))] if isinstance(term, URIRef) else term

    def values_of(self, subject: Node, predicate: Node) -> Sequence[Node]:
        """List the objects of a subject and a predicate."""
        return self._values.get(subject, _NOTHING).get(predicate, ())

    def subjects_of(self, predicate: Node, value: Node) -> Sequence[Node]:
        """List the subjects of a predicate and an object."""
        return self._subjects.get(predicate, _NOTHING).get(value, ())

    def triples(self, triple_pattern: Any, *_: Any, **__: Any) -> Iterator[tuple[_Triple, Any]]:
        """Find triples; what is ``None`` may be anything."""
        return ((triple, None) for triple in self._find(*triple_pattern))

    def __len__(self, *_: Any, **__: Any) -> int:
        return self._size

    def _find(self, s: Node | None, p: Node | None, o: Node | None) -> Iterator[_Triple]:
        if s is not None:
            of = self._values.get(s, _NOTHING)
            for predicate in of if p is None else (p,):
                for value in of.get(predicate, ()):
                    if o is None or value == o:
                        yield s, predicate, value
            return
        for predicate in self._subjects if p is None else (p,):
            by_value = self._subjects.get(predicate, _NOTHING)
            for value in by_value if o is None else (o,):
                for subject in by_value.get(value, ()):
                    yield subject, predicate, value


class DataGraph(Graph):
    """A graph of facts, which parses a query once: the same one is asked of every focus node."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(store=facts)
        self.facts = facts
        self._prepared: dict[str, Query] = {}

    def objects(
        self, subject: Any = None, predicate: Any = None, *rest: Any
    ) -> Generator[Node, None, None]:
        """List the values of a property."""
        if subject is None or not isinstance(predicate, URIRef):
            yield from super().objects(subject, predicate, *rest)
        else:
            yield from self.facts.values_of(subject, predicate)

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Answer a query."""
        query = self.prepare(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, *args, **kwargs)

    def prepare(self, text: str) -> Query:
        """Parse a query, or find it among those that were."""
        query = self._prepared.get(text)
        if query is None:
            namespaces = {prefix: str(namespace) for prefix, namespace in self.namespaces()}
            query = self._prepared[text] = prepareQuery(text, initNs=namespaces)
            _begin_at_the_focus(query.algebra)
        return query


def _begin_at_the_focus(part: Any) -> None:
    """Put the patterns that name the focus node first.

    rdflib counts the ends that are bound, and where two patterns have as many it takes the one
    that stands first: ``?report a kizuna:Status`` before ``?report kizuna:of $this``, all reports
    of the world for each partnership.
    """
    if isinstance(part, list | tuple):
        for one in part:
            _begin_at_the_focus(one)
    elif isinstance(part, CompValue):
        if part.name == "BGP":
            part["triples"] = sorted(part.triples, key=lambda triple: _FOCUS not in triple)
        # What EXISTS asks for is translated beside the parse, and found by its name alone.
        for one in (*part.values(), part.graph):
            _begin_at_the_focus(one)


def _convert(term: Any) -> Node:
    if isinstance(term, Literal):
        language = term.language
        datatype = None if language else URIRef(term.datatype.value)
        return RdfLiteral(term.value, lang=language, datatype=datatype, normalize=False)
    iri = term.value if isinstance(term, NamedNode) else str(term)
    return BNode(iri) if SKOLEM in iri else URIRef(iri)
