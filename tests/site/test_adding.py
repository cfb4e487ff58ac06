"""The page 'Add a partnership', followed word by word: what it says is typed, and then seen.

Each figure of the page is a step. The curator here does what its marks say and knows nothing of
what it is about; whatever the page leaves out is not done.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import subprocess
import urllib.request
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from conftest import KIZUNA, ROOT, Site, free_port, wait_until_healthy, watched

ADDRESS = "add-a-partnership"
KINDS = ("data-file", "data-command", "data-address", "data-output")
NEEDED = (
    "git clone", "git switch", "make check", "source .venv", "grep", "sha256sum",
    "kizuna evidence letter-2031", "kizuna check", "kizuna evidence partnership", "kizuna build",
    "kizuna serve", "git status", "git commit", "git push",
)  # fmt: skip
"""What a curator has to be told to type, at least."""

STAGES = {
    "repository": 4, "search": 4, "document": 3, "source": 1, "passages": 4, "places": 2,
    "partnership": 1, "coverage": 1, "gate": 5, "evidence": 2, "release": 8, "proposal": 8,
}  # fmt: skip
"""How many steps each stage has: one that is left out is missed, whatever it is."""

KEPT = "forum-newsletter"
"""The document that the curator's copy has besides the gazetteer: it is the one with Nuremberg.

The walk goes through the gate four times, which takes ten seconds each time with all documents.
"""

JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")


@dataclass(slots=True)
class Step:
    """A figure: its marks, its text, and in it what is struck out and what is put there."""

    marks: dict[str, str]
    text: str = ""
    old: str = ""
    new: str = ""

    @property
    def kind(self) -> str:
        (kind,) = (kind for kind in KINDS if kind in self.marks)
        return kind

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


class Walk(HTMLParser):
    """The page: its steps in their order, its stages with the steps of each, and its prose."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self.stages: dict[str, int] = {}
        self.targets: list[str] = []
        self.prose: list[str] = []
        self.loose: list[str] = []
        self._open: list[str] = []
        self.feed(page.partition("<main")[2].partition("</main>")[0])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag == "section":
            self.stages[marks["id"]] = len(self.steps)
        elif tag == "figure":
            self.steps.append(Step(marks))
        elif tag == "a" and marks["href"].startswith("#"):
            self.targets.append(marks["href"][1:])
        elif tag == "pre" and "figure" not in self._open:
            self.loose.append(str(self.getpos()))
        elif tag in ("p", "li", "h1", "h2", "figcaption"):
            self.prose.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        if "pre" not in self._open:
            if {"p", "li", "h1", "h2", "figcaption"} & set(self._open):
                self.prose[-1] += data
            return
        self.steps[-1].text += data
        if "del" in self._open:
            self.steps[-1].old += data
        elif "ins" in self._open:
            self.steps[-1].new += data


def fetch(url: str, language: str) -> str:
    """Ask as a browser does, whose reader has set a language."""
    headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": language}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return str(answer.read().decode("utf-8"))


def read_walk(server: Site, language: str) -> tuple[Walk, str]:
    page = fetch(f"{server.base}{ADDRESS}", language)
    assert f'<html lang="{language}"' in page
    return Walk(page), page


