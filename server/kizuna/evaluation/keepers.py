"""One keeper for each release that is being served; another where one has died."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from pathlib import Path

from kizuna.config import Settings
from kizuna.errors import ReleaseError
from kizuna.evaluation.keeper import Limits
from kizuna.evaluation.pool import is_ready
from kizuna.release import current

_PREFIX = "kizuna-"
_GLANCE = 0.1
_DRAIN = 30.0
"""Seconds for which the keeper of a release that was replaced goes on."""

_AGAIN = 0.5
"""Seconds between two starts of one keeper."""

_START = 120.0
_MEGABYTE = 1024 * 1024


class Keepers:
    """Starts keepers, watches them, and ends them; in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        _sweep()
        self.runtime = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._releases = settings.releases
        self._limits = read_limits(settings)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._replaced: dict[str, float] = {}
        self._begun: dict[str, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="keepers", daemon=True)

    def start(self) -> None:
        """Start the keeper of the promoted release, and wait until it has workers.

        :raises ReleaseError: if there is no release, or the keeper cannot hold it.
        """
        name = current(self._releases).name
        self._look()
        until = time.monotonic() + _START
        while not is_ready(self.runtime / name):
            if self._running[name].poll() is not None or time.monotonic() > until:
                self.stop()
                raise ReleaseError(f"the evaluators of release {name} cannot be started")
            time.sleep(0.01)
        self._thread.start()

    def stop(self) -> None:
        """End all keepers, and with them their workers."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        for keeper in self._running.values():
            keeper.terminate()
        for keeper in self._running.values():
            keeper.wait()
        shutil.rmtree(self.runtime, ignore_errors=True)

    def _watch(self) -> None:
        while not self._ended.wait(_GLANCE):
            self._look()

    def _look(self) -> None:
        try:
            release = current(self._releases)
        except ReleaseError:
            return  # what is served goes on
        name, now = release.name, time.monotonic()
        self._replaced.pop(name, None)
        keeper = self._running.get(name)
        dead = keeper is None or keeper.poll() is not None
        if dead and now - self._begun.get(name, -_AGAIN) >= _AGAIN:
            self._begun[name] = now
            self._running[name] = self._begin(release.path)
        for other in [other for other in self._running if other != name]:
            if now - self._replaced.setdefault(other, now) > _DRAIN:
                self._end(other)

    def _begin(self, release: Path) -> subprocess.Popen[bytes]:
        folder = self.runtime / release.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        limits = json.dumps(asdict(self._limits))
        module = "kizuna.evaluation.keeper"
        command = [sys.executable, "-m", module, str(release), str(folder), limits]
        quiet = {**os.environ, "RUST_BACKTRACE": "0"}
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=quiet)  # noqa: S603  # ours

    def _end(self, name: str) -> None:
        keeper = self._running.pop(name)
        del self._replaced[name]
        keeper.terminate()
        keeper.wait()
        shutil.rmtree(self.runtime / name, ignore_errors=True)


def _sweep() -> None:
    """Remove what servers left behind that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def read_limits(settings: Settings) -> Limits:
    """Read the limits of a keeper from the settings."""
    return Limits(
        quick=settings.evaluators,
        slow=settings.slow_evaluators,
        seconds=settings.timeout,
        memory=settings.memory * _MEGABYTE,
        query_memory=settings.query_memory * _MEGABYTE,
        in_memory=settings.in_memory,
    )
