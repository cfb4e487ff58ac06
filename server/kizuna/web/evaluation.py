"""How a query is asked of the workers, and how it is told if it has no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kizuna.config import Settings
from kizuna.errors import QueryError
from kizuna.evaluation.jobs import Binding, Clause, End, Job, Outcome
from kizuna.evaluation.line import BusyError
from kizuna.evaluation.pool import Pool
from kizuna.formats import RESULTS_XML, Format
from kizuna.serialization import settle_xml
from kizuna.web.access import AccessLog
from kizuna.web.examination import Query
from kizuna.web.language import Saying, message, saying
from kizuna.web.problems import ProblemError

_LINE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UNDECLARED = "Prefix not found"
_CLASSES = re.compile(r"\[[^\]]*\](?: \| \[[^\]]*\])*,? ?")


_TOO_MANY_ROWS = message(
    "The result has more than %(most)s rows. Nothing of it is sent: page through it with ORDER BY, "
    "LIMIT and OFFSET, or take the dump."
)
_TOO_MANY_BYTES = message(
    "The result has more than %(most)s bytes. Nothing of it is sent: page through it with ORDER "
    "BY, LIMIT and OFFSET, or take the dump."
)

_VOLATILE = re.compile(r"(?:now|rand|uuid)(?![a-z])", re.IGNORECASE)
"""What a query may say whose answer is another one each time; words that only end so suffice."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query that was examined: over which graphs, for how many seconds, and who asks it.

    ``bindings`` are the values of its parameters, if it has some.
    """

    query: Query
    clause: Clause | None
    seconds: float
    client: str
    bindings: tuple[Binding, ...] = ()

    @property
    def is_volatile(self) -> bool:
        """Tell whether the answer may be another one the next time."""
        return _VOLATILE.search(self.query.original) is not None


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the workers of a release under the limits of the settings."""

    pool: Pool
    settings: Settings
    graphs: frozenset[str]
    base: str
    log: AccessLog | None

    def ask(self, question: Question, form: Format) -> bytes:
        """Have a question answered, wholly.

        :raises QueryError: if it cannot be parsed or evaluated, or names an unknown graph.
        :raises ProblemError: if it ran into a limit.
        """
        query, client = question.query, question.client
        chosen = question.clause or query.clause or Clause()
        self._check(chosen)
        job = Job(
            query.text, form.name, chosen, question.seconds, self.settings.max_rows,
            self.settings.max_bytes, question.bindings,
        )  # fmt: skip
        try:
            outcome = self.pool.run(job, client)
        except BusyError as error:
            self._log(query, "busy", 0.0, 0, client)
            raise _busy(error, question.seconds) from error
        self._log(query, outcome.end.name.lower(), outcome.seconds, len(outcome.body), client)
        result = self._read(outcome, query, question.seconds)
        return _settle(result) if form is RESULTS_XML else result

    def _check(self, clause: Clause) -> None:
        for name in (*clause.default, *clause.named):
            if name not in self.graphs:
                raise QueryError(
                    saying("The release has no graph <%(name)s>; nothing is fetched.", name=name),
                    kind="unknown-graph",
                )

    def _read(self, outcome: Outcome, query: Query, seconds: float) -> bytes:
        match outcome.end:
            case End.DONE:
                return outcome.body
            case End.SYNTAX:
                raise locate_error(outcome.body.decode(), query)
            case End.FAILED:
                raise QueryError(outcome.body.decode(), kind="query-failed")
            case End.ROWS:
                raise self._too_large(_TOO_MANY_ROWS, self.settings.max_rows)
            case End.BYTES:
                raise self._too_large(_TOO_MANY_BYTES, self.settings.max_bytes)
            case End.TIME:
                raise ProblemError(
                    "query-timeout",
                    saying(
                        "The query was ended after %(seconds)s seconds.",
                        seconds=format(seconds, "g"),
                    ),
                    limit=seconds,
                )
            case _:
                limit = self.settings.query_memory
                raise ProblemError(
                    "query-exhausted",
                    saying(
                        "The query needed more than %(limit)s megabytes, or more stack than "
                        "there is, and was ended.",
                        limit=limit,
                    ),
                )

    def _too_large(self, detail: str, most: int) -> ProblemError:
        return ProblemError(
            "result-too-large",
            saying(detail, most=format(most, ",")),
            dump=f"{self.base}release/latest/kizuna.nq.gz",
        )

    def log_again(self, query: Query, size: int, client: str) -> None:
        """Write in the log that a client got an answer that was there already."""
        self._log(query, "kept", 0.0, size, client)

    def _log(self, query: Query, outcome: str, seconds: float, size: int, client: str) -> None:
        if self.log is not None:
            self.log.note(query.original, outcome, seconds, size, client)


def _settle(result: bytes) -> bytes:
    try:
        return settle_xml(result)
    except ValueError as error:
        raise QueryError(str(error), kind="query-failed") from error


def _busy(error: BusyError, seconds: float) -> ProblemError:
    headers = {"Retry-After": str(error.seconds)}
    if error.greedy:
        return ProblemError(
            "too-many-requests",
            saying(
                "All evaluators are busy, and of those who wait you have used most in the last "
                "minute. Ask again in %(seconds)s seconds.",
                seconds=error.seconds,
            ),
            headers=headers,
        )
    return ProblemError(
        "too-busy",
        saying(
            "No evaluator was free for %(waited)s seconds. Ask again in %(seconds)s seconds.",
            waited=format(seconds, "g"),
            seconds=error.seconds,
        ),
        headers=headers,
    )


def locate_error(message: str, query: Query) -> QueryError:
    """Turn the parser's message into line, column and what it expected there.

    The engine got some letters as escapes of six characters; the column is that of the original.
    """
    found = _LINE.match(message)
    if not found:
        return QueryError(message[:300])
    line, column = int(found[1]), int(found[2])
    written = query.text.split("\n")[line - 1][: column - 1]
    column -= 5 * len(re.findall(r"\\u00[57]3(?i:ervice)", written))
    said = _explain(found[3], {"line": line, "column": column})
    return QueryError(said, line=line, column=column)


def _explain(message: str, place: Mapping[str, int]) -> Saying:
    expected = _CLASSES.sub("", message.replace("\n", " ")).strip(" ,")[:300]
    if _UNDECLARED in message:
        return saying(
            "Line %(line)s, column %(column)s: the prefix before it is not declared; add a line "
            "PREFIX for it.", **place,
        )  # fmt: skip
    if expected in ("", "expected", "expected one of"):
        return saying("Line %(line)s, column %(column)s: unexpected.", **place)
    return saying("Line %(line)s, column %(column)s: %(expected)s.", expected=expected, **place)
