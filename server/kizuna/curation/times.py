"""Wikidata's time values as dates of the precision that they have.

A month or day that is not known is written as 01 there: the precision alone says what is known.
"""

from __future__ import annotations

import re
from datetime import date

from pyoxigraph import Literal, NamedNode

from kizuna.curation.wikidata import Moment
from kizuna.namespaces import FOREIGN

_TIME = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})T.*")
_GREGORIAN = "Q1985727"
YEAR, _MONTH, _DAY = 9, 10, 11
_FORMS = {YEAR: ("gYear", 4), _MONTH: ("gYearMonth", 7), _DAY: ("date", 10)}
_LATEST = {"gYear": "-12-31", "gYearMonth": "-31", "date": ""}


def date_of(moment: Moment) -> Literal | None:
    """Write a moment as a year, month or day; nothing where our calendar has no such word."""
    match = _TIME.fullmatch(moment.time)
    if match is None or match[1] == "0000" or moment.calendar != _GREGORIAN:
        return None
    if moment.precision < YEAR:
        return None
    name, length = _FORMS[min(moment.precision, _DAY)]
    text = f"{match[1]}-{match[2]}-{match[3]}"
    if not _exists(text, name):
        return None
    return Literal(text[:length], datatype=NamedNode(f"{FOREIGN['xsd']}{name}"))


def earliest(stated: Literal) -> str:
    """Name the first day that a date may mean, in an order that texts have."""
    return (stated.value + "-01-01")[:10]


def latest(stated: Literal) -> str:
    """Name a day after which a date cannot lie; the 31st stands for the end of any month."""
    return stated.value + _LATEST[stated.datatype.value.rpartition("#")[2]]


def _exists(text: str, name: str) -> bool:
    parts = [int(part) for part in text.split("-")]
    if name == "gYear":
        return True
    try:
        date(parts[0], parts[1], parts[2] if name == "date" else 1)
    except ValueError:
        return False
    return True
