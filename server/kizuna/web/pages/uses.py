"""Which properties the things of a class have, by the shapes that guard the class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kizuna.web.documents import TYPE, term
from kizuna.web.pages import foreign
from kizuna.web.pages.constraints import (
    PATH,
    PROPERTY,
    VIOLATION,
    Condition,
    Constraint,
    Expected,
    count,
    expect_term,
    merge_expected,
    read_constraint,
    severity_of,
    sh,
)
from kizuna.web.pages.examples import read_examples
from kizuna.web.pages.terms import (
    DEFINITION,
    EXAMPLE,
    RANGE,
    define,
    read_list,
    read_said,
    speak_of,
)
from kizuna.web.pages.views import SOURCE, Value, Viewer

_TARGET, _SUBJECTS = sh("targetClass"), sh("targetSubjectsOf")
_IGNORED = sh("ignoredProperties")
_OURS = "kizuna:"


@dataclass(frozen=True, slots=True)
class Guard:
    """What is demanded of the things of a class, by property.

    ``derived`` has the properties that only rules write.
    """

    constraints: Mapping[str, tuple[Constraint, ...]]
    derived: frozenset[str]

    @property
    def paths(self) -> list[str]:
        """The properties that the things of the class may have."""
        return [*self.constraints, *sorted(self.derived)]


@dataclass(frozen=True, slots=True)
class Property:
    """A property wherever it is used; ``rule`` is the address of one that writes it."""

    name: Value
    code: str
    definition: tuple[Value, ...]
    examples: tuple[Value, ...]
    range: tuple[Expected, ...]
    rule: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """A property as the things of one class have it."""

    cls: Value
    prop: Property
    expected: tuple[Expected, ...]
    cardinality: str
    conditions: tuple[Condition, ...]
    examples: tuple[Value, ...]
    least: int
    derived: bool

    @property
    def is_bound(self) -> bool:
        """Tell whether it is the first or the last day that a stated date allows."""
        return self.prop.code.endswith(("Earliest", "Latest"))


@dataclass(frozen=True, slots=True)
class Inbound:
    """A property that leads to something, and the classes of what has it."""

    property: Value
    classes: tuple[Value, ...]


class Uses:
    """The properties of all classes that shapes have as their target, each read once."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._read: dict[NamedNode, Constraint | None] = {}
        self._properties: dict[str, Property] = {}
        self._expected: dict[tuple[str, str], tuple[Expected, ...]] = {}
        self._derived = _derived_graphs(viewer)
        self.guards = self._read_guards()

    def _read_guards(self) -> dict[str, Guard]:
        anywhere = self._read_anywhere()
        shapes = _by_object(self._viewer, _TARGET)
        return {iri: self._guard(nodes, anywhere) for iri, nodes in sorted(shapes.items())}

    def _read_anywhere(self) -> dict[str, list[Constraint]]:
        """Read what is demanded of the values of a property wherever it stands."""
        found: dict[str, list[Constraint]] = {}
        for path, shapes in _by_object(self._viewer, _SUBJECTS).items():
            parts = (n for s in shapes for n in read_said(self._viewer, s).nodes(PROPERTY))
            found[path] = [c for c in self._demanded(parts) if c.path == path]
        return found

    def _guard(
        self, shapes: Iterable[NamedNode], anywhere: Mapping[str, list[Constraint]]
    ) -> Guard:
        found: dict[str, set[Constraint]] = defaultdict(set)
        ignored: set[str] = set()
        for shape in shapes:
            said = read_said(self._viewer, shape)
            for constraint in self._demanded(said.nodes(PROPERTY)):
                found[constraint.path].update((constraint, *anywhere.get(constraint.path, ())))
            for head in said.all(_IGNORED):
                members = read_list(self._viewer, head)
                ignored.update(node.value for node in members if isinstance(node, NamedNode))
        held = {p: tuple(sorted(cs, key=lambda c: c.iri)) for p, cs in sorted(found.items())}
        return Guard(held, frozenset(ignored - set(held) - {TYPE.value, SOURCE.value}))

    def _demanded(self, shapes: Iterable[NamedNode]) -> Iterator[Constraint]:
        """Read the shapes of properties that must be met; others are advice."""
        for shape in shapes:
            if shape not in self._read:
                said = read_said(self._viewer, shape)
                demanded = severity_of(said) == VIOLATION and said.nodes(PATH)
                self._read[shape] = read_constraint(self._viewer, shape) if demanded else None
            constraint = self._read[shape]
            if constraint is not None:
                yield constraint

    def of(self, cls: str) -> list[Use]:
        """Give the properties of a class: what there must be first, what rules write last."""
        guard = self.guards.get(cls)
        if guard is None:
            return []
        examples = read_examples(self._viewer, cls, guard.constraints)
        uses = [
            self._use(cls, path, guard.constraints.get(path, ()), examples.get(path, ()))
            for path in guard.paths
        ]
        return sorted(uses, key=_order)

    def _use(
        self, cls: str, path: str, found: tuple[Constraint, ...], examples: tuple[Value, ...]
    ) -> Use:
        known = self.property(path)
        least = max((constraint.least for constraint in found), default=0)
        most = min((c.most for c in found if c.most is not None), default=None)
        return Use(
            self._viewer.name(cls), known, self._expect(cls, path),
            count(self._viewer, least, most) if found else "",
            tuple(dict.fromkeys(c for constraint in found for c in constraint.conditions)),
            known.examples or examples, least, derived=not found,
        )  # fmt: skip

    def _expect(self, cls: str, path: str) -> tuple[Expected, ...]:
        """Say what is expected of a property of a class: by its shapes, or the ontology."""
        if (cls, path) not in self._expected:
            shapes = self.guards[cls].constraints.get(path, ())
            self._expected[cls, path] = (
                merge_expected(shapes)
                or self.property(path).range
                or self._expected_everywhere(path)
            )
        return self._expected[cls, path]

    def leading(self, is_wanted: Callable[[Expected], bool]) -> tuple[Inbound, ...]:
        """Find the properties that expect something, with the classes that have them."""
        found: dict[str, list[str]] = defaultdict(list)
        for cls, guard in self.guards.items():
            for path in guard.paths:
                if any(map(is_wanted, self._expect(cls, path))):
                    found[path].append(cls)
        inbound = (
            Inbound(
                self.property(path).name, tuple(self._viewer.name(cls) for cls in classes)
            )
            for path, classes in found.items()
        )  # fmt: skip
        return tuple(sorted(inbound, key=lambda item: item.property.text.casefold()))

    def property(self, path: str) -> Property:
        """Read what is said of a property."""
        if path not in self._properties:
            self._properties[path] = _read_property(self._viewer, path, self._rule(path))
        return self._properties[path]

    def _rule(self, path: str) -> str | None:
        """Find the rule that writes a property, where one does."""
        prop = NamedNode(path)
        found = (g for g in self._derived if any(self._viewer.store.match(None, prop, graph=g)))
        graph = next(found, None)
        return self._viewer.link(graph.value) if graph else None

    def _expected_everywhere(self, path: str) -> tuple[Expected, ...]:
        """Say what is expected of a property by all classes of which things have it."""
        found = [merge_expected(guard.constraints.get(path, ())) for guard in self.guards.values()]
        first, *others = [expected for expected in found if expected] or [()]
        return tuple(e for e in first if all(e in expected for expected in others))


