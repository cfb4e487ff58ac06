"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kizuna.errors import SourceError


def write_whole(path: Path, content: str) -> None:
    """Write a file beside its place, and put it there when it is whole.

    :raises SourceError: if it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(content, encoding="utf-8", newline="")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise SourceError(f"cannot be written: {error.strerror}", path=path) from error


def replace_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Put files in place of all that a folder had; until they are written, nothing changes.

    :raises SourceError: if they cannot be written.
    """
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    before = folder.with_name(f".{folder.name}.before")
    try:
        if before.exists() and not folder.exists():
            before.rename(folder)  # an earlier run was ended between the two renames below
        shutil.rmtree(before, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, content in files.items():
            (draft / name).write_text(content, encoding="utf-8", newline="")
        if folder.exists():
            folder.rename(before)
        draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise SourceError(f"cannot be written: {error.strerror}", path=folder) from error
    shutil.rmtree(before, ignore_errors=True)
