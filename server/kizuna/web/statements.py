"""What the index is asked in more than a line of SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable

AMONG = "IN (SELECT value FROM json_each(:numbers))"
"""One text for any numbers: SQLite reads and plans it once."""


def among(numbers: Iterable[int]) -> dict[str, object]:
    """Give the value for ``AMONG``."""
    return {"numbers": json.dumps(list(numbers))}


DOCUMENT = """
SELECT classes, (
  SELECT group_concat(turtle, '')
  FROM (SELECT turtle FROM json_each(blocks) CROSS JOIN block ON number = value ORDER BY key)
) FROM thing JOIN document ON document.thing = thing.id WHERE kind = ? AND slug = ?
"""
"""All blocks in one step: between two steps another thread may have the interpreter."""

CLASSES = """
SELECT classes FROM thing JOIN document ON document.thing = thing.id WHERE kind = ? AND slug = ?
"""

OWN = """
SELECT id, group_concat(turtle, ''), json_group_array(json(derived)) FROM (
  SELECT thing.id, turtle, derived FROM thing JOIN document ON document.thing = thing.id
  CROSS JOIN json_each(own) CROSS JOIN block ON number = value
  WHERE kind = ? AND slug = ? ORDER BY key
)
"""
"""The first block has the prefixes."""

SEARCH = """
SELECT thing.id, kind, weight, MIN((found.text <> ?1) + (found.text NOT LIKE ?2)),
  MIN(LENGTH(found.text)), folded
FROM (SELECT text, thing FROM name WHERE name MATCH ?3 ORDER BY rowid LIMIT ?4) AS found
JOIN thing ON thing.id = found.thing
GROUP BY thing.id
"""
