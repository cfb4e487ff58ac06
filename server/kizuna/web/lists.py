"""Lists of things: all of a kind by name, the partnerships with their reports, the aggregates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kizuna.iris import Base
from kizuna.namespaces import DEF, FOREIGN, KINDS, OWN
from kizuna.store.quads import QuadStore
from kizuna.web.addresses import link
from kizuna.web.documents import OF, TYPE
from kizuna.web.labels import rank
from kizuna.web.views import Value, Viewer

_OF_KIND = """
PREFIX kizuna: <%(kizuna)s>
PREFIX rdfs: <%(rdfs)s>
SELECT ?thing ?name ?whole WHERE {
  ?thing a <%(class)s> .
  OPTIONAL { ?thing rdfs:label ?name }
  OPTIONAL { ?thing kizuna:of ?whole }
}
"""

_REGION = NamedNode(f"{OWN['level']}region")
_REPORT = tuple(NamedNode(DEF + name) for name in ("state", "began", "ended", "asOf"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing in a list, with what it is part of."""

    name: Value
    wholes: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A partnership in a list: its parties, its kind, and each report of its state."""

    name: Value
    parties: tuple[Value, ...]
    kinds: tuple[Value, ...]
    reports: tuple[str, ...]


class Lists:
    """The lists of one release; ``of_kind`` gives all things of a kind by name, read once."""

    def __init__(self, store: QuadStore, viewer: Viewer, base: Base) -> None:
        self._store = store
        self._viewer = viewer
        self._base = base
        listed = lru_cache(len(KINDS))(partial(_read_kind, store, viewer, base))
        self.of_kind: Callable[[str], tuple[Entry, ...]] = listed

    def summary(self, entry: Entry) -> Summary:
        """Sum a partnership up."""
        kind, slug = (entry.name.href or "").removesuffix(".html").split("/")[-2:]
        node = NamedNode(self._base.thing(kind, slug))
        reports = (q.subject for q in self._store.match(None, OF, node))
        states = [self._report(r) for r in reports if isinstance(r, NamedNode)]
        return Summary(
            entry.name, self._values(node, "party"), self._values(node, "kind"),
            tuple(sorted(state for state in states if state)),
        )  # fmt: skip

    def _values(self, node: NamedNode, name: str) -> tuple[Value, ...]:
        found = (q.object for q in self._store.match(node, NamedNode(DEF + name)))
        return tuple(sorted((self._viewer.value(o) for o in found), key=lambda v: v.text))

    def _report(self, report: NamedNode) -> str:
        """Say what one report reports, in a line; nothing for other parts."""
        said = [
            [self._viewer.value(q.object).text for q in self._store.match(report, p)]
            for p in _REPORT
        ]
        state, began, ended, as_of = (", ".join(sorted(values)) for values in said)
        dates = [("since", began), ("until", ended), ("as of", as_of)]
        words = [f"{word} {date}" for word, date in dates if date]
        return ", ".join([state, *words]) if state else ""

    def aggregates(self) -> list[Entry]:
        """Find figures about regions: ties that a source counts without naming their parties."""
        regions = [q.subject for q in self._store.match(None, NamedNode(f"{DEF}level"), _REGION)]
        found = {
            q.subject.value
            for region in regions if isinstance(region, NamedNode)
            for q in self._store.match(None, OF, region)
            if isinstance(q.subject, NamedNode) and self._is_figure(q.subject)
        }  # fmt: skip
        return [self._figure(NamedNode(iri)) for iri in sorted(found)]

    def _is_figure(self, node: NamedNode) -> bool:
        figure = NamedNode(KINDS["figure"])
        return next(self._store.match(node, TYPE, figure), None) is not None

    def _figure(self, node: NamedNode) -> Entry:
        name = self._viewer.name(node.value)
        value, unit, as_of = (self._values(node, p) for p in ("value", "unit", "asOf"))
        said = " ".join(v.text for v in (*value, *unit))
        day = f", as of {as_of[0].text}" if as_of else ""
        wholes = tuple(self._viewer.value(q.object) for q in self._store.match(node, OF))
        return Entry(Value(f"{name.text}: {said}{day}", name.href, name.lang), wholes)


def _read_kind(store: QuadStore, viewer: Viewer, base: Base, kind: str) -> tuple[Entry, ...]:
    names: dict[str, list[Literal]] = {}
    wholes: dict[str, set[str]] = {}
    for thing, name, whole in _read_rows(store, base, kind):
        if base.parse(thing):
            names.setdefault(thing, []).extend([name] if name else [])
            wholes.setdefault(thing, set()).update([whole] if whole else [])
    entries = (_entry(viewer, iri, names[iri], wholes[iri]) for iri in names)
    return tuple(sorted(entries, key=lambda e: (e.name.text.casefold(), e.name.href or "")))


def _read_rows(
    store: QuadStore, base: Base, kind: str
) -> Iterator[tuple[str, Literal | None, str | None]]:
    query = _OF_KIND % {"kizuna": DEF, "rdfs": FOREIGN["rdfs"], "class": KINDS[kind]}
    results = store.query(query, base=base.iri)
    if isinstance(results, QuerySolutions):
        for thing, name, whole in results:
            is_name = isinstance(name, Literal)
            is_whole = isinstance(whole, NamedNode)
            yield thing.value, name if is_name else None, whole.value if is_whole else None


def _entry(viewer: Viewer, iri: str, names: list[Literal], wholes: set[str]) -> Entry:
    best = min(names, key=rank, default=None)
    name = best.value if best else iri.rpartition("/")[2]
    language = best.language if best else None
    href = link(viewer.base, iri)
    return Entry(Value(name, href, language), tuple(viewer.name(whole) for whole in sorted(wholes)))
