"""pySHACL's shapes, which look at all their focus nodes at once.

pySHACL makes every constraint of a property shape anew for each focus node, and asks of each
value whether it conforms, however often that was asked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.errors import ConstraintLoadWarning
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from kizuna.compiler.shacl.constraints import CONSTRAINTS, Values
from kizuna.compiler.shacl.facts import DataGraph

Report = tuple[str, Node, list[tuple[Node, Node, Any]]]
"""A result as pySHACL has it: its description, its node, and its triples, those of details too."""

_Found = tuple[bool, list[Report]]
_Way = list[Any]
"""The shapes and constraints that led to a shape, in turn."""

_REFERENCES = (SH.node, SH.property, SH.qualifiedValueShape, SH["not"])
_LISTS_OF_REFERENCES = (SH["and"], SH["or"], SH.xone)


class Shapes(ShapesGraph):
    """A shapes graph whose shapes are ours.

    Shapes that refer to each other in a circle, or so deep that pySHACL would give up, stay its
    own: what holds of a node then depends on the way on which it was reached.
    """

    def _build_node_shape_cache(self) -> None:
        super()._build_node_shape_cache()
        if not _is_deep(self.graph, SHACLExecutor().max_validation_depth):
            shapes = self._node_shape_cache.items()
            self._node_shape_cache = {node: _ShapeInSets(shape) for node, shape in shapes}


def _is_deep(graph: Graph, limit: int) -> bool:
    """Say whether a shape refers to a shape, and this to another, more often than the limit."""
    others: dict[Node, set[Node]] = {}
    for predicate in _REFERENCES:
        for shape, other in graph.subject_objects(predicate):
            others.setdefault(shape, set()).add(other)
    for predicate in _LISTS_OF_REFERENCES:
        for shape, listed in graph.subject_objects(predicate):
            others.setdefault(shape, set()).update(graph.items(listed))
    reached = set(others)
    for _ in range(limit):
        reached = {other for shape in reached for other in others.get(shape, ())}
    return bool(reached)


@dataclass(frozen=True, slots=True)
class _Run:
    """By whom a shape is asked, of which graph, and on which way."""

    executor: SHACLExecutor
    graph: DataGraph
    way: _Way


class _ShapeInSets(Shape):
    """A shape that keeps its constraints, and what it knows of each node."""

    __slots__ = ("_conforming", "_constraints")

    def __init__(self, shape: Shape) -> None:
        path = shape.path() if shape.is_property_shape else None
        super().__init__(shape.sg, shape.node, shape.is_property_shape, path, shape.logger)
        self._conforming: dict[Node, bool] = {}
        self._constraints: list[ConstraintComponent] | None = None

    def validate(
        self,
        executor: SHACLExecutor,
        target_graph: Any,
        focus: Node | Sequence[Node] | None = None,
        _evaluation_path: _Way | None = None,
    ) -> _Found:
        """Validate what the shape targets, a list of nodes, or one node.

        Of one node, which another shape asks about, it tells only whether it conforms.
        """
        run = _Run(executor, target_graph, _evaluation_path or [])
        if isinstance(focus, Node):
            if focus not in self._conforming:
                self.learn(run, [focus])
            return self._conforming[focus], []
        nodes = self.focus_nodes(target_graph) if focus is None else focus
        return self._check(run, list(nodes))

    def learn(self, run: _Run, nodes: Iterable[Node]) -> None:
        """Find out which nodes conform: all at once, and if one does not, those of each half.

        Where many do not, it is quicker to look at each.
        """
        unknown = [node for node in dict.fromkeys(nodes) if node not in self._conforming]
        conforms, found = self._check(run, unknown)
        if conforms or len(unknown) == 1:
            self._conforming.update(dict.fromkeys(unknown, conforms))
            return
        many = len(found) * len(unknown).bit_length() > len(unknown)
        size = 1 if many else len(unknown) // 2
        for start in range(0, len(unknown), size):
            self.learn(run, unknown[start : start + size])

    def _check(self, run: _Run, nodes: Sequence[Node]) -> _Found:
        if self.deactivated or not nodes:
            return True, []
        values = self._values(run.graph, nodes)
        for other in self._others():
            # These will be asked about one by one.
            other.learn(run, chain.from_iterable(values.values()))
        if self._constraints is None:
            self._constraints = list(self._make_constraints())
        found = [
            constraint.evaluate(run.executor, run.graph, values, [*run.way, self, constraint])
            for constraint in self._constraints
        ]
        reports = [report for _, reports in found for report in reports]
        return all(conforms for conforms, _ in found), reports

    def _values(self, graph: DataGraph, nodes: Sequence[Node]) -> Values:
        """Find the value nodes of focus nodes; they are few, and never twice the same."""
        if not self.is_property_shape:
            return {node: (node,) for node in nodes}
        path = self.path()
        if isinstance(path, URIRef):
            return {node: graph.facts.values_of(node, path) for node in nodes}
        values: Values = self.value_nodes(graph, list(nodes))
        return values

    def _others(self) -> Iterator[_ShapeInSets]:
        for predicate in (SH.node, SH.qualifiedValueShape):
            for other in map(self.get_other_shape, self.objects(predicate)):
                if isinstance(other, _ShapeInSets):
                    yield other

    def _make_constraints(self) -> Iterator[ConstraintComponent]:
        parameters = (p for p, _ in self.sg.predicate_objects(self.node) if p in CONSTRAINTS)
        for kind in dict.fromkeys(CONSTRAINTS[parameter] for parameter in parameters):
            try:
                yield kind(self)
            except ConstraintLoadWarning as warning:
                self.logger.warning(repr(warning))
        for custom in self.find_custom_constraints():
            yield custom.make_validator_for_shape(self)
