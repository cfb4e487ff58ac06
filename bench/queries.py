"""The queries of the measurements, read from ``queries/*.rq``, and the requests made of them.

Comments at the head say what a query is:

    # class: lookup                 which target it has, see ``targets``
    # title: labels of a place
    # formats: json csv             JSON, or Turtle for triples, where nothing is said
    # $place: town                  the variable that a request replaces, and by what
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

FOLDER = Path(__file__).parent / "queries"
SEED = 20_261_121
VALUES = 5_000
"""So many subjects of each sort are drawn."""

KINDS = ("lookup", "rows-5000", "rows-100000", "aggregate")
MEDIA_TYPES = {
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "ttl": "text/turtle",
    "html": "text/html",
}

_HEAD = re.compile(r"(?m)^# ([\w$]+): (.+)\n")
_LIMIT = re.compile(r"(?m)^LIMIT \d+\n")
_POOLS = {
    "town": "SELECT DISTINCT ?s { GRAPH ?g { ?p <https://w3id.org/kizuna/def#party> ?s } }",
    "partnership": """SELECT DISTINCT ?s
        { GRAPH ?g { ?s a <https://w3id.org/kizuna/def#Partnership> } }""",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the variable in it that each request replaces."""

    name: str
    kind: str
    title: str
    formats: tuple[str, ...]
    parameter: str
    pool: str
    text: str

    @property
    def is_whole(self) -> bool:
        """Tell whether the query asks for all rows, or for the first in an order."""
        return _LIMIT.search(self.text) is None or "ORDER BY" in self.text

    def whole(self) -> Query:
        """Ask for all rows."""
        return replace(self, text=_LIMIT.sub("", self.text))

    def instance(
        self, number: int, pools: Mapping[str, Sequence[str]], *, again: bool = False
    ) -> str:
        """Write the query of a request: about another subject, and in a text never sent before.

        Where it is asked again there is one text for each subject.
        """
        text = self.text if again else f"{self.text}# {number}\n"
        if not self.parameter:
            return text
        values = pools[self.pool]
        return text.replace(self.parameter, f"<{values[number % len(values)]}>")


def read_query(path: Path) -> Query:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    parameter = next((name for name in head if name.startswith("$")), "")
    body = _HEAD.sub("", text)
    default = "ttl" if re.search(r"(?m)^CONSTRUCT", body) else "json"
    return Query(
        name=path.stem, kind=head["class"], title=head["title"],
        formats=tuple(head.get("formats", default).split()),
        parameter=parameter, pool=head.get(parameter, ""), text=body,
    )  # fmt: skip


def read_queries(only: Sequence[str] = (), folder: Path = FOLDER) -> list[Query]:
    """Read the queries; ``only`` has beginnings of their names or classes."""
    queries = [read_query(path) for path in sorted(folder.glob("*.rq"))]
    queries.sort(key=lambda query: KINDS.index(query.kind))
    if not only:
        return queries
    wanted = tuple(word.rstrip("s") if word in {"lookups", "aggregates"} else word for word in only)
    return [query for query in queries if f"{query.name} {query.kind}".startswith(wanted)]


def read_pools(store: Path) -> dict[str, list[str]]:
    """Draw the subjects that requests ask about: the same for the same release."""
    opened = ox.Store.read_only(str(store))
    pools: dict[str, list[str]] = {}
    for name, text in _POOLS.items():
        solutions = opened.query(text)
        assert isinstance(solutions, ox.QuerySolutions)
        found = sorted(solution["s"].value for solution in solutions)
        chance = random.Random(SEED)
        pools[name] = chance.sample(found, min(VALUES, len(found)))
    return pools


def targets_of(
    query: Query, path: str, pools: Mapping[str, Sequence[str]], start: int = 0, *,
    again: bool = False,
) -> Iterator[str]:  # fmt: skip
    """Yield request targets without end: each with another text, or ever again the same."""
    number = 0 if again else start
    while True:
        text = query.instance(number, pools, again=again)
        yield f"{path}?query={quote(text, safe='')}"
        number += not again
