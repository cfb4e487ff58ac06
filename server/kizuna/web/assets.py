"""The program's own files: style sheet, mark, coastline, and the editor with what belongs to it.

Each answers at ``static/<name>``, and at ``static/<mark>/<name>`` for good: the mark is of all of
them, so that modules that load each other by relative addresses are always of one version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from flask import Blueprint, Response

from kizuna.formats import HTML, by_name
from kizuna.web.current import published
from kizuna.web.headers import BRIEF, IMMUTABLE, answer, redirect
from kizuna.web.language import saying
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.problems import not_found
from kizuna.web.representations import Representation, represent

assets = Blueprint("assets", __name__)

EDITOR = "yasgui/yasgui.min.js"
"""What ``make editor`` puts in place where npm is."""

_HOUR = "public, max-age=3600"


@cache
def _files() -> Mapping[str, Path]:
    """List the files by name, once: what is not listed is not served."""
    folder = Path(str(resources.files(__package__).joinpath("static")))
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return {
        name: path
        for name, path in names.items()
        if not path.name.startswith(".") and by_name(name) is not HTML
    }


@cache
def mark() -> str:
    """Give the mark of this version of all files."""
    digest = hashlib.sha256()
    for name, path in _files().items():
        digest.update(f"{name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def has_editor() -> bool:
    """Tell whether the editor is in place."""
    return EDITOR in _files()


@assets.get("/static/<path:name>")
def see_asset(name: str) -> Response:
    """Serve a file of the program; at an address with its mark, for good.

    A page that a cache kept may ask for files of another version: it gets those of today, briefly.
    """
    first, _, rest = name.partition("/")
    marked = rest in _files() and first not in {path.partition("/")[0] for path in _files()}
    real = rest if marked else name
    representation = published().cache.fetch(
        ("static", real), lambda: _read(real), compress=accepts_gzip()
    )
    return answer(representation, cache=_lifetime(first) if marked else _HOUR)


def _lifetime(wanted: str) -> str:
    return IMMUTABLE if wanted == mark() else BRIEF


def _read(name: str) -> Representation:
    if name not in _files():
        raise not_found(saying("The program has no file %(name)r.", name=Path(name).name))
    return represent(_files()[name].read_bytes(), by_name(name))


@assets.get("/favicon.ico")
def see_favicon() -> Response:
    """Send those who do not read the page to its mark."""
    return redirect(f"{published().base.iri}static/kizuna.svg", 301)
