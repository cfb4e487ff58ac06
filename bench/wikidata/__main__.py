"""All ties of the crawl of 2016: harvested from loopback, checked, built, compared and served.

    python -m bench.wikidata FOLDER [--crawl DIR] [--rounds N]

DIR holds ``p190_pairs_2016.csv`` and ``p190_nodes_2016.csv``. FOLDER gets a copy of the project
with the harvest, its release, and the figures as JSON; nothing of it belongs into the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

from bench.client import Connection
from bench.machine import describe
from bench.servers import BenchError, Server, free_ports, program
from bench.wikidata.crawl import NODES, PAIRS, read_crawl
from bench.wikidata.steps import Step, run
from kizuna.curation.gazetteer import read_gazetteer

ROOT = Path(__file__).resolve().parents[2]
RETRIEVED = "2016-09-01T00:00:00Z"
PAGES = (
    "/", "/partnerships", "/places", "/partnerships?country=japan", "/places?sort=-partnerships",
    "/search?q=osaka", "/search.json?q=par", "/doc/place/osaka-city.html", "/doc/place/q90.html",
    "/doc/partnership/q60-q84.html", "/comparison", "/comparison?difference=one-sided",
    "/things/status?page=20",
)  # fmt: skip


def main() -> None:
    arguments = _arguments()
    folder: Path = arguments.folder.resolve()
    try:
        figures = _measure(folder, arguments.crawl.resolve(), arguments.rounds)
    except BenchError as error:
        sys.exit(f"Error: {error}")
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")


def _measure(folder: Path, crawl: Path, rounds: int) -> dict[str, object]:
    if not (crawl / PAIRS).is_file() or not (crawl / NODES).is_file():
        raise BenchError(f"{crawl} holds no {PAIRS} and {NODES}: give their folder with --crawl")
    project, releases = folder / "project", folder / "releases"
    _copy(project)
    _load(folder, crawl)
    kizuna, ports = program("kizuna"), free_ports()
    port, own = next(ports), next(ports)
    base = f"http://localhost:{own}/"
    steps: list[Step] = []
    native = [program("oxigraph"), "serve-read-only", "--location", folder / "wikidata"]
    endpoint = _server("wikidata", [*native, "--bind", f"127.0.0.1:{port}"], port, folder)
    with _running(endpoint):
        url = f"http://127.0.0.1:{port}/query"
        steps.append(_told(run("harvest", [
            kizuna, "harvest", "wikidata", project, "--endpoint", url, "--contact",
            "bench@localhost", "--interval", "0", "--retrieved", RETRIEVED,
            "--report", folder / "findings.csv",
        ], folder)))  # fmt: skip
    steps.append(_told(run("check", [kizuna, "check", project, "--base", base], folder)))
    steps.append(_told(run("compare", [kizuna, "compare", "wikidata", project], folder)))
    build = [kizuna, "build", project, "--releases", releases, "--base", base, "--promote"]
    steps.append(_told(run("build", build, folder)))
    print(steps[-2].printed)
    pages = _serve(folder, releases, own, rounds)
    return {
        "machine": describe(),
        "steps": [asdict(step) for step in steps],
        "pages": pages,
    }


def _copy(project: Path) -> None:
    shutil.rmtree(project, ignore_errors=True)
    for name in ("data", "ontology", "shapes"):
        shutil.copytree(ROOT / name, project / name)


def _load(folder: Path, crawl: Path) -> None:
    """Load the crawl into a store, with the countries that the project links to."""
    gazetteer = read_gazetteer(ROOT)
    notation = "http://www.w3.org/2004/02/skos/core#notation"
    countries = {
        code: item
        for item, places in gazetteer.items.items()
        for code in gazetteer.values(f"place/{places[0]}", notation)
        if len(code) == 2  # noqa: PLR2004  # ISO 3166-1 has two letters
    }
    world = read_crawl(crawl, countries)
    world.write(folder / "crawl.nt")
    shutil.rmtree(folder / "wikidata", ignore_errors=True)
    load = [program("oxigraph"), "load", "--location", folder / "wikidata"]
    _told(run("load the crawl", [*load, "--file", folder / "crawl.nt"], folder))


def _serve(folder: Path, releases: Path, port: int, rounds: int) -> dict[str, float]:
    """Ask for pages one after the other, none of them kept, and tell their medians."""
    command = [program("kizuna"), "serve", "--releases", releases, "--port", str(port)]
    medians: dict[str, float] = {}
    server = _server("kizuna", [*command, "--cache", "0"], port, folder)
    with _running(server), Connection(port, 60) as connection:
        for page in PAGES:
            answers = [connection.ask(page, "text/html") for _ in range(rounds)]
            if any(answer.status != HTTPStatus.OK for answer in answers[:1]):
                print(f"  {page:45} {answers[0].status}")
                continue
            medians[page] = statistics.median(answer.seconds for answer in answers)
            print(f"  {page:45} {medians[page] * 1000:8.1f} ms")
    return medians


def _server(name: str, command: Sequence[object], port: int, folder: Path) -> Server:
    path = "/sparql" if name == "kizuna" else "/query"
    return Server(name, [str(part) for part in command], port, path, folder / f"{name}.log")


@contextmanager
def _running(server: Server) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        server.stop()


def _told(step: Step) -> Step:
    work, memory = step.processor, step.memory / 2**20
    print(
        f"{step.name:16} {step.seconds:7.1f} s {work:7.1f} s at work {memory:8.0f} MB", flush=True
    )
    return step


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.wikidata", description=__doc__)
    default = Path(os.environ.get("KIZUNA_TEST_WIKIDATA", ROOT.parent / "shared" / "wikidata"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--crawl", type=Path, default=default, help="folder of the crawl")
    parser.add_argument("--rounds", type=int, default=9, help="times that a page is asked for")
    parsed = parser.parse_args()
    parsed.folder.mkdir(parents=True, exist_ok=True)
    return parsed


if __name__ == "__main__":
    main()
