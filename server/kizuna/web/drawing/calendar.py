"""An axis of days: where a day lies on it, and at which days it is marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from kizuna.web.drawing.elements import SIZE, TIERS, measure

_INSET = 0.015
"""The share of the width that is free at either end, so that marks at the ends are whole."""

_APART = 18.0
"""The least distance between two days that are written at the axis, in CSS pixels."""


class Unit(StrEnum):
    """How finely an axis is marked."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


Tell = Callable[[date, Unit], str]


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from the left to the right."""

    first: date
    last: date

    def locate(self, day: date) -> float:
        """Tell where a day lies, as a share of the width; one outside lies at the end."""
        whole = max(1, (self.last - self.first).days)
        share = (day - self.first).days / whole
        return _INSET + (1 - 2 * _INSET) * max(0.0, min(1.0, share))

    def holds(self, first: date, last: date) -> bool:
        """Tell whether any of the days from one to another lies on it."""
        return first <= self.last and last >= self.first


def tell(day: date, unit: Unit) -> str:
    """Write a day as ISO 8601 does, as finely as the unit."""
    return day.isoformat()[: {Unit.YEAR: 4, Unit.MONTH: 7, Unit.DAY: 10}[unit]]


class Tick(NamedTuple):
    """A day at which an axis is marked, and the first and last of the widths at which it is."""

    day: date
    text: str
    first: int
    last: int


def choose_ticks(axis: Axis, write: Tell) -> list[Tick]:
    """Choose for each width the finest regular days whose names have room beside each other."""
    ticks: dict[tuple[date, str], list[Tick]] = {}
    for tier, days in enumerate(_fitting(axis, write)):
        for day in days:
            runs = ticks.setdefault(day, [])
            if runs and runs[-1].last == tier - 1:
                runs[-1] = Tick(*day, runs[-1].first, tier)
            else:
                runs.append(Tick(*day, tier, tier))
    return [tick for _, runs in sorted(ticks.items()) for tick in runs]


def _fitting(axis: Axis, write: Tell) -> list[list[tuple[date, str]]]:
    """Find for each width the days, and what is written there: the last that fit before any do not.

    They go from coarse to fine; where they fit at no width any more, none finer are tried.
    """
    found: list[list[tuple[date, str]]] = [[] for _ in TIERS]
    rooms = [width * (1 - 2 * _INSET) for width in TIERS]
    for unit, step in _STEPS:
        ticks: list[tuple[date, str]] = []
        needed = 0.0
        for day in _days(axis, unit, step):
            ticks.append((day, write(day, unit)))
            needed += measure(ticks[-1][1]) * SIZE + _APART
            if needed > rooms[-1]:
                return found
        rooms = [room if needed <= room else -1.0 for room in rooms]
        found = [ticks if room >= 0 else old for room, old in zip(rooms, found, strict=True)]
    return found


_STEPS = (
    *((Unit.YEAR, step) for step in (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)),
    *((Unit.MONTH, step) for step in (6, 3, 1)),
    *((Unit.DAY, step) for step in (10, 5, 2, 1)),
)


def _days(axis: Axis, unit: Unit, step: int) -> Iterator[date]:
    """Give the days of an axis at which a unit begins, every so many of them."""
    if unit is Unit.YEAR:
        years = range(max(step, axis.first.year // step * step), axis.last.year + 1, step)
        days: Iterator[date] = (date(year, 1, 1) for year in years)
    elif unit is Unit.MONTH:
        months = range(axis.first.year * 12, axis.last.year * 12 + 12, step)
        days = (date(month // 12, month % 12 + 1, 1) for month in months)
    else:
        days = (day for day in _every_day(axis) if _is_regular(day.day, step))
    return (day for day in days if axis.first <= day <= axis.last)


def _every_day(axis: Axis) -> Iterator[date]:
    return (axis.first + timedelta(n) for n in range((axis.last - axis.first).days + 1))


def _is_regular(day: int, step: int) -> bool:
    """Tell whether a month is divided at a day: at the 1st, 11th and 21st, not at the 31st."""
    return (day - 1) % step == 0 and (step == 1 or day + step // 2 <= 31)  # noqa: PLR2004  # days of the longest month
