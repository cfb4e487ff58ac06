"""The header of a saved query: lines that begin with ``#+``, above everything else.

#+ title: The network on a day
#+ title@ja: ある日のネットワーク
#+ description: …
#+ view: table
#+ keywords: time, network
#+ parameter: day date The day on which …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kizuna.parameters import TYPES
from kizuna.queries import VIEWS, Parameter

_MARK = "#+"
_FACT = re.compile(r"#\+ ([a-z]+)(?:@([A-Za-z-]+))?: *(.*?) *")
_PARAMETER = re.compile(r"([A-Za-z_]\w*) (concept [\w-]+|[\w-]+) (\S.*)")
_KEYS = ("title", "description", "view", "keywords", "parameter")
_REQUIRED = _KEYS[:4]
_TRANSLATED = frozenset({"title", "description"})
_ENGLISH, _JAPANESE = "en", "ja"
_KEYWORD = re.compile(r"[^,\s][^,]*")


class Fault(NamedTuple):
    """Something wrong, and the line it stands at."""

    line: int
    message: str


class Fact(NamedTuple):
    """A line of a header."""

    line: int
    key: str
    language: str
    value: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a saved query says of itself; parameters have no default here, and a line."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    view: str
    keywords: tuple[str, ...]
    parameters: Mapping[int, Parameter]


def read_header(text: str) -> tuple[Header, list[Fault]]:
    """Read a header, with all that is wrong in it; what is missing is empty then."""
    read = list(_read_facts(text))
    facts = [found for found in read if isinstance(found, Fact)]
    faults = [found for found in read if isinstance(found, Fault)]
    faults += [*_check_facts(facts), *_check_repetition(facts)]
    parameters: dict[int, Parameter] = {}
    for fact in facts:
        if fact.key == "parameter":
            parameter = _read_parameter(fact)
            if isinstance(parameter, Parameter):
                parameters[fact.line] = parameter
            else:
                faults.append(parameter)
    values = {(fact.key, fact.language): fact.value for fact in facts}
    keywords = values.get(("keywords", _ENGLISH), "").split(",")
    header = Header(
        titles=_by_language(facts, "title"),
        descriptions=_by_language(facts, "description"),
        view=values.get(("view", _ENGLISH), ""),
        keywords=tuple(word.strip() for word in keywords),
        parameters=parameters,
    )
    return header, faults


def _read_facts(text: str) -> Iterator[Fact | Fault]:
    above = True
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith(_MARK):
            above = above and not line.strip()
            continue
        found = _FACT.fullmatch(line)
        if not above:
            yield Fault(number, "stands below something else: the header comes first")
        elif found is None:
            yield Fault(number, "is no line of a header, as in '#+ title: The network on a day'")
        else:
            yield Fact(number, found[1], found[2] or _ENGLISH, found[3])


def _check_facts(facts: list[Fact]) -> Iterator[Fault]:
    for fact in facts:
        if fact.key not in _KEYS:
            yield Fault(fact.line, f"has no '{fact.key}' in a header: it has {', '.join(_KEYS)}")
        elif not fact.value:
            yield Fault(fact.line, f"the {fact.key} is empty")
        elif fact.language != _ENGLISH and fact.key not in _TRANSLATED:
            yield Fault(fact.line, f"the {fact.key} has no language: write '#+ {fact.key}:'")
        elif fact.language not in (_ENGLISH, _JAPANESE):
            said = f"@{fact.language} is not foreseen: English has no mark, Japanese is @ja"
            yield Fault(fact.line, said)
        elif fact.key == "view" and fact.value not in VIEWS:
            yield Fault(fact.line, f"the view is {', '.join(VIEWS)}: not {fact.value!r}")
        elif fact.key == "keywords" and not all(
            _KEYWORD.fullmatch(word.strip()) for word in fact.value.split(",")
        ):
            yield Fault(fact.line, "keywords are parted by single commas: one here is empty")
    for key in _REQUIRED:
        if not any(fact.key == key and fact.language == _ENGLISH for fact in facts):
            yield Fault(1, f"has no line '#+ {key}: …'")


def _check_repetition(facts: list[Fact]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for fact in facts:
        name = fact.value.partition(" ")[0] if fact.key == "parameter" else fact.language
        if (fact.key, name) in seen:
            what = f"parameter {name}" if fact.key == "parameter" else fact.key
            yield Fault(fact.line, f"has the {what} twice")
        seen.add((fact.key, name))


def _read_parameter(fact: Fact) -> Parameter | Fault:
    found = _PARAMETER.fullmatch(fact.value)
    if found is None:
        said = "a parameter is a variable, a type and a label, as in 'day date The day asked about'"
        return Fault(fact.line, said)
    if found[2] not in TYPES:
        types = ", ".join(TYPES)
        return Fault(fact.line, f"no type of parameters is {found[2]!r}; there are {types}")
    return Parameter(found[1], found[2], found[3], None)


def _by_language(facts: list[Fact], key: str) -> Mapping[str, str]:
    return {fact.language: fact.value for fact in facts if fact.key == key}
