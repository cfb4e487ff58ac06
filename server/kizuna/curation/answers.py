"""Answers kept while a harvest is under way, so that one that was ended goes on where it stopped.

One folder for each harvest: ``harvest.json`` says of which endpoint and when, and a file for each
country has its statements and items. A file is there whole, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kizuna.curation.wikidata import Item, Moment, Statement
from kizuna.curation.writing import write_whole
from kizuna.errors import SettingError, SourceError

_HEAD = "harvest.json"


@dataclass(frozen=True, slots=True)
class Head:
    """What all answers of a harvest have in common; ``retrieved`` is an ``xsd:dateTime``."""

    endpoint: str
    retrieved: str


class Answers:
    """The answers of one harvest, in a folder."""

    def __init__(self, folder: Path, endpoint: str, retrieved: str | None, now: str) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / _HEAD
        if path.exists():
            self.head = Head(**_load(path))
            self._check(endpoint, retrieved)
        else:
            self.head = Head(endpoint, retrieved or now)
            _save(path, asdict(self.head))

    def _check(self, endpoint: str, retrieved: str | None) -> None:
        """Refuse to mix answers of two endpoints, or of two times.

        :raises SettingError: if the folder belongs to another harvest.
        """
        asked = Head(endpoint, retrieved or self.head.retrieved)
        if asked != self.head:
            raise SettingError(
                f"{self._folder} holds the answers of {self.head.endpoint} of "
                f"{self.head.retrieved}, and not of {asked.endpoint} of {asked.retrieved}: "
                "go on with that harvest, or remove the folder to begin another"
            )

    def has(self, name: str) -> bool:
        """Say whether an answer is there."""
        return (self._folder / f"{name}.json").exists()

    def keep(self, name: str, value: Any) -> None:
        """Keep a value that JSON can hold."""
        _save(self._folder / f"{name}.json", value)

    def read(self, name: str) -> Any:
        """Read a value that was kept."""
        return _load(self._folder / f"{name}.json")

    def keep_country(
        self, name: str, statements: Iterable[Statement], items: Iterable[Item]
    ) -> None:
        """Keep what a country's items have."""
        value = {
            "statements": [asdict(s) for s in sorted(statements)],
            "items": [asdict(i) for i in sorted(items)],
        }
        self.keep(name, value)

    def read_country(self, name: str) -> tuple[list[Statement], list[Item]]:
        """Read what was kept of a country."""
        value = self.read(name)
        return [_statement(s) for s in value["statements"]], [_item(i) for i in value["items"]]

    def discard(self) -> None:
        """Remove all answers: what was made of them is written."""
        for path in self._folder.glob("*.json"):
            path.unlink()
        self._folder.rmdir()


def _save(path: Path, value: Any) -> None:
    write_whole(path, json.dumps(value, ensure_ascii=False, indent=1))


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SourceError("is no answer of a harvest: remove it", path=path) from error


def _statement(value: dict[str, Any]) -> Statement:
    moments = {
        name: tuple(Moment(**moment) for moment in value[name]) for name in ("starts", "ends")
    }
    return Statement(**{**value, **moments, "references": tuple(value["references"])})


def _item(value: dict[str, Any]) -> Item:
    return Item(
        value["number"],
        tuple((tag, name) for tag, name in value["names"]),
        tuple(value["countries"]),
        tuple((longitude, latitude) for longitude, latitude in value["points"]),
    )
