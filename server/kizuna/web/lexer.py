r"""The terminals of SPARQL 1.1 in one pass over the text, in linear time.

It reads what the engine's parser reads, down to two habits of it: keywords need no blank between
them (``SELECTDISTINCT``, ``1SERVICE``), and ``\u`` escapes count in strings and IRIs only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from kizuna.errors import QueryError
from kizuna.web.language import saying


class Kind(Enum):
    """What a token is.

    A run is several tokens that are read as one: variables, numbers, commas and semicolons with
    the blanks between them, of which a long query may have hundreds of thousands.
    """

    RUN = "run"
    BLANK = "blank"
    COMMENT = "comment"
    STRING = "string"
    IRI = "iri"
    NAME = "name"
    VARIABLE = "variable"
    NODE = "node"
    TAG = "tag"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"


class Token(NamedTuple):
    """A piece of the text, and where it begins."""

    kind: Kind
    text: str
    start: int


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U = f"{_BASE}_"
_CHARS = f"{_U}\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = f"[{_BASE}](?:[{_CHARS}.]{{0,255}}+(?<!\\.))?"
"""Bounded: without a colon behind it, each of its letters begins another look ahead."""

_IRI = r'<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>'

_STRING = (
    r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"""|'
    r"'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''|"
    r'"(?!"")[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"|'
    r"'(?!'')[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+'"
)

_BLANK = r"[ \t\r\n]+"
_VARIABLE = f"[?$][{_U}0-9][{_U}0-9\u00b7\u0300-\u036f\u203f-\u2040]*"
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_RUN = f"{_VARIABLE}|{_NUMBER}|[,;]"

_PATTERNS = (
    (Kind.RUN, f"(?:{_RUN})(?:{_BLANK}|{_RUN})++"),
    (Kind.BLANK, _BLANK),
    (Kind.VARIABLE, _VARIABLE),
    (Kind.MARK, r"[{}()\[\];,*/|!&](?![|&=])"),
    (Kind.COMMENT, r"#[^\r\n]*"),
    (Kind.STRING, _STRING),
    (Kind.IRI, _IRI),
    (Kind.NODE, f"_:[{_U}0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
    (
        Kind.NAME,
        f"(?![0-9.+<>=^-])(?:{_PREFIX})?:(?:(?:[{_U}:0-9]|{_ESCAPE})(?:[{_CHARS}.:]|{_ESCAPE})*)?",
    ),
    (Kind.TAG, r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?"),
    (Kind.NUMBER, _NUMBER),
    (Kind.WORD, r"[A-Za-z_][A-Za-z0-9_]*"),
    (Kind.MARK, r"\^\^|&&|\|\||[!<>]=|[][(){}<>.,;|/^*+!?=-]|&"),
)
_TOKEN = re.compile("|".join(f"({pattern})" for _, pattern in _PATTERNS), re.DOTALL)
_KINDS = (Kind.BLANK, *(kind for kind, _ in _PATTERNS))
"""The kinds by number of the group that matched; there is no group 0."""

_OPERANDS = frozenset({Kind.STRING, Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.NUMBER, Kind.WORD})
_OPERAND = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*://)(?:[?$'0-9.(!+-]|[^/?#]*[(:]|true|false)")


def read_tokens(text: str) -> Iterator[Token]:
    """Read the tokens of a query, white space and comments among them.

    :raises QueryError: at the first character that begins no token.
    """
    position, size, before, brackets = 0, len(text), Token(Kind.BLANK, "", 0), [""]
    while position < size:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _stray(text, position)
        kind, piece = _KINDS[match.lastindex or 0], match.group()
        if kind is _NAME_KIND and piece[-1] == ".":
            piece = _without_final_dots(piece)
        token = Token(kind, piece, position)
        if kind is _IRI_KIND and brackets[-1] == "(" and _ends_operand(before):
            token = _compare(token, text)
        elif piece in _BRACKETS:
            _track(piece, brackets)
        yield token
        position += len(token.text)
        if kind is not _BLANK_KIND and kind is not _COMMENT_KIND:
            before = token


def _stray(text: str, position: int) -> QueryError:
    line, column = locate(text, position)
    piece = text[position : position + 20]
    return QueryError(
        saying("No token of SPARQL begins with %(piece)r.", piece=piece), line=line, column=column
    )


_IRI_KIND, _NAME_KIND = Kind.IRI, Kind.NAME
_BLANK_KIND, _COMMENT_KIND = Kind.BLANK, Kind.COMMENT
_BRACKETS = frozenset("(){}[]")


def _ends_operand(token: Token) -> bool:
    if token.kind is Kind.RUN:
        return token.text.rstrip()[-1] not in ",;"
    return token.kind in _OPERANDS or token.text == ")"


def _without_final_dots(name: str) -> str:
    """Leave the dots behind a name to the end of the triple; an escaped one belongs to it."""
    bare = name.rstrip(".")
    return name[: len(bare) + 1] if bare.endswith("\\") else bare


def _compare(token: Token, text: str) -> Token:
    """Take ``<`` as a comparison where it may be one: ``?a<?b && ?c>?d``.

    :raises QueryError: if the two readings would not end at the same place.
    """
    if not _OPERAND.match(token.text):
        return token
    if "'" in token.text or "#" in token.text:
        line, column = locate(text, token.start)
        raise QueryError(
            saying("Write a blank behind '<', or a whole IRI: %(piece)s", piece=token.text[:60]),
            kind="query-refused", line=line, column=column,
        )  # fmt: skip
    return Token(Kind.MARK, "<", token.start)


def _track(mark: str, brackets: list[str]) -> None:
    if mark in ("(", "{", "["):
        brackets.append(mark)
    elif mark in (")", "}", "]") and len(brackets) > 1:
        brackets.pop()


def locate(text: str, position: int) -> tuple[int, int]:
    """Give line and column, both from 1, of a position."""
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")
