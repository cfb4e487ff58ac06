"""Which release is served: each process looks at the link, and goes over between two requests."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from flask import request
from pyoxigraph import NamedNode

from kizuna.config import Settings
from kizuna.errors import KizunaError
from kizuna.evaluation.accounts import Accounts
from kizuna.evaluation.board import Board
from kizuna.evaluation.pool import Pool, is_ready
from kizuna.iris import Base, Thing
from kizuna.namespaces import prefixes
from kizuna.release import CURRENT, Release, current
from kizuna.store.oxigraph import IN_MEMORY, hold_store, open_store
from kizuna.store.quads import QuadStore
from kizuna.web.access import AccessLog
from kizuna.web.documents import licences
from kizuna.web.evaluation import Asker
from kizuna.web.frames import Frame, Key
from kizuna.web.index import Index
from kizuna.web.kept import Kept
from kizuna.web.labels import Labels
from kizuna.web.language import languages
from kizuna.web.pages.views import Viewer
from kizuna.web.representations import Cache
from kizuna.web.saved_queries import SavedQuery, read_saved_queries
from kizuna.web.tables import Table, read_coverage, read_withdrawn
from kizuna.web.turns import Turns

INTERVAL = 0.5
"""Seconds after which the link is read again."""

PUBLISHED = "kizuna.published"
"""Where the environment of a request holds what answers it."""

_LOG = logging.getLogger(__name__)

_MEGABYTE = 1024 * 1024

_AT_ONCE = 1
"""Documents that are made at once. With two, each waits for the interpreter whenever it has asked
the index or the store, and neither ends sooner."""

_COLLECTED = 2_000, 20, 100
"""When the collector looks at young, older and all objects: the last takes some 30 ms as soon as
names are remembered, and by Python's own numbers held up all requests once in 300 pages."""

_Mark = tuple[str, int]

Environment = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is being served, with what is kept of it in memory."""

    release: Release
    base: Base
    store: QuadStore
    labels: Labels
    asker: Asker
    prefixes: dict[str, str]
    index: Index
    viewers: Mapping[str, Viewer]
    withdrawn: Mapping[Thing, str]
    coverage: Mapping[str, Table]
    queries: Mapping[str, SavedQuery]
    licences: Sequence[NamedNode]
    turns: Turns
    frames: dict[Key, Frame]
    kept: Kept
    cache: Cache


def publish(release: Release, pool: Pool, settings: Settings) -> Published:
    """Open a release for serving, with the workers that answer its queries.

    :raises ReleaseError: if its store, its index or one of its tables cannot be read.
    """
    manifest = release.manifest
    half = settings.cache * _MEGABYTE // 2
    small = manifest.quads + manifest.triples <= IN_MEMORY
    store = (hold_store if small else open_store)(release)
    base = Base(manifest.base)
    labels = Labels(store)
    index = Index(release)
    viewers = {
        code: Viewer(store, labels, base, index, language) for code, language in languages().items()
    }
    log = AccessLog(clients=bool(settings.log_clients)) if settings.access_log else None
    asker = Asker(pool, settings, frozenset(manifest.graphs), base.iri, log)
    return Published(
        release, base, store, labels, asker, prefixes(base.iri), index, viewers,
        read_withdrawn(release), read_coverage(release), read_saved_queries(release),
        licences(store, base), Turns(_AT_ONCE), {}, Kept(half), Cache(half),
    )  # fmt: skip


class Current:
    """The release that is served now.

    A new one is opened beside the old, by the one request that finds it, when its keeper has
    workers; the others go on with the old one, which is closed when the last of them has ended.
    """

    def __init__(self, settings: Settings, runtime: Path) -> None:
        self._settings = settings
        self._runtime = runtime
        self._releases = settings.releases
        self._accounts = Accounts(runtime / "accounts")
        self._board = Board(runtime / "board")
        self._lock = Lock()
        self._checked = time.monotonic()
        self._published = self._publish(current(self._releases))
        self._refused: _Mark | None = None

    def _publish(self, release: Release) -> Published:
        folder = self._runtime / release.name
        pool = Pool(folder, self._accounts, self._board, waiting=self._settings.waiting)
        published = publish(release, pool, self._settings)
        _settle()
        return published

    def published(self) -> Published:
        """Give what is to be served, after a look at the link if the last is some time ago."""
        if time.monotonic() - self._checked > INTERVAL and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._checked = time.monotonic()
                self._lock.release()
        return self._published

    def _look(self) -> None:
        try:
            mark = self._mark()
            new = mark[0] != self._published.release.name and mark != self._refused
            if new and is_ready(self._runtime / mark[0]):
                self._published = self._publish(current(self._releases))
                self._refused = None
                _LOG.info("serving release %s", mark[0])
        except (KizunaError, OSError) as error:
            self._refuse(error)

    def _mark(self) -> _Mark:
        """Tell the link from all others, also from a later one to the same release."""
        link = self._releases / CURRENT
        return link.readlink().name, link.lstat().st_mtime_ns

    def _refuse(self, error: Exception) -> None:
        """Keep the old release; say once why, and try again when it is promoted again."""
        is_link = (self._releases / CURRENT).is_symlink()
        refused = self._mark() if is_link else ("", 0)
        if refused != self._refused:
            _LOG.error("still serving %s: %s", self._published.release.name, error)
        self._refused = refused


def _settle() -> None:
    """Keep the collector of garbage from looking at what stays, of which a request makes none."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED)


def published() -> Published:
    """Give the release that answers the request at hand, the same from its start to its end."""
    return published_for(request.environ)


def published_for(environ: Environment) -> Published:
    """Give the release that answers a request, by the environment of WSGI."""
    served: Published = environ[PUBLISHED]
    return served
