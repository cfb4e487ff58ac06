"""The assembling of a release: written as a draft, and renamed when it is whole.

A draft has the id of its process in its name. Killed at any moment, a build leaves a draft,
which the next one removes, and whatever was promoted before, as it was.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kizuna.errors import ReleaseError
from kizuna.release import DRAFT, MANIFEST, STORE, File, Manifest, Release, open_release


def existing(releases: Path, name: str) -> Release | None:
    """Find a release of that name that is whole: its products have the sizes it says."""
    try:
        return whole(open_release(releases / name))
    except (ReleaseError, OSError):
        return None


def whole(release: Release) -> Release:
    """Demand that a release have all its files, by their sizes.

    :raises ReleaseError: if one is missing or cut; the message names it.
    """
    sizes = {release.path / path: file.bytes for path, file in release.manifest.products.items()}
    lost = [path for path, size in sizes.items() if _size(path) != size]
    lost += [] if release.store.is_dir() else [release.store]
    lost += [] if release.index.is_file() else [release.index]
    if lost:
        raise ReleaseError(
            f"{release.path} is damaged: {lost[0].name} is missing or cut; build the release again"
        )
    return release


def remove_leftovers(releases: Path) -> None:
    """Remove the drafts of builds that are no longer running."""
    for draft in sorted(releases.glob(f"{DRAFT}*")):
        pid = draft.name.removeprefix(DRAFT).partition("-")[0]
        if not pid.isdigit() or int(pid) == os.getpid() or not _runs(int(pid)):
            shutil.rmtree(draft, ignore_errors=True)


def open_draft(releases: Path, name: str) -> Path:
    """Make an empty folder for a release to be written into.

    :raises ReleaseError: if the folder of the releases cannot be written.
    """
    draft = releases / f"{DRAFT}{os.getpid()}-{name}"
    try:
        releases.mkdir(parents=True, exist_ok=True)
        remove_leftovers(releases)
        draft.mkdir()
    except OSError as error:
        raise ReleaseError(f"{releases} cannot be written: {error.strerror}") from error
    return draft


@contextmanager
def writing(releases: Path) -> Iterator[None]:
    """Tell of a full disk or a folder that was taken away in one message.

    :raises ReleaseError: if something cannot be written.
    """
    try:
        yield
    except OSError as error:
        # Oxigraph puts all it has to say into the first argument.
        reason = error.strerror or str(error)
        raise ReleaseError(
            f"the release could not be written to {releases}: {reason}; what was there is as it was"
        ) from error


def write_product(draft: Path, name: str, content: bytes) -> File:
    """Write a file of a release."""
    path = draft / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return File(hashlib.sha256(content).hexdigest(), len(content))


def write_store(draft: Path, contents: Mapping[RdfFormat, bytes]) -> None:
    """Load sorted N-Quads, and the merged triples once into the default graph."""
    store = Store(str(draft / STORE))
    for form, content in contents.items():
        store.bulk_load(content, form)
    store.optimize()
    store.flush()


def finish(draft: Path, manifest: Manifest) -> Release:
    """Write the manifest, and rename the draft into the release.

    A release of that name that is not whole is moved out of the way; one that another build
    has finished meanwhile is taken instead.

    :raises ReleaseError: if the draft cannot be renamed.
    """
    (draft / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    target = draft.parent / manifest.name
    there = existing(draft.parent, manifest.name)
    if there is not None:
        shutil.rmtree(draft)
        return there
    try:
        if target.exists():
            target.rename(draft.with_name(f"{draft.name}-damaged"))
        draft.rename(target)
    except OSError as error:
        raise ReleaseError(f"{draft} cannot be renamed to {target}: {error.strerror}") from error
    remove_leftovers(draft.parent)
    return open_release(target)


def discard(draft: Path) -> None:
    """Remove a draft that will not become a release."""
    shutil.rmtree(draft, ignore_errors=True)


def released(releases: Path) -> list[str]:
    """List the names of the releases there are, the newest first; damaged ones, too."""
    found: list[tuple[float, str]] = []
    for path in releases.glob("[!.]*"):
        manifest = path / MANIFEST
        if not path.is_symlink() and manifest.is_file():
            found.append((manifest.stat().st_mtime, path.name))
    return [name for _, name in sorted(found, reverse=True)]


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
