"""Which release is served: each process looks at the link, and goes over between two requests."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from flask import request
from werkzeug.wsgi import ClosingIterator

from kizuna.config import Settings
from kizuna.errors import KizunaError
from kizuna.evaluation.accounts import Accounts
from kizuna.evaluation.board import Board
from kizuna.evaluation.pool import Pool, is_ready
from kizuna.iris import Base, Thing
from kizuna.namespaces import prefixes
from kizuna.release import CURRENT, Release, current
from kizuna.store.oxigraph import IN_MEMORY, open_store
from kizuna.store.quads import QuadStore
from kizuna.web.admission import ADMISSION, Admission
from kizuna.web.evaluation import Asker
from kizuna.web.labels import Labels
from kizuna.web.lists import Lists
from kizuna.web.problems import ProblemError
from kizuna.web.representations import Cache
from kizuna.web.tables import Table, read_coverage, read_withdrawn
from kizuna.web.views import Viewer

INTERVAL = 0.5
"""Seconds after which the link is read again."""

_KEY = "kizuna.published"
_STREAMS = "kizuna.streams"
_STREAM = "kizuna.stream"
_LOG = logging.getLogger(__name__)

_Mark = tuple[str, int]

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is being served, with what is kept of it in memory."""

    release: Release
    base: Base
    store: QuadStore
    labels: Labels
    asker: Asker
    prefixes: dict[str, str]
    viewer: Viewer
    lists: Lists
    withdrawn: Mapping[Thing, str]
    coverage: Mapping[str, Table]
    cache: Cache = field(default_factory=Cache)


def publish(release: Release, pool: Pool, settings: Settings) -> Published:
    """Open a release for serving, with the workers that answer its queries.

    :raises ReleaseError: if its store or one of its tables cannot be read.
    """
    manifest = release.manifest
    small = manifest.quads + manifest.triples <= IN_MEMORY
    store = open_store(release.store, in_memory=small)
    base = Base(manifest.base)
    labels = Labels(store)
    viewer = Viewer(store, labels, base)
    lists = Lists(store, viewer, base)
    asker = Asker(pool, settings, frozenset(manifest.graphs), base.iri)
    return Published(
        release, base, store, labels, asker, prefixes(base.iri), viewer, lists,
        read_withdrawn(release), read_coverage(release),
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
        return publish(release, pool, self._settings)

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


class Mount:
    """The app at the path of its base.

    A request whose path begins with the base's path is answered without it, any other as it
    stands: so the app answers behind a proxy that passes the whole path and behind one that
    strips it. No header is believed about this. A long file keeps a thread as long as its
    client takes to read it, and a body as long as its client takes to send it; at most half the
    threads do the one, a quarter the other.
    """

    def __init__(self, app: WSGI, releases: Current, *, threads: int) -> None:
        self._app = app
        self._releases = releases
        self._streams = BoundedSemaphore(max(1, threads // 2))
        self._admission = Admission.among(threads)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request with the release that is current when it arrives."""
        published = self._releases.published()
        environ[_KEY] = published
        environ[_STREAMS] = self._streams
        environ[ADMISSION] = self._admission
        environ["SCRIPT_NAME"] = ""
        path = environ.get("PATH_INFO") or "/"
        prefix = published.base.path
        if path.startswith(prefix):
            path = path[len(prefix) - 1 :]
        elif path == prefix[:-1]:
            path = "/"
        environ["PATH_INFO"] = path
        return _hold(self._app(environ, start), environ)


def _hold(body: Iterable[bytes], environ: dict[str, Any]) -> Iterable[bytes]:
    """Hold a body as a list, unless it is a long file.

    Granian sends a list at once, and ends a worker that never sent anything else without delay.
    """
    if environ.get(_STREAM):
        return ClosingIterator(body, environ[_STREAMS].release)
    try:
        return [b"".join(body)]
    finally:
        close = getattr(body, "close", None)
        if close:
            close()


def stream() -> None:
    """Let the answer to the request at hand be sent piece by piece.

    :raises ProblemError: 503 if as many are being sent as may be.
    """
    if not request.environ[_STREAMS].acquire(blocking=False):
        detail = "As many long files are being sent as this server sends at once."
        raise ProblemError("unavailable", detail, headers={"Retry-After": "10"})
    request.environ[_STREAM] = True


def published() -> Published:
    """Give the release that answers the request at hand, the same from its start to its end."""
    served: Published = request.environ[_KEY]
    return served
