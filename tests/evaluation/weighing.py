"""Weigh a process that takes memory step by step; a script, so that nothing else has its pages.

Writes for each step what the kernel weighs, what was estimated, and both after a weighing; bytes.
"""

from __future__ import annotations

import gc
import json
import mmap
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from kizuna.evaluation.processes import weigh
from kizuna.evaluation.scales import Scales

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Step:
    own: int
    least: int
    doubt: int
    own_after: int
    doubt_after: int


def private(megabytes: int) -> mmap.mmap:
    return mmap.mmap(-1, megabytes * MEGABYTE, flags=mmap.MAP_PRIVATE)


def touch(memory: mmap.mmap, megabytes: int) -> mmap.mmap:
    """Write into each page of so many megabytes."""
    for place in range(0, megabytes * MEGABYTE, mmap.PAGESIZE):
        memory[place] = 1
    return memory


@contextmanager
def stepping(
    steps: tuple[Callable[[], object], ...],
) -> Iterator[tuple[int, Callable[[], None]]]:
    """Fork a process that takes one step when it is told to, and says when that is done."""
    told, tell = os.pipe()
    heard, say = os.pipe()
    process = os.fork()
    if not process:
        try:
            for step in steps:
                os.read(told, 1)
                step()
                os.write(say, b".")
            os.read(told, 1)
        finally:
            os._exit(0)

    def take() -> None:
        os.write(tell, b".")
        os.read(heard, 1)

    try:
        yield process, take
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        for end in (told, tell, heard, say):
            os.close(end)


def main() -> None:
    inherited = private(64)
    inherited.write(b"x" * len(inherited))
    gc.collect()
    gc.freeze()
    scales, kept = Scales(), list[mmap.mmap]()
    steps = (
        lambda: touch(inherited, 24),
        lambda: kept.append(touch(private(48), 40)),
        lambda: [touch(private(16), 16) for _ in range(4)],
        lambda: touch(inherited, 64),
        lambda: kept.pop().close(),
    )
    found = []
    with stepping(steps) as (process, step):
        for _ in steps:
            step()
            scales.look([process])
            own, least, doubt = weigh(process), scales.own(process), scales.doubt(process)
            scales.weigh(process)
            found.append(Step(own, least, doubt, scales.own(process), scales.doubt(process)))
    scales.look([])
    assert scales.total == scales.least == scales.shared
    json.dump([asdict(step) for step in found], sys.stdout)


if __name__ == "__main__":
    main()
