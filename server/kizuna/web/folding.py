"""Messages without values are put into a template as it is compiled, once for each language.

A page has some sixty of them, and looking each up as it is written took a twentieth of its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from kizuna.web.language import Language

LANGUAGE = "kizuna.language"
"""The policy of an environment that says in which language its templates are compiled."""

_BREAK = re.compile(r"\s*\n\s*")
_BLOCK = (
    ("block_begin", None), ("name", "trans"), ("block_end", None), ("data", None),
    ("block_begin", None), ("name", "endtrans"), ("block_end", None),
)  # fmt: skip
_CALL = (("name", "_"), ("lparen", None), ("string", None), ("rparen", None))


class Folding(Extension):
    """Translates ``{% trans %}…{% endtrans %}`` and ``_('…')`` where they have no values.

    Environments without a language leave them to the extension that looks them up.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Fold the messages of a template."""
        language: Language | None = self.environment.policies.get(LANGUAGE)
        return _fold(list(stream), language) if language else stream


def say(language: Language, message: str) -> Markup:
    """Say a message without values, in which a percent sign is written twice."""
    return Markup(language.say(message)) % {}  # noqa: S704  # our own words


def _fold(tokens: Sequence[Token], language: Language) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        line = tokens[at].lineno
        if _begins(tokens, at, _BLOCK):
            message = _BREAK.sub(" ", tokens[at + 3].value.strip()).replace("%", "%%")
            yield Token(line, "data", str(say(language, message)))
            at += len(_BLOCK)
        elif _begins(tokens, at, _CALL):
            yield Token(line, "string", str(say(language, tokens[at + 2].value)))
            yield from (Token(line, "pipe", "|"), Token(line, "name", "safe"))
            at += len(_CALL)
        else:
            yield tokens[at]
            at += 1


def _begins(tokens: Sequence[Token], at: int, pattern: Sequence[tuple[str, str | None]]) -> bool:
    """Tell whether the tokens from a place on are of some types, and have some values."""
    some = tokens[at : at + len(pattern)]
    return len(some) == len(pattern) and all(
        token.type == kind and value in (None, token.value)
        for token, (kind, value) in zip(some, pattern, strict=True)
    )
