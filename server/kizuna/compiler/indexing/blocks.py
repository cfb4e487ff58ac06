"""Blocks: what documents say of one subject, in Turtle, and the prefixes of a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Triple

from kizuna.compiler.indexing.facts import TYPE
from kizuna.formats import TURTLE
from kizuna.serialization import write_graph

_PREFIXES = re.compile(r"(?:@prefix [^\n]*\n)*")

Lines = frozenset[str]
"""Declarations of prefixes, a line each."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block by its number, with the prefixes that it uses."""

    number: int
    prefixes: Lines


Places = Mapping[str, Sequence[int]]
"""Which triples of a block follow by which rule alone, counted from 0."""

Text = tuple[str, Places]

_NONE: Places = {}


@dataclass(slots=True)
class Blocks:
    """The blocks of all documents, in the order of their numbers."""

    prefixes: Mapping[str, str]
    derived: Mapping[Triple, str]
    texts: list[Text] = field(default_factory=list)
    _heads: dict[Lines, int] = field(default_factory=dict)
    _lines: dict[Lines, Lines] = field(default_factory=dict)
    """Each set of prefixes once: some hundred thousand blocks use few different ones."""

    def write(self, triples: Iterable[Triple]) -> Block:
        """Write the triples of one subject, as ``sort`` of ``web/documents.py`` orders them."""
        ordered = sorted(triples, key=_order)
        turtle = write_graph(ordered, TURTLE, self.prefixes).decode()
        head = _PREFIXES.match(turtle)
        end = head.end() if head else 0
        lines = frozenset(turtle[:end].splitlines(keepends=True))
        number = self._add(turtle[end:], self._find(ordered))
        return Block(number, self._lines.setdefault(lines, lines))

    def _find(self, triples: Sequence[Triple]) -> Places:
        found: dict[str, list[int]] = defaultdict(list)
        for place, triple in enumerate(triples):
            if rule := self.derived.get(triple):
                found[rule].append(place)
        return found or _NONE

    def declare(self, blocks: Iterable[Block]) -> int:
        """Give the number of the block that declares the prefixes of some blocks."""
        lines: Lines = frozenset().union(*(block.prefixes for block in blocks))
        if lines not in self._heads:
            self._heads[lines] = self._add("".join(sorted(lines, key=_length)), _NONE)
        return self._heads[lines]

    def _add(self, text: str, derived: Places) -> int:
        self.texts.append((text, derived))
        return len(self.texts)


def _length(line: str) -> tuple[int, str]:
    """Order prefixes as the engine does: those of the longest namespaces first."""
    return -len(line.partition("<")[2]), line


def _order(triple: Triple) -> tuple[bool, str, str]:
    return triple.predicate.value != TYPE, triple.predicate.value, str(triple.object)
