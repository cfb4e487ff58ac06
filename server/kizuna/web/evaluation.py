"""How a query is asked of the workers, and how it is told if it has no answer."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass

from flask import request

from kizuna.config import Settings
from kizuna.errors import QueryError
from kizuna.evaluation.jobs import Binding, Clause, End, Job, Outcome
from kizuna.evaluation.line import BusyError
from kizuna.evaluation.pool import Pool
from kizuna.formats import Format
from kizuna.web.examination import Query
from kizuna.web.problems import ProblemError

_ACCESS = logging.getLogger("kizuna.access")
_LINE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_CLASSES = re.compile(r"\[[^\]]*\](?: \| \[[^\]]*\])*,? ?")


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the workers of a release under the limits of the settings."""

    pool: Pool
    settings: Settings
    graphs: frozenset[str]
    base: str

    def ask(
        self, query: Query, clause: Clause | None, form: Format, seconds: float,
        bindings: tuple[Binding, ...] = (),
    ) -> bytes:  # fmt: skip
        """Have a query answered, wholly.

        :raises QueryError: if it cannot be parsed or evaluated, or names an unknown graph.
        :raises ProblemError: if it ran into a limit.
        """
        chosen = clause or query.clause or Clause()
        self._check(chosen)
        limits = (seconds, self.settings.max_rows, self.settings.max_bytes)
        job = Job(query.text, form.name, chosen, *limits, bindings)
        try:
            outcome = self.pool.run(job, self._client())
        except BusyError as error:
            self._log(query, "busy", 0.0, 0)
            raise _busy(error, seconds) from error
        self._log(query, outcome.end.name.lower(), outcome.seconds, len(outcome.body))
        return self._read(outcome, query, seconds)

    def _check(self, clause: Clause) -> None:
        for name in (*clause.default, *clause.named):
            if name not in self.graphs:
                raise QueryError(
                    f"The release has no graph <{name}>; nothing is fetched.", kind="unknown-graph"
                )

    def _client(self) -> str:
        """Tell clients apart: by address, or by what a proxy that is believed says of it."""
        address = request.remote_addr or ""
        if address in self.settings.proxies:
            return request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
        return address

    def _read(self, outcome: Outcome, query: Query, seconds: float) -> bytes:
        match outcome.end:
            case End.DONE:
                return outcome.body
            case End.SYNTAX:
                raise locate_error(outcome.body.decode(), query)
            case End.FAILED:
                raise QueryError(outcome.body.decode(), kind="query-failed")
            case End.ROWS:
                raise self._too_large(f"{self.settings.max_rows:,} rows")
            case End.BYTES:
                raise self._too_large(f"{self.settings.max_bytes:,} bytes")
            case End.TIME:
                raise ProblemError(
                    "query-timeout",
                    f"The query was ended after {seconds:g} seconds.",
                    limit=seconds,
                )
            case _:
                limit = self.settings.query_memory
                raise ProblemError(
                    "query-exhausted",
                    f"The query needed more than {limit} megabytes, or more stack than there is, "
                    "and was ended.",
                )

    def _too_large(self, limit: str) -> ProblemError:
        return ProblemError(
            "result-too-large",
            f"The result has more than {limit}. Nothing of it is sent: page through it with "
            f"ORDER BY, LIMIT and OFFSET, or take the dump.",
            dump=f"{self.base}release/latest/kizuna.nq.gz",
        )

    def _log(self, query: Query, outcome: str, seconds: float, size: int) -> None:
        if not self.settings.access_log:
            return
        digest = hashlib.sha256(query.original.encode()).hexdigest()[:16]
        client = f" client={self._client()}" if self.settings.log_clients else ""
        _ACCESS.info(
            "query=%s outcome=%s seconds=%.3f bytes=%d%s", digest, outcome, seconds, size, client
        )


def _busy(error: BusyError, seconds: float) -> ProblemError:
    headers = {"Retry-After": str(error.seconds)}
    if error.greedy:
        return ProblemError(
            "too-many-requests",
            "All evaluators are busy, and of those who wait you have used most in the last "
            f"minute. Ask again in {error.seconds} seconds.",
            headers=headers,
        )
    return ProblemError(
        "too-busy",
        f"No evaluator was free for {seconds:g} seconds. Ask again in {error.seconds} seconds.",
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
    expected = _CLASSES.sub("", found[3].replace("\n", " ")).strip()[:300]
    place = f"Line {line}, column {column}"
    return QueryError(f"{place}: {expected or 'unexpected'}.", line=line, column=column)
