"""Where a query is evaluated: one function, behind which workers that can be killed will stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Lock, Thread, stack_size

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

from kizuna.errors import QueryError
from kizuna.formats import Format
from kizuna.web.examination import Form, Query
from kizuna.web.graphs import Selection
from kizuna.web.representations import write_graph

_STACK = 64 * 1024 * 1024
"""Bytes of stack of a query, sixteen times what the limits of the examination can need."""

_LINE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_CLASSES = re.compile(r"\[[^\]]*\](?: \| \[[^\]]*\])*,? ?")
_LOCK = Lock()


def evaluate(
    query: Query, selection: Selection, format_: Format, *, base: str, prefixes: dict[str, str]
) -> bytes:
    """Evaluate a query and write its whole result.

    :raises QueryError: if the query cannot be parsed or evaluated.
    """
    outcome: list[bytes | Exception] = []

    def work() -> None:
        outcome.append(_attempt(lambda: _write(query, selection, format_, base, prefixes)))

    _run(work)
    result = outcome[0]
    if isinstance(result, Exception):
        raise _translate(result, query)
    return result


def _attempt(function: Callable[[], bytes]) -> bytes | Exception:
    try:
        return function()
    except Exception as error:  # noqa: BLE001  # carried to the thread that asked, raised there
        return error


def _run(work: Callable[[], None]) -> None:
    """Run in a thread with a stack of its own: a server's threads have 2 MiB."""
    with _LOCK:
        before = stack_size(_STACK)
        try:
            thread = Thread(target=work, name="query")
            thread.start()
        finally:
            stack_size(before)
    thread.join()


def _write(
    query: Query, selection: Selection, format_: Format, base: str, prefixes: dict[str, str]
) -> bytes:
    results = selection.store.query(
        query.text, base=base, default=selection.default, named=selection.named
    )
    if isinstance(results, QuerySolutions | QueryBoolean):
        return results.serialize(format=format_.results) or b""
    return write_graph(_sorted(results), format_, prefixes)


def _sorted(triples: object) -> list[Triple]:
    assert hasattr(triples, "__iter__")  # noqa: S101
    return sorted(set(triples), key=str)


def _translate(error: Exception, query: Query) -> Exception:
    if isinstance(error, SyntaxError):
        return _locate(str(error), query)
    if isinstance(error, OSError | RuntimeError | ValueError):
        return QueryError(str(error), kind="query-failed")
    return error


def _locate(message: str, query: Query) -> QueryError:
    """Turn the parser's message into line, column and what it expected there.

    The engine got some letters as escapes of six characters; the column is that of the original.
    """
    found = _LINE.match(message)
    if not found:
        return QueryError(message[:300])
    line, column = int(found[1]), int(found[2])
    written = query.text.split("\n")[line - 1][: column - 1]
    column -= 5 * len(re.findall(r"\\u00[57]3(?i:ervice)", written))
    expected = _CLASSES.sub("", found[3].replace("\n", " ")).strip()[:300]
    place = f"Line {line}, column {column}"
    return QueryError(f"{place}: {expected or 'unexpected'}.", line=line, column=column)


FORMS_OF_GRAPHS = frozenset({Form.CONSTRUCT, Form.DESCRIBE})
"""The forms whose results are graphs; those of the others are tables and booleans."""
