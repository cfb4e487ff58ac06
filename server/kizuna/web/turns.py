"""Who makes a page now: a few at a time, in the order in which they came."""

from __future__ import annotations

from collections import deque
from threading import Lock
from types import TracebackType


class Turns:
    """Lets so many threads do something at a time, first come, first served.

    Threads that all make pages at once share the interpreter, and each of them ends as late as
    the last. A semaphore of the library would do, were it not that whoever comes later may
    overtake those that wait.
    """

    def __init__(self, seats: int) -> None:
        self._free = seats
        self._waiting: deque[Lock] = deque()
        self._lock = Lock()

    def __len__(self) -> int:
        """Count those that wait."""
        return len(self._waiting)

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