def _order(use: Use) -> tuple[bool, bool, bool, str]:
    ours = use.prop.code.startswith(_OURS)
    return (use.derived, not use.least, not ours, use.prop.name.text)


def _by_object(viewer: Viewer, predicate: NamedNode) -> dict[str, list[NamedNode]]:
    """Collect the subjects of a property by its objects."""
    found: dict[str, list[NamedNode]] = defaultdict(list)
    for quad in viewer.store.match(None, predicate):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found[quad.object.value].append(quad.subject)
    return found


def _read_property(viewer: Viewer, path: str, rule: str | None) -> Property:
    said = read_said(viewer, NamedNode(path))
    return Property(
        viewer.name(path), foreign.shorten(path),
        speak_of(viewer, said, DEFINITION) or define(viewer, path),
        speak_of(viewer, said, EXAMPLE),
        tuple(expect_term(viewer, node.value) for node in said.nodes(RANGE)), rule,
    )  # fmt: skip


def _derived_graphs(viewer: Viewer) -> list[NamedNode]:
    """Find the graphs that rules wrote."""
    head = viewer.base.derived("")
    found = {quad.subject for quad in viewer.store.match(None, term("prov", "wasGeneratedBy"))}
    named = (node for node in found if isinstance(node, NamedNode) and node.value.startswith(head))
    return sorted(named, key=lambda node: node.value)
