"""What a graph holds, by class, property and datatype: the partitions of VoID.

    <base>dataset/<path>                              a graph, counted
      #class-kizuna-Partnership                       what it says of partnerships
      #class-kizuna-Partnership--kizuna-party         … of their parties
      #class-kizuna-Partnership--kizuna-party--kizuna-Place
      #property-kizuna-party                          all that it says of parties

``void-ext`` is what generators and editors of SPARQL use for datatypes, which VoID leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kizuna.compiler.parts import slug_of
from kizuna.compiler.tally import Part, Tally
from kizuna.compiler.writing import Facts, block, number


@dataclass(frozen=True, slots=True)
class Counted:
    """A graph that is counted: its description, and what the names of its partitions begin with.

    The default graph's partitions by class and by property are those of the data set.
    """

    node: str
    head: str


def describe_partitions(of: Counted, tally: Tally) -> Iterator[Triple]:
    """Describe what a graph holds."""
    classes = {f"{of.head}#class-{slug_of(iri)}": iri for iri in tally.classes}
    properties = {f"{of.head}#property-{slug_of(iri)}": iri for iri in tally.parts}
    facts: Facts = {
        "void:triples": number(tally.triples),
        "void:distinctSubjects": number(tally.subjects),
        "void:classes": number(len(classes)),
        "void:properties": number(len(properties)),
        "void:classPartition": [NamedNode(iri) for iri in classes],
        "void:propertyPartition": [NamedNode(iri) for iri in properties],
    }
    yield from block(of.node, facts)
    for node, iri in classes.items():
        yield from block(
            node, {"void:class": NamedNode(iri), "void:entities": number(tally.classes[iri])}
        )
        yield from _properties(node, _deeper(of, node), tally.within[iri])
    for node, iri in properties.items():
        part = tally.parts[iri]
        yield from block(
            node, {"void:property": NamedNode(iri), "void:triples": number(part.triples)}
        )
        yield from _datatypes(node, _deeper(of, node), part)


def _deeper(of: Counted, node: str) -> str:
    """Name what lies within a partition: always in the document of its own graph."""
    return f"{of.node}#{node.partition('#')[2]}--"


def _properties(node: str, head: str, parts: Mapping[str, Part]) -> Iterator[Triple]:
    for prop, part in parts.items():
        inner = f"{head}{slug_of(prop)}"
        yield from block(node, {"void:propertyPartition": NamedNode(inner)})
        yield from block(
            inner, {"void:property": NamedNode(prop), "void:triples": number(part.triples)}
        )
        for kind, n in part.classes.items():
            leaf = f"{inner}--{slug_of(kind)}"
            yield from block(inner, {"void:classPartition": NamedNode(leaf)})
            yield from block(leaf, {"void:class": NamedNode(kind), "void:triples": number(n)})
        yield from _datatypes(inner, f"{inner}--", part)


def _datatypes(node: str, head: str, part: Part) -> Iterator[Triple]:
    for datatype, n in part.datatypes.items():
        leaf = f"{head}{slug_of(datatype)}"
        yield from block(node, {"void-ext:datatypePartition": NamedNode(leaf)})
        yield from block(
            leaf, {"void-ext:datatype": NamedNode(datatype), "void:triples": number(n)}
        )
