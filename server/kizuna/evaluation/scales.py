"""What the workers of a keeper weigh: estimated at each look, weighed only where that matters.

Weighing has the kernel read every page of a process, which of a million triples takes a twentieth
of a second and more. What costs next to nothing are two counts: the pages that a process has, and
those that it had to find or to copy. A worker is forked with all pages of the keeper, shared, and
gets one of its own for each that it changes. So its own are what it has beyond the keeper's, and
what it copied: at least what the last weighing found, at most that and all that it touched since
and has not grown by. Never is more copied than there was to be shared.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kizuna.evaluation.processes import Use, read_anonymous, read_use, weigh


def _has_huge_pages() -> bool:
    """Tell whether a process may grow by more than a page where it touches one."""
    with suppress(OSError):
        setting = Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text(encoding="ascii")
        return "[always]" in setting
    return False


@dataclass(slots=True)
class _Load:
    """What is known of a worker: when it was forked or weighed last, and now; in bytes."""

    inherited: int
    resident: int
    touched: int = 0
    copied: int = 0
    least: int = 0
    most: int = 0

    def follow(self, use: Use, *, huge: bool) -> None:
        """Estimate anew; who gives its memory back has it until it has gone."""
        if not use.resident:
            return
        # One touch of a huge page is much growth, so growth does not tell how many were touched.
        grown = 0 if huge else max(use.resident - self.resident, 0)
        touched = max(use.touched - self.touched - grown, 0)
        copied = min(self.copied + touched, max(self.copied, self.inherited))
        fresh = use.resident - self.inherited
        self.least, self.most = max(fresh + self.copied, 0), max(fresh + copied, 0)

    def settle(self, use: Use, own: int) -> None:
        """Note what was weighed, and what had been used before."""
        self.resident, self.touched = use.resident, use.touched
        self.copied = own - (use.resident - self.inherited)
        self.least = self.most = own


class Scales:
    """The weights of this process and of the workers it has forked, in bytes."""

    def __init__(self) -> None:
        self.shared = read_use(os.getpid()).resident
        # Pages of files are not there in a worker until it reads them.
        self._inherited = read_anonymous(os.getpid())
        self._huge = _has_huge_pages()
        self._loads: dict[int, _Load] = {}

    def look(self, processes: Iterable[int]) -> None:
        """Estimate what workers weigh now, each one that there is."""
        known, inherited = self._loads, self._inherited
        self._loads = {p: known.get(p) or _Load(inherited, inherited) for p in processes}
        for process, load in self._loads.items():
            load.follow(read_use(process), huge=self._huge)

    def weigh(self, process: int) -> None:
        """Weigh a worker, so that there is no doubt left."""
        use, load = read_use(process), self._loads[process]
        if use.resident:
            load.settle(use, weigh(process) or load.most)
        else:
            load.least = load.most

    @property
    def total(self) -> int:
        """What all weigh together, at most."""
        return self.shared + sum(load.most for load in self._loads.values())

    @property
    def least(self) -> int:
        """What all weigh together, at least."""
        return self.shared + sum(load.least for load in self._loads.values())

    def own(self, process: int) -> int:
        """Tell what a worker weighs at least, beyond what it shares."""
        return self._loads[process].least

    def doubt(self, process: int) -> int:
        """Tell how much more it may be."""
        load = self._loads[process]
        return load.most - load.least
