"""The web's side: it asks a worker, and says how it ended."""

from __future__ import annotations

import hashlib
import os
import select
import socket
import time
import weakref
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from kizuna.evaluation.accounts import Accounts
from kizuna.evaluation.board import Board
from kizuna.evaluation.jobs import End, Job, Outcome, receive_reply
from kizuna.evaluation.line import Door, Line
from kizuna.evaluation.rows import Rows, TooManyRowsError
from kizuna.evaluation.slots import TOKEN, Slots, address, open_tokens
from kizuna.evaluation.waiting import Token

_NEARLY = 0.95
_REMEMBERED = 1_000
_SLOW = 0.5
"""Seconds after which a query is known as a slow one, and waits for a seat the next time."""

_TOO_MANY = (End.ROWS, b"")
_LEAST = 0.05
_TRIES = 2
"""Workers that may die of a query; the first may have died of something else."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Session:
    """What a keeper has laid out; another keeper lays out its own."""

    folder: Path
    keeper: str
    slots: Slots
    tokens: int
    connections: dict[int, socket.socket] = field(default_factory=dict)


def is_ready(folder: Path) -> bool:
    """Tell whether a release has a keeper with workers."""
    return (folder / "keeper").is_file()


class Pool:
    """The workers of one release, as one server process uses them."""

    def __init__(self, folder: Path, accounts: Accounts, board: Board, *, waiting: int) -> None:
        self._folder = folder
        self._accounts = accounts
        self._session = _open(folder)
        door = Door(self._take, self._give, self._counts, self._wait, self._seats)
        self._line = Line(accounts, board, door, length=waiting)
        self._slow: OrderedDict[bytes, None] = OrderedDict()

    def run(self, job: Job, client: str) -> Outcome:
        """Have a job done, its time for waiting included.

        :raises BusyError: if no worker is to be had in time.
        """
        until = time.monotonic() + job.seconds
        tries = _TRIES
        while True:
            slow = bool(self._slow) and _digest(job) in self._slow
            token = self._line.enter(client, slow=slow, until=until)
            try:
                outcome = self._ask(*token, job, max(until - time.monotonic(), _LEAST))
            finally:
                alive = token[0] in self._session.connections
                self._line.leave(token if alive else None)
            if outcome is None:
                continue  # that worker has gone before it heard of the job
            self._accounts.charge(client, outcome.seconds)
            yielded = outcome.end is End.YIELDED
            self._remember(job, slow=yielded or outcome.seconds > _SLOW)
            tries -= outcome.end is End.CRASHED
            if not yielded and (outcome.end is not End.CRASHED or not tries):
                return outcome

    def _remember(self, job: Job, *, slow: bool) -> None:
        if slow:
            self._slow[_digest(job)] = None
            if len(self._slow) > _REMEMBERED:
                self._slow.popitem(last=False)
        elif self._slow:
            self._slow.pop(_digest(job), None)

    def _ask(self, slot: int, generation: int, job: Job, limit: float) -> Outcome | None:
        """Ask a worker, or nobody if it is not there."""
        session, began = self._session, time.monotonic()
        connection = _send(session, slot, job.encode(limit))
        if connection is None:
            return None
        reply = _receive(connection, Rows(job.format, job.max_rows))
        seconds = time.monotonic() - began
        if reply is _TOO_MANY:
            connection.close()  # which ends what the worker writes
            return Outcome(End.ROWS, b"", seconds)
        if reply is not None:
            session.connections[slot] = connection
            return Outcome(*reply, seconds)
        connection.close()
        late = End.TIME if seconds > limit * _NEARLY else End.CRASHED
        return Outcome(session.slots.verdict(slot, generation) or late, b"", seconds)

    def _take(self) -> Token | None:
        """Take a token whose worker is still there."""
        session = self._session
        while True:
            try:
                token = os.read(session.tokens, TOKEN)
            except BlockingIOError:
                return None
            slot, generation = token
            if self._counts((slot, generation)):
                return slot, generation

    def _give(self, token: Token) -> None:
        """Give a token back, for who is next in any server process."""
        os.write(self._session.tokens, bytes(token))

    def _counts(self, token: Token) -> bool:
        """Tell whether a token is the last that its worker showed."""
        return self._session.slots.generation(token[0]) == token[1]

    def _wait(self, seconds: float) -> None:
        poll = select.poll()
        poll.register(self._session.tokens, select.POLLIN)
        if not poll.poll(seconds * 1000):
            self._renew()

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


def _send(session: Session, slot: int, data: bytes) -> socket.socket | None:
    """Send a job, by the connection that is there, or by a new one if its worker has gone."""
    connection = session.connections.pop(slot, None)
    if connection is not None:
        try:
            connection.sendall(data)
        except OSError:
            connection.close()
        else:
            return connection
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(address(session.folder, slot))
        connection.sendall(data)
    except OSError:
        connection.close()
        return None
    return connection


def _digest(job: Job) -> bytes:
    return hashlib.blake2b(f"{job.clause}{job.text}".encode(), digest_size=16).digest()


def _receive(connection: socket.socket, rows: Rows) -> tuple[End, bytes] | None:
    try:
        return receive_reply(connection, rows.count)
    except TooManyRowsError:
        return _TOO_MANY
    except OSError:
        return None  # the worker has died


def _open(folder: Path) -> Session:
    keeper = (folder / "keeper").read_text(encoding="ascii")
    laid_out = folder / keeper
    session = Session(laid_out, keeper, Slots(laid_out), open_tokens(laid_out))
    weakref.finalize(session, _close, session.tokens, session.connections)
    return session


def _close(tokens: int, connections: dict[int, socket.socket]) -> None:
    os.close(tokens)
    for connection in connections.values():
        connection.close()
