"""What a selection chooses of the index: the rows of a page, how many there are, and all of them.

What a day means for each partnership takes time to decide, so it is decided once for a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kizuna.web.index import Index
from kizuna.web.pages.selection import MARK, MARKS, PER_PAGE, Selection
from kizuna.web.statements import AMONG, among


@dataclass(frozen=True)
class Chosen:
    """The things that a selection chooses, by their numbers in the index."""

    index: Index
    selection: Selection

    @cached_property
    def _marked(self) -> list[tuple[int, str]]:
        """Read all that the facets choose, with the mark of each for the day, in order."""
        rows = self.index.rows(self._select(f"p.thing, {MARK}"), self.selection.where()[1])
        return [(number, mark) for number, mark in rows]

    def _select(self, columns: str) -> str:
        table, where = self.selection.listing.kind, self.selection.where()[0]
        return f"SELECT {columns} FROM {table} p WHERE {where} ORDER BY {self.selection.order()}"

    @cached_property
    def marks(self) -> Mapping[str, int]:
        """Count, on a day, what is attested, possible and excluded."""
        if not self.selection.on:
            return {}
        counts = Counter(mark for _, mark in self._marked)
        return {mark: counts[mark] for mark in MARKS}

    @cached_property
    def total(self) -> int:
        """Count what is chosen."""
        if self.selection.on:
            return self.marks[self.selection.mark]
        where, values = self.selection.where()
        table = self.selection.listing.kind
        found: int = self.index.value(f"SELECT COUNT(*) FROM {table} p WHERE {where}", values)
        return found

    @cached_property
    def numbers(self) -> list[int]:
        """Give all that is chosen, in the order of the selection."""
        if self.selection.on:
            return [number for number, mark in self._marked if mark == self.selection.mark]
        rows = self.index.rows(self._select("p.thing"), self.selection.where()[1])
        return [number for (number,) in rows]

    @property
    def page(self) -> list[int]:
        """Give what a page of the list shows."""
        start = (self.selection.page - 1) * PER_PAGE
        return self.first(PER_PAGE, start)

    def first(self, count: int, start: int = 0) -> list[int]:
        """Give so many of what is chosen, from one position on."""
        if self.selection.on:
            return self.numbers[start : start + count]
        limited = f"{self._select('p.thing')} LIMIT {count} OFFSET {start}"
        return [number for (number,) in self.index.rows(limited, self.selection.where()[1])]

    @property
    def pages(self) -> int:
        """Count the pages of the list."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def is_everything(self) -> bool:
        """Tell whether nothing is left out."""
        return not self.selection.facets and not self.selection.on

    @cached_property
    def where(self) -> tuple[str, dict[str, object]]:
        """Write what is chosen as a condition of SQL over the table ``p``, and its values."""
        if not self.selection.on:
            return self.selection.where()
        return f"p.thing {AMONG}", among(self.numbers)
