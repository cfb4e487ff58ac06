"""Representations: the bytes that are sent, and a bounded cache of them."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from threading import Lock

from kizuna.formats import Format

_WORTH_COMPRESSING = 1024
_LONG = 1024 * 1024
_FAST, _USUAL = 1, 5
"""Levels of compression; for what is long the one that takes a third of the time."""


@dataclass(frozen=True, slots=True)
class Representation:
    """The bytes of something in one format and one coding, with the tag of just these bytes.

    A long answer to a query has none: to find out that a client has it, it is evaluated all the
    same, and the tag would take a tenth of that time.
    """

    body: bytes
    format: Format
    etag: str | None
    coding: str | None = None

    def compressed(self) -> Representation:
        """Compress it; its strong tag is then another one, as the bytes are.

        No time of making is in it: the same bytes come from every process.
        """
        if len(self.body) < _WORTH_COMPRESSING:
            return self
        level = _FAST if len(self.body) > _LONG else _USUAL
        body = gzip.compress(self.body, level, mtime=0)
        etag = f"{self.etag}-gzip" if self.etag else None
        return replace(self, body=body, etag=etag, coding="gzip")


def represent(body: bytes | str, format_: Format) -> Representation:
    """Make a representation of a body."""
    data = body.encode() if isinstance(body, str) else body
    return Representation(data, format_, hashlib.sha256(data).hexdigest()[:32])


def represent_result(body: bytes | str, format_: Format) -> Representation:
    """Make a representation of the answer to a query."""
    if isinstance(body, bytes) and len(body) > _LONG:
        return Representation(body, format_, None)
    return represent(body, format_)


@dataclass(slots=True)
class Cache:
    """The representations used last, up to a number of bytes."""

    budget: int
    _entries: OrderedDict[Hashable, Representation] = field(default_factory=OrderedDict)
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def fetch(
        self, key: tuple[Hashable, ...], make: Callable[[], Representation], *, compress: bool
    ) -> Representation:
        """Give the representation of a key, and make it if need be.

        It is made outside the lock: two requests may make it at once, none waits for another.
        """
        whole = (key, compress)
        found = self._find(whole)
        if found is not None:
            return found
        made = self.fetch(key, make, compress=False).compressed() if compress else make()
        self._keep(whole, made)
        return made

    def _find(self, key: Hashable) -> Representation | None:
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def _keep(self, key: Hashable, made: Representation) -> None:
        if len(made.body) > self.budget // 8:
            return
        with self._lock:
            if key in self._entries:
                return
            self._entries[key] = made
            self._bytes += len(made.body)
            while self._bytes > self.budget:
                _, oldest = self._entries.popitem(last=False)
                self._bytes -= len(oldest.body)
