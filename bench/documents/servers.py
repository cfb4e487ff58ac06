"""The servers of documents: Kizuna with and without what it keeps, Trifid on the native server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.documents.addresses import LIGHT, TRIFID
from bench.release import World
from bench.servers import KIZUNA, BenchError, Server, free_ports, kizuna, oxigraph, program

FOLDER = Path(__file__).resolve().parent.parent / "trifid"
"""What npm installs, and the configurations."""
NAMES = (KIZUNA, TRIFID, LIGHT)
_CONFIGURATIONS = {TRIFID: "shipped.yaml", LIGHT: "light.yaml"}
_NO_NODE = "{name} is missing (Debian: apt-get install npm), or leave Trifid out: --servers kizuna"
_ENVIRONMENT = {"NODE_ENV": "production", "OTEL_SDK_DISABLED": "true"}
"""It would report its work to a collector of traces, and count the time for that."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Kizuna that keeps no answer, Kizuna as it is by default, others, and what these ask."""

    live: Server
    kept: Server
    others: Sequence[Server]
    behind: Sequence[Server]

    @property
    def all(self) -> list[Server]:
        """All that run, in the order in which they have to start."""
        return [*self.behind, self.live, self.kept, *self.others]


def is_installed(folder: Path) -> bool:
    return _entry(folder).exists()


def _entry(folder: Path) -> Path:
    return folder / "node_modules" / "trifid" / "server.js"


def require(names: Sequence[str], folder: Path) -> None:
    """See that the servers can be started.

    :raises BenchError: if there is no such server, or Trifid is not installed.
    """
    unknown = sorted(set(names) - set(NAMES))
    if unknown or KIZUNA not in names:
        raise BenchError(f"--servers has {KIZUNA}, and of {TRIFID}, {LIGHT} those beside it")
    if set(names) == {KIZUNA}:
        return
    program("node", _NO_NODE)
    if not is_installed(folder):
        raise BenchError(
            f"Trifid is not installed: npm ci --ignore-scripts --prefix {folder}, or leave it out: "
            f"--servers {KIZUNA}"
        )


def prepare(names: Sequence[str], world: World, logs: Path, folder: Path) -> Servers:
    """Prepare the servers over the triples of a world; nothing runs yet."""
    logs.mkdir(exist_ok=True)
    ports = free_ports()
    live = kizuna(world, next(ports), logs / "kizuna-live.log", "--cache", "0")
    kept = kizuna(world, next(ports), logs / "kizuna.log")
    others = [name for name in names if name != KIZUNA]
    if not others:
        return Servers(live, kept, (), ())
    native = oxigraph(world, next(ports), logs / "oxigraph.log")
    beside = [
        _trifid(
            name, native, world.manifest.base, next(ports), log=logs / f"{name}.log", folder=folder
        )
        for name in others
    ]
    return Servers(live, kept, beside, (native,))


def _trifid(name: str, native: Server, base: str, port: int, *, log: Path, folder: Path) -> Server:
    command = [
        str(program("node", _NO_NODE)), str(_entry(folder)),
        "--config", str(FOLDER / _CONFIGURATIONS[name]), "--port", str(port),
        "--sparql-endpoint-url", f"http://127.0.0.1:{native.port}{native.path}",
        "--dataset-base-url", base,
    ]  # fmt: skip
    return Server(name, command, port, "/query", log, folder, _ENVIRONMENT)
