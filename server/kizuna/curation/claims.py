"""What Wikidata's statements claim, and what of it can be said here without a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from kizuna.curation.times import YEAR, date_of, earliest, latest
from kizuna.curation.wikidata import Moment, Statement, order_of


@dataclass(frozen=True, slots=True)
class Claim:
    """That two items are tied: what a status report will say of it, and what it will not."""

    statement: Statement
    partner: str
    state: str
    began: Literal | None
    ended: Literal | None
    notes: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, str]:
        """The numbers of both items, the lower first."""
        first, second = sorted((self.statement.item, self.partner), key=order_of)
        return first, second


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement that makes no tie, and why."""

    statement: str
    reason: str


def read_claims(
    statements: Iterable[Statement], retrieved: str
) -> tuple[list[Claim], list[LeftOut]]:
    """Tell claims from statements that make none; ``retrieved`` is the day, as a text."""
    claims: list[Claim] = []
    left_out: list[LeftOut] = []
    for statement in statements:
        reason = _fault(statement)
        if reason:
            left_out.append(LeftOut(statement.name, reason))
        else:
            claims.append(_claim(statement, retrieved))
    return claims, left_out


def _fault(statement: Statement) -> str:
    if statement.is_deprecated:
        return "deprecated: Wikidata keeps it as wrong"
    if statement.none:
        return "no value: Wikidata says that there is no partner"
    if not statement.partner:
        return "unknown value: Wikidata says that there is a partner, and not which"
    if statement.item == (statement.merged or statement.partner):
        return "a tie with itself"
    return ""


def _claim(statement: Statement, retrieved: str) -> Claim:
    began, notes = _date(statement.starts, "start", has=statement.has_start)
    ended, more = _date(statement.ends, "end", has=statement.has_end)
    notes += more
    if began is not None and earliest(began) > retrieved:
        notes.append(f"Its start, {began.value}, lies after the retrieval and is left out.")
        began = None
    is_over = statement.has_end
    if ended is not None and earliest(ended) > retrieved:
        notes.append(f"Its end, {ended.value}, lies after the retrieval and is left out.")
        ended, is_over = None, False
    if began is not None and ended is not None and latest(ended) < earliest(began):
        notes.append(
            f"Its end, {ended.value}, comes before its start, {began.value}: both left out."
        )
        began = ended = None
    if statement.merged:
        notes.append(f"It names {statement.partner}, which was merged into {statement.merged}.")
    state = "ended" if is_over else "unknown"
    partner = statement.merged or statement.partner
    return Claim(statement, partner, state, began, ended, tuple(notes))


def _date(moments: tuple[Moment, ...], name: str, *, has: bool) -> tuple[Literal | None, list[str]]:
    """Read the one date that a qualifier gives; several, or a vague one, are told and left out."""
    if not moments:
        return None, [f"Its {name} is said to be unknown."] if has and name == "start" else []
    if len(moments) > 1:
        values = " and ".join(_shown(moment) for moment in moments)
        return None, [f"It has more than one {name}, {values}: none is taken."]
    found = date_of(moments[0])
    if found is None:
        return None, [f"Its {name}, {_shown(moments[0])}, is left out: {_why(moments[0])}."]
    return found, []


def _shown(moment: Moment) -> str:
    return moment.time.removeprefix("+").partition("T")[0]


def _why(moment: Moment) -> str:
    if not moment.precision:
        return "its precision is not stated"
    if moment.precision < YEAR:
        return "it is less precise than a year"
    return "it is no day of the Gregorian calendar as it stands"
