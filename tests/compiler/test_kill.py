"""A build that is killed, at whatever moment, leaves what was promoted as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from world import BASE, COMMAND, PLACES, World, copy_world

from conftest import free_port, wait_until_healthy
from kizuna.release import DRAFT, current

pytestmark = pytest.mark.alone

MOMENTS = 20


@pytest.fixture
def promoted(tmp_path: Path) -> World:
    """Promote the first release of a world, and change its data."""
    world = copy_world(tmp_path)
    done = world.run("build", "--releases", world.releases, "--base", str(BASE), "--promote")
    assert done.returncode == 0, done.stderr
    world.replace(PLACES, '"Beta"@en', '"Bêta"@en')
    return world


def start(world: World) -> subprocess.Popen[bytes]:
    command = [
        *COMMAND,
        "build",
        "--releases",
        str(world.releases),
        "--base",
        str(BASE),
        "--promote",
    ]
    return subprocess.Popen(
        command, cwd=world.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def content(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def duration(world: World) -> float:
    """Measure a build from its start to its end, and undo it."""
    first = (world.releases / "current").readlink()
    began = time.monotonic()
    assert start(world).wait() == 0
    took = time.monotonic() - began
    second = (world.releases / "current").resolve()
    assert world.run("promote", str(first), "--releases", world.releases).returncode == 0
    second.rename(world.root / "undone")
    return took


@pytest.fixture
def served(promoted: World, tmp_path: Path) -> Iterator[str]:
    """Serve what is promoted, in a real process."""
    port, log = free_port(), tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--releases", str(promoted.releases), "--port", str(port)],
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_until_healthy(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_killed_at_twenty_moments_the_old_release_stays_and_serves(
    promoted: World, served: str
) -> None:
    releases = promoted.releases
    took = duration(promoted)
    first = (releases / "current").readlink()
    before = content(releases / first)
    half = MOMENTS // 2
    # Half of them are spread over the last quarter, where files are written and renamed.
    shares = [n / half for n in range(half)] + [0.75 + n / half / 4 for n in range(half)]
    for share in shares:
        process = start(promoted)
        time.sleep(took * share)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (releases / "current").readlink() != first:
            # It was done before the signal came: then the new release is whole. Go back.
            assert current(releases).manifest.name == (releases / "current").readlink().name
            assert promoted.run("promote", str(first), "--releases", releases).returncode == 0
        assert content(releases / first) == before
        assert len(Store.read_only(str(current(releases).store))) > 0
        with urllib.request.urlopen(f"{served}sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D") as answer:
            assert b"true" in answer.read()
    done = promoted.run("build", "--releases", releases, "--base", str(BASE), "--promote")
    assert done.returncode == 0, done.stderr
    assert list(releases.glob(f"{DRAFT}*")) == []
    assert current(releases).path.name != str(first)


def test_the_draft_of_a_build_that_still_runs_is_left_alone(promoted: World) -> None:
    running = promoted.releases / f"{DRAFT}{os.getppid()}-x"
    running.mkdir()
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = promoted.releases / f"{DRAFT}{gone.pid}-x"
    left.mkdir()
    assert promoted.build().made
    assert running.is_dir()
    assert not left.exists()


def test_two_builds_at_once_make_one_release(promoted: World) -> None:
    both = [start(promoted), start(promoted)]
    assert [process.wait() for process in both] == [0, 0]
    releases = [p for p in promoted.releases.iterdir() if not p.is_symlink()]
    assert len(releases) == 2
    assert len(Store.read_only(str(current(promoted.releases).store))) > 0
