"""Settings: one table of name, default and help; each also an environment variable.

``port`` is read from ``KIZUNA_PORT``; an option of the command line wins over it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kizuna.errors import SettingError

ENVIRONMENT = "KIZUNA_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the table."""

    name: str
    default: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that holds it."""
        return f"{ENVIRONMENT}{self.name.upper()}"

    @property
    def option(self) -> str:
        """The option of the command line, without its dashes."""
        return self.name.replace("_", "-")


SETTINGS = (
    Setting("releases", "releases", "folder that holds the releases"),
    Setting("host", "127.0.0.1", "address to listen on"),
    Setting("port", "8080", "port to listen on"),
    Setting("workers", "2", "server processes"),
    Setting("threads", "8", "threads of each server process"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, read."""

    releases: Path
    host: str
    port: int
    workers: int
    threads: int


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


def write_settings(settings: Settings) -> dict[str, str]:
    """Write settings as environment variables, for the processes of a server."""
    return {
        f"{ENVIRONMENT}{field.name.upper()}": str(getattr(settings, field.name))
        for field in fields(settings)
    }


def _parse(setting: Setting, text: str) -> Path | str | int:
    kinds: dict[str, type] = {field.name: _TYPES[str(field.type)] for field in fields(Settings)}
    kind = kinds[setting.name]
    if kind is not int:
        return Path(text).resolve() if kind is Path else text
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _LARGEST:
        raise SettingError(
            f"{setting.variable} ({setting.help}) must be a whole number from 1 to {_LARGEST}: "
            f"{text!r}"
        )
    return int(text)


_LARGEST = 65535

_TYPES: Mapping[str, type] = {"Path": Path, "str": str, "int": int}
