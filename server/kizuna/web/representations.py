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


@dataclass(frozen=True, slots=True)
class Representation:
    """The bytes of something in one format and one coding, with the tag of just these bytes."""

    body: bytes
    format: Format
    etag: str
    coding: str | None = None

    def compressed(self) -> Representation:
        """Compress it; its strong tag is then another one, as the bytes are.

        Level 5 and no time of making: the same bytes come from every process.
        """
        if len(self.body) < _WORTH_COMPRESSING:
            return self
        body = gzip.compress(self.body, 5, mtime=0)
        return replace(self, body=body, etag=f"{self.etag}-gzip", coding="gzip")


def represent(body: bytes | str, format_: Format) -> Representation:
    """Make a representation of a body."""
    data = body.encode() if isinstance(body, str) else body
    return Representation(data, format_, hashlib.sha256(data).hexdigest()[:32])


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
