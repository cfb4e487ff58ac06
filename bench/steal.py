"""What the machine gave to others meanwhile: steal, from /proc/stat."""

from __future__ import annotations

from pathlib import Path

_STAT = Path("/proc/stat")
_STEAL = 7


def read_ticks() -> tuple[int, int]:
    """Read the ticks of all processors since the start: stolen, and all of them."""
    if not _STAT.exists():
        return 0, 0
    ticks = [int(word) for word in _STAT.read_text().split("\n", 1)[0].split()[1:9]]
    return ticks[_STEAL], sum(ticks)


def share(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Tell which share of processor time was stolen between two readings."""
    return (after[0] - before[0]) / max(after[1] - before[1], 1)
