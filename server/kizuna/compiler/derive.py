"""Rules of inference: what can be derived, and from what, is itself a file.

    ontology/rules/1-bounds.rq      → <base>graph/derived/bounds
      #+ title: Day bounds of stated dates
      #+ description: …
      #+ stage: bounds              before validation; or links, after it
      CONSTRUCT { … } WHERE { … }

Rules run in the order of their file names over everything merged; each sees what those before
it derived.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from pyoxigraph import BlankNode, Quad, QueryTriples, RdfFormat, Store, Triple, serialize

from kizuna.compiler.inputs import Input
from kizuna.compiler.source import decode, in_order
from kizuna.errors import SourceError
from kizuna.iris import SLUG, Base

Graphs = Mapping[str, Sequence[Triple]]
"""Triples by the IRI of the graph that holds them."""

_FACT = re.compile(r"^#\+ (\w+): *(.*?) *$", re.MULTILINE)
_NAME = re.compile(r"[0-9]+-(.+)")
_ASIDE = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
_UNSTEADY = re.compile(r"\b(?:SERVICE|NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w:?$])(?:GRAPH|FROM)\b(?!:)", re.IGNORECASE)


class Stage(Enum):
    """When a rule runs: before validation, or after it."""

    BOUNDS = "bounds"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: where it stands, where its results stand, what it says of itself, its query."""

    path: PurePosixPath
    graph: str
    title: str
    description: str
    stage: Stage
    query: str


def parse_rule(file: Input, base: Base) -> Rule:
    """Read a rule.

    :raises SourceError: if its name or a line of its header is not as it should be, or its
        query is no CONSTRUCT, or calls what is not the same every time.
    """
    path = Path(file.path)
    text = decode(file.content, path)
    name = _NAME.fullmatch(file.path.stem)
    if name is None or not SLUG.fullmatch(name[1]):
        raise SourceError("a rule is named NUMBER-NAME.rq, as in 1-bounds.rq", path=path)
    facts = dict(_FACT.findall(text))
    for fact in ("title", "description", "stage"):
        if not facts.get(fact):
            raise SourceError(f"a rule begins with a line '#+ {fact}: …'", path=path, line=1)
    if facts["stage"] not in {stage.value for stage in Stage}:
        stages = " or ".join(stage.value for stage in Stage)
        raise SourceError(f"the stage of a rule is {stages}: {facts['stage']!r}", path=path)
    unsteady, named = (kind.search(_ASIDE.sub(" ", text)) for kind in (_UNSTEADY, _NAMED))
    if unsteady:
        raise SourceError(f"a rule derives the same every time: no {unsteady[0]}", path=path)
    if named:
        raise SourceError(f"a rule sees all graphs merged into one: no {named[0]}", path=path)
    graph, stage = base.derived(name[1]), Stage(facts["stage"])
    rule = Rule(file.path, graph, facts["title"], facts["description"], stage, text)
    # Asked of nothing, so that the gate knows a faulty rule of any stage.
    _run(Store(), rule, base)
    return rule


def of_syntax(error: SyntaxError) -> tuple[str, int | None]:
    """Say where a query is no SPARQL, and at which of its lines.

    What Oxigraph would have expected there is a list of all that may begin a term.
    """
    where = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if where is None:
        return f"is not SPARQL: {error}", None
    what = "it cannot go on like this; look here and just before" if "\n" in where[3] else where[3]
    return f"is not SPARQL, column {where[2]}: {what}", int(where[1])


def load(graphs: Graphs) -> Store:
    """Merge graphs in a store in memory: a rule asks nothing of where a triple stands."""
    store = Store()
    for triples in graphs.values():
        # Through N-Triples: Oxigraph parses faster than it takes triples one by one.
        store.load(serialize(triples, format=RdfFormat.N_TRIPLES), format=RdfFormat.N_TRIPLES)
    return store


def derive(store: Store, rules: Iterable[Rule], base: Base) -> dict[str, list[Triple]]:
    """Run rules over a store, and add their results to it.

    :raises SourceError: if a query cannot be read, is no CONSTRUCT, or makes blank nodes.
    """
    derived: dict[str, list[Triple]] = {}
    for rule in rules:
        triples = _run(store, rule, base)
        store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
        derived[rule.graph] = triples
    return derived


def _run(store: Store, rule: Rule, base: Base) -> list[Triple]:
    path = Path(rule.path)
    try:
        result = store.query(rule.query, base_iri=base.iri)
    except SyntaxError as error:
        message, line = of_syntax(error)
        raise SourceError(message, path=path, line=line) from error
    if not isinstance(result, QueryTriples):
        raise SourceError("a rule is a CONSTRUCT query", path=path)
    triples = in_order(result)
    if any(isinstance(term, BlankNode) for t in triples for term in (t.subject, t.object)):
        raise SourceError("makes blank nodes, which have no name to be cited by", path=path)
    return triples
