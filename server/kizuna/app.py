"""The app, and the server that runs it."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import weakref
from functools import partial
from pathlib import Path

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kizuna import __version__
from kizuna.config import Settings, read_settings
from kizuna.errors import ReleaseError, SettingError
from kizuna.evaluation.keepers import Keepers
from kizuna.evaluation.processes import end_with_parent
from kizuna.iris import Base
from kizuna.namespaces import KINDS
from kizuna.release import Release, current
from kizuna.web.adding import adding
from kizuna.web.assets import assets
from kizuna.web.catalog import catalog
from kizuna.web.comparisons import comparisons
from kizuna.web.completions import completions
from kizuna.web.crawlers import crawlers
from kizuna.web.current import Current
from kizuna.web.failures import init_failures
from kizuna.web.files import files
from kizuna.web.front import Front
from kizuna.web.lists import lists
from kizuna.web.mount import Mount, hold
from kizuna.web.pages.kinds import KIND_NAMES
from kizuna.web.query_pages import queries
from kizuna.web.rendering import init_rendering
from kizuna.web.searches import searches
from kizuna.web.sparql import sparql
from kizuna.web.things import things
from kizuna.web.vocabulary import vocabulary

_GRACE = 5
"""Seconds that requests have to end after the server was told to."""

_SWITCH = 0.0005
"""Seconds that a thread has the interpreter while others wait. A quick answer asks the index and
gives it away: beside a long page it would wait for each time as long as Python's default, 5 ms."""


def create_app(settings: Settings, runtime: Path | None = None) -> Flask:
    """Make the app over the release that is promoted.

    Its queries are evaluated by the keepers in ``runtime``; without one it starts its own.

    :raises ReleaseError: if there is no release, or it cannot be read.
    """
    app = Flask("kizuna.web", static_folder=None)
    if runtime is None:
        keepers = Keepers(settings)
        keepers.start()
        weakref.finalize(app, keepers.stop)
        runtime = keepers.runtime
    app.url_map.merge_slashes = False
    init_rendering(app)
    parts = (
        things, lists, searches, catalog, files, assets, crawlers, sparql, completions, queries,
        adding, vocabulary, comparisons,
    )  # fmt: skip
    for blueprint in parts:
        app.register_blueprint(blueprint)
    init_failures(app)
    app.wsgi_app = Mount(  # type: ignore[assignment, method-assign]  # how Flask says it
        Front(hold(app.wsgi_app)), Current(settings, runtime), threads=settings.threads
    )
    return app


def create() -> Flask:
    """Make the app by the settings of the environment, for other WSGI servers."""
    return create_app(read_settings())


def serve(settings: Settings) -> None:
    """Tell what is published, and serve it until the process is told to end.

    :raises ReleaseError: if no release is promoted.
    :raises SettingError: if the port cannot be had.
    """
    release = current(settings.releases)
    _check_port(settings)
    server = Granian(
        "kizuna.app", address=settings.host, port=settings.port, interface=Interfaces.WSGI,
        workers=settings.workers, blocking_threads=settings.threads, websockets=False,
        log_level=LogLevels.error, respawn_failed_workers=True, workers_kill_timeout=_GRACE,
    )  # fmt: skip
    keepers = Keepers(settings)
    keepers.start()
    print(summarize(release, settings), flush=True)  # noqa: T201  # what the command says
    try:
        loader = partial(_load, settings, keepers.runtime, os.getpid())
        server.serve(target_loader=loader, wrap_loader=False)
    finally:
        keepers.stop()


def _load(settings: Settings, runtime: Path, parent: int) -> Flask:
    """Make the app in a worker, which ends when its parent says so, and at once while it loads.

    Of an interrupt from the keyboard the worker hears through its parent; two signals at a time
    would leave it hanging. Until Granian sets its own handlers it would swallow the parent's.
    """
    end_with_parent(parent)
    sys.setswitchinterval(_SWITCH)
    _init_log()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        return create_app(settings, runtime)
    except ReleaseError as error:
        raise SystemExit(f"Error: {error}") from error


def _init_log() -> None:
    """Write what the program has to say of its work, one line each, where errors go."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log = logging.getLogger("kizuna")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def summarize(release: Release, settings: Settings) -> str:
    """Say what a release publishes, and where to look first."""
    manifest = release.manifest
    base = Base(manifest.base)
    counts = {KIND_NAMES[kind].many: manifest.classes.get(iri, 0) for kind, iri in KINDS.items()}
    width = max(map(len, counts))
    things = "\n".join(f"  {name:<{width}} {n:>7,}" for name, n in counts.items() if n)
    results = ", ".join(
        f"{n} {'results' if n != 1 else 'result'} of severity {severity}"
        for severity, n in manifest.validation.items()
    )
    return (
        f"kizuna {__version__}: release {release.name} (version {manifest.version})\n{things}\n"
        f"  {manifest.triples:,} triples in {len(manifest.graphs)} graphs\n"
        f"  validation: {results or 'no results'}\n"
        f"Listening on {settings.host}:{settings.port}. Try:\n"
        f"  {base}\n  {base}partnerships\n  {base}sparql\n"
    )


def _check_port(settings: Settings) -> None:
    """Find out before the workers start whether the port is free.

    :raises SettingError: if not.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else error.strerror
            elsewhere = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
            option = "--host" if elsewhere else "--port"
            raise SettingError(
                f"port {settings.port} of {settings.host}: {why}; choose another with {option}"
            ) from error
