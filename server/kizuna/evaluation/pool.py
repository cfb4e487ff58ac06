"""The web's side: it asks a worker, and says how it ended."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import time
import weakref
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from kizuna.evaluation.accounts import Accounts
from kizuna.evaluation.jobs import End, Job, Outcome, receive_outcome
from kizuna.evaluation.line import Line
from kizuna.evaluation.slots import TOKEN, Slots, address, open_tokens

_GRACE = 0.5
"""Seconds beyond its own clock after which a worker is killed from here."""

_NEARLY = 0.95
_REMEMBERED = 1_000
_SLOW = 0.5
"""Seconds after which a query is known as a slow one, and waits for a seat the next time."""

_LEAST = 0.05


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Session:
    """What a keeper has laid out; another keeper lays out its own."""

    folder: Path
    keeper: str
    slots: Slots
    tokens: int


def is_ready(folder: Path) -> bool:
    """Tell whether a release has a keeper with workers."""
    return (folder / "keeper").is_file()


class Pool:
    """The workers of one release, as one server process uses them."""

    def __init__(self, folder: Path, accounts: Accounts, *, waiting: int) -> None:
        self._folder = folder
        self._accounts = accounts
        self._session = _open(folder)
        self._line = Line(accounts, length=waiting, take=self._take, seats=self._seats)
        self._slow: OrderedDict[bytes, None] = OrderedDict()

    def run(self, job: Job, client: str) -> Outcome:
        """Have a job done, its time for waiting included.

        :raises BusyError: if no worker is to be had in time.
        """
        until = time.monotonic() + job.seconds
        key = hashlib.blake2b(f"{job.clause}{job.text}".encode(), digest_size=16).digest()
        while True:
            token = self._line.enter(client, slow=key in self._slow, until=until)
            left = max(until - time.monotonic(), _LEAST)
            outcome = self._ask(*token, replace(job, seconds=left))
            if outcome is None:
                continue  # that worker has gone before it heard of the job
            self._accounts.charge(client, outcome.seconds)
            yielded = outcome.end is End.YIELDED
            self._remember(key, slow=yielded or outcome.seconds > _SLOW)
            if not yielded:
                return outcome

    def _remember(self, key: bytes, *, slow: bool) -> None:
        if slow:
            self._slow[key] = None
            if len(self._slow) > _REMEMBERED:
                self._slow.popitem(last=False)
        else:
            self._slow.pop(key, None)

    def _ask(self, slot: int, generation: int, job: Job) -> Outcome | None:
        """Ask a worker, or nobody if it is not there."""
        session, began = self._session, time.monotonic()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(job.seconds + _GRACE)
            try:
                connection.connect(address(session.folder, slot))
                connection.sendall(job.encode())
            except OSError:
                return None
            outcome = _receive(connection, session, slot, generation)
        seconds = time.monotonic() - began
        if outcome is not None:
            return replace(outcome, seconds=seconds)
        late = End.TIME if seconds > job.seconds * _NEARLY else End.CRASHED
        return Outcome(session.slots.verdict(slot, generation) or late, b"", seconds)

    def _take(self) -> tuple[int, int] | None:
        """Take a token whose worker is still there."""
        session = self._session
        while True:
            try:
                token = os.read(session.tokens, TOKEN)
            except BlockingIOError:
                self._renew()
                return None
            slot, generation = token
            if session.slots.generation(slot) == generation and session.slots.process(slot):
                return slot, generation

    def _seats(self) -> int:
        return self._session.slots.seats

    def _renew(self) -> None:
        """Go over to the session of another keeper, if the old one has been replaced."""
        try:
            keeper = (self._folder / "keeper").read_text(encoding="ascii")
            if keeper != self._session.keeper:
                self._session = _open(self._folder)
        except OSError:
            return  # there is none yet


def _receive(
    connection: socket.socket, session: Session, slot: int, generation: int
) -> Outcome | None:
    try:
        return receive_outcome(connection)
    except TimeoutError:
        _kill(session.slots, slot, generation)
    except OSError:
        pass  # the worker has died
    return None


def _open(folder: Path) -> Session:
    keeper = (folder / "keeper").read_text(encoding="ascii")
    laid_out = folder / keeper
    session = Session(laid_out, keeper, Slots(laid_out), open_tokens(laid_out))
    weakref.finalize(session, os.close, session.tokens)
    return session


def _kill(slots: Slots, slot: int, generation: int) -> None:
    process = slots.process(slot)
    if process and slots.generation(slot) == generation:
        os.kill(process, signal.SIGKILL)
