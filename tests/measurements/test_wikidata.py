"""``python -m bench.wikidata`` runs all its steps, here on a crawl of three ties."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

PAIRS = """qid_a,label_a,qid_b,label_b,stated_on_a,stated_on_b,symmetric
Q60,New York City,Q84,London,1,1,1
Q84,London,Q90,Paris,0,1,0
Q35765,Ōsaka,Q656,Sankt Petersburg,1,1,1
"""
NODES = """qid,label_de_en_fr_it_es,degree,lat,lon,country_iso2,coord_source,name_in_coord_source
Q60,New York City,1,40.7,-74.0,US,x,x
Q84,London,2,51.5,-0.1,GB,x,x
Q90,Paris,1,,,,,
Q656,Sankt Petersburg,1,,,RU,,
Q35765,Ōsaka,1,34.7,135.5,JP,x,x
"""


def bench(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench.wikidata", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_every_step_of_the_crawl_is_measured(tmp_path: Path) -> None:
    (tmp_path / "p190_pairs_2016.csv").write_text(PAIRS, encoding="utf-8")
    (tmp_path / "p190_nodes_2016.csv").write_text(NODES, encoding="utf-8")
    done = bench(tmp_path / "out", "--crawl", tmp_path, "--rounds", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 one-sided: ties stated with one of the two items only" in done.stdout
    figures = json.loads((tmp_path / "out" / "figures.json").read_text())
    steps = {step["name"]: step for step in figures["steps"]}
    assert list(steps) == ["harvest", "check", "compare", "build"]
    assert all(step["seconds"] > 0 and step["memory"] > 0 for step in steps.values())
    assert figures["pages"]["/comparison"] > 0


def test_a_crawl_that_is_missing_is_told(tmp_path: Path) -> None:
    done = bench(tmp_path / "out", "--crawl", tmp_path)
    assert done.returncode == 1
    assert "give their folder with --crawl" in done.stderr
