"""The saved queries of a release, read when it is opened."""

from __future__ import annotations

from collections.abc import Mapping

from kizuna.errors import ReleaseError
from kizuna.queries import SavedQuery, read_queries
from kizuna.release import QUERIES, Release

__all__ = ["SavedQuery", "read_saved_queries"]


def read_saved_queries(release: Release) -> Mapping[str, SavedQuery]:
    """Read the saved queries by name, in the order of the release.

    :raises ReleaseError: if they cannot be read.
    """
    if QUERIES not in release.manifest.products:
        return {}
    path = release.path / QUERIES
    try:
        return read_queries(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path} cannot be read: {error}") from error
