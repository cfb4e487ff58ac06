"""pySHACL's constraints; those that cost most are asked in sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.core.shape_based_constraints import PropertyConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib.term import Node

from kizuna.compiler.shacl.facts import DataGraph
from kizuna.compiler.shacl.sieve import Sieve

Values = dict[Node, Sequence[Node]]
"""The value nodes of each focus node."""


class _WithoutText(ConstraintComponent):
    """A constraint that does not describe its results: that takes longer than to find them."""

    def make_v_result_description(self, *_: Any, **__: Any) -> str:
        """Write nothing into a text that nobody reads."""
        return ""


class _InSets(PropertyConstraintComponent):
    """Gives a property shape all its focus nodes at once."""

    def _evaluate_property_shape(
        self, executor: Any, prop_shape: Any, target_graph: Any, focus_value_nodes: Any, *rest: Any
    ) -> Any:
        every = dict.fromkeys(value for values in focus_value_nodes.values() for value in values)
        # One focus that is a list of nodes, which a shape takes as well as a node.
        return super()._evaluate_property_shape(
            executor, prop_shape, target_graph, {None: [list(every)]}, *rest
        )


class _Sieved(SPARQLBasedConstraint):
    """Asks rdflib about those focus nodes alone that a query may find something for."""

    def _evaluate_sparql_constraint(
        self, sparql_constraint: SPARQLQueryHelper, target_graph: DataGraph, f_v_dict: Values
    ) -> Any:
        query = _Query(sparql_constraint, next(iter(f_v_dict)))
        if "this" in query.given:
            sieve = Sieve(target_graph.prepare(query.text), target_graph.facts, query.given)
            f_v_dict = {
                focus: values
                for focus, values in f_v_dict.items()
                if sieve.may_find({**query.given, "this": focus})
            }
        return super()._evaluate_sparql_constraint(query, target_graph, f_v_dict)


class _Query:
    """A query as pySHACL's constraint wants it, checked once: its text is the same for all nodes.

    Asking for one node is how pySHACL refuses a text that no constraint may have.
    """

    def __init__(self, helper: SPARQLQueryHelper, focus: Node) -> None:
        self.node = helper.node
        self.messages = helper.messages
        self.given, text = helper.pre_bind_variables(focus)
        self.text: str = helper.apply_prefixes(text)

    def pre_bind_variables(self, focus: Node) -> tuple[dict[str, Node], str]:
        """Bind the focus node."""
        return {**self.given, "this": focus} if "this" in self.given else self.given, self.text

    def apply_prefixes(self, text: str) -> str:
        """Return the text, which has its prefixes."""
        return text


def _without_text(component: type[ConstraintComponent]) -> type[ConstraintComponent]:
    ours = {PropertyConstraintComponent: _InSets, SPARQLBasedConstraint: _Sieved}
    kind = ours.get(component, component)
    return type(kind.__name__, (_WithoutText, kind), {})


_OURS = {kind: _without_text(kind) for kind in dict.fromkeys(CONSTRAINT_PARAMETERS_MAP.values())}

CONSTRAINTS: Mapping[Node, type[ConstraintComponent]] = {
    parameter: _OURS[kind] for parameter, kind in CONSTRAINT_PARAMETERS_MAP.items()
}
"""The kind of constraint that has each parameter."""
