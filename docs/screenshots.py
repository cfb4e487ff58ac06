"""Take a picture of every type of page: narrow and wide, light and dark, in both languages.

    make screenshots

writes ``screenshots/<page>-<width>-<scheme>.png``, for people to look at; with ``--readme`` the two
that the README shows are written to ``docs/``, too.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click
from playwright.sync_api import Page, sync_playwright
from rich.progress import track

ROOT = Path(__file__).resolve().parent.parent
KIZUNA = Path(sys.executable).with_name("kizuna")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
WIDTHS = (360, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "home": "", "home-ja": "?lang=ja", "partnerships": "partnerships",
    "partnerships-on-a-day": "partnerships?on=1987-04-01&mark=possible", "places": "places",
    "sources": "sources", "search": "search?q=osaka", "place": "doc/place/osaka-city.html",
    "place-ja": "doc/place/osaka-prefecture.html?lang=ja",
    "partnership": "doc/partnership/osaka-city-shanghai.html",
    "partnership-ja": "doc/partnership/matsudo-constanza.html?lang=ja",
    "source": "doc/source/kansai-1987.html", "person": "doc/person/v-o-kistanov.html",
    "activity": "doc/activity/osaka-mayor-visit-1974.html", "ontology": "def.html",
    "ontology-ja": "def.html?lang=ja", "concepts": "field.html", "shapes": "shapes/place.html",
    "report": "report", "comparison": "comparison", "release": "release/latest",
    "dataset": "dataset.html",
    "partitions": "dataset/default.html", "graph": "graph/derived/bounds.html",
    "questions": "query", "question": "query/network-on-a-day", "sparql": "sparql",
    "add-a-partnership": "add-a-partnership", "problem": "partnerships?country=atlantis",
    "list-of-names": "things/activity",
}  # fmt: skip
README = {"home-1280-light": "home.png", "partnership-1280-light": "partnership.png"}
README_HEIGHT = 900


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--readme", is_flag=True, help="Write the pictures of the README, too.")
def main(folder: Path, *, readme: bool) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        raise click.ClickException("chromium is missing (Debian: apt-get install chromium)")
    folder.mkdir(parents=True, exist_ok=True)
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        shots = [(n, w, s) for n in PAGES for w in WIDTHS for s in SCHEMES]
        for name, width, scheme in track(shots, "taking pictures"):
            tab = browser.new_page(
                viewport={"width": width, "height": README_HEIGHT}, color_scheme=scheme, locale="en"
            )
            take(tab, base + PAGES[name], folder, f"{name}-{width}-{scheme}")
        browser.close()
    if readme:
        for name, target in README.items():
            shutil.copy(folder / f"{name}-top.png", ROOT / "docs" / target)


def take(tab: Page, address: str, folder: Path, stem: str) -> None:
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    tab.screenshot(path=folder / f"{stem}.png", full_page=True)
    if stem in README:
        tab.screenshot(path=folder / f"{stem}-top.png")
    tab.close()


@contextmanager
def served() -> Iterator[str]:
    """Build this repository's release and serve it while pictures are taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://localhost:{port}/"
    with tempfile.TemporaryDirectory() as releases:
        options = ["--releases", releases]
        subprocess.run([KIZUNA, "build", ROOT, *options, "--base", base, "--promote"], check=True)
        process = subprocess.Popen([KIZUNA, "serve", *options, "--port", str(port)])
        try:
            wait(base, process)
            yield base
        finally:
            process.terminate()
            process.wait()


def wait(base: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{base}health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise click.ClickException("the server did not start")


if __name__ == "__main__":
    main()