def shown(page: str) -> str:
    """Give the text of a page, or of a file, as it is read."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"</?[a-z][^>]*>", "", body)).split())


def unseen(lines: Sequence[str], output: str) -> list[str]:
    """List the lines that do not stand in an output, one after the other; … is anything."""
    there = iter(output.splitlines())
    patterns = {line: ".*".join(map(re.escape, line.split("…"))) for line in lines}
    return [
        line for line in lines if not any(re.fullmatch(patterns[line], o.rstrip()) for o in there)
    ]


def install(repository: Path) -> None:
    """Put the command where make puts it: it is installed here, and make then installs nothing."""
    venv.create(repository / ".venv", symlinks=True, with_pip=False)
    (repository / ".venv/bin/kizuna").symlink_to(KIZUNA)
    (repository / ".venv/.serve").touch()


@dataclass(slots=True)
class Curator:
    """Somebody with a terminal, an editor and a browser, who does what the page says."""

    site: str
    upstream: Path
    folder: Path
    log: Path
    port: int = field(default_factory=free_port)
    path: str = os.environ["PATH"]
    steps: int = 0
    status: int = 0
    seen: str = ""
    typed: list[tuple[str, str]] = field(default_factory=list)
    opened: dict[str, dict[str, str]] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None

    def follow(self, step: Step) -> None:
        does = {
            "data-file": self.write, "data-command": self.type, "data-address": self.open,
            "data-output": self.see,
        }  # fmt: skip
        does[step.kind](step)
        self.steps += 1

    def write(self, step: Step) -> None:
        file = self.folder / step.marks["data-file"]
        file.parent.mkdir(exist_ok=True)
        text = file.read_text("utf-8") if file.exists() else ""
        if "data-change" in step.marks:
            assert text.count(step.old) == 1
            text = text.replace(step.old, step.new)
        elif "data-before" in step.marks or "data-after" in step.marks:
            text = put(text, step)
        else:
            assert not text, f"{file.name} is there already"
            text = step.text
        file.write_text(text, "utf-8", newline="\n")

    def type(self, step: Step) -> None:
        self.stop()
        command = self.here(step.text).replace("ADDRESS", str(self.upstream))
        if command.startswith("make"):
            install(self.folder)
        if "data-runs" in step.marks:
            self.run(command)
            return
        state = self.log.with_name("state")
        keep = f"""trap 'printf "%s\\n" "$PWD" "$PATH" >{state}' EXIT\n"""
        done = subprocess.run(
            ["bash", "-ec", keep + command], cwd=self.folder, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == int(step.marks.get("data-status", 0)), done.stdout
        where, self.path = state.read_text().splitlines()
        self.folder, self.seen = Path(where), done.stdout
        self.typed.append((command, self.seen))

    def run(self, command: str) -> None:
        """Type what goes on, until the next command."""
        with self.log.open("wb") as out:
            self.running = subprocess.Popen(
                ["bash", "-c", f"exec {command}"], cwd=self.folder, env=self.environment(),
                stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        wait_until_healthy(f"http://localhost:{self.port}/", self.running, self.log)
        self.seen = self.log.read_text()
        self.typed.append((command, self.seen))

    def open(self, step: Step) -> None:
        address = step.marks["data-address"]
        url = urljoin(self.site, self.here(address))
        self.opened[address] = {code: fetch(url, code) for code in ("en", "ja")}
        self.seen = self.opened[address]["en"]

    def see(self, step: Step) -> None:
        if step.marks["data-output"] == "nothing":
            assert self.seen == ""
        elif self.seen in (pages["en"] for pages in self.opened.values()):
            assert [line for line in step.lines if line not in shown(self.seen)] == []
        else:
            assert unseen([self.here(line) for line in step.lines], self.seen) == [], self.seen

    def stop(self) -> None:
        """Press Ctrl and C together."""
        if self.running:
            self.running.send_signal(signal.SIGINT)
            self.running.wait(timeout=20)
            self.running = None

    def here(self, text: str) -> str:
        """Take another port than that of the page, which may be in use here."""
        return re.sub(r"\b(localhost|127\.0\.0\.1):8080\b", rf"\1:{self.port}", text)

    def environment(self) -> dict[str, str]:
        """Set what a person has set, and a window of 80 characters."""
        mine = {k: v for k, v in os.environ.items() if not k.startswith(("KIZUNA_", "GIT_"))}
        who = {f"GIT_{role}_{what}": "curator@localhost" for role in ("AUTHOR", "COMMITTER")
               for what in ("NAME", "EMAIL")}  # fmt: skip
        return {
            **mine, **who, "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C.UTF-8", "COLUMNS": "80",
            "PATH": self.path, "KIZUNA_PORT": str(self.port),
        }  # fmt: skip


def put(text: str, step: Step) -> str:
    """Put lines before the line that is told, or after the one with that beginning."""
    lines = text.splitlines(keepends=True)
    before, after = step.marks.get("data-before"), step.marks.get("data-after")
    (at,) = (
        n
        for n, line in enumerate(lines)
        if line.rstrip("\n") == before or (after is not None and line.startswith(after))
    )
    at += after is not None
    return "".join([*lines[:at], step.text, *lines[at:]])


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy this repository into one that can be cloned, with one document of all."""
    folder = tmp_path_factory.mktemp("upstream")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    others = {path.parent for path in ROOT.glob("data/*/coverage.csv")} - {ROOT / "data" / KEPT}
    others.add(ROOT / "data" / "queries")  # some ask for ties of the documents that are left out
    for path in (ROOT / name for name in listed.stdout.split("\0") if name):
        if path.is_file() and path.parent not in others:
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    who = ("-c", "user.name=maintainer", "-c", "user.email=maintainer@localhost")
    for command in (("init", "-q", "-b", "main"), ("add", "-A"), (*who, "commit", "-qm", "All")):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def curator(
    server: Site, upstream: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Curator]:
    """Follow the page from its first step to its last."""
    folder = tmp_path_factory.mktemp("curator")
    someone = Curator(server.base, upstream, folder, tmp_path_factory.mktemp("terminal") / "log")
    walk, _ = read_walk(server, "en")
    try:
        for step in walk.steps:
            someone.follow(step)
        yield someone
    finally:
        someone.stop()


def test_every_step_of_the_page_is_followed(curator: Curator, server: Site) -> None:
    for language in ("en", "ja"):
        walk, page = read_walk(server, language)
        assert curator.steps == len(walk.steps) == page.count("<figure")
        assert walk.loose == [], "something to type or to see is no step"
    commands = "\n".join(command for command, _ in curator.typed)
    assert [needed for needed in NEEDED if needed not in commands] == []


