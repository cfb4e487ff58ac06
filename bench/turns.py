"""Slow queries: asked of one server after the other, again and again, over one connection each."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from bench.client import Connection, NoAnswerError
from bench.load import Load, summarize
from bench.servers import RDFLIB, Server

LEAST = 3
"""So often a server is asked at least in a slice; rdflib-endpoint, which takes minutes, once."""
_REFUSALS = 3
_PAUSE = 0.5


@dataclass(slots=True)
class Turn:
    """One server's part of a slice."""

    server: Server
    targets: Iterator[str]
    connection: Connection
    timeout: float
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    hung: bool = False

    def ask(self, media_type: str) -> None:
        """Ask once; after a refusal wait a little."""
        try:
            answer = self.connection.ask(next(self.targets), media_type)
        except NoAnswerError as error:
            self.errors.append(f"no answer within {self.timeout:g} s: {error}")
            self.hung = True
            return
        if answer.status == HTTPStatus.OK:
            self.times.append(answer.seconds)
        else:
            self.errors.append(f"status {answer.status}")
            time.sleep(_PAUSE)

    def is_over(self, seconds: float) -> bool:
        """Tell whether it had its time, or is not worth asking again."""
        least = 1 if self.server.name == RDFLIB else LEAST
        enough = sum(self.times) >= seconds or self.server.name == RDFLIB
        return self.hung or len(self.errors) >= _REFUSALS or (enough and len(self.times) >= least)

    @property
    def load(self) -> Load:
        """What was found; where there was no answer at all, the limit as the least."""
        times = self.times or [self.timeout]
        return summarize(times, sum(times), self.errors)


def take_turns(turns: Sequence[Turn], media_type: str, seconds: float) -> None:
    """Ask in turns until each server had its time."""
    left = list(turns)
    while left:
        for turn in left:
            turn.ask(media_type)
        left = [turn for turn in left if not turn.is_over(seconds)]
