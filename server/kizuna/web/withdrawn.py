"""What was withdrawn: the release keeps the names, so that they answer 410 and are not reused."""

from __future__ import annotations

import csv
from functools import lru_cache

from kizuna.iris import Thing
from kizuna.release import Release

FILE = "withdrawn.csv"


def read_withdrawn(release: Release) -> dict[Thing, str]:
    """Read the things withdrawn, with the reason of each."""
    if FILE not in release.manifest.products:
        return {}
    return _read(str(release.path / FILE))


@lru_cache(4)
def _read(path: str) -> dict[Thing, str]:
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123  # the key is a string
        rows = csv.DictReader(file)
        return {Thing(row["kind"], row["slug"]): row.get("reason") or "" for row in rows}
