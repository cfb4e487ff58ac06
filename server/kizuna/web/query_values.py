"""The values that an address gives to the parameters of a saved query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from flask import request
from pyoxigraph import Literal, NamedNode

from kizuna.evaluation.jobs import Binding
from kizuna.namespaces import KINDS, TERMS
from kizuna.parameters import ParameterType, Value
from kizuna.queries import Parameter, SavedQuery
from kizuna.web.current import Published
from kizuna.web.documents import TYPE, term
from kizuna.web.language import Saying, message, saying
from kizuna.web.problems import ProblemError
from kizuna.web.protocol import decode_form
from kizuna.web.reader import PARAMETER
from kizuna.web.serving import viewer

IN_SCHEME = term("skos", "inScheme")

_LISTED = 1000
"""Things that a form lists, and that are searched for a like name; more are too many for both."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: the value for the address, and what it is called."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Values:
    """What was given, as it stood in the address, and the term of every parameter."""

    given: dict[str, str]
    terms: dict[str, Value | None]

    @property
    def address(self) -> str:
        """What stands behind the path in the address of just this."""
        return f"?{urlencode(self.given)}" if self.given else ""

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """The terms, as they travel to a worker."""
        return tuple(_bind(name, value) for name, value in self.terms.items())


def read_values(served: Published, query: SavedQuery) -> Values:
    """Read the values that the request at hand gives.

    :raises ProblemError: 400 for a parameter that is not known, comes twice, or has no value of
        its type; the problem lists the parameters.
    """
    pairs = [pair for pair in decode_form(request.query_string) if pair[0] != PARAMETER]
    known = {parameter.name: parameter for parameter in query.parameters}
    for name, times in Counter(name for name, _ in pairs).items():
        if name not in known:
            raise _refuse(query, saying(_UNKNOWN if known else _NONE, name=name[:60]))
        if times > 1:
            told = saying(
                "The parameter %(name)r is given %(times)s times.", name=name, times=times
            )
            raise _refuse(query, told)
    # A form sends the fields that were left empty, too.
    given = {
        name: text.strip()
        for name, text in pairs
        if text.strip() or known[name].default is not None
    }
    terms = {
        parameter.name: _read(served, query, parameter, given.get(parameter.name))
        for parameter in query.parameters
    }
    return Values(given, terms)


def _read(
    served: Published, query: SavedQuery, parameter: Parameter, text: str | None
) -> Value | None:
    value = parameter.read(text, served.base)
    if text is None:
        return value
    kind = parameter.kind
    values = {"name": parameter.name, "text": text[:60]}
    if value is None:
        said = _LIKE if kind.example else _UNREADABLE
        raise _refuse(query, saying(said, hint=hint(kind), example=kind.example, **values))
    if isinstance(value, NamedNode) and not _exists(served, kind, value):
        close = " / ".join(_suggest(served, kind, text))
        said = _MEANT if close else _MISSING
        raise _refuse(query, saying(said, kind=kind.of, close=close, **values))
    return value


def _exists(served: Published, kind: ParameterType, node: NamedNode) -> bool:
    if kind.control == "concept":
        pattern = (node, IN_SCHEME, NamedNode(f"{TERMS}{kind.of}"))
    else:
        pattern = (node, TYPE, NamedNode(KINDS[kind.of]))
    return next(served.store.match(*pattern), None) is not None


def _suggest(served: Published, kind: ParameterType, text: str) -> list[str]:
    names = [option.value for option in list_options(served, kind)]
    within = [name for name in names if text in name]
    return (within or get_close_matches(text, names, n=3))[:3]


def list_options(served: Published, kind: ParameterType) -> tuple[Option, ...]:
    """List what there is to choose; nothing where it is too much, or is not chosen but written."""
    if kind.control == "concept":
        scheme = NamedNode(f"{TERMS}{kind.of}")
        nodes = (quad.subject for quad in served.store.match(None, IN_SCHEME, scheme))
        concepts = sorted(node.value for node in nodes if isinstance(node, NamedNode))
        options = [Option(c.rpartition("#")[2], viewer().name(c).text) for c in concepts]
        return tuple(sorted(options, key=lambda option: option.text))
    if kind.control != "thing":
        return ()
    if served.index.count(kind.of) > _LISTED:
        return ()
    code = viewer().language.code
    listed = served.index.of_kind(kind.of, code, 0, _LISTED)
    return tuple(Option(named.thing.slug, named.name) for named in listed)


def _bind(name: str, value: Value | None) -> Binding:
    if isinstance(value, Literal):
        return Binding(name, value.value, value.datatype.value)
    return Binding(name, value.value if value else None)


def _refuse(query: SavedQuery, detail: Saying) -> ProblemError:
    listed = [_describe(parameter) for parameter in query.parameters]
    return ProblemError("bad-parameter", detail, parameters=listed)


_UNKNOWN = message("This query has no parameter %(name)r.")
_NONE = message("This query has no parameter %(name)r. It has no parameters.")
_MISSING = message("The parameter %(name)r: the data set has no %(kind)s %(text)r.")
_MEANT = message(
    "The parameter %(name)r: the data set has no %(kind)s %(text)r; did you mean %(close)s?"
)
_UNREADABLE = message("The parameter %(name)r is %(hint)s: not %(text)r.")
_LIKE = message("The parameter %(name)r is %(hint)s, as in %(example)s: not %(text)r.")
_HINTS = {
    "date": message("a day of the calendar"),
    "year": message("a year of four digits"),
    "integer": message("a whole number"),
    "text": message("a text of one line, of at most 200 characters"),
    "thing": message(
        "a %(kind)s of this data set, by the last part of its address or by its whole IRI"
    ),
    "concept": message("a concept of the scheme %(kind)s, by its name or by its whole IRI"),
}
"""What a parameter is, by the control that asks for it; in English as its type says."""


def hint(kind: ParameterType) -> Saying:
    """Say what a value of a type is."""
    return saying(_HINTS[kind.control], kind=kind.of)


def _describe(parameter: Parameter) -> dict[str, Any]:
    kind = parameter.kind
    return {
        "name": parameter.name,
        "label": parameter.label,
        "labels": dict(parameter.labels),
        "type": parameter.type,
        "expects": hint(kind),
        "example": kind.example or None,
        "default": parameter.default,
    }
