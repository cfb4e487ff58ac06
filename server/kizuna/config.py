"""Settings: one table of name, default and help; each also an environment variable.

``port`` is read from ``KIZUNA_PORT``; an option of the command line wins over it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kizuna.errors import SettingError

ENVIRONMENT = "KIZUNA_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the table; a whole number lies between ``low`` and ``high``."""

    name: str
    default: str
    help: str
    low: int = 1
    high: int = 65_535

    @property
    def variable(self) -> str:
        """The environment variable that holds it."""
        return f"{ENVIRONMENT}{self.name.upper()}"

    @property
    def option(self) -> str:
        """The option of the command line, without its dashes."""
        return self.name.replace("_", "-")


_MANY = 2**40

SETTINGS = (
    Setting("releases", "releases", "folder that holds the releases"),
    Setting("host", "127.0.0.1", "address to listen on"),
    Setting("port", "8080", "port to listen on"),
    Setting("workers", "2", "server processes", high=16),
    Setting("threads", "96", "threads of each server process, more than may wait", high=4096),
    Setting("timeout", "10", "seconds a query may take, waiting included", high=3600),
    Setting("max_rows", "250000", "rows, or triples, that a result may have", high=_MANY),
    Setting("max_bytes", "67108864", "bytes that a result may have", high=_MANY),
    Setting("memory", "1500", "megabytes for all evaluators together", low=64, high=_MANY),
    Setting("query_memory", "256", "megabytes that one query may take", low=16, high=_MANY),
    Setting("in_memory", "1500000", "triples up to which evaluators hold a release in memory",
            low=0, high=_MANY),
    Setting("evaluators", "2", "processes for quick queries", high=8),
    Setting("slow_evaluators", "4", "processes more for slow queries", high=8),
    Setting("waiting", "32", "queries that may wait in each server process", high=4096),
    Setting("cache", "128", "megabytes of answers that each server process keeps", 0, _MANY),
    Setting("proxies", "none", "addresses whose X-Forwarded-For is believed, with commas between"),
    Setting("access_log", "1", "1 writes a line for each query and failure, 0 none", 0, 1),
    Setting("log_clients", "0", "1 writes the addresses of clients in it, 0 leaves them out", 0, 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, read."""

    releases: Path
    host: str
    port: int
    workers: int
    threads: int
    timeout: int
    max_rows: int
    max_bytes: int
    memory: int
    query_memory: int
    in_memory: int
    evaluators: int
    slow_evaluators: int
    waiting: int
    cache: int
    proxies: frozenset[str]
    access_log: int
    log_clients: int


def read_settings(
    environment: Mapping[str, str] | None = None, /, **given: str | int | None
) -> Settings:
    """Read the settings: given values first, then the environment, then the defaults.

    :raises SettingError: if a value cannot be used; the message names its variable.
    """
    env = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = given.get(setting.name)
        text = env.get(setting.variable, setting.default) if raw is None else str(raw)
        values[setting.name] = _parse(setting, text)
    return Settings(**values)


def _parse(setting: Setting, text: str) -> object:
    match setting.name:
        case "releases":
            return Path(text).resolve()
        case "host":
            return text
        case "proxies":
            parts = {part.strip() for part in text.split(",")}
            return frozenset(parts - {"", "none"})
    if not text.isascii() or not text.isdigit() or not setting.low <= int(text) <= setting.high:
        raise SettingError(
            f"{setting.variable} ({setting.help}) must be a whole number from {setting.low} to "
            f"{setting.high}: {text!r}"
        )
    return int(text)
