"""What may drift between a place and its item: one registry of checks.

A number that still leads somewhere proves no identity: items are merged, and a body that was
dissolved keeps its item, or gives it to its successor.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kizuna.curation.links import Known, Link, There, read_stances
from kizuna.curation.wikidata import point_of
from kizuna.index import fold

_EARTH = 6371.0
_NEAR, _WIDE = 30.0, 150.0
"""Kilometres: how far two points of one town may lie apart, and of one province."""

_LARGE = frozenset({"island", "prefecture", "province", "region", "republic", "state"})
_VAST = frozenset({"country", "river"})


@dataclass(frozen=True, order=True, slots=True)
class Drift:
    """What no longer holds of a link: the check that found it, and what it found."""

    place: str
    item: str
    check: str
    message: str


@dataclass(frozen=True, slots=True)
class Case:
    """A link with what its item says, and with all other links."""

    link: Link
    known: Known
    there: There
    users: Mapping[str, Sequence[str]]


def exists(case: Case) -> Iterator[str]:
    """Demand that the item be there."""
    if not case.known.exists:
        yield f"{case.link.item} does not exist, or no longer: find the item that is meant"


def is_not_merged(case: Case) -> Iterator[str]:
    """Demand that the item not have been merged into another."""
    for target in sorted(case.known.merged):
        yield f"{case.link.item} was merged into {target}: check it, and link to that"


def is_used_once(case: Case) -> Iterator[str]:
    """Demand that no other place be linked to the item, also after merging."""
    for item in sorted({case.link.item} | case.known.merged):
        others = [place for place in case.users[item] if place != case.link.place]
        if others:
            yield f"{item} is linked from {', '.join(others)}, too: one of them is another place"


def is_of_the_kind(case: Case) -> Iterator[str]:
    """Demand a class that a place of this level may have, and none that it may not."""
    if not _is_whole(case):
        return
    if not case.known.classes:
        yield f"{case.link.item} states no class (P31): see what it is"
        return
    stances = read_stances()
    found = case.there.classes(case.link.item)
    for level in case.link.levels:
        refused = sorted(stances[level]["refuse"] & found)
        accepted = stances[level]["accept"]
        if refused:
            yield f"{case.link.item} is a {', '.join(refused)}, which no {level} is"
        elif accepted and not accepted & found:
            own = ", ".join(sorted(case.known.classes))
            yield f"{case.link.item} is a {own}, of which none is known as a kind of {level}"


def is_in_the_country(case: Case) -> Iterator[str]:
    """Demand that the item lie in the country that the place lies in."""
    if not _is_whole(case) or not case.link.country or case.link.country in case.known.countries:
        return
    stated = ", ".join(sorted(case.known.countries)) or "no country"
    yield f"{case.link.item} lies in {stated}, the place in {case.link.country}"


def is_at_the_point(case: Case) -> Iterator[str]:
    """Demand that the points be as near as those of one place are."""
    points = [point for text in sorted(case.known.points) if (point := point_of(text))]
    if case.link.point is None or not points or _VAST & set(case.link.levels):
        return
    most = _WIDE if _LARGE & set(case.link.levels) else _NEAR
    near = min(_distance(case.link.point, point) for point in points)
    if near > most:
        yield f"the points lie {near:,.0f} km apart, and no more than {most:,.0f} km is expected"


def has_the_name(case: Case) -> Iterator[str]:
    """Demand that one of our names be one of its names, letters folded."""
    if not case.known.names:
        return
    if set(map(fold, case.link.names)) & set(map(fold, case.known.names)):
        return
    yield f"no name here ({_some(case.link.names)}) is one there ({_some(case.known.names)})"


def goes_on(case: Case) -> Iterator[str]:
    """Demand that the body not have ended or been followed by one that is not known here."""
    unknown = sorted(case.known.successors - case.link.successors - {case.link.item})
    if unknown:
        yield f"it was followed by {', '.join(unknown)}, which is no successor of the place here"
    elif case.known.dissolved and not case.link.successors:
        day = min(case.known.dissolved)[:10]
        yield f"it ended on {day}, and the place has no successor here"


CHECKS: tuple[Callable[[Case], Iterator[str]], ...] = (
    exists,
    is_not_merged,
    is_used_once,
    is_of_the_kind,
    is_in_the_country,
    is_at_the_point,
    has_the_name,
    goes_on,
)


def find_drift(links: Sequence[Link], there: There) -> list[Drift]:
    """Hold all links against all checks."""
    users: dict[str, list[str]] = defaultdict(list)
    for link in links:
        for item in {link.item} | there.items[link.item].merged:
            users[item].append(link.place)
    found: list[Drift] = []
    for link in links:
        case = Case(link, there.items[link.item], there, users)
        for check in CHECKS:
            name = check.__name__.replace("_", "-")
            found += [Drift(link.place, link.item, name, message) for message in check(case)]
    return sorted(found)


def _is_whole(case: Case) -> bool:
    """Tell an item that can be looked at from one that is missing or merged."""
    return case.known.exists and not case.known.merged


def _some(names: Sequence[str] | set[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:3]) + (", …" if len(shown) > 3 else "")  # noqa: PLR2004  # three will do


def _distance(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Measure the great circle between two points, in kilometres."""
    (x, y), (u, v) = (tuple(math.radians(float(c)) for c in point) for point in (one, other))
    half = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(half))