def test_what_was_typed_is_what_the_site_of_the_curator_says(
    curator: Curator, server: Site
) -> None:
    walk, _ = read_walk(server, "en")
    base = f"http://localhost:{curator.port}/"
    (tie,) = (s for s in walk.steps if s.marks.get("data-file", "").endswith("nuremberg.ttl")
              and "data-change" not in s.marks)  # fmt: skip
    (change,) = (s for s in walk.steps if "data-change" in s.marks)
    typed = triples(tie.text.replace(change.old, change.new), base)
    served = triples(curator.opened[f"{LOCAL}.ttl"]["en"], base)
    assert len(typed) > 25
    assert typed - served == set()
    began = '<https://w3id.org/kizuna/def#began> "2028-05"'
    assert any(f"partnership/shiomori-nuremberg> {began}" in triple for triple in served)


LOCAL = "http://localhost:8080/doc/partnership/shiomori-nuremberg"


def triples(text: str, base: str) -> set[str]:
    parsed = ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=base)
    return {str(quad.triple) for quad in parsed}


@pytest.mark.parametrize(
    ("language", "facts"),
    [
        ("en", ("Shiomori", "friendship city", "active", "education", "tourism", "agreed")),
        ("ja", ("潮森町", "友好都市", "継続中", "教育", "観光", "合意")),
    ],
)
def test_the_page_of_the_tie_has_the_facts(
    language: str, facts: tuple[str, ...], curator: Curator
) -> None:
    page = shown(curator.opened[f"{LOCAL}.html"][language])
    assert [fact for fact in facts if fact not in page] == []


def test_the_mistake_is_told_and_nothing_but_it(curator: Curator) -> None:
    wrong, mended = (output for command, output in curator.typed if command == "kizuna check .\n")
    (before,) = (output for command, output in curator.typed if command == "make check\n")
    assert len(remarks(wrong) - remarks(before)) == 1
    assert remarks(mended) == remarks(before), "the example brings a warning of its own"


def remarks(output: str) -> set[str]:
    """Choose the lines about data, without their numbers, which move as lines are put in."""
    found = (re.sub(r":\d+:", ":", line, count=1) for line in output.splitlines())
    return {line for line in found if line.startswith("data/")}


def test_the_proposal_has_the_files_of_the_example_and_the_copy_is_left_as_it_was(
    curator: Curator, upstream: Path
) -> None:
    def git(folder: Path, *command: str) -> list[str]:
        done = subprocess.run(
            ["git", *command], cwd=folder, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()

    assert git(upstream, "diff", "--name-only", "main", "shiomori-nuremberg") == [
        "data/README.md", "data/letter-2031/coverage.csv", "data/letter-2031/places.ttl",
        "data/letter-2031/shiomori-nuremberg.ttl", "data/letter-2031/source.ttl",
        "data/places/jp.ttl",
    ]  # fmt: skip
    assert git(curator.folder, "branch", "--show-current") == ["main"]
    assert git(curator.folder, "status", "--short") == []


def test_the_page_has_the_same_steps_in_each_language(curator: Curator, server: Site) -> None:
    english, japanese = (read_walk(server, language)[0] for language in ("en", "ja"))
    assert english.stages == japanese.stages
    after_page = [
        before.marks.get("data-address", "") for before, _ in pairwise([Step({}), *english.steps])
    ]
    for address, one, other in zip(after_page, english.steps, japanese.steps, strict=True):
        assert one.marks == other.marks
        if address:
            assert [t for t in other.lines if t not in shown(curator.opened[address]["ja"])] == []
        else:
            assert one.text == other.text


def test_all_that_the_page_says_in_japanese_is_japanese(server: Site) -> None:
    walk, _ = read_walk(server, "ja")
    assert [said for said in walk.prose if not JAPANESE.search(said)] == []


def test_every_stage_has_its_steps_and_is_listed_at_the_top(server: Site) -> None:
    walk, _ = read_walk(server, "en")
    begins = [*walk.stages.values(), len(walk.steps)]
    counts = [after - before for before, after in pairwise(begins)]
    assert dict(zip(walk.stages, counts, strict=True)) == STAGES
    assert walk.targets == list(walk.stages)


def test_nothing_of_the_example_is_data() -> None:
    files = [path for path in (ROOT / "data").rglob("*") if path.is_file()]
    told = re.compile("shiomori|潮森|letter-2031", re.IGNORECASE)
    assert [path for path in files if told.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_is_accessible_and_no_wider_than_a_telephone(
    language: str, scheme: Literal["light", "dark"], browser: Browser, server: Site
) -> None:
    with watched(browser, server.base, locale=language, color_scheme=scheme) as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"{server.base}{ADDRESS}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
