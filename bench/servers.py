"""The three servers: how each is started over the same triples, asked, and ended."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlsplit

from bench.client import Connection, NoAnswerError
from bench.queries import MEDIA_TYPES
from bench.release import World
from kizuna.release import current

KIZUNA, OXIGRAPH, RDFLIB = "kizuna", "oxigraph", "rdflib-endpoint"
NAMES = (KIZUNA, OXIGRAPH, RDFLIB)
_PATIENCE = {RDFLIB: 900.0}
"""Seconds until the first answer; rdflib-endpoint reads the whole dump first."""


class BenchError(Exception):
    """Something that is missing or failed; the message says what to do."""


_MISSING = (
    "{name} is not installed: .venv/bin/pip install -e '.[bench]', or leave it out with --servers"
)


def program(name: str, missing: str = _MISSING) -> Path:
    """Find a program beside this Python, or on the path.

    :raises BenchError: if it is nowhere.
    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise BenchError(missing.format(name=name))
    return Path(found)


@dataclass(slots=True)
class Server:
    """A server: its command, the path of its endpoint, and its process while it runs."""

    name: str
    command: Sequence[str]
    port: int
    path: str
    log: Path
    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it and wait for its first answer.

        :raises BenchError: if it ends, or does not answer in time; with the end of its log.
        """
        began = time.monotonic()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                cwd=self.folder, env={**os.environ, **self.environment},
            )  # fmt: skip
        patience = _PATIENCE.get(self.name, 60)
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - began > patience:
                self.stop()
                raise BenchError(f"{self.name} did not start: {_tail(self.log)}")
            time.sleep(0.05)
        self.started = time.monotonic() - began

    def _answers(self) -> bool:
        target = f"{self.path}?query={quote('ASK {}')}"
        try:
            with Connection(self.port, 5) as connection:
                return connection.ask(target, MEDIA_TYPES["json"]).status == HTTPStatus.OK
        except NoAnswerError:
            return False

    def stop(self) -> None:
        """End it and what it started, by the group of its process."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=15)
        self.process = None


def _tail(log: Path) -> str:
    return f"{log}:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-12:])


def free_ports() -> Iterator[int]:
    """Find ports below those that the kernel gives to clients.

    A client that tries such a one again and again, while nobody listens, in the end reaches itself.
    """
    for port in range(10_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port
    raise BenchError("no port below 32000 is free")


def kizuna(world: World, port: int, log: Path, *options: str) -> Server:
    """Prepare Kizuna over the promoted release of a world."""
    base = current(world.releases).manifest.base
    command = [str(program("kizuna")), "serve", "--releases", str(world.releases)]
    path = f"{urlsplit(base).path}sparql"
    return Server(KIZUNA, [*command, "--port", str(port), *options], port, path, log)


def oxigraph(world: World, port: int, log: Path) -> Server:
    """Prepare the native server over the triples of a world, and load them if need be."""
    native = str(program("oxigraph"))
    command = [native, "serve-read-only", "--location", str(world.native(native))]
    return Server(OXIGRAPH, [*command, "--bind", f"127.0.0.1:{port}"], port, "/query", log)


def _rdflib(world: World, port: int, log: Path) -> Server:
    command = [str(program(RDFLIB)), "serve", str(world.dump()), "--host", "127.0.0.1"]
    return Server(RDFLIB, [*command, "--port", str(port)], port, "/", log)


_MAKERS: Mapping[str, Callable[[World, int, Path], Server]] = {
    KIZUNA: kizuna,
    OXIGRAPH: oxigraph,
    RDFLIB: _rdflib,
}


def require(names: Sequence[str]) -> None:
    """See that servers can be started.

    :raises BenchError: if there is no such server, or it is not installed.
    """
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        raise BenchError(f"no such server: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    for name in names:
        program(name)


def prepare(names: Sequence[str], world: World, logs: Path) -> list[Server]:
    """Prepare servers over the triples of a world; nothing runs yet."""
    logs.mkdir(exist_ok=True)
    ports = free_ports()
    return [_MAKERS[name](world, next(ports), logs / f"{name}.log") for name in names]


@contextmanager
def running(servers: Sequence[Server]) -> Iterator[None]:
    """Run servers; end them whatever happens."""
    with ExitStack() as stack:
        for server in servers:
            stack.callback(server.stop)
            server.start()
        yield
