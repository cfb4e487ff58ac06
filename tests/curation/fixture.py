"""A small Wikidata: every verified item of the project's places, ties with every trap, no more.

Synthetic: names, classes and countries are facts; the ties of Q35765, Q122723, Q34600, Q48320 and
Q496499 stand in a crawl of 2016; dates are those of the documents; what is marked so is invented.
"""

from __future__ import annotations

import csv
from pathlib import Path

from bench.wikidata.shape import NONE, UNKNOWN, WD, XSD, Wikidata, typed

ITEMS = Path(__file__).resolve().parent.parent / "fixtures" / "wikidata" / "items.csv"
REPORT = "https://wilson-center-digital-archive.dvincitest.com/document/118471"
MERGED = "Q999999999999"
"""An invented item that was merged into that of Sopron."""

WRONG = {
    "Q851680": ("Kazo", "加須市", "Q17"),
    "Q847546": ("Saiki", "佐伯市", "Q17"),
    "Q320964": ("Yonago", "米子市", "Q17"),
    "Q499047": ("Sado", "佐渡市", "Q17"),
    "Q1011138": ("Yiwu", "义乌市", "Q148"),
}
"""Items that a data set gives for places of the documents, and that are others."""

_ABOVE = {
    "Q6256": "Q7275", "Q50337": "Q10864048", "Q34876": "Q10864048", "Q10864048": "Q56061",
    "Q515": "Q486972", "Q15284": "Q56061", "Q149621": "Q56061", "Q23442": "Q82794",
}  # fmt: skip
"""The class above each class that an item here has."""


def small_wikidata() -> Wikidata:
    world = Wikidata()
    _items(world)
    _ties(world)
    _traps(world)
    return world


def _items(world: Wikidata) -> None:
    with ITEMS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            names = [("en", row["name_en"])]
            names += [(row["language"], row["name"])] if row["name"] else []
            point = (row["lon"], row["lat"]) if row["lon"] else None
            world.item(
                row["item"], names, country=row["country"], point=point,
                classes=row["classes"].split(),
            )  # fmt: skip
    for lower, upper in _ABOVE.items():
        world.direct(lower, "P279", f"<{WD}{upper}>")
    for number, (english, own, country) in WRONG.items():
        world.item(number, [("en", english), ("mul", own)], country=country, classes=["Q515"])
    world.item("Q2191", [("en", "Leningrad Oblast")], country="Q159", classes=["Q10864048"])
    world.item(
        "Q120730", [("en", "Kyoto Prefecture"), ("ja", "京都府")], country="Q17", classes=["Q50337"]
    )
    world.item(
        "Q2208354", [("en", "Narayanganj District")], country="Q902", classes=["Q149621"],
        point=("90.5", "23.63"),
    )  # fmt: skip


def _ties(world: Wikidata) -> None:
    world.twin("Q35765", "Q8686", start=("1974-04-18", 11), references=[REPORT])
    world.twin("Q8686", "Q35765", start=("1974-01-01", 9))
    world.twin("Q122723", "Q8686", start=("1980-01-01", 9), references=[REPORT])
    world.twin("Q8686", "Q122723")
    world.twin("Q34600", "Q5826", start=("1974-05-01", 10), references=[REPORT])
    world.twin("Q5826", "Q34600", rank="PreferredRank")
    world.twin("Q48320", "Q11736", start=("1973-06-01", 10), references=[f"{WD}Q123456789"])
    world.twin("Q11736", "Q48320")
    world.twin("Q496499", "Q168648")
    world.twin("Q168648", "Q496499")


def _traps(world: Wikidata) -> None:
    """Add what is invented to try a harvest, and the succession of 2025 in Viet Nam."""
    world.twin("Q35765", "Q656", end=("2022-01-01", 9))
    world.twin("Q496499", "Q8686", rank="DeprecatedRank")
    world.twin("Q48320", UNKNOWN)
    world.twin("Q861279", NONE)
    world.redirect(MERGED, "Q168648")
    world.twin("Q734378", MERGED)
    day = typed("2025-07-01T00:00:00Z", f"{XSD}dateTime")
    world.direct("Q36349", "P576", day)
    world.direct("Q36349", "P1366", f"<{WD}Q36446>")
    world.direct("Q36349", "P7888", f"<{WD}Q36446>")
    world.direct("Q36446", "P1365", f"<{WD}Q36349>")
