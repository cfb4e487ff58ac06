"""Steps of a run: commands with their time, and the memory of all their processes together."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.memory import children, share
from bench.servers import BenchError

_PROC = Path("/proc")
_EVERY = 0.2
_KIB = 1024


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was run: its seconds, those of processors, and the most bytes held at once."""

    name: str
    seconds: float
    processor: float
    memory: int
    printed: str


def run(name: str, command: Sequence[object], folder: Path) -> Step:
    """Run a command to its end.

    :raises BenchError: if it fails; with what it printed.
    """
    began, before = time.monotonic(), _processor()
    process = subprocess.Popen(
        [str(part) for part in command], cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    most = _Most(process.pid)
    most.start()
    printed, _ = process.communicate()
    most.join()
    if process.returncode:
        raise BenchError(f"{name} failed:\n{printed[-2000:]}")
    return Step(name, time.monotonic() - began, _processor() - before, most.bytes, printed)


def _processor() -> float:
    """Tell how long children that have ended were at work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def held(root: int) -> int:
    """Add up the memory of a process and all that it started, shared pages once."""
    return sum(map(_share, _family(root)))


class _Most(threading.Thread):
    """Looks at the memory of a process and its children while it runs."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self.bytes = 0

    def run(self) -> None:
        while (_PROC / str(self._root)).exists():
            now = held(self._root)
            if not now:
                return
            self.bytes = max(self.bytes, now)
            time.sleep(_EVERY)


def _family(root: int) -> Iterator[int]:
    yield root
    for child in children(root):
        yield from _family(child)


def _share(process: int) -> int:
    """Read the share of a process; 0 if it has ended meanwhile."""
    with suppress(OSError):
        return share(process) * _KIB
    return 0
