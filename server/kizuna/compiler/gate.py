"""The gate: read, check the form, derive bounds, validate. Nothing passes with an error.

All findings are kept, so that an author sees every fault at once; a file that cannot be parsed
hides no finding about another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from pyoxigraph import Store, Triple

from kizuna.compiler.collector import uncollected
from kizuna.compiler.derive import Graphs, Rule, Stage, derive, load, parse_rule
from kizuna.compiler.finding import Finding, in_order, of_error
from kizuna.compiler.hygiene import check_form
from kizuna.compiler.hygiene.project import Project
from kizuna.compiler.hygiene.subjects import read_things
from kizuna.compiler.inputs import Input, Tree
from kizuna.compiler.labels import Labels, read_labels
from kizuna.compiler.results import Result, locate
from kizuna.compiler.source import Source, read_source
from kizuna.compiler.validate import validate
from kizuna.compiler.vocabulary import read_vocabulary
from kizuna.errors import SourceError
from kizuna.iris import Base

Step = Callable[[str], None]
"""What is told the name of each step as it begins."""

_ALIGNMENTS = PurePosixPath("ontology/alignments")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came through the gate, with all that was found on the way.

    ``graphs`` has the sources and the derived bounds; ``store`` has them merged in memory, for
    the rules that come after.
    """

    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    graphs: Graphs
    store: Store
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    labels: Labels

    @property
    def passes(self) -> bool:
        """Whether a release may be made."""
        return not any(finding.severity.stops for finding in self.findings)


def check(tree: Tree, base: Base, step: Step) -> Checked:
    """Take the inputs of a project through the gate."""
    with uncollected():
        step("reading")
        sources, unread = _read_all((f for f in tree.inputs if f.is_turtle), base, read_source)
        rules, unruly = _read_all((f for f in tree.inputs if f.is_rule), base, parse_rule)
        unruly += _namesakes(rules)
        labels = read_labels((t for source in sources for t in source.triples), base)
        step("checking the form")
        broken = frozenset(str(finding.path).split("/")[0] for finding in unread)
        found = [*unread, *unruly, *check_form(_project(tree, sources, labels, broken))]
        graphs: dict[str, Sequence[Triple]] = {source.graph: source.triples for source in sources}
        store = load(graphs)
    results: list[Result] = []
    # Shapes that are faulty in form decide nothing; the faults of data are all worth telling.
    sound = not any(str(f.path).startswith("shapes/") for f in found)
    if sound and not unread and not unruly:
        try:
            step("deriving bounds")
            bounds = derive(store, (r for r in rules if r.stage is Stage.BOUNDS), base)
            graphs |= bounds
            step("validating")
            results = validate(_to_validate(sources, bounds), _shapes(sources))
        except SourceError as error:
            found.append(of_error(error))
    found += locate(results, sources, labels)
    return Checked(
        tuple(sources), tuple(rules), graphs, store, tuple(results), tuple(in_order(found)), labels
    )


def _project(
    tree: Tree, sources: Sequence[Source], labels: Labels, broken: frozenset[str]
) -> Project:
    return Project(
        tree=tree,
        sources=tuple(sources),
        base=labels.base,
        vocabulary=read_vocabulary(sources),
        labels=labels,
        things=read_things(source for source in sources if source.folder == "data"),
        broken=broken,
    )


def _read_all(
    files: Iterable[Input], base: Base, read: Callable[[Input, Base], _T]
) -> tuple[list[_T], list[Finding]]:
    read_files: list[_T] = []
    found: list[Finding] = []
    for file in files:
        try:
            read_files.append(read(file, base))
        except SourceError as error:
            found.append(of_error(error))
    return read_files, found


def _namesakes(rules: Iterable[Rule]) -> list[Finding]:
    """Find rules whose results would stand in one graph."""
    first: dict[str, Rule] = {}
    message = "has the name of {}, and so the same graph: choose another"
    return [
        Finding(str(rule.path), 1, message.format(first[rule.graph].path))
        for rule in rules
        if first.setdefault(rule.graph, rule) is not rule
    ]


def _to_validate(sources: Iterable[Source], bounds: Graphs) -> Iterator[Triple]:
    """Choose the triples that shapes look at: all but shapes and alignments.

    An alignment would make every subclass of a foreign class a target of the shapes for it.
    """
    for source in sources:
        if source.folder != "shapes" and not source.path.is_relative_to(_ALIGNMENTS):
            yield from source.triples
    for triples in bounds.values():
        yield from triples


def _shapes(sources: Iterable[Source]) -> Iterator[Triple]:
    for source in sources:
        if source.folder == "shapes":
            yield from source.triples
