"""The header of a saved query: lines that begin with ``#+``, above everything else.

#+ title: The network on a day
#+ title@ja: ある日のネットワーク
#+ description: …
#+ view: table
#+ keywords: time, network
#+ parameter: day date The day on which …
#+ parameter@ja: day ネットワークを知りたい日
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from kizuna.parameters import TYPES
from kizuna.queries import VIEWS, Parameter

_MARK = "#+"
_FACT = re.compile(r"#\+ ([a-z]+)(?:@([A-Za-z-]+))?: *(.*?) *")
_PARAMETER = re.compile(r"([A-Za-z_]\w*) (concept [\w-]+|[\w-]+) (\S.*)")
_LABEL = re.compile(r"(\S+) (\S.*)")
_KEYS = ("title", "description", "view", "keywords", "parameter")
_REQUIRED = _KEYS[:4]
_TRANSLATED = frozenset({"title", "description", "parameter"})
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

    @property
    def variable(self) -> str:
        """The variable that the line of a parameter begins with."""
        return self.value.partition(" ")[0]


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
    parameters, unread = _read_parameters([fact for fact in facts if fact.key == "parameter"])
    faults += [*_check_facts(facts), *_check_repetition(facts), *unread]
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
    seen: set[tuple[str, str, str]] = set()
    for fact in facts:
        name = fact.variable if fact.key == "parameter" else ""
        if (fact.key, fact.language, name) in seen:
            label = f"label of {name} in @{fact.language}"
            own = label if fact.language != _ENGLISH else f"parameter {name}"
            yield Fault(fact.line, f"has the {own if name else fact.key} twice")
        seen.add((fact.key, fact.language, name))


def _read_parameters(facts: list[Fact]) -> tuple[dict[int, Parameter], list[Fault]]:
    """Read the parameters, by line, with their labels in every language."""
    declared = [fact for fact in facts if fact.language == _ENGLISH]
    further = [fact for fact in facts if fact.language != _ENGLISH and fact.value]
    labels = [(fact, _read_label(fact, declared)) for fact in further]
    faults = [label for _, label in labels if isinstance(label, Fault)]
    parameters: dict[int, Parameter] = {}
    for fact in declared:
        parameter = _read_parameter(fact)
        if isinstance(parameter, Fault):
            faults.append(parameter)
            continue
        own = {f.language: said for f, said in labels
               if isinstance(said, str) and f.variable == parameter.name}  # fmt: skip
        parameters[fact.line] = replace(parameter, labels={**parameter.labels, **own})
    return parameters, faults


def _read_parameter(fact: Fact) -> Parameter | Fault:
    found = _PARAMETER.fullmatch(fact.value)
    if found is None:
        said = "a parameter is a variable, a type and a label, as in 'day date The day asked about'"
        return Fault(fact.line, said)
    if found[2] not in TYPES:
        types = ", ".join(TYPES)
        return Fault(fact.line, f"no type of parameters is {found[2]!r}; there are {types}")
    return Parameter(found[1], found[2], {_ENGLISH: found[3]}, None)


def _read_label(fact: Fact, declared: list[Fact]) -> str | Fault:
    """Read the label of a parameter in another language; its type stands with the English one."""
    found = _LABEL.fullmatch(fact.value)
    if found is None:
        said = "write the variable, a space and the label, as in 'day 知りたい日'"
        return Fault(fact.line, f"the label of {fact.variable} is empty: {said}")
    own = next((line for line in declared if line.variable == found[1]), None)
    if own is None:
        there = ", ".join(line.variable for line in declared) or "none"
        return Fault(fact.line, f"no parameter is named {found[1]!r}; there are {there}")
    written = _PARAMETER.fullmatch(own.value)
    if written and found[2].startswith(f"{written[2]} "):
        said = f"its type {written[2]} again: the line in English has it"
        return Fault(fact.line, f"the label of {found[1]} has {said}")
    return found[2]


def _by_language(facts: list[Fact], key: str) -> Mapping[str, str]:
    return {fact.language: fact.value for fact in facts if fact.key == key}
