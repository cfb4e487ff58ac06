"""The tables of a release, read when it is opened: it may be removed while it is served."""

from __future__ import annotations

import csv

from kizuna.errors import ReleaseError
from kizuna.iris import Thing
from kizuna.release import Release

Table = tuple[dict[str, str], ...]

_WITHDRAWN = "withdrawn.csv"
_COVERAGE = "coverage/"


def read_withdrawn(release: Release) -> dict[Thing, str]:
    """Read the things withdrawn, with the reason of each: they answer 410 and are not reused.

    :raises ReleaseError: if the table cannot be read.
    """
    rows = _read(release, _WITHDRAWN) if _WITHDRAWN in release.manifest.products else ()
    return {Thing(row["kind"], row["slug"]): row["reason"] for row in rows}


def read_coverage(release: Release) -> dict[str, Table]:
    """Read the coverage tables, by the slug of the source.

    :raises ReleaseError: if one cannot be read.
    """
    names = [name for name in release.manifest.products if name.startswith(_COVERAGE)]
    return {
        name.removeprefix(_COVERAGE).removesuffix(".csv"): _read(release, name) for name in names
    }


def _read(release: Release, name: str) -> Table:
    path = release.path / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(csv.DictReader(file, restval=""))
    except (OSError, ValueError, csv.Error) as error:
        raise ReleaseError(f"{path} cannot be read: {error}") from error
