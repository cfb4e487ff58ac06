"""Which triples follow by a rule alone: pages mark them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Triple

from kizuna.iris import Base


def find_derived(graphs: Mapping[str, Iterable[Triple]], base: Base) -> dict[Triple, str]:
    """Find the triples that stand in graphs of rules only, each with the first such rule."""
    head = base.derived("")
    derived: dict[Triple, str] = {}
    for name in sorted(name for name in graphs if name.startswith(head)):
        for triple in graphs[name]:
            derived.setdefault(triple, name.removeprefix(head))
    for name, triples in graphs.items():
        if not name.startswith(head):
            for triple in triples:
                derived.pop(triple, None)
    return derived
