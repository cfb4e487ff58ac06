"""Saved queries, as a release has them: what each asks, and how its parameters are bound.

The compiler makes two texts of a file. ``text`` runs anywhere; each parameter has its default
there, in a line of its own: ``VALUES ?day { "1987-04-01"^^xsd:date }``. In ``bound_text`` a
call stands in the place of that line, ``BIND(<…/parameter#day>() AS ?day)``; whoever evaluates
it gives the term that the call returns. So the text never changes, and the value goes wherever
the line went, subqueries included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kizuna.iris import Base
from kizuna.namespaces import PARAMETERS
from kizuna.parameters import TYPES, ParameterType, Value

VIEWS = ("table", "map", "chart")

_VALUES = re.compile(
    r"^([ \t]*)VALUES[ \t]+\?(\w+)[ \t]*\{[ \t]*(.+?)[ \t]*\}[ \t]*$", re.MULTILINE
)
UNDEF = "UNDEF"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: the variable it binds, its type, its labels, its default as in an address.

    ``labels`` are by language, and English is there. One without a default may be left out, and
    binds nothing then.
    """

    name: str
    type: str
    labels: Mapping[str, str]
    default: str | None

    @property
    def label(self) -> str:
        """The label in English."""
        return self.labels["en"]

    @property
    def kind(self) -> ParameterType:
        """The type, of the registry."""
        return TYPES[self.type]

    def read(self, text: str | None, base: Base) -> Value | None:
        """Read a value, or the default where there is none; nothing where it is no value."""
        wanted = self.default if text is None else text
        return None if wanted is None else self.kind.read(wanted, base)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query; ``titles`` and ``descriptions`` are by language, and English is there."""

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    keywords: tuple[str, ...]
    view: str
    text: str
    bound_text: str
    parameters: tuple[Parameter, ...]

    @property
    def title(self) -> str:
        """The title in English."""
        return self.titles["en"]

    @property
    def description(self) -> str:
        """The description in English."""
        return self.descriptions["en"]

    def write(self, values: Mapping[str, Value | None]) -> str:
        """Write the text with other values, for people to read and to go on from."""
        return replace_values(self.text, {n: str(v) if v else UNDEF for n, v in values.items()})


@dataclass(frozen=True, slots=True)
class ValuesLine:
    """A line that gives one variable one value: where it stands, and what it says."""

    name: str
    value: str
    line: int


def find_values(text: str) -> list[ValuesLine]:
    """Find the lines that give a variable a value."""
    return [
        ValuesLine(match[2], match[3], text.count("\n", 0, match.start()) + 1)
        for match in _VALUES.finditer(text)
    ]


def replace_values(text: str, values: Mapping[str, str]) -> str:
    """Write other values into those lines."""

    def write(match: re.Match[str]) -> str:
        said = f"{match[1]}VALUES ?{match[2]} {{ {values.get(match[2])} }}"
        return said if match[2] in values else match[0]

    return _VALUES.sub(write, text)


def bind(text: str, names: Iterable[str]) -> str:
    """Put calls in the place of those lines."""
    bound = frozenset(names)

    def call(match: re.Match[str]) -> str:
        said = f"{match[1]}BIND(<{PARAMETERS}{match[2]}>() AS ?{match[2]})"
        return said if match[2] in bound else match[0]

    return _VALUES.sub(call, text)


def write_queries(queries: Iterable[SavedQuery]) -> bytes:
    """Write queries for a release, in their order."""
    held = [asdict(query) for query in queries]
    return (json.dumps(held, ensure_ascii=False, indent=2) + "\n").encode()


def read_queries(content: bytes) -> dict[str, SavedQuery]:
    """Read the queries of a release, by name and in their order.

    :raises ValueError: if they are not as they were written.
    """
    queries: dict[str, SavedQuery] = {}
    for held in json.loads(content):
        try:
            parameters = tuple(map(_read_parameter, held.pop("parameters")))
            keywords = tuple(held.pop("keywords"))
            query = SavedQuery(**held, keywords=keywords, parameters=parameters)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"no saved query: {error}") from error
        queries[query.name] = query
    return queries


def _read_parameter(held: dict[str, Any]) -> Parameter:
    """Read a parameter; older releases have one label, which is English."""
    if "label" in held:
        held["labels"] = {"en": held.pop("label")}
    return Parameter(**held)
