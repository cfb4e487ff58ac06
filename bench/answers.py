"""Whether servers give the same answers: rows without order, numbers by value."""

from __future__ import annotations

import csv
import hashlib
import io
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from bench.measure import Bench
from bench.queries import MEDIA_TYPES, Query
from bench.servers import OXIGRAPH, Server

_NUMBERS = {
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in ("integer", "decimal", "double", "float", "int", "long", "short", "byte")
}
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an answer, each as text, sorted; or why there are none."""

    rows: tuple[str, ...]
    problem: str = ""

    @property
    def digest(self) -> str:
        """Say in sixteen letters which rows these are."""
        return hashlib.sha256("\n".join(self.rows).encode()).hexdigest()[:16]


def fetch(server: Server, target: str, form: str, timeout: float) -> Rows:
    """Ask a server and read its rows."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{target}", headers={"Accept": MEDIA_TYPES[form]}
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        return Rows((), f"{error.code}: {error.read()[:200].decode(errors='replace')}")
    except OSError as error:
        return Rows((), f"no answer: {error}")
    try:
        return Rows(tuple(sorted(read_rows(body, form))))
    except (SyntaxError, ValueError) as error:
        return Rows((), f"not {form}: {error}")


def read_rows(body: bytes, form: str) -> Iterator[str]:
    """Read an answer's rows, each as text.

    :raises SyntaxError: if the answer is not of its format.
    """
    if form == "ttl":
        yield from map(str, ox.parse(body, ox.RdfFormat.TURTLE))
    elif form == "csv":
        yield from map(repr, csv.reader(io.StringIO(body.decode(), newline="")))
    else:
        yield from _solutions(ox.parse_query_results(body, _RESULTS[form]))


def _solutions(results: ox.QuerySolutions | ox.QueryBoolean) -> Iterator[str]:
    if isinstance(results, ox.QueryBoolean):
        yield str(bool(results))
        return
    names = sorted(variable.value for variable in results.variables)
    for solution in results:
        yield " ".join(_term(solution[name]) for name in names)


def _term(term: object) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        return f"{float(term.value):.9g}"
    return str(term)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a query should give: so many rows of these; all of them where it has no limit."""

    rows: Rows
    count: int

    def difference(self, found: Rows) -> str:
        """Say what is wrong with an answer; nothing if it is right."""
        if found.problem:
            return found.problem
        if len(found.rows) != self.count:
            return f"{len(found.rows)} rows instead of {self.count}"
        if self.count == len(self.rows.rows):
            return "" if found.digest == self.rows.digest else "other rows"
        whole = set(self.rows.rows)
        if not whole.issuperset(found.rows) or len(set(found.rows)) < self.count:
            return "rows that are not of the whole, or come twice"
        return ""


def compare(bench: Bench, tell: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Ask all servers the same, and tell whose answer is not that of the first.

    The native server comes first where it takes part. Where a query asks for some rows of many,
    servers may choose others: each must be one of the whole, and none come twice.
    """
    for query in bench.queries:
        for form in query.formats:
            yield from _compare(bench, query, form, tell)


def _compare(
    bench: Bench, query: Query, form: str, tell: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    expected: Expected | None = None
    for server in sorted(bench.servers, key=lambda server: server.name != OXIGRAPH):
        tell(f"comparing answers: {query.name} {form} of {server.name}")
        found = _ask(bench, server, query, form)
        if expected is None and not found.problem:
            whole = found if query.is_whole else _ask(bench, server, query.whole(), form)
            expected = Expected(whole, len(found.rows))
        yield {
            "query": query.name, "form": form, "server": server.name, "rows": len(found.rows),
            "digest": found.digest,
            "problem": expected.difference(found) if expected else found.problem,
        }  # fmt: skip


def _ask(bench: Bench, server: Server, query: Query, form: str) -> Rows:
    """Ask for a few subjects, or once where the query has none."""
    numbers = range(0, 500, 100) if query.parameter else range(1)
    texts = [query.instance(number, bench.pools) for number in numbers]
    parts = [
        fetch(server, f"{server.path}?query={quote(text, safe='')}", form, bench.timeout)
        for text in texts
    ]
    rows = tuple(sorted(row for part in parts for row in part.rows))
    return Rows(rows, next((part.problem for part in parts if part.problem), ""))
