"""Partnerships in the index: parties, dates, states, and what they are found by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from kizuna.compiler.indexing.facts import SOURCE, Facts, local
from kizuna.compiler.indexing.places import Places
from kizuna.index import NOT_STATED

_LIVE = ("active", "suspended")
_OPEN = "unknown"
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the state of a partnership; its days are bounds, in ISO 8601."""

    state: str
    as_of: str
    earliest: str
    latest: str

    @property
    def is_live(self) -> bool:
        """Tell whether the tie existed by this report."""
        return self.state in _LIVE


def read_reports(facts: Facts, partnership: str) -> list[Report]:
    """Read the reports of a partnership that name a state."""
    return [
        Report(local(state), *(facts.value(part, name) or "" for name in _DAYS))
        for part in facts.parts.get(partnership, ())
        for state in facts.values(part, "state")
    ]


_DAYS = ("asOf", "asOfEarliest", "asOfLatest")


def last_states(reports: list[Report]) -> list[tuple[str, str]]:
    """Find the state last attested, with the date of the report; both of two that differ.

    A later report that leaves the state open says nothing against it. Where no report has a date,
    all states count, without one.
    """
    telling = [report for report in reports if report.state != _OPEN] or reports
    last = max((report.latest for report in telling), default="")
    return sorted({(r.state, r.as_of) for r in telling if r.latest == last})


def partnership_row(facts: Facts, iri: str, reports: list[Report]) -> tuple[object, ...]:
    """Write the columns of a partnership, but for its number.

    ``last_as_of``, ``over_by`` and ``sought`` are what the saved query ``network-on-a-day``
    computes under the names of last, overBy and sought.
    """
    names = ("began", "ended", "beganEarliest", "beganLatest", "endedEarliest", "endedLatest")
    ended = (r.latest for r in reports if r.state == "ended" and r.latest)
    return (
        *(facts.value(iri, name) for name in names),
        max((r.latest for r in reports if r.is_live and r.latest), default=None),
        min(ended, default=None),
        int(bool(reports) and all(report.state == "prospective" for report in reports)),
        json.dumps(last_states(reports)),
        _decade(facts, iri),
    )


def partnership_facets(
    facts: Facts, iri: str, reports: list[Report], places: Places
) -> Iterator[tuple[str, str]]:
    """List what a partnership is found by: facets and their values."""
    parts = facts.whole(iri)
    for kind in facts.values(iri, "kind"):
        yield "kind", local(kind)
    for state, _ in last_states(reports):
        yield "status", state
    for part in parts:
        for field in facts.values(part, "field"):
            yield "field", local(field)
        for passage in facts.values(part, SOURCE):
            source = facts.base.parse(passage)
            if source and source.kind == "source":
                yield "source", source.slug
    for party in facts.values(iri, "party"):
        country = places.country(party)
        if country:
            yield "country", facts.things[country].slug
    yield "decade", _decade(facts, iri)


def _decade(facts: Facts, iri: str) -> str:
    return decade(facts.value(iri, "beganEarliest"), facts.value(iri, "beganLatest"))


def decade(earliest: str | None, latest: str | None) -> str:
    """Name the decade in which both days lie by its first year."""
    if earliest is None or latest is None or earliest[: _YEAR - 1] != latest[: _YEAR - 1]:
        return NOT_STATED
    return f"{earliest[: _YEAR - 1]}0"
