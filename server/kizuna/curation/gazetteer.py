"""What the project's own data say: places with their items, ties with their reports and sources.

Read with the base left open, since data files name none: a thing is ``kind/slug`` here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kizuna.errors import SourceError
from kizuna.namespaces import DEF, FOREIGN, KINDS, TERMS

HARVEST = "wikidata"
"""The folder under ``data/`` that holds what was harvested, and the slug of its source."""

_BASE = "http://base.invalid/"
_TYPE = f"{FOREIGN['rdf']}type"
_NAMES = (f"{FOREIGN['rdfs']}label", f"{FOREIGN['skos']}altLabel")

Values = dict[str, list[NamedNode | Literal]]
"""The values of a thing by property."""


@dataclass(frozen=True, slots=True)
class Report:
    """A status report: its state, its dates, the sources it cites, and its harvested statement."""

    slug: str
    partnership: str
    state: str
    began: Literal | None
    ended: Literal | None
    as_of: Literal | None
    sources: tuple[str, ...]
    statement: str
    rank: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A partnership with its parties and its reports, in the order of their slugs."""

    slug: str
    label: str
    parties: tuple[str, ...]
    reports: tuple[Report, ...]


class Gazetteer:
    """The things of some files, by ``kind/slug``."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.things: dict[str, Values] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self.things[_local(quad.subject)][quad.predicate.value].append(quad.object)
        self.items = self._items()
        self._former = self._former_names()

    def of_kind(self, kind: str) -> Iterator[str]:
        """List the slugs of the things of a kind."""
        for name in sorted(self.things):
            found, _, slug = name.partition("/")
            if found == kind and NamedNode(KINDS[kind]) in self.terms(name, _TYPE):
                yield slug

    def values(self, thing: str, name: str) -> list[str]:
        """List the values of a property in order, as ``kind/slug`` where they are things."""
        values = self.terms(thing, name)
        return sorted({_local(v) if isinstance(v, NamedNode) else v.value for v in values})

    def terms(self, thing: str, name: str) -> list[NamedNode | Literal]:
        """List the values of a property as terms."""
        return self.things[thing].get(name, []) if thing in self.things else []

    def names(self, place: str) -> list[Literal]:
        """List the names of a place: of the place itself, and those that it had for a time."""
        things = [f"place/{place}", *self._former.get(f"place/{place}", ())]
        terms = (term for thing in things for name in _NAMES for term in self.terms(thing, name))
        return [term for term in terms if isinstance(term, Literal)]

    def item_of(self, place: str) -> str:
        """Name the item that a place is linked to, or nothing."""
        found = self.values(f"place/{place}", f"{FOREIGN['owl']}sameAs")
        return found[0].removeprefix(FOREIGN["wd"]) if found else ""

    def around(self, place: str) -> list[str]:
        """List the places that contain a place, the nearest first."""
        seen, waiting = [], [place]
        while waiting:
            at = waiting.pop(0)
            for outer in self.values(f"place/{at}", f"{FOREIGN['schema']}containedInPlace"):
                slug = outer.removeprefix("place/")
                if slug not in seen:
                    seen.append(slug)
                    waiting.append(slug)
        return seen

    def ties(self) -> dict[str, Tie]:
        """Read the partnerships with their reports."""
        reports: dict[str, list[Report]] = defaultdict(list)
        for report in self.reports():
            reports[report.partnership].append(report)
        return {
            slug: Tie(
                slug,
                next((t.value for t in self.names_of(f"partnership/{slug}")), slug),
                tuple(
                    party.removeprefix("place/")
                    for party in self.values(f"partnership/{slug}", f"{DEF}party")
                ),
                tuple(reports[slug]),
            )
            for slug in self.of_kind("partnership")
        }

    def reports(self) -> Iterator[Report]:
        """Read the status reports, in the order of their slugs."""
        return (self._report(slug) for slug in self.of_kind("status"))

    def names_of(self, thing: str) -> list[Literal]:
        """List the labels of a thing, English first."""
        found = [t for t in self.terms(thing, _NAMES[0]) if isinstance(t, Literal)]
        return sorted(found, key=lambda t: (t.language != "en", t.language or "", t.value))

    def _report(self, slug: str) -> Report:
        thing = f"status/{slug}"
        cited = self.values(thing, f"{FOREIGN['dcterms']}source")
        states = self.values(thing, f"{DEF}state")
        statements = self.values(thing, f"{FOREIGN['prov']}wasDerivedFrom")
        ranks = self.values(thing, f"{FOREIGN['wikibase']}rank")
        return Report(
            slug=slug,
            partnership=next(iter(self.values(thing, f"{DEF}of")), "").removeprefix("partnership/"),
            state=states[0].removeprefix(f"{TERMS}status#") if states else "",
            began=self._date(thing, "began"),
            ended=self._date(thing, "ended"),
            as_of=self._date(thing, "asOf"),
            sources=tuple(sorted({c.partition("#")[0].removeprefix("source/") for c in cited})),
            statement=statements[0].removeprefix(FOREIGN["wds"]) if statements else "",
            rank=ranks[0].removeprefix(FOREIGN["wikibase"]) if ranks else "",
            references=tuple(self.values(thing, f"{FOREIGN['prov']}hadPrimarySource")),
        )

    def _date(self, thing: str, name: str) -> Literal | None:
        found = [term for term in self.terms(thing, f"{DEF}{name}") if isinstance(term, Literal)]
        return found[0] if found else None

    def _items(self) -> dict[str, list[str]]:
        """Find the places of each item; there should be one."""
        places: dict[str, list[str]] = defaultdict(list)
        for slug in self.of_kind("place"):
            for item in self.values(f"place/{slug}", f"{FOREIGN['owl']}sameAs"):
                places[item.removeprefix(FOREIGN["wd"])].append(slug)
        return dict(places)

    def _former_names(self) -> dict[str, list[str]]:
        """Find the names that each place had for a time."""
        names: dict[str, list[str]] = defaultdict(list)
        for slug in self.of_kind("name"):
            for place in self.values(f"name/{slug}", f"{DEF}of"):
                names[place].append(f"name/{slug}")
        return dict(names)


def read_gazetteer(root: Path, *, harvested: bool = False) -> Gazetteer:
    """Read the Turtle under ``data/``: what people wrote, or only what was ``harvested``.

    :raises SourceError: if there is none, or a file is not Turtle.
    """
    data = root / "data"
    if not data.is_dir():
        raise SourceError(f"{root} has no folder data/: give the folder that holds it")
    files = sorted(path for path in data.rglob("*.ttl") if _is_wanted(path.relative_to(data)))
    mine = data / HARVEST
    chosen = [path for path in files if path.is_relative_to(mine) == harvested]
    return Gazetteer(quad for path in chosen for quad in _read(path, root))


def _is_wanted(path: Path) -> bool:
    return path.parts[0] != "pending" and not any(part.startswith(".") for part in path.parts)


def _read(path: Path, root: Path) -> Iterator[Quad]:
    try:
        yield from parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=_BASE)
    except SyntaxError as error:
        message = f"is not Turtle: {error.msg}"
        raise SourceError(message, path=path.relative_to(root), line=error.lineno) from error
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SourceError(message, path=path.relative_to(root)) from error


def _local(term: NamedNode) -> str:
    return term.value.removeprefix(_BASE).removeprefix("id/")
