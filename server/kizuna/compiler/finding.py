"""A finding: something that a check has to say about a line of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kizuna.errors import SourceError


class Severity(Enum):
    """How grave a finding is; the first two stop a build."""

    ERROR = "error"
    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def stops(self) -> bool:
        """Whether nothing may be written."""
        return self in (Severity.ERROR, Severity.VIOLATION)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: in which file and line, about which thing, how grave, and what to do."""

    path: str | None
    line: int | None
    message: str
    severity: Severity = Severity.ERROR
    label: str | None = None

    def __str__(self) -> str:
        """Write ``path:line: severity: label: message``, as compilers do."""
        place = f"{self.path}:{self.line or 1}: " if self.path else ""
        about = f"{self.label}: " if self.label else ""
        return f"{place}{self.severity.value}: {about}{self.message}"


def of_error(error: SourceError) -> Finding:
    """Turn the error of one file into a finding, so that it hides none of another file."""
    return Finding(str(error.path) if error.path else None, error.line, error.message)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Put findings in the order of files and lines, each once."""
    return sorted(
        set(findings),
        key=lambda f: (f.path or "", f.line or 0, list(Severity).index(f.severity), str(f)),
    )


def count(findings: Iterable[Finding]) -> str:
    """Count findings by severity, in words."""
    found = list(findings)
    counts = {s: sum(f.severity is s for f in found) for s in Severity}
    words = [f"{n} {s.value}{'' if n == 1 else 's'}" for s, n in counts.items() if n]
    return ", ".join(words) or "nothing to say"
