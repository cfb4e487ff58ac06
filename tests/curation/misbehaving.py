"""A SPARQL endpoint that misbehaves in front of a sound one.

    python misbehaving.py PORT SOUND LOG MODE

It writes a line for each request to LOG: how many were there at once, and the agent. The modes
are the functions of ``MODES``; each answers, or says (None) that the sound one is to be asked.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PORT, SOUND, LOG, MODE = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4]
JSON = "application/sparql-results+json"
lock = threading.Lock()
state: dict[str, Any] = {"count": 0, "now": 0, "last": 0.0}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.reply(405, b"POST a query", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        query = urllib.parse.parse_qs(body.decode())["query"][0]
        with lock:
            state["count"] += 1
            state["now"] += 1
            number, at_once = state["count"], state["now"]
            told = {"at_once": at_once, "agent": self.headers["User-Agent"], "at": time.monotonic()}
            with LOG.open("a") as log:
                log.write(json.dumps(told) + "\n")
        try:
            MODES[MODE](Asked(self, number, query))
        finally:
            with lock:
                state["now"] -= 1

    def reply(self, status: int, body: bytes, kind: str = JSON, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing to the terminal."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: who answers it, how many came before and with it, and the query."""

    handler: Handler
    number: int
    query: str

    def sound(self) -> bytes:
        data = urllib.parse.urlencode({"query": self.query}).encode()
        request = urllib.request.Request(SOUND, data=data, headers={"Accept": JSON})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())


def sound(asked: Asked) -> None:
    asked.handler.reply(200, asked.sound())


def slow_but_sound(asked: Asked) -> None:
    time.sleep(0.3)
    sound(asked)


def every_tenth_fails(asked: Asked) -> None:
    if asked.number % 10 == 1:
        asked.handler.reply(500, b"out of luck", "text/plain")
    else:
        sound(asked)


def too_many_requests(asked: Asked) -> None:
    if asked.number == 1:
        asked.handler.reply(429, b"slow down", "text/plain", Retry_After="2")
    else:
        sound(asked)


def unavailable_until_a_date(asked: Asked) -> None:
    if asked.number == 1:
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 2))
        asked.handler.reply(503, b"", "text/plain", Retry_After=date)
    else:
        sound(asked)


def come_back_tomorrow(asked: Asked) -> None:
    asked.handler.reply(429, b"", "text/plain", Retry_After="86400")


def closes_the_connection(asked: Asked) -> None:
    if asked.number % 2:
        asked.handler.close_connection = True
    else:
        sound(asked)


def half_an_answer_once(asked: Asked) -> None:
    if asked.number == 1:
        half_an_answer(asked)
    else:
        sound(asked)


def half_an_answer(asked: Asked) -> None:
    body = asked.sound()
    asked.handler.reply(200, body[: len(body) // 2], length=str(len(body)))
    asked.handler.close_connection = True


def half_an_answer_said_whole(asked: Asked) -> None:
    body = asked.sound()
    asked.handler.reply(200, body[: len(body) // 2])


def half_an_answer_with_an_exception(asked: Asked) -> None:
    """Do as Wikidata's own service does when time runs out in the midst of an answer."""
    body = asked.sound()
    trace = b"\njava.util.concurrent.TimeoutException\n\tat java.base/java.util.concurrent"
    asked.handler.reply(200, body[: len(body) // 2] + trace)


def page(asked: Asked) -> None:
    asked.handler.reply(200, b"<!doctype html><title>Down for repair</title>", "text/html")


def xml(asked: Asked) -> None:
    asked.handler.reply(200, b"<sparql/>", "application/sparql-results+xml")


def forbidden(asked: Asked) -> None:
    asked.handler.reply(403, b"You have been banned until tomorrow", "text/plain")


def bad_request(asked: Asked) -> None:
    asked.handler.reply(400, b"MalformedQueryException at line 3", "text/plain")


def many_take_too_long(asked: Asked) -> None:
    """Answer 504 to a question about more than three items."""
    if asked.query.partition("VALUES ?item {")[2].partition("}")[0].count("<") > 3:
        asked.handler.reply(504, b"upstream request timeout", "text/plain")
    else:
        sound(asked)


def many_end_in_an_exception(asked: Asked) -> None:
    """Answer 500 to a question about more than three items, or about all at once."""
    about = asked.query.partition("VALUES ?item {")[2].partition("}")[0].count("<")
    if about > 3 or 'STRENDS(STR(?item), "")' in asked.query:
        asked.handler.reply(500, b"java.util.concurrent.TimeoutException", "text/plain")
    else:
        sound(asked)


def many_are_too_much_for_kizuna(asked: Asked) -> None:
    """Answer as an endpoint of our own does to a question about more than three items."""
    if asked.query.partition("VALUES ?item {")[2].partition("}")[0].count("<") > 3:
        problem = {"type": f"{SOUND}problems#query-timeout", "status": 503}
        asked.handler.reply(503, json.dumps(problem).encode(), "application/problem+json")
    else:
        sound(asked)


def never_answers(_: Asked) -> None:
    time.sleep(20)


def drips(asked: Asked) -> None:
    asked.handler.send_response(200)
    asked.handler.send_header("Content-Type", JSON)
    asked.handler.send_header("Content-Length", "1000")
    asked.handler.end_headers()
    for _ in range(100):
        asked.handler.wfile.write(b" ")
        time.sleep(0.2)


MODES: dict[str, Callable[[Asked], None]] = {
    mode.__name__: mode
    for mode in (
        sound, slow_but_sound, every_tenth_fails, too_many_requests, unavailable_until_a_date,
        come_back_tomorrow, closes_the_connection, half_an_answer_once, half_an_answer,
        half_an_answer_said_whole, half_an_answer_with_an_exception, page, xml, forbidden,
        bad_request, many_take_too_long, many_end_in_an_exception,
        many_are_too_much_for_kizuna, never_answers, drips,
    )
}  # fmt: skip

if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
