"""What all evaluators of a server take together, read from outside while it is at work.

It is the sum of their shares (PSS): a page that several have counts once. The kernel reads every
page for it, which of a million triples takes a fifth of a second; so it is read twenty times a
second at most, and half of the time is left to the server.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_KEEPER = "kizuna.evaluation.keeper"
_PAUSE = 0.05


@dataclass(slots=True)
class Memory:
    """The most that was read, in megabytes, and how often all could be read."""

    most: int = 0
    readings: int = 0

    def note(self, megabytes: int) -> None:
        """Note a reading."""
        self.most = max(self.most, megabytes)
        self.readings += 1


@contextmanager
def watching(process: int) -> Iterator[Memory]:
    """Read what the evaluators of a server take, again and again."""
    memory, over = Memory(), threading.Event()

    def watch() -> None:
        took = 0.0
        while not over.wait(max(took, _PAUSE)):
            began = time.monotonic()
            megabytes = _read(process)
            took = time.monotonic() - began
            if megabytes:
                memory.note(megabytes)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory
    finally:
        over.set()
        thread.join()


def _read(process: int) -> int:
    """Read it once; 0 where one began or ended meanwhile: a sum of two moments says nothing."""
    family = _evaluators(process)
    try:
        total = sum(map(share, family))
    except OSError:
        return 0
    return total // 1024 if _evaluators(process) == family else 0


def _evaluators(process: int) -> Sequence[int]:
    keepers = [child for child in children(process) if _KEEPER in _command(child)]
    return [*keepers, *(worker for keeper in keepers for worker in children(keeper))]


def children(process: int) -> list[int]:
    """List the children of a process, whichever of its threads began them."""
    found: list[int] = []
    for path in _PROC.glob(f"{process}/task/*/children"):
        with suppress(OSError):
            found += map(int, path.read_text().split())
    return sorted(found)


def _command(process: int) -> str:
    with suppress(OSError):
        return (_PROC / str(process) / "cmdline").read_text()
    return ""


def share(process: int) -> int:
    """Read the share of a process in kilobytes."""
    text = (_PROC / str(process) / "smaps_rollup").read_text()
    return int(text.partition("\nPss:")[2].split(maxsplit=1)[0])
