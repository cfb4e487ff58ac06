"""Where the blocks of a Turtle file begin, and which prefixes it declares and uses.

Oxigraph is the parser of record, but it tells no positions of what it read without fault. This
reads the terminals of Turtle alone, of text that has been parsed before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

_TERMINALS = re.compile(
    r"""
    # What tells nothing: white space, comments, literals, and the marks between them.
    (?: [ \t\r\n;,^]+ | \#[^\n]*
      | \"{3}(?:"{0,2}(?:[^"\\]++|\\.))*+\"{3} | '{3}(?:'{0,2}(?:[^'\\]++|\\.))*+'{3}
      | "(?:[^"\\\n\r]++|\\.)*+" | '(?:[^'\\\n\r]++|\\.)*+'
      | [+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)
    )*+
    (?: (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
      | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<name>(?:[^\W\d](?:[\w.\-]*[\w\-])?)?:(?:[\w:%\-]++|\\.|\.+(?=[\w:%\-\\]))*+)
      | (?P<word>[A-Za-z]+)
      | (?P<mark>.)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_DIRECTIVES = frozenset({"@prefix", "@base", "prefix", "base"})


@dataclass(frozen=True, slots=True)
class Prefix:
    """A declaration: the prefix, its namespace as written and as resolved, and its line."""

    name: str
    written: str
    namespace: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A subject with the line at which its block begins; a blank node has no IRI."""

    subject: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out.

    ``lines`` has the line of each subject's first block, ``written`` the IRIs written in full,
    ``bases`` and ``blanks`` the lines of declarations of a base and of blank nodes.
    """

    prefixes: tuple[Prefix, ...]
    blocks: tuple[Block, ...]
    lines: Mapping[str, int]
    used: frozenset[str]
    written: tuple[tuple[str, int], ...]
    bases: tuple[int, ...]
    blanks: tuple[int, ...]


_Token = tuple[str, str, int]
"""A terminal: of which kind it is, its text, and where it stands."""


def read_layout(text: str, base: str) -> Layout:
    """Read the layout of sound Turtle."""
    prefixes: list[Prefix] = []
    bodies: list[list[_Token]] = []
    bases: list[int] = []
    lines = _Lines(text)
    for statement in _statements(text):
        kind, word, at = statement[0]
        directive = word.lower() if kind in ("at", "word") else ""
        if directive.endswith("prefix"):
            prefixes.append(_prefix(statement, base, lines.of(at)))
        elif directive.endswith("base"):
            bases.append(lines.of(at))
        else:
            bodies.append(statement)
    tokens = [token for body in bodies for token in body]
    namespaces = {prefix.name: prefix.namespace for prefix in prefixes}
    blocks = [Block(_subject(body[0], namespaces, base), lines.of(body[0][2])) for body in bodies]
    return Layout(
        tuple(prefixes),
        tuple(blocks),
        {b.subject: b.line for b in reversed(blocks) if b.subject is not None},
        frozenset(word.partition(":")[0] for kind, word, _ in tokens if kind == "name"),
        tuple((word[1:-1], lines.of(at)) for kind, word, at in tokens if kind == "iri"),
        tuple(bases),
        tuple(lines.of(at) for kind, word, at in tokens if _is_blank(kind, word)),
    )


class _Lines:
    """Tells the lines of places in a text."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def of(self, at: int) -> int:
        """Count the line that a place is in, from 1."""
        return bisect_left(self._ends, at) + 1


def _statements(text: str) -> Iterator[list[_Token]]:
    depth = 0
    statement: list[_Token] = []
    for match in _TERMINALS.finditer(text):
        kind = str(match.lastgroup)
        word = match[kind]
        if kind == "mark":
            depth += (word in _OPEN) - (word in _CLOSE)
            if word == "." and not depth:
                yield statement
                statement = []
                continue
        statement.append((kind, word, match.start(kind)))
        # SPARQL's form of a directive has no full stop: it ends with its IRI.
        if kind == "iri" and _is_sparql_directive(statement[0]):
            yield statement
            statement = []


def _is_sparql_directive(head: _Token) -> bool:
    return head[0] == "word" and head[1].lower() in _DIRECTIVES


def _is_blank(kind: str, word: str) -> bool:
    return word in _OPEN or (kind == "name" and word.startswith("_:"))


def _prefix(statement: list[_Token], base: str, line: int) -> Prefix:
    name, iri = statement[1][1][:-1], statement[2][1][1:-1]
    return Prefix(name, iri, urljoin(base, _unescape(iri)), line)


def _subject(token: _Token, namespaces: Mapping[str, str], base: str) -> str | None:
    kind, word, _ = token
    if kind == "iri":
        return urljoin(base, _unescape(word[1:-1]))
    prefix, _, local = word.partition(":")
    if kind != "name" or prefix not in namespaces:
        return None
    return namespaces[prefix] + re.sub(r"\\(.)", r"\1", local)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
