"""Python's collector of cycles, which would walk again and again through millions of objects.

What a project is read into has no cycles and stays until the end.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect nothing while something large is made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def set_aside() -> Iterator[None]:
    """Collect nothing of what is there already."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
