"""The house rules that a program can keep."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT
from kizuna.formats import DUMP_FORMATS, GRAPH_FORMATS, HTML, PROBLEM, SOLUTION_FORMATS

PACKAGE = ROOT / "server" / "kizuna"
MODULES = sorted(PACKAGE.rglob("*.py"))
PROGRAMS = [
    *MODULES,
    *(p for p in sorted((ROOT / "bench").rglob("*.py")) if "node_modules" not in p.parts),
    *sorted((ROOT / "docs").glob("*.py")),
]


def functions() -> Iterator[tuple[str, int]]:
    for module in PROGRAMS:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{module.relative_to(ROOT)}:{node.name}", length


def offenders(pattern: str, allowed: set[str]) -> list[str]:
    return [
        f"{module.relative_to(PACKAGE)}: {line.strip()}"
        for module in MODULES
        if str(module.relative_to(PACKAGE)) not in allowed
        for line in module.read_text(encoding="utf-8").splitlines()
        if re.search(pattern, line)
    ]


def test_functions_are_short() -> None:
    lengths = dict(functions())
    ordered = sorted(lengths.values())
    assert {name: n for name, n in lengths.items() if n > 50} == {}
    assert statistics.median(ordered) <= 10
    assert ordered[int(len(ordered) * 0.95)] <= 30


def test_modules_are_under_250_lines() -> None:
    lengths = {m: len(m.read_text(encoding="utf-8").splitlines()) for m in PROGRAMS}
    assert {str(m): n for m, n in lengths.items() if n > 250} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "manager"}
    assert [str(m) for m in MODULES if m.stem in empty] == []


def test_media_types_stand_only_in_the_registry_of_formats() -> None:
    formats = (*GRAPH_FORMATS, *DUMP_FORMATS, *SOLUTION_FORMATS, HTML, PROBLEM)
    known = "|".join(sorted({re.escape(f.media_type) for f in formats}))
    assert offenders(rf'"({known})', {"formats.py"}) == []


def test_namespaces_stand_only_in_the_one_table() -> None:
    assert offenders(r'"http://(www\.w3\.org|purl\.org|rdfs\.org|xmlns\.com)', _NAMESPACES) == []


_NAMESPACES = {"namespaces.py", "formats.py"}


def test_flask_appears_only_in_the_web_wing() -> None:
    web = {"app.py", *(str(m.relative_to(PACKAGE)) for m in (PACKAGE / "web").rglob("*.py"))}
    assert offenders(r"^(from|import) (flask|werkzeug)", web) == []


def test_click_appears_only_at_the_command_line() -> None:
    door = {str(m.relative_to(PACKAGE)) for m in (PACKAGE / "cli").glob("*.py")}
    assert offenders(r"^(from|import) click", door) == []


def test_the_app_loads_no_library_of_the_compiler_or_the_curation() -> None:
    code = (
        "import sys, kizuna.app; print([m for m in ('rdflib', 'pyshacl', 'SPARQLWrapper')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_import_hides_inside_a_function_but_at_the_command_line() -> None:
    hidden = [
        f"{module.relative_to(ROOT)}:{inner.lineno}"
        for module in MODULES
        if module.parent.name != "cli"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_the_compiler_has_no_clock_no_chance_and_no_network() -> None:
    # A date that is written down is no clock; the one of today is.
    banned = (
        r"^(from|import) (time|random|uuid|socket|urllib\.request|http)\b|^import datetime"
        r"|^from datetime import (?!date$)|\b(today|now|utcnow)\(\)"
    )
    folder = PACKAGE / "compiler"
    found = [
        f"{module.name}: {line}"
        for module in sorted(folder.rglob("*.py"))
        for line in module.read_text(encoding="utf-8").splitlines()
        if re.search(banned, line)
    ]
    assert found == []


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = [b"registry." + b"npmjs.org", b"files." + b"pythonhosted.org", b"deb." + b"debian.org"]
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.is_file() and any(host in path.read_bytes() for host in hosts)
    ]
    assert found == []
