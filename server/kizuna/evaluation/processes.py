"""What the kernel tells of a process, and how a process is made to stand back."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NICE = 2
"""How far workers stand back behind the web (setpriority(2))."""

CALM = 10
"""How far those stand back that have a slow job."""

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_LIBC = ctypes.CDLL(None)
_TICKS = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12  # fields 14 and 15 of proc(5), after the name in parentheses


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of a process: those of its own, and with them its share of common ones."""

    own: int
    share: int


def weigh(process: int) -> Weight:
    """Weigh a process; one that has gone weighs nothing."""
    text = _read(process, "smaps_rollup")
    if not text:
        return Weight(0, 0)
    own, share = (
        int(text.partition(f"\n{name}:")[2].split(maxsplit=1)[0]) * 1024
        for name in ("Private_Dirty", "Pss")
    )
    return Weight(own, share)


def read_use(process: int) -> float:
    """Tell how many seconds of processor a process has used."""
    fields = _read(process, "stat").rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS if fields else 0.0


def end_with_parent(parent: int) -> None:
    """Have this process killed when the one that began it ends, however that ends."""
    _LIBC.prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def calm(process: int) -> None:
    """Have a process stand back behind the others, though not so far that it would starve."""
    for thread in _threads(process):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, CALM)


def rouse() -> bool:
    """Take part again as others do, for the thread that calls; tell whether that is allowed."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    except OSError:
        return False
    return True


def _threads(process: int) -> list[int]:
    with suppress(OSError):
        return [int(name) for name in os.listdir(f"/proc/{process}/task")]  # noqa: PTH208
    return []


def _read(process: int, name: str) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/{name}").read_text(encoding="ascii")
    return ""
