"""How a date, a number or a duration may stand in English prose."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

XSD = "http://www.w3.org/2001/XMLSchema#"
WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen",
)  # fmt: skip
PERIODS = {
    "P1Y": r"annual|every year|each year|yearly",
    "P6M": r"half-year",
    "P14D": r"2-week",
    "P3M": r"3-month",
    "P2Y": r"2 years",
}


def date_forms(value: str, datatype: str) -> Iterator[str]:
    """Give a pattern for each component of a date at its precision."""
    parts = re.fullmatch(r"(?:(\d{4})|--?)(?:-?(\d\d))?(?:-(\d\d))?", value)
    assert parts, f"{value} is no date that this test knows ({datatype})"
    year, month, day = parts.groups()
    if year:
        yield rf"\b{year}\b|\b\d\d\.\d\d\.{year[2:]}\b"
    if month:
        yield rf"\b{calendar.month_name[int(month)]}\b|\b\d?\d\.{month}\.\d\d\b"
    if day:
        yield rf"\b0?{int(day)}\b"


def number_forms(value: str) -> Iterator[str]:
    """Give the patterns of which one must match for a number."""
    number = float(value)
    if number == int(number):
        whole = int(number)
        yield rf"(?<![\d.,])(?:{whole}|{whole:,})(?![\d]|[.,]\d)"
        if whole < len(WORDS):
            yield rf"\b{WORDS[whole]}\b"
    if number >= 100_000:
        yield rf"\b{number / 1_000_000:g} million\b"
    if 0 < number < 1:
        yield rf"\b{number * 100:g}%"
        yield r"\b3/4\b" if number == 0.75 else r"(?!)"
    yield rf"\b{re.escape(value)}\b"


def period_form(value: str) -> str:
    """Give the pattern for a duration or frequency."""
    years = re.fullmatch(r"P(\d+)Y", value)
    default = "|".join(rf"{n} years\b" for n in number_forms(years[1])) if years else r"(?!)"
    return PERIODS.get(value, default)
