"""Parameters of saved queries: the one registry of their types, and how each reads a value.

A value comes as the string of an address and becomes an RDF term, or is refused; it never becomes
a part of a query's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from kizuna.iris import SLUG, Base
from kizuna.namespaces import FOREIGN, KINDS, OWN, SCHEMES

Value = NamedNode | Literal
"""A term that a parameter may have."""

_LONGEST = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"(?!0000)[0-9]{4}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_TEXT = re.compile(rf"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]{{1,{_LONGEST}}}")


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A type: how a value of it is told, one that is right, and how one is read.

    ``control`` is what a form asks it with; ``of`` the kind of things or the scheme of concepts.
    """

    name: str
    control: str
    hint: str
    example: str
    read: Callable[[str, Base], Value | None]
    of: str = ""


def _read_date(text: str, _: Base) -> Literal | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return _typed(text, "date")


def _read_year(text: str, _: Base) -> Literal | None:
    return _typed(text, "gYear") if _YEAR.fullmatch(text) else None


def _read_integer(text: str, _: Base) -> Literal | None:
    return _typed(str(int(text)), "integer") if _INTEGER.fullmatch(text) else None


def _read_text(text: str, _: Base) -> Literal | None:
    return Literal(text) if _TEXT.fullmatch(text) else None


def _read_thing(kind: str, text: str, base: Base) -> NamedNode | None:
    slug = text.removeprefix(base.thing(kind, ""))
    return NamedNode(base.thing(kind, slug)) if SLUG.fullmatch(slug) else None


def _read_concept(scheme: str, text: str, _: Base) -> NamedNode | None:
    name = text.removeprefix(OWN[scheme])
    return NamedNode(f"{OWN[scheme]}{name}") if SLUG.fullmatch(name) else None


def _typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(f"{FOREIGN['xsd']}{name}"))


def _thing(kind: str) -> ParameterType:
    hint = f"a {kind} of this data set, by the last part of its address or by its whole IRI"
    return ParameterType(
        kind, "thing", hint, _EXAMPLES.get(kind, ""), partial(_read_thing, kind), kind
    )


def _concept(scheme: str) -> ParameterType:
    hint = f"a concept of the scheme {scheme}, by its name or by its whole IRI"
    name, example = f"concept {scheme}", _EXAMPLES.get(f"concept {scheme}", "")
    return ParameterType(name, "concept", hint, example, partial(_read_concept, scheme), scheme)


_EXAMPLES = {
    "partnership": "osaka-city-shanghai", "place": "osaka-city", "source": "kansai-1987",
    "concept field": "culture", "concept kind": "sister-city", "concept modality": "agreed",
}  # fmt: skip

TYPES: Mapping[str, ParameterType] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            ParameterType("date", "date", "a day of the calendar", "1987-04-01", _read_date),
            ParameterType("year", "year", "a year of four digits", "1987", _read_year),
            ParameterType("integer", "integer", "a whole number", "2", _read_integer),
            ParameterType(
                "text", "text", f"a text of one line, of at most {_LONGEST} characters", "Osaka",
                _read_text,
            ),
            *map(_thing, KINDS),
            *map(_concept, SCHEMES),
        )
    }
)  # fmt: skip


def spell(value: Value, base: Base) -> str:
    """Write a value as an address has it: the shortest string that is read as this term."""
    if isinstance(value, Literal):
        return value.value
    thing = base.parse(value.value)
    return thing.slug if thing else value.value.rpartition("#")[2]
