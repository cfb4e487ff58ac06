"""The files of releases, which never change.

A dump is sent as the gzip file that it is, without ``Content-Encoding``: a client that unpacked
it on the way would keep other bytes under its name than those whose checksum is published.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from kizuna.errors import ReleaseError
from kizuna.formats import TEXT, by_name
from kizuna.release import MANIFEST, Release, find
from kizuna.web.current import published
from kizuna.web.headers import BRIEF, IMMUTABLE, mark_file, redirect
from kizuna.web.language import saying
from kizuna.web.mount import stream
from kizuna.web.pages.release import build
from kizuna.web.problems import ProblemError, not_found
from kizuna.web.serving import dataset_links, page, serve_page, viewer

files = Blueprint("files", __name__)

_LONG = 4 * 1024 * 1024
"""Bytes from which a file is not read at once."""

_ONE_RANGE = re.compile(r"bytes=(?:[0-9]+-[0-9]*|-[0-9]+)")


@files.get("/release/latest")
@files.get("/release/latest/<path:name>")
def see_latest(name: str = "") -> Response:
    """Send to a file of the release that is served now."""
    served = published()
    _check_file(served.release, name) if name else None
    address = f"{served.base.iri}release/{served.release.name}/{name}".rstrip("/")
    return redirect(address, 302, cache=BRIEF)


@files.get("/release/<release>")
def see_release(release: str) -> Response:
    """Serve the page of a release: its files with sizes and checksums."""
    found = _find(release)
    return serve_page(lambda: _page(found))


def _page(found: Release) -> str:
    is_served = found.name == published().release.name
    view = build(viewer(), found, served=is_served)
    return page("release.html", view=view, is_served=is_served, address=f"release/{found.name}")


@files.get("/release/<release>/<path:name>")
def see_file(release: str, name: str) -> Response:
    """Serve a file of a release, or a range of it; any release that is kept.

    :raises ProblemError: 404 where there is none, 503 where too many long ones are being sent.
    """
    found = _find(release)
    _check_file(found, name)
    known = found.manifest.products.get(name)
    if known and known.bytes > _LONG and request.method == "GET":
        stream()
    tag = known.sha256[:32] if known else _tag(found.path / name)
    return mark_file(_send(found.path / name, tag), by_name(name), IMMUTABLE, dataset_links())


def _tag(path: Path) -> str:
    """Tag the manifest, which cannot hold its own checksum."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]


def _send(path: Path, tag: str) -> Response:
    """Send a file, or one range of it.

    :raises ProblemError: 416 for a range that it does not have.
    """
    if not _wants_range(tag):
        request.environ.pop("HTTP_RANGE", None)
    try:
        return send_file(path, mimetype=TEXT.media_type, conditional=True, etag=tag)
    except RequestedRangeNotSatisfiable as error:
        size = path.stat().st_size
        raise ProblemError(
            "range-not-satisfiable", saying("The file has %(size)s bytes.", size=size),
            headers={"Content-Range": f"bytes */{size}"},
        ) from error  # fmt: skip


def _wants_range(tag: str) -> bool:
    """Tell whether a range is to be sent: one, to GET, of bytes that the client does not have.

    Else the header is as if it were not there (RFC 9110, 13.2.2 and 14.2).
    """
    wanted = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    known = request.if_none_match.contains_weak(tag)
    return wanted is not None and request.method == "GET" and not known


def _find(name: str) -> Release:
    served = published().release
    if name == served.name:
        return served
    try:
        return find(served.path.parent, name)
    except ReleaseError as error:
        told = saying("Beside this release there is none of the name %(name)r.", name=name)
        raise not_found(told) from error


def _check_file(release: Release, name: str) -> None:
    """Let through only what the manifest names, so that no path leads anywhere else.

    :raises ProblemError: 404 for all else, and for what has been removed meanwhile.
    """
    named = name == MANIFEST or name in release.manifest.products
    if not named or not (release.path / name).is_file():
        raise not_found(saying("The release has no file %(name)r.", name=name))
