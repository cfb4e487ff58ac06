"""Where the blocks of a Turtle file begin, and which prefixes it declares and uses.

Oxigraph is the parser of record, but it tells no positions of what it read without fault. This
reads the terminals of Turtle alone, of text that has been parsed before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

_TERMINALS = re.compile(
    r"""
      (?P<blank>[ \t\r\n]+|\#[^\n]*)
    | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<string>\"{3}(?:"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d](?:[\w.\-]*[\w\-])?)?:(?:[\w:%\-]|\\.|\.+(?=[\w:%\-\\]))*)
    | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+))
    | (?P<word>[A-Za-z]+)
    | (?P<mark>\^\^|<<|>>|.)
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


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def read_layout(text: str, base: str) -> Layout:
    """Read the layout of sound Turtle."""
    prefixes: list[Prefix] = []
    bodies: list[list[_Token]] = []
    bases: list[int] = []
    for statement in _statements(text):
        directive = statement[0].text.lower() if statement[0].kind in ("at", "word") else ""
        if directive.endswith("prefix"):
            prefixes.append(_prefix(statement, base))
        elif directive.endswith("base"):
            bases.append(statement[0].line)
        else:
            bodies.append(statement)
    tokens = [token for body in bodies for token in body]
    namespaces = {prefix.name: prefix.namespace for prefix in prefixes}
    blocks = [Block(_subject(body[0], namespaces, base), body[0].line) for body in bodies]
    return Layout(
        tuple(prefixes),
        tuple(blocks),
        {b.subject: b.line for b in reversed(blocks) if b.subject is not None},
        frozenset(token.text.partition(":")[0] for token in tokens if token.kind == "name"),
        tuple((token.text[1:-1], token.line) for token in tokens if token.kind == "iri"),
        tuple(bases),
        tuple(token.line for token in tokens if _is_blank(token)),
    )


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TERMINALS.finditer(text):
        kind = str(match.lastgroup)
        if kind != "blank":
            yield _Token(kind, match.group(), line)
        line += match.group().count("\n")


def _statements(text: str) -> Iterator[list[_Token]]:
    depth = 0
    statement: list[_Token] = []
    for token in _tokens(text):
        if token.kind == "mark":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if token.text != "." or depth:
            statement.append(token)
        # SPARQL's form of a directive has no full stop: it ends with its IRI.
        ends = token.text == "." and not depth
        if statement and (ends or (token.kind == "iri" and _is_sparql_directive(statement))):
            yield statement
            statement = []


def _is_sparql_directive(statement: list[_Token]) -> bool:
    head = statement[0]
    return head.kind == "word" and head.text.lower() in _DIRECTIVES


def _is_blank(token: _Token) -> bool:
    return token.text in _OPEN or (token.kind == "name" and token.text.startswith("_:"))


def _prefix(statement: list[_Token], base: str) -> Prefix:
    name, iri = statement[1].text[:-1], statement[2].text[1:-1]
    return Prefix(name, iri, urljoin(base, _unescape(iri)), statement[0].line)


def _subject(token: _Token, namespaces: Mapping[str, str], base: str) -> str | None:
    if token.kind == "iri":
        return urljoin(base, _unescape(token.text[1:-1]))
    prefix, _, local = token.text.partition(":")
    if token.kind != "name" or prefix not in namespaces:
        return None
    return namespaces[prefix] + re.sub(r"\\(.)", r"\1", local)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
