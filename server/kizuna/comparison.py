"""The table of a comparison with another data set: what curation writes, compiler and web read.

``data/<source>/comparison.csv`` has a row for each tie and each way in which the two sides
differ in it. ``here`` and ``there`` tell their reports of it: ``state[ since DATE][ until DATE]``
with ``[ as of DATE]`` here, and with the item before it there, several with ``; `` between.
"""

from __future__ import annotations

COMPARISON = "comparison.csv"

HEADER = (
    "difference", "item_a", "item_b", "place_a", "place_b", "partnership", "here", "there",
    "not_proposed_because", "accept",
)  # fmt: skip

AGREEING = "agreeing"
"""Said of a tie in which the two sides do not differ."""

DIFFERENCES = (
    "contradicting", "here-only", "undated-there", "ended-here", "one-sided", "there-only",
    "unreferenced", AGREEING,
)  # fmt: skip
"""The ways to differ, in the order in which people read of them."""
