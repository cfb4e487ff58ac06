"""The harvest of Wikidata: twinned administrative bodies (P190) with dates, rank and references.

items → by country: statements, references, facts of items → claims → Turtle under ``data/``
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kizuna.curation import batches
from kizuna.curation.answers import Answers
from kizuna.curation.claims import Claim, LeftOut, read_claims
from kizuna.curation.client import Client
from kizuna.curation.gazetteer import HARVEST, read_gazetteer
from kizuna.curation.source import describe_source
from kizuna.curation.ties import Writer, curated_pairs
from kizuna.curation.wikidata import (
    WD,
    Item,
    Statement,
    number_of,
    order_of,
    read_items,
    read_statements,
)
from kizuna.curation.writing import replace_folder

Progress = Callable[[int, int], None]
"""What is told how many items are done, and how many there are."""

Step = Callable[[str], None]
"""What is told the name of each step as it begins."""

_ITEMS, _NAMED = "items", "named"
_NOWHERE = "no-country"
_SIZE = 200
"""Items in one question: their statements stay far below the limits of time and size."""

_UNIT = 1000
"""Items after whose answers a harvest can be resumed, where a country has more."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a harvest brought: ties, those that were curated already, statements, and the rest.

    ``notes`` has what was noted on a statement, by its name.
    """

    folder: Path
    retrieved: str
    ties: int
    attached: int
    statements: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[tuple[str, str], ...]


def harvest(
    client: Client, root: Path, answers: Answers, progress: Progress, step: Step
) -> Harvest:
    """Bring the ties of Wikidata into ``data/wikidata/``, in place of what was there.

    :raises EndpointError: if the endpoint fails; what it has answered is kept for the next try.
    :raises SourceError: if the project's own data cannot be read.
    """
    gazetteer = read_gazetteer(root)
    step("asking which items there are")
    units = _units(_subjects(client, answers))
    total, done = sum(map(len, units.values())), 0
    step("asking of items")
    for name, numbers in units.items():
        if not answers.has(name):
            told = _Told(progress, done, total)
            answers.keep_country(name, *_ask(client, numbers, told))
        done += len(numbers)
        progress(done, total)
    step("asking of partners and countries")
    statements, items = _gather(client, answers, units)
    step("writing")
    day = answers.head.retrieved[:10]
    claims, left_out = read_claims(statements, day)
    writer = Writer(items, gazetteer, day, curated_pairs(gazetteer))
    folder = root / "data" / HARVEST
    replace_folder(folder, {"source.ttl": describe_source(answers.head), **writer.files(claims)})
    pairs = {claim.pair for claim in claims}
    return Harvest(
        folder=folder,
        retrieved=answers.head.retrieved,
        ties=len(pairs),
        attached=sum(writer.pair(pair).curated for pair in pairs),
        statements=len(claims),
        left_out=tuple(left_out),
        notes=tuple(_notes(claims)),
    )


@dataclass(slots=True)
class _Told:
    """Counts the items of one unit for the progress of all."""

    progress: Progress
    done: int
    total: int

    def __call__(self, more: int) -> None:
        self.done += more
        self.progress(min(self.done, self.total), self.total)


def _subjects(client: Client, answers: Answers) -> dict[str, list[str]]:
    """List the items that have statements, by their first country."""
    if not answers.has(_ITEMS):
        countries: dict[str, set[str]] = defaultdict(set)
        for row in batches.everywhere(client, batches.question("items")):
            if number := number_of(row["item"]):
                countries[number].add(number_of(row.get("country")))
        answers.keep(_ITEMS, {number: sorted(found - {""}) for number, found in countries.items()})
    groups: dict[str, list[str]] = defaultdict(list)
    for number, found in answers.read(_ITEMS).items():
        groups[min(found, key=order_of).lower() if found else _NOWHERE].append(number)
    return groups


def _units(groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """Divide the items into parts whose answers are kept one by one."""
    units: dict[str, list[str]] = {}
    for name in sorted(groups):
        numbers = sorted(groups[name], key=order_of)
        for at in range(0, len(numbers), _UNIT):
            units[f"{name}-{at // _UNIT + 1}"] = numbers[at : at + _UNIT]
    return units


def _ask(
    client: Client, numbers: Sequence[str], told: batches.Told
) -> tuple[list[Statement], list[Item]]:
    iris = [f"{WD}{number}" for number in numbers]
    statements, references = (
        batches.about(client, batches.question(name), iris, size=_SIZE)
        for name in ("statements", "references")
    )
    items = _describe(client, numbers, told)
    return read_statements(statements, references), items


def _describe(
    client: Client, numbers: Sequence[str], told: batches.Told = batches.nobody
) -> list[Item]:
    """Ask for names, countries and points; for other names where there are none of the usual."""
    iris = [f"{WD}{number}" for number in numbers]
    rows = batches.about(client, batches.question("facts"), iris, size=_SIZE, told=told)
    items = read_items(rows)
    nameless = [f"{WD}{n}" for n in numbers if n not in items or not items[n].names]
    rows = batches.about(client, batches.question("labels"), nameless, size=_SIZE)
    for number, named in read_items(rows).items():
        known = items.get(number, Item(number))
        items[number] = Item(number, named.names[:1], known.countries, known.points)
    return [items.get(number, Item(number)) for number in numbers]


def _gather(
    client: Client, answers: Answers, units: Iterable[str]
) -> tuple[list[Statement], dict[str, Item]]:
    """Read all answers, and ask for what is only named: partners, and countries."""
    statements: list[Statement] = []
    items: dict[str, Item] = {}
    for name in units:
        said, described = answers.read_country(name)
        statements += said
        items |= {item.number: item for item in described}
    if not answers.has(_NAMED):
        partners = _describe(client, _sorted(_partners(statements) - items.keys()))
        around = {c for item in (*items.values(), *partners) for c in item.countries}
        known = items.keys() | {item.number for item in partners}
        countries = _describe(client, _sorted(around - known))
        answers.keep_country(_NAMED, (), (*partners, *countries))
    _, named = answers.read_country(_NAMED)
    return sorted(statements), items | {item.number: item for item in named}


def _partners(statements: Iterable[Statement]) -> set[str]:
    return {s.merged or s.partner for s in statements if s.partner and not s.is_deprecated}


def _sorted(numbers: Iterable[str]) -> list[str]:
    return sorted(numbers, key=order_of)


def _notes(claims: Iterable[Claim]) -> Iterator[tuple[str, str]]:
    for claim in claims:
        for note in claim.notes:
            yield claim.statement.name, note
