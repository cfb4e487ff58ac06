"""The prologue of a query and its dataset clause (SPARQL 1.1, sections 4.1 and 13.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from kizuna.errors import QueryError
from kizuna.evaluation.jobs import Clause
from kizuna.web.language import saying
from kizuna.web.lexer import Kind, Token

_NO_GRAPH = saying("FROM names a graph by an IRI or by a name with a declared prefix.")
_PROLOGUE = re.compile(r"(BASE|PREFIX|VERSION)", re.IGNORECASE)
_FROM = re.compile(r".*FROM(NAMED)?", re.IGNORECASE)
_ESCAPES = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(slots=True)
class Prologue:
    """What a query declares: what references are resolved against, and what prefixes stand for."""

    base: str
    prefixes: dict[str, str]

    def resolve(self, token: Token) -> str | None:
        """Give the IRI that a token names."""
        if token.kind is Kind.IRI:
            return _resolve(self.base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        if token.kind is not Kind.NAME or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _resolve(base: str, reference: str) -> str:
    plain = _ESCAPES.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), reference)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", plain):
        return plain
    return urljoin(base, plain)


def read_prologue(code: list[Token], base: str) -> tuple[Prologue, list[Token]]:
    """Read what a query declares; give the rest of its tokens, too."""
    prologue, position = Prologue(base, {}), 0
    while position < len(code) and _PROLOGUE.match(code[position].text):
        position += _declare(prologue, code[position : position + 3])
    return prologue, code[position:]


def _declare(prologue: Prologue, tokens: list[Token]) -> int:
    """Take one declaration in, and say how many tokens it has.

    The engine needs no blank after the keyword: ``PREFIXx:`` is one name to the lexer.
    """
    first = tokens[0]
    keyword = first.text[:6].upper()
    if first.kind is Kind.NAME and keyword == "PREFIX":
        tokens = [first, Token(Kind.NAME, first.text[6:], first.start), *tokens[1:2]]
        length = 2
    else:
        length = 3 if keyword == "PREFIX" else 2
    if keyword == "PREFIX" and len(tokens) == 3:  # noqa: PLR2004
        prologue.prefixes[tokens[1].text.removesuffix(":")] = prologue.resolve(tokens[2]) or ""
    elif keyword[:4] == "BASE" and len(tokens) > 1:
        prologue.base = prologue.resolve(tokens[1]) or prologue.base
    return length


def read_clause(body: list[Token], prologue: Prologue) -> Clause | None:
    """Read the graphs that a query names by FROM, if any.

    :raises QueryError: if what stands behind FROM names none.
    """
    default: list[str] = []
    named: list[str] = []
    for iri, is_named in _from(body, prologue):
        (named if is_named else default).append(iri)
    return Clause(tuple(default), tuple(named)) if default or named else None


def _from(body: list[Token], prologue: Prologue) -> Iterator[tuple[str, bool]]:
    """Find the graphs of FROM and FROM NAMED, which stand outside every brace."""
    depth = 0
    for position, token in enumerate(body):
        depth += (token.text == "{") - (token.text == "}")
        if depth:
            continue
        glued = token.kind is Kind.NAME and _FROM.match(token.text.partition(":")[0])
        if glued and not prologue.resolve(token):
            raise QueryError(saying("Write a blank behind FROM: %(piece)s", piece=token.text))
        found = _FROM.fullmatch(token.text) if token.kind is Kind.WORD else None
        if not found:
            continue
        rest = body[position + 1 : position + 3]
        separate = bool(rest) and rest[0].text.upper() == "NAMED"
        operand = rest[1:2] if separate else rest[:1]
        iri = prologue.resolve(operand[0]) if operand else None
        if iri is None:
            raise QueryError(_NO_GRAPH)
        yield iri, separate or bool(found.group(1))
