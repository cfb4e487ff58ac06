"""Whether servers give the same answers: rows without order, numbers by value."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
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


def without_limit(text: str) -> str:
    return re.sub(r"(?m)^LIMIT \d+$", "", text)


def compare(bench: Bench) -> list[dict[str, object]]:
    """Ask all servers the same, and tell whose answer is not that of the first."""
    found: list[dict[str, object]] = []
    for query in bench.queries:
        for form in query.formats:
            found += _compare(bench, query, form)
    return found


def _compare(bench: Bench, query: Query, form: str) -> Iterator[dict[str, object]]:
    reference: Rows | None = None
    numbers = range(0, 300, 100) if query.parameter else range(1)
    texts = [query.instance(number, bench.pools) for number in numbers]
    limited = re.search(r"(?m)^LIMIT (\d+)$", query.text) if "ORDER BY" not in query.text else None
    whole = None
    for server in sorted(bench.servers, key=lambda s: s.name != OXIGRAPH):
        rows = Rows((), "")
        for text in texts:
            target = f"{server.path}?query={quote(text, safe='')}"
            got = fetch(server, target, form, bench.timeout)
            rows = Rows((*rows.rows, *got.rows), rows.problem or got.problem)
        problem = rows.problem
        if not problem and limited and reference is not None:
            if whole is None:
                text = without_limit(texts[0])
                first = min(bench.servers, key=lambda s: s.name != OXIGRAPH)
                target = f"{first.path}?query={quote(text, safe='')}"
                whole = set(fetch(first, target, form, bench.timeout).rows)
            if len(set(rows.rows)) != len(reference.rows) or not whole.issuperset(rows.rows):
                problem = "rows that do not belong to the whole"
        elif not problem and reference is not None and rows.digest != reference.digest:
            problem = f"other rows than {reference.digest}: {rows.digest}"
        if reference is None and not problem:
            reference = rows
        yield {
            "query": query.name, "form": form, "server": server.name, "rows": len(rows.rows),
            "digest": rows.digest, "problem": problem,
        }  # fmt: skip
