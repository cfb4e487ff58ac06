"""The files: of releases, which never change, and of the program itself.

A dump is sent as the gzip file that it is, without ``Content-Encoding``: a client that unpacked
it on the way would keep other bytes under its name than those whose checksum is published.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from kizuna.errors import ReleaseError
from kizuna.formats import HTML, by_name
from kizuna.release import MANIFEST, Release, find
from kizuna.web.current import published, stream
from kizuna.web.headers import IMMUTABLE, answer, mark_file, redirect
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.representations import Representation, represent
from kizuna.web.serving import not_found, page, serve_page

files = Blueprint("files", __name__)

_LONG = 4 * 1024 * 1024
"""Bytes from which a file is not read at once."""


@files.get("/release/latest")
@files.get("/release/latest/<path:name>")
def see_latest(name: str = "") -> Response:
    """Send to a file of the release that is served now."""
    served = published()
    _check_file(served.release, name) if name else None
    return redirect(f"{served.base.iri}release/{served.release.name}/{name}".rstrip("/"), 302)


@files.get("/release/<release>")
def see_release(release: str) -> Response:
    """Serve the page of a release: its files with sizes and checksums."""
    found = _find(release)
    return serve_page(("release", release), lambda: page("release.html", shown=found))


@files.get("/release/<release>/<path:name>")
def see_file(release: str, name: str) -> Response:
    """Serve a file of a release, or a range of it; any release that is kept."""
    found = _find(release)
    _check_file(found, name)
    known = found.manifest.products.get(name)
    kind = by_name(name)
    if known and known.bytes > _LONG:
        stream()
    try:
        response = send_file(
            found.path / name, mimetype=kind.media_type, conditional=True,
            etag=known.sha256[:32] if known else True, last_modified=None,
        )  # fmt: skip
    except RequestedRangeNotSatisfiable as error:
        response = Response(status=416, headers=error.get_headers(request.environ))
    return mark_file(response, kind, IMMUTABLE)


def _find(name: str) -> Release:
    served = published().release
    if name == served.name:
        return served
    try:
        return find(served.path.parent, name)
    except ReleaseError as error:
        raise not_found(f"no older or newer one of the name {name!r} beside it") from error


def _check_file(release: Release, name: str) -> None:
    """Let through only what the manifest names, so that no path leads anywhere else.

    :raises ProblemError: 404 for all else.
    """
    if name != MANIFEST and name not in release.manifest.products:
        raise not_found(f"no file {name!r}")


@files.get("/static/<name>")
def see_static(name: str) -> Response:
    """Serve a file of the program: its style sheet, its mark."""
    representation = published().cache.fetch(
        ("static", name), lambda: _read_static(name), compress=accepts_gzip()
    )
    return answer(representation, cache="public, max-age=3600")


@files.get("/favicon.ico")
def see_favicon() -> Response:
    """Send those who do not read the page to its mark."""
    return redirect(f"{published().base.iri}static/kizuna.svg", 301)


def _read_static(name: str) -> Representation:
    there = {
        entry.name: entry for entry in resources.files(__package__).joinpath("static").iterdir()
    }
    kind = by_name(name)
    if name not in there or kind is HTML:
        raise not_found(f"no file {Path(name).name!r} of the program")
    return represent(there[name].read_bytes(), kind)
