"""What real clients send, and what each must get: ``clients.json``.

``seen`` says whether the headers were recorded on a socket or read in the client's source; a
client may send a header more than once. ``answer`` is what suits the client, by what it asks for
first and can read.
"""

from __future__ import annotations

import http.client
import json
import urllib.parse
from pathlib import Path
from typing import Any

import pytest

from conftest import Site

CLIENTS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("clients.json").read_text(encoding="utf-8")
)
QUERIES = {
    "SELECT": "SELECT ?s { ?s ?p ?o } LIMIT 1",
    "ASK": "ASK { ?s ?p ?o }",
    "CONSTRUCT": "CONSTRUCT { ?s <http://example.org/p> 1 } { ?s ?p ?o } LIMIT 1",
}
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


@pytest.mark.parametrize(
    "sent", CLIENTS, ids=lambda s: f"{s['client']}, {s['method']} {s['query'] or 'description'}"
)
def test_a_client_gets_what_it_reads(server: Site, sent: dict[str, Any]) -> None:
    query = QUERIES.get(sent["query"], "")
    pairs = [("query", query)] if query and sent["method"] != "direct" else []
    fields = urllib.parse.urlencode([*pairs, *map(tuple, sent.get("fields", []))])
    body, kind = {"POST": (fields, FORM), "direct": (query, DIRECT)}.get(sent["method"], ("", ""))
    get = sent["method"] == "GET"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest(
        "GET" if get else "POST", f"/sparql?{fields}" if get else "/sparql",
        skip_accept_encoding=True,
    )  # fmt: skip
    for accept in sent["accept"]:
        connection.putheader("Accept", accept)
    if kind:
        connection.putheader("Content-Type", kind)
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode() or None)
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    assert answer.status == 200, read
    assert answer.headers["Content-Type"].partition(";")[0] == sent["answer"]
    assert read
