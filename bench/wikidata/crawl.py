"""The crawl of 2016 as a Wikidata: 17,401 pairs of twinned bodies, 10,055 items.

    p190_pairs_2016.csv   qid_a, label_a, qid_b, label_b, stated_on_a, stated_on_b, symmetric
    p190_nodes_2016.csv   qid, label of a language that is not told, country and point of a few

The crawl has no numbers for countries: those that the project links to are taken from there,
others get invented ones from Q900000000.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bench.wikidata.shape import Wikidata

PAIRS, NODES = "p190_pairs_2016.csv", "p190_nodes_2016.csv"
_INVENTED = 900_000_000


def read_crawl(folder: Path, countries: dict[str, str]) -> Wikidata:
    """Read the crawl; ``countries`` has the items of countries by their two letters."""
    world = Wikidata()
    numbers = dict(countries)
    for row in _rows(folder / NODES):
        code = row["country_iso2"]
        if code and code not in numbers:
            numbers[code] = f"Q{_INVENTED + len(numbers)}"
            world.item(numbers[code], [("und", code)])
        point = (row["lon"], row["lat"]) if row["lat"] else None
        names = [("und", row["label_de_en_fr_it_es"])] if row["label_de_en_fr_it_es"] else []
        world.item(row["qid"], names, country=numbers.get(code, ""), point=point)
    for row in _rows(folder / PAIRS):
        for one, other in (("a", "b"), ("b", "a")):
            if row[f"stated_on_{one}"] == "1":
                world.twin(row[f"qid_{one}"], row[f"qid_{other}"])
    return world


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
