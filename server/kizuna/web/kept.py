"""What was answered lately: the same request gets the same bytes, without being thought about.

A release never changes, so neither does what is answered from it, but for what says otherwise
in its ``Cache-Control``.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from kizuna.web.negotiation import prefers_language

_KEYS = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING")
"""What an answer depends on beside the release and the language; ``Vary`` says it to others."""

_OTHERS = frozenset(
    {
        "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_IF_RANGE",
        "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE",
    }
)  # fmt: skip
"""What a request is for other bytes than the usual ones with."""

_LONGEST = 16 * 1024
_LARGEST = 8
"""No answer takes more than this part of the whole."""

AGAIN = "kizuna.again"
"""Where the environment of a request holds what the log says when the same is asked again."""

Key = tuple[str, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole; ``again`` writes in the log that a client got it again."""

    status: str
    headers: Headers
    body: bytes
    again: Callable[[str], None] | None = None

    @property
    def size(self) -> int:
        """The bytes that it takes, its headers guessed."""
        return len(self.body) + 1024


class Kept:
    """The answers of a release that were used last, up to a number of bytes."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._entries: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, key: Key) -> Answer | None:
        """Find what was answered."""
        found = self._entries.get(key)
        if found is not None:
            with self._lock:
                if key in self._entries:
                    self._entries.move_to_end(key)
        return found

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer for as long as there is room."""
        size = answer.size + _length(key)
        if size > self._budget // _LARGEST:
            return
        with self._lock:
            if key in self._entries:
                return
            self._entries[key] = answer
            self._bytes += size
            while self._bytes > self._budget:
                oldest, given = self._entries.popitem(last=False)
                self._bytes -= given.size + _length(oldest)


def key_of(environ: dict[str, Any]) -> Key | None:
    """Tell what the answer to a request depends on; nothing if it is not to be kept."""
    if environ["REQUEST_METHOD"] != "GET" or not _OTHERS.isdisjoint(environ):
        return None
    language = prefers_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    key = (language, *[environ.get(name, "") for name in _KEYS])
    return key if _length(key) < _LONGEST else None


def _length(key: Iterable[str]) -> int:
    return sum(map(len, key))
