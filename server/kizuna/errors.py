"""What can go wrong, split by who must act.

KizunaError
  SourceError          the author of the data: a file cannot be read as what it should be
  InvalidDataError     the author of the data: the gate found violations
  ReleaseError         the operator: a release is missing, damaged or cannot be made
  SettingError         the operator: a setting has a value that cannot be used
  QueryError           the client: a query that is refused or cannot be read
  EndpointError        the curator: a SPARQL endpoint elsewhere that does not answer, or wrongly
"""

from __future__ import annotations

from pathlib import Path


class KizunaError(Exception):
    """An error that a person can act on; its text is the whole message."""


class SourceError(KizunaError):
    """A source file that cannot be used, with the place in it where that shows."""

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        self.message = message
        self.path = path
        self.line = line
        super().__init__(f"{locate(path, line)}{message}")


class InvalidDataError(KizunaError):
    """Data that the shapes or the rules of form refuse."""


class ReleaseError(KizunaError):
    """A release that is missing, damaged, or could not be made."""


class SettingError(KizunaError):
    """A setting whose value cannot be used."""


class QueryError(KizunaError):
    """A query that is refused or cannot be read, with the place in it where that shows.

    ``kind`` names the problem: ``query-syntax``, ``query-refused``, ``unknown-graph``, …
    ``said`` is what is said of it, a text or what can be said in several languages.
    """

    def __init__(
        self, said: object, *, kind: str = "query-syntax", line: int = 0, column: int = 0
    ) -> None:
        self.said = said
        self.kind = kind
        self.line = line
        self.column = column
        super().__init__(str(said))


class EndpointError(KizunaError):
    """A SPARQL endpoint elsewhere that does not answer, or not as the protocol says."""


class UnboundedError(EndpointError):
    """A query that takes too long, or whose answer is too large: asked in parts it may do."""


def locate(path: Path | None, line: int | None) -> str:
    """Write ``path:line: `` as compilers do, as far as it is known."""
    if path is None:
        return ""
    return f"{path}: " if line is None else f"{path}:{line}: "
