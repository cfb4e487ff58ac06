"""Turtle in the form that data files have: blocks sorted by IRI, four spaces, used prefixes only.

Names are given as ``prefix:local`` or ``<relative>``, literals as Turtle has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kizuna.namespaces import ABSOLUTE, THING_PREFIXES

Facts = Sequence[tuple[str, Sequence[str]]]
"""The properties of a block in their order, each with its values."""

_NEXT = " ,\n        "
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 0xFFFE, 0xFFFF))
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>')
_PREFIX = re.compile(r"([A-Za-z][\w-]*):")


def text(value: str, language: str) -> str:
    """Write a text with its language, without control characters, which no name means."""
    return f'"{value.translate(_CONTROLS).translate(_ESCAPES)}"@{language}'


def typed(value: str, datatype: str) -> str:
    """Write a literal with its datatype, a prefixed name."""
    return f'"{value.translate(_ESCAPES)}"^^{datatype}'


def block(subject: str, classes: Sequence[str], facts: Facts) -> str:
    """Write a block: its classes first, then the properties that have values."""
    lines = [f"    {name} {_NEXT.join(values)} ;" for name, values in facts if values]
    return "\n".join([subject, f"    a {_NEXT.join(classes)} ;", *lines, "."])


def document(blocks: Mapping[str, str], own: Mapping[str, str]) -> str:
    """Write a file: blocks in the order of their IRIs, under the prefixes that they use."""
    body = "\n\n".join(blocks[iri] for iri in sorted(blocks))
    table = {**ABSOLUTE, **THING_PREFIXES, **own}
    used = sorted(set(_prefixes(body)) & table.keys())
    head = "\n".join(f"@prefix {name}: <{table[name]}> ." for name in used)
    return f"{head}\n\n{body}\n"


def _prefixes(body: str) -> Iterable[str]:
    """Find the prefixes of names, and not what looks like one in a literal or a full IRI."""
    return (match[1] for match in _PREFIX.finditer(_QUOTED.sub(" ", body)))
