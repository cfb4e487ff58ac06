"""What tests share: this repository's own release, a real server over it, the documents."""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
KIZUNA = Path(sys.executable).with_name("kizuna")
SOURCES_VARIABLE = "KIZUNA_TEST_SOURCES"
SHARED = ROOT.parent / "shared"

PARTNERSHIPS = sum(
    len(re.findall(r"\ba kizuna:Partnership\b", file.read_text("utf-8")))
    for file in (ROOT / "data").glob("*/*.ttl")
)
"""How many partnerships the files of this repository have."""

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """A release built from this repository's data, and the address it is served at."""

    releases: Path
    base: str
    port: int


_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_PORTS = range(20_000 + _WORKER % 4 * 3_000, 23_000 + _WORKER % 4 * 3_000)
"""Below those that the system gives to whoever connects; those that run side by side share none."""

_NEXT_PORT = itertools.cycle(random.SystemRandom().sample(_PORTS, len(_PORTS)))


def free_port() -> int:
    """Find a port that nobody has, and that nobody is given until it is used."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port := next(_NEXT_PORT)))
            return port


def kizuna(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would."""
    return subprocess.run(
        [KIZUNA, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build and promote a release of this repository's own data."""
    releases = tmp_path_factory.mktemp("releases")
    port = free_port()
    base = f"http://localhost:{port}/"
    done = kizuna("build", ROOT, "--releases", releases, "--base", base, "--promote")
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(releases, base, port)


@pytest.fixture(scope="session")
def store(built: Site) -> ox.Store:
    """Open the store of the release, read-only."""
    return ox.Store.read_only(str(built.releases / "current" / "store"))


@pytest.fixture(scope="session")
def server(built: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the release in a real process on loopback."""
    with serving(built, tmp_path_factory.mktemp("server") / "log"):
        yield built


@contextmanager
def serving(site: Site, log: Path) -> Iterator[None]:
    """Serve a site until the block ends."""
    with log.open("w") as out:
        process = subprocess.Popen(
            [KIZUNA, "serve", "--releases", site.releases, "--port", str(site.port)],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_healthy(site.base, process, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_healthy(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the first answer of a server, at most 30 seconds."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{base}health", timeout=2) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"no answer within 30 seconds: {log.read_text()}")


@pytest.fixture(scope="session")
def documents() -> Path:
    """Find the folder of the source documents, or skip what needs them."""
    folder = Path(os.environ.get(SOURCES_VARIABLE, SHARED / "sources"))
    if not folder.is_dir():
        pytest.skip(f"the source documents are not at {folder}: set {SOURCES_VARIABLE}")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Find Debian's Chromium, or skip what needs a browser."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    return Path(found)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def watched(
    browser: Browser, base: str, *, tolerated: re.Pattern[str] | None = None, **options: Any
) -> Iterator[Page]:
    """Open a tab; fail on any request that leaves the origin, and on any error of the page.

    What is ``tolerated`` is what a browser says of itself, and no fault of the page.
    """
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    tab = context.new_page()
    tab.set_default_timeout(10_000)
    outside: list[str] = []
    errors: list[str] = []
    inside = (base, "data:", f"blob:{base}")
    tab.on("request", lambda r: None if r.url.startswith(inside) else outside.append(r.url))
    tab.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    context.close()
    assert outside == []
    assert [text for text in errors if not (tolerated and tolerated.search(text))] == []
