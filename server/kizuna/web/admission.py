"""How many requests at a time take what all share: threads for bodies, time for long queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import IO, Any

from flask import request

from kizuna.web.language import Saying, saying
from kizuna.web.problems import ProblemError

ADMISSION = "kizuna.admission"

_HASTE, _PATIENCE = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Admission:
    """What a server process lets in at a time."""

    bodies: BoundedSemaphore
    examinations: BoundedSemaphore = field(default_factory=BoundedSemaphore)

    @classmethod
    def among(cls, threads: int) -> Admission:
        """Let a quarter of the threads receive bodies."""
        return cls(BoundedSemaphore(max(1, threads // 4)))


def receive(size: int, seconds: int) -> bytes:
    """Receive the body of the request at hand, up to a size.

    It is read in a thread of its own, for a thread that waits for a client cannot be called back.

    :raises ProblemError: 503 if as many are being received as may be, 408 if it does not come.
    """
    admission: Admission = request.environ[ADMISSION]
    if not admission.bodies.acquire(timeout=_HASTE):
        raise _full(
            saying("As many long requests are being received as this server can have at once.")
        )
    received: SimpleQueue[bytes | Exception] = SimpleQueue()
    reading = (request.stream, size, admission.bodies, received)
    Thread(target=_read, args=reading, daemon=True).start()
    try:
        body = received.get(timeout=seconds)
    except Empty as error:
        raise ProblemError(
            "request-timeout",
            saying(
                "The body of the request was not there after %(seconds)s seconds.", seconds=seconds
            ),
        ) from error
    if isinstance(body, Exception):
        raise ProblemError(
            "bad-request", saying("The body of the request could not be read.")
        ) from body
    return body


def _read(
    stream: IO[bytes],
    size: int,
    bodies: BoundedSemaphore,
    received: SimpleQueue[bytes | Exception],
) -> None:
    try:
        received.put(stream.read(size))
    except Exception as error:  # noqa: BLE001  # told by whoever waits for it
        received.put(error)
    finally:
        bodies.release()


@contextmanager
def examining(environ: Mapping[str, Any]) -> Iterator[None]:
    """Examine the long query of a request: one at a time, so that others go on.

    :raises ProblemError: 503 if others take too long.
    """
    admission: Admission = environ[ADMISSION]
    if not admission.examinations.acquire(timeout=_PATIENCE):
        raise _full(saying("As many long requests are being read as this server can have at once."))
    try:
        yield
    finally:
        admission.examinations.release()


def _full(detail: Saying) -> ProblemError:
    return ProblemError("unavailable", detail, headers={"Retry-After": "5"})
