"""What the kernel tells of a process, and how a process is made to stand back."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from dataclasses import dataclass

NICE = 2
"""How far workers stand back behind the web (setpriority(2))."""

CALM = 10
"""How far those stand back that have a slow job."""

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_LIBC = ctypes.CDLL(None)
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_FAULTS, _UTIME, _STIME, _RESIDENT = 7, 11, 12, 21
"""Fields 10, 14, 15 and 24 of proc(5), after the name in parentheses."""

_LENGTH = 4096
"""Bytes that a file read here has at most."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a process has used: seconds of processor; bytes of memory.

    ``touched`` counts each page that had to be found for it or copied, whether or not it still
    has it; ``resident`` is what it has now, shared or not, and 0 once it has begun to go.
    """

    seconds: float
    touched: int
    resident: int


def read_use(process: int) -> Use:
    """Read what a process has used; one that has gone has used nothing."""
    fields = _read(process, "stat").rpartition(")")[2].split()
    if not fields:
        return Use(0.0, 0, 0)
    seconds = (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS
    return Use(seconds, int(fields[_FAULTS]) * _PAGE, int(fields[_RESIDENT]) * _PAGE)


def read_anonymous(process: int) -> int:
    """Read how much of its memory is of no file: all of it is there in a process forked from it."""
    _, resident, of_files, *_ = map(int, _read(process, "statm").split())
    return (resident - of_files) * _PAGE


def weigh(process: int) -> int:
    """Weigh a process: the bytes that nobody shares with it. The kernel reads every page for it."""
    text = _read(process, "smaps_rollup")
    names = ("Private_Dirty", "Private_Clean") if text else ()
    return sum(int(text.partition(f"\n{name}:")[2].split(maxsplit=1)[0]) * 1024 for name in names)


def stand_still(process: int) -> None:
    """Have a process do nothing until it is told to go on; its clock does not stand still."""
    _signal(process, signal.SIGSTOP)


def go_on(process: int) -> None:
    """Have a process go on that stood still."""
    _signal(process, signal.SIGCONT)


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


def _signal(process: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, number)


def _read(process: int, name: str) -> str:
    # By the calls of the system: pathlib takes as long again, some hundred times a second.
    try:
        file = os.open(f"/proc/{process}/{name}", os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(file, _LENGTH).decode("ascii", "replace")
    except OSError:
        return ""
    finally:
        os.close(file)
