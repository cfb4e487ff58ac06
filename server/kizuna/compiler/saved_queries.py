"""Saved queries: ``data/queries/<name>.rq``, read with everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kizuna.compiler.derive import of_syntax
from kizuna.compiler.headers import Fault, Header, read_header
from kizuna.compiler.inputs import Input, Tree
from kizuna.compiler.source import decode
from kizuna.errors import SourceError
from kizuna.iris import SLUG, Base
from kizuna.namespaces import PARAMETERS, THING_PREFIXES
from kizuna.parameters import Value, spell
from kizuna.queries import (
    UNDEF,
    Parameter,
    SavedQuery,
    ValuesLine,
    bind,
    find_values,
)

_ASIDE = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
_REFUSED = re.compile(r"(?<![\w?$])(SERVICE|FROM|BASE|NOW|RAND|UUID|STRUUID)\b", re.IGNORECASE)
_THINGS = "|".join(THING_PREFIXES.values())
_RELATIVE = re.compile(rf"^(PREFIX\s+[\w-]+:\s*)<({_THINGS})>", re.IGNORECASE | re.MULTILINE)
_MAPPED = (frozenset({"fromPoint", "toPoint"}), frozenset({"wkt"}), frozenset({"lat", "long"}))
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file: all that is wrong, and the query if nothing is."""

    faults: tuple[Fault, ...]
    query: SavedQuery | None = None


def read_saved_queries(tree: Tree, base: Base) -> list[SavedQuery]:
    """Read the saved queries of a project that came through the gate."""
    readings = (read_saved_query(file, base) for file in tree.inputs if file.is_query)
    return [reading.query for reading in readings if reading.query is not None]


def read_saved_query(file: Input, base: Base) -> Reading:
    """Read a saved query, with every fault that its text alone shows."""
    try:
        text = decode(file.content, Path(file.path))
    except SourceError as error:
        return Reading((Fault(error.line or 1, error.message),))
    header, faults = read_header(text)
    if not SLUG.fullmatch(file.path.stem):
        faults.append(Fault(1, "is not named in lower-case words with hyphens between them"))
    absolute = _RELATIVE.sub(rf"\1<{base}\2>", text)
    refused = list(_check_refused(text))
    defaults, unset = _read_defaults(absolute, header, base)
    faults += [*refused, *unset, *_check_declared(absolute, header)]
    if not refused:
        faults += _check_texts(absolute, header)
    if faults:
        return Reading(tuple(sorted(set(faults))))
    parameters = (replace(p, default=defaults[p.name]) for p in header.parameters.values())
    return Reading((), _assemble(file.path.stem, absolute, header, tuple(parameters)))


def _assemble(
    name: str, text: str, header: Header, parameters: tuple[Parameter, ...]
) -> SavedQuery:
    body = re.sub(r"\A(?:#\+[^\n]*\n|[ \t]*\n)*", "", text)
    return SavedQuery(
        name=name,
        titles=header.titles,
        descriptions=header.descriptions,
        keywords=header.keywords,
        view=header.view,
        text=body,
        bound_text=bind(body, (parameter.name for parameter in parameters)),
        parameters=parameters,
    )


def _check_refused(text: str) -> Iterator[Fault]:
    """Refuse what asks others, what is not the same every time, and what chooses its data."""
    plain = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    for found in _REFUSED.finditer(plain):
        line = plain.count("\n", 0, found.start()) + 1
        yield Fault(line, f"a saved query has no {found[0].upper()}: write it without")


def _read_defaults(
    text: str, header: Header, base: Base
) -> tuple[dict[str, str | None], list[Fault]]:
    """Read the default of each parameter from its line."""
    lines = find_values(text)
    defaults: dict[str, str | None] = {}
    faults: list[Fault] = []
    for at, parameter in header.parameters.items():
        own = [line for line in lines if line.name == parameter.name]
        if len(own) != 1:
            said = f"has {len(own)} lines of its own, 'VALUES ?{parameter.name} {{ … }}'"
            faults.append(Fault(at, f"the parameter {parameter.name} {said}; it needs one"))
            continue
        found = _read_default(_evaluate(text, own[0]), parameter, own[0], base)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            defaults[parameter.name] = found
    return defaults, faults


def _check_declared(text: str, header: Header) -> Iterator[Fault]:
    """Demand a declaration for what is written as a parameter is."""
    declared = {parameter.name for parameter in header.parameters.values()}
    for line in find_values(text):
        if line.name not in declared and len(line.value.split()) == 1:
            said = f"add '#+ parameter: {line.name} TYPE LABEL'"
            yield Fault(line.line, f"?{line.name} has a default and no declaration: {said}")


def _evaluate(text: str, line: ValuesLine) -> list[Value | None] | None:
    """Have the terms of a line read by the engine; nothing if it cannot."""
    query = f"{_prologue(text)}\nSELECT ?{line.name} {{ VALUES ?{line.name} {{ {line.value} }} }}"
    try:
        rows = Store().query(query)
    except SyntaxError:
        return None
    assert isinstance(rows, QuerySolutions)  # noqa: S101  # it begins with SELECT
    return [term if isinstance(term, NamedNode | Literal) else None for (term,) in rows]


def _prologue(text: str) -> str:
    return "\n".join(re.findall(r"^PREFIX[^\n]*", text, re.MULTILINE | re.IGNORECASE))


def _read_default(
    terms: list[Value | None] | None, parameter: Parameter, line: ValuesLine, base: Base
) -> str | Fault | None:
    if terms is None or len(terms) != 1:
        return Fault(line.line, f"the default of ?{line.name} is no single term: {line.value}")
    (term,) = terms
    if term is None:
        return None
    text = spell(term, base)
    if parameter.kind.read(text, base) != term:
        kind = parameter.kind
        example = f", as in {kind.example}" if kind.example else ""
        said = f"is no {parameter.type}: {kind.hint}{example}"
        return Fault(line.line, f"the default of ?{line.name} {said}; {UNDEF} for none")
    return text


def _check_texts(text: str, header: Header) -> Iterator[Fault]:
    """Demand a SELECT that can be read, with its defaults and with its parameters bound."""
    variables = _parse(text)
    if isinstance(variables, Fault):
        yield variables
        return
    names = [parameter.name for parameter in header.parameters.values()]
    bound = _parse(bind(text, names), names)
    if isinstance(bound, Fault):
        yield Fault(bound.line, f"{bound.message}; VALUES comes first among its braces")
    if header.view == "map" and not any(wanted <= variables for wanted in _MAPPED):
        yield Fault(1, "a map needs ?wkt, or ?lat and ?long, or ?fromPoint and ?toPoint, selected")
    if header.view == "chart" and len(variables) < _COLUMNS:
        yield Fault(1, "a chart needs two variables: what is counted, and how much of it")


def _parse(text: str, names: Iterable[str] = ()) -> frozenset[str] | Fault:
    """Give the variables that a query selects, which is asked of nothing."""
    calls: dict[NamedNode, Callable[..., Any]] = {
        NamedNode(f"{PARAMETERS}{name}"): lambda: None for name in names
    }
    try:
        rows = Store().query(text, custom_functions=calls)
    except SyntaxError as error:
        message, line = of_syntax(error)
        return Fault(line or 1, message)
    except RuntimeError as error:
        return Fault(1, f"cannot be evaluated: {error}")
    if not isinstance(rows, QuerySolutions):
        return Fault(1, "a saved query is a SELECT: its results are a table")
    return frozenset(variable.value for variable in rows.variables)
