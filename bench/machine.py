"""What else the processors did meanwhile: time stolen by the host, time used by other programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROC = Path("/proc")
_IDLE, _WAITING, _STEAL = 3, 4, 7
_SESSION, _TIMES = 3, slice(11, 15)
"""Fields of /proc/PID/stat after the name: session; own times and those of children that ended."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Ticks of all processors since the machine began: stolen, idle, all, and what is ours."""

    stolen: int
    idle: int
    total: int
    ours: int

    def disturbance(self, later: Reading) -> Disturbance:
        """Tell what of the time between two readings was not for us."""
        total = max(later.total - self.total, 1)
        stolen = later.stolen - self.stolen
        busy = total - stolen - (later.idle - self.idle)
        others = max(busy - (later.ours - self.ours), 0)
        return Disturbance(stolen / total, others / total)


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Shares of processor time that went elsewhere."""

    stolen: float
    others: float


def read(sessions: Collection[int] = ()) -> Reading:
    """Read the clock of the processors; ours are this process and all of some sessions."""
    if not (_PROC / "stat").exists():
        return Reading(0, 0, 0, 0)
    ticks = [int(word) for word in (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    ours = sum(_ticks(path, sessions) for path in _PROC.glob("[0-9]*/stat"))
    return Reading(ticks[_STEAL], ticks[_IDLE] + ticks[_WAITING], sum(ticks), ours)


def _ticks(path: Path, sessions: Collection[int]) -> int:
    try:
        words = path.read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    is_ours = int(words[_SESSION]) in sessions or path.parent.name == str(os.getpid())
    return sum(map(int, words[_TIMES])) if is_ours else 0


def describe() -> dict[str, Any]:
    """Describe the machine: model, processors, kernel, Python."""
    info = _PROC / "cpuinfo"
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    return {
        "processor": model or platform.processor(),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
