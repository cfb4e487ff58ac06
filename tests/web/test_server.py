"""A real server on loopback: its start and end, real clients, and releases changed under load."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from small_release import make_release
from SPARQLWrapper import JSON, SPARQLWrapper

from conftest import kizuna
from kizuna.app import serve
from kizuna.config import read_settings
from kizuna.errors import SettingError
from kizuna.release import promote

pytestmark = pytest.mark.alone

SERVE = (
    "import sys; from kizuna.app import serve; from kizuna.config import read_settings;"
    "serve(read_settings({}, releases=sys.argv[1], port=sys.argv[2], workers='2', threads='4'))"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@contextmanager
def serving(releases: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(releases), str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdout:
            process.stdout.close()


def _wait(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            if fetch(port, "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server did not answer within 20 seconds")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    releases, number = tmp_path_factory.mktemp("served"), free_port()
    make_release(releases, base=f"http://localhost:{number}/")
    with serving(releases, number):
        yield number


def test_curl_follows_a_thing_to_Turtle(port: int) -> None:
    graph = rdflib.Graph().parse(f"http://localhost:{port}/id/place/alpha")
    alpha = rdflib.URIRef(f"http://localhost:{port}/id/place/alpha")
    assert str(graph.value(alpha, rdflib.RDFS.label)) in ("Alpha", "アルファ")


def test_HEAD_over_the_wire_tells_the_length_and_sends_no_body(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(2):
        connection.request("HEAD", "/doc/place/alpha.ttl")
        answer = connection.getresponse()
        assert int(answer.headers["Content-Length"]) > 100
        assert answer.read() == b""
    connection.close()


def test_a_query_of_8_KiB_passes_by_GET(port: int) -> None:
    status, _, body = fetch(port, "/sparql?query=ASK%7B%7D%23" + "x" * 8192)
    assert (status, body) == (200, b'{"head":{},"boolean":true}')


def test_SPARQLWrapper_queries_the_endpoint_unmodified(port: int) -> None:
    wrapper = SPARQLWrapper(f"http://localhost:{port}/sparql")
    wrapper.setQuery("SELECT ?s { ?s a <https://w3id.org/kizuna/def#Partnership> }")
    wrapper.setReturnFormat(JSON)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) == 1


def test_SPARQLStore_queries_the_endpoint_unmodified(port: int) -> None:
    graph = rdflib.Graph(SPARQLStore(f"http://localhost:{port}/sparql"))
    assert len(list(graph.query("SELECT ?s { ?s a <https://w3id.org/kizuna/def#Place> }"))) == 3


@pytest.mark.parametrize(
    "stop",
    [
        pytest.param(lambda process: process.send_signal(signal.SIGTERM), id="SIGTERM"),
        pytest.param(lambda process: process.send_signal(signal.SIGINT), id="SIGINT"),
    ],
)
def test_the_server_says_what_it_publishes_and_ends_cleanly(
    tmp_path: Path, stop: Callable[[subprocess.Popen[str]], None]
) -> None:
    number = free_port()
    release = make_release(tmp_path, base=f"http://localhost:{number}/")
    with serving(tmp_path, number) as process:
        fetch(number, "/doc/place/alpha")
        stop(process)
        output = process.communicate(timeout=15)[0]
    assert process.returncode == 0
    assert release.name in output
    assert "Partnerships" in output
    assert output.count(f"http://localhost:{number}/") == 3
    assert "Traceback" not in output


def test_a_port_in_use_is_one_clear_line(port: int, tmp_path: Path) -> None:
    make_release(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", SERVE, str(tmp_path), str(port)],
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert f"port {port} of 127.0.0.1: is in use" in done.stderr.splitlines()[-1]


def test_a_release_promoted_under_load_is_seen_within_two_seconds_and_drops_no_request(
    tmp_path: Path,
) -> None:
    number = free_port()
    base = f"http://localhost:{number}/"
    old = make_release(tmp_path, base=base)
    new = make_release(
        tmp_path, base=base, version="2026.11.2",
        extra='place:gamma a kizuna:Place ; rdfs:label "Gamma"@en .',
    )  # fmt: skip
    promote(old)
    with serving(tmp_path, number):
        answers: list[tuple[float, int, str]] = []
        ended = threading.Event()
        threads = [threading.Thread(target=_load, args=(number, answers, ended)) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        promoted = time.monotonic()
        promote(new)
        time.sleep(3)
        ended.set()
        for thread in threads:
            thread.join()
        assert fetch(number, "/doc/place/gamma")[0] == 200
    assert {status for _, status, _ in answers} == {200}
    assert {name for _, _, name in answers} == {old.name, new.name}
    assert {name for when, _, name in answers if when > promoted + 2} == {new.name}


def test_a_worker_that_is_killed_is_replaced_and_the_other_answers_meanwhile(
    tmp_path: Path,
) -> None:
    number = free_port()
    make_release(tmp_path, base=f"http://localhost:{number}/")
    with serving(tmp_path, number) as process:
        before = _workers(process.pid)
        os.kill(before[0], signal.SIGKILL)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and len(set(_workers(process.pid)) - set(before)) == 0:
            assert _answers(number)
        assert len(_workers(process.pid)) == 2
        assert all(_answers(number) for _ in range(20))


def _workers(parent: int) -> list[int]:
    """List the processes of a server that hold its port; what else it starts does not count."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in listed if b"resource_tracker" not in _command(pid)]


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b"resource_tracker"


def _answers(port: int) -> bool:
    """Ask again where a connection was one of the worker that was killed and is going."""
    for _ in range(3):
        try:
            return fetch(port, "/doc/place/alpha")[0] == 200
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("host", "advice"),
    [("nowhere.invalid", "choose another with --host"), ("::1%none", "choose another with")],
)
def test_an_address_that_is_not_here_is_one_clear_line(
    tmp_path: Path, host: str, advice: str
) -> None:
    make_release(tmp_path)
    chosen = read_settings({}, releases=str(tmp_path), host=host, port=free_port())
    with pytest.raises(SettingError, match=advice) as caught:
        serve(chosen)
    assert "Unknown error" not in str(caught.value)


def test_a_dump_that_cannot_be_read_is_told_without_trace(tmp_path: Path) -> None:
    release = make_release(tmp_path)
    (release.path / "kizuna.nt.gz").write_bytes(b"no gzip")
    done = kizuna("serve", "--releases", tmp_path, "--port", str(free_port()))
    assert done.returncode != 0
    assert "kizuna.nt.gz is no dump that can be read" in done.stderr
    assert "Traceback" not in done.stderr


def _load(port: int, answers: list[tuple[float, int, str]], ended: threading.Event) -> None:
    while not ended.is_set():
        begun = time.monotonic()
        status, headers, body = fetch(port, "/doc/place/alpha")
        assert len(body) == int(headers["content-length"])
        answers.append((begun, status, headers["kizuna-release"]))
