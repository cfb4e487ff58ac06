"""The memory of all evaluators together: who must stand still for it, and who must end.

Where what they weigh, and may grow by until the next look, comes to the setting, whoever grows
stands still. Then the doubtful are weighed, one a look; if there is no room all the same, the
heaviest is ended, and the others go on when its memory is back. So nothing grows while the keeper
finds out, however long that takes it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kizuna.evaluation.processes import go_on, stand_still
from kizuna.evaluation.scales import Scales

HASTE = 0.05
"""Seconds after which a job is a long one for those who wait, or where memory is short."""

_HEAVY = 0.7
"""The part of the memory setting from which no further slow job may begin."""

_DOUBT, _DOUBT_AT_EASE = 1 / 32, 1 / 8
"""The parts of it by which all may weigh more than is known, and nobody is weighed for that."""

_SPURT = 32 * 1024 * 1024
"""Bytes that a processor can touch from one look to the next."""

_MOST_AHEAD = 1 / 4
"""The part of the setting that is kept free for that at most."""

_SPARINGLY = 10
"""How many times as long as a weighing took there is none, while there is room."""

_LEFT_OVER = 64 * 1024 * 1024
"""Bytes beyond the size of the release from which an idle worker is replaced.

Reading changes what is shared with the keeper, page by page, into a worker's own; that is worth
keeping, since a fresh worker would have to copy it again.
"""


@dataclass(frozen=True, slots=True)
class Hand:
    """A worker as the keeper sees it: for how many seconds it has had its job; 0 without one.

    One that is going has been ended, and its memory is about to come back.
    """

    slot: int
    process: int
    seconds: float
    is_going: bool

    @property
    def is_long(self) -> bool:
        """Tell whether its job is not over at once."""
        return self.seconds > HASTE


class Room:
    """Keeps a keeper and its workers below a number of bytes."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._scales = Scales()
        self._usual = self._scales.shared + _LEFT_OVER
        ahead = _SPURT * (os.cpu_count() or 1)
        self._line = memory - min(ahead, round(memory * _MOST_AHEAD))
        self._still: set[int] = set()
        self._weighed = 0.0

    @property
    def is_heavy(self) -> bool:
        """Tell whether there is no room for another slow job."""
        return self._scales.total > self._memory * _HEAVY

    @property
    def is_short(self) -> bool:
        """Tell whether there is none for anything that grows."""
        return self._scales.total > self._line

    def look(self, crew: Sequence[Hand]) -> Hand | None:
        """See to it that there is room; give the worker that must end for it."""
        processes = [hand.process for hand in crew]
        self._scales.look(processes)
        self._still.intersection_update(processes)
        short = self.is_short
        self._hold(hand.process for hand in crew if short and hand.is_long)
        if any(hand.is_going for hand in crew):
            return None
        return self._make_room(crew) if short else self._find_left_over(crew)

    def _hold(self, processes: Iterable[int]) -> None:
        """Have these stand still, and nobody else."""
        held = set(processes)
        for process in self._still - held:
            go_on(process)
        for process in held - self._still:
            stand_still(process)
        self._still = held

    def _make_room(self, crew: Sequence[Hand]) -> Hand | None:
        """Choose who must end, unless a weighing may show that there is room."""
        if self._scales.least <= self._line and self._is_doubtful(_DOUBT):
            self._weigh(crew)
            return None
        idle = [hand for hand in crew if not hand.seconds and self._weight(hand) > _LEFT_OVER]
        # Without a job nothing is lost; who has just begun is soon done, or a long one.
        chosen = idle or [hand for hand in crew if hand.is_long]
        return max(chosen, key=self._weight, default=None)

    def _find_left_over(self, crew: Sequence[Hand]) -> Hand | None:
        """Find an idle worker that holds much that it does not need."""
        began = time.monotonic()
        if self.is_heavy and began > self._weighed and self._is_doubtful(_DOUBT_AT_EASE):
            self._hold(hand.process for hand in crew if hand.is_long)
            self._weigh(crew)
            self._hold(())
            self._weighed = began + _SPARINGLY * (time.monotonic() - began)
        idle = (hand for hand in crew if not hand.seconds)
        return next((hand for hand in idle if self._weight(hand) > self._usual), None)

    def _is_doubtful(self, part: float) -> bool:
        return self._scales.total - self._scales.least > self._memory * part

    def _weigh(self, crew: Sequence[Hand]) -> None:
        """Weigh the most doubtful."""
        self._scales.weigh(max((hand.process for hand in crew), key=self._scales.doubt))

    def _weight(self, hand: Hand) -> int:
        return self._scales.own(hand.process)
