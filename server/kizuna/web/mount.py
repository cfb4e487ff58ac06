"""Where the app stands: at the path of its base, with its threads shared out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from flask import request
from werkzeug.wsgi import ClosingIterator

from kizuna.web.admission import ADMISSION, Admission
from kizuna.web.current import PUBLISHED, Current, Environment
from kizuna.web.language import saying
from kizuna.web.problems import ProblemError

_STREAMS = "kizuna.streams"
_STREAM = "kizuna.stream"

Start = Callable[..., Any]
WSGI = Callable[[Environment, Start], Iterable[bytes]]


class Mount:
    """The app at the path of its base.

    A request whose path begins with the base's path is answered without it, any other as it
    stands: so the app answers behind a proxy that passes the whole path and behind one that
    strips it. No header is believed about this. A long file keeps a thread as long as its
    client takes to read it, and a body as long as its client takes to send it; at most half the
    threads do the one, a quarter the other.
    """

    def __init__(self, app: WSGI, releases: Current, *, threads: int) -> None:
        self._app = app
        self._releases = releases
        self._streams = BoundedSemaphore(max(1, threads // 2))
        self._admission = Admission.among(threads)

    def __call__(self, environ: Environment, start: Start) -> Iterable[bytes]:
        """Answer a request with the release that is current when it arrives."""
        published = self._releases.published()
        environ[PUBLISHED] = published
        environ[_STREAMS] = self._streams
        environ[ADMISSION] = self._admission
        environ["SCRIPT_NAME"] = ""
        path = environ.get("PATH_INFO") or "/"
        prefix = published.base.path
        if path.startswith(prefix):
            path = path[len(prefix) - 1 :]
        elif path == prefix[:-1]:
            path = "/"
        environ["PATH_INFO"] = path
        return self._app(environ, start)


def hold(app: WSGI) -> WSGI:
    """Have the bodies of an app held as a list, unless they are long files.

    Granian sends a list at once, and ends a worker that never sent anything else without delay.
    """

    def held(environ: Environment, start: Start) -> Iterable[bytes]:
        body = app(environ, start)
        if environ.get(_STREAM):
            return ClosingIterator(body, environ[_STREAMS].release)
        try:
            return [b"".join(body)]
        finally:
            close = getattr(body, "close", None)
            if close:
                close()

    return held


def stream() -> None:
    """Let the answer to the request at hand be sent piece by piece.

    :raises ProblemError: 503 if as many are being sent as may be.
    """
    if not request.environ[_STREAMS].acquire(blocking=False):
        detail = saying("As many long files are being sent as this server sends at once.")
        raise ProblemError("unavailable", detail, headers={"Retry-After": "10"})
    request.environ[_STREAM] = True
