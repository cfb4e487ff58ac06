r"""What a query is, before the engine sees it: its form, its dataset, and whether it is refused.

SERVICE is refused twice over. The lexer finds the word wherever the engine could read it as a
keyword; and in strings, comments and IRIs, where it is harmless, it is written in another way
(``\u0053ERVICE``), so that the engine would answer with a syntax error if the two ever differed
about where a string ends.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from kizuna.errors import QueryError
from kizuna.evaluation.jobs import Clause
from kizuna.web.language import Saying, saying
from kizuna.web.lexer import Kind, Token, locate, read_tokens
from kizuna.web.prologue import read_clause, read_prologue

MAX_DEPTH = 200
"""Brackets within brackets; an engine's stack would end at some thousands."""

MAX_WORDS = 4_000
"""Keywords, and likewise operators: chains of them are evaluated by recursion."""

MAX_TOKENS = 300_000
"""Pieces of a query: a mebibyte of values has fewer, and reading them takes a second at most."""

_NO_SERVICE = saying("SERVICE is refused: this endpoint asks no other.")
_TOO_DEEP = saying("More than %(most)s brackets within each other.", most=MAX_DEPTH)
_TOO_MANY_WORDS = saying("More than %(most)s keywords or operators.", most=MAX_WORDS)
_TOO_MANY_TOKENS = saying("More than %(most)s words, marks and terms.", most=MAX_TOKENS)
READ_ONLY = saying("Updates are refused: this endpoint is read-only.")
_NO_QUERY = saying("A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE.")

_SERVICE = re.compile("service", re.IGNORECASE)
_FORMS = re.compile(r"SELECT|ASK|CONSTRUCT|DESCRIBE", re.IGNORECASE)
_UPDATES = re.compile(r"INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH", re.IGNORECASE)
_SHORT = 2_000
_TELLING = re.compile(r"service|from|\\", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?:\s+|#[^\r\n]*[\r\n]|PREFIX\s+[^\s<:]*:\s*<[^<>\s]*>|BASE\s+<[^<>\s]*>)*+"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s{?*(<])",
    re.IGNORECASE,
)
"""A prologue and the first word behind it, written as nearly everybody writes them."""

_FREE = frozenset({"A", "TRUE", "FALSE", "UNDEF"})
_OPERATORS = frozenset("!+-*/|^=<>") | {"||", "&&", "!=", "<=", ">="}


class Form(Enum):
    """The form of a query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


FORMS_OF_GRAPHS = frozenset({Form.CONSTRUCT, Form.DESCRIBE})
"""The forms whose results are graphs; those of the others are tables and booleans."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query that may be evaluated.

    ``text`` is what the engine gets; ``clause`` the graphs that it names by FROM, if any.
    """

    form: Form
    text: str
    original: str
    clause: Clause | None = None


def examine(text: str, base: str, deadline: float = math.inf) -> Query:
    """Examine a query, until a time of the monotonic clock at most.

    :raises QueryError: if it is refused, is no query at all, or takes too long to read.
    """
    plain = _examine_plain(text)
    if plain is not None:
        return plain
    tokens = list(_check_depth(read_tokens(text), text, deadline))
    code = [t for t in tokens if t.kind is not Kind.BLANK and t.kind is not Kind.COMMENT]
    _check_service(code, text)
    prologue, body = read_prologue(code, base)
    form = _read_form(body, text)
    clause = read_clause(body, prologue)
    return Query(form, "".join(map(_disarm, tokens)), text, clause)


def _examine_plain(text: str) -> Query | None:
    """Examine a short query without a word that could name a graph or another endpoint.

    Keywords cannot be escaped, so where ``service`` does not stand in the text it is not asked;
    a text so short cannot nest or chain without end.
    """
    if len(text) > _SHORT or _TELLING.search(text):
        return None
    if text.count("{") + text.count("(") + text.count("[") > MAX_DEPTH:
        return None
    found = _PLAIN.match(text)
    return Query(Form[found[1].upper()], text, text) if found else None


def _refuse(token: Token, text: str, said: Saying, kind: str = "query-refused") -> QueryError:
    line, column = locate(text, token.start)
    return QueryError(said, kind=kind, line=line, column=column)


def _check_service(code: list[Token], text: str) -> None:
    """Refuse SERVICE, also where it is glued to another word or to an empty prefix.

    ``SERVICE:p {`` is a call of ``:p`` to the engine; ``GRAPH service:p {`` is none.
    """
    for position, token in enumerate(code):
        if token.kind is Kind.WORD:
            found = bool(_SERVICE.search(token.text))
        elif token.kind is Kind.NAME and _SERVICE.search(token.text.partition(":")[0]):
            graph = position > 0 and code[position - 1].text.upper() == "GRAPH"
            found = not graph and [t.text for t in code[position + 1 : position + 2]] == ["{"]
        else:
            continue
        if found:
            raise _refuse(token, text, _NO_SERVICE)


def _check_depth(tokens: Iterable[Token], text: str, deadline: float) -> Iterator[Token]:
    depth = words = operators = 0
    for number, token in enumerate(tokens):
        if token.kind is Kind.WORD:
            words += token.text.upper() not in _FREE
        elif token.kind is Kind.MARK:
            depth += _DEPTH.get(token.text, 0)
            operators += token.text in _OPERATORS
        if depth > MAX_DEPTH:
            raise _refuse(token, text, _TOO_DEEP)
        if words > MAX_WORDS or operators > MAX_WORDS:
            raise _refuse(token, text, _TOO_MANY_WORDS)
        if number > MAX_TOKENS:
            raise _refuse(token, text, _TOO_MANY_TOKENS)
        if number % 10_000 == 0 and time.monotonic() > deadline:
            raise QueryError(saying("The query was not read in time."), kind="query-timeout")
        yield token


_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def _read_form(body: list[Token], text: str) -> Form:
    first = body[0] if body else Token(Kind.BLANK, "", len(text))
    found = _FORMS.match(first.text)
    if found:
        return Form[found.group().upper()]
    if _UPDATES.match(first.text):
        raise _refuse(first, text, READ_ONLY, _UPDATE)
    raise _refuse(first, text, _NO_QUERY, "query-syntax")


_UPDATE = "update-refused"


def _disarm(token: Token) -> str:
    if token.kind is Kind.COMMENT:
        return " " * len(token.text)
    if token.kind in (Kind.STRING, Kind.IRI):
        return _SERVICE.sub(lambda m: f"\\u{ord(m.group()[0]):04X}{m.group()[1:]}", token.text)
    return token.text
