"""The time lines of pages: the course of a partnership, its activities, the ties of a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import islice

from markupsafe import Markup

from kizuna.index import NOT_STATED
from kizuna.iris import Thing
from kizuna.web.drawing.calendar import Unit
from kizuna.web.drawing.classes import EventClass
from kizuna.web.drawing.histogram import Bar, draw_histogram
from kizuna.web.drawing.marks import Bounds, Event, Span
from kizuna.web.drawing.timeline import Row, draw_timeline
from kizuna.web.language import Language
from kizuna.web.pages.chosen import Chosen
from kizuna.web.pages.items import Item
from kizuna.web.pages.maps import tie_class
from kizuna.web.pages.rows import PartnershipRow
from kizuna.web.pages.rows import Span as Period
from kizuna.web.pages.selection import Selection
from kizuna.web.pages.views import Viewer

_MOST = 60
"""Rows that a time line shows; the table beside it has all."""

_MARGIN = 0.03
"""The share of the time between the first and the last day that is shown beyond them."""

_DONE = "carried-out"
_DECADE = 10


def draw_course(
    viewer: Viewer, row: PartnershipRow, statuses: Sequence[Item], agreements: Sequence[Item]
) -> Markup | None:
    """Draw the course of a partnership: its beginning, its reports, its agreements."""
    say = viewer.language.say
    whole = _period(viewer.language, row, row.name.text)
    rows = [Row(say("The partnership"), [whole])] if whole else []
    reported = _events(viewer.language, statuses, "asOf", EventClass.ATTESTED)
    signed = _events(viewer.language, agreements, "signed", EventClass.SIGNED)
    rows += [Row(say("Reports"), reported)] if reported else []
    rows += [Row(say("Agreements signed"), signed)] if signed else []
    title = say("Time line of %(name)s") % {"name": row.name.text}
    return _draw(viewer, rows, "course", title)


def _period(language: Language, row: PartnershipRow, name: str) -> Span | None:
    began, ended = _bounds(row.began), _bounds(row.ended)
    reported = max((state.as_of for state in row.states), default="")
    if began is None and ended is None and not row.last_as_of:
        return None
    attested = date.fromisoformat(row.last_as_of) if row.last_as_of else None
    told = "; ".join(state.tell(language) for state in row.states) if reported else name
    return Span(began, ended, attested, f"{name}: {told}", tie_class(row.states), row.name.href)


def _bounds(period: Period) -> Bounds | None:
    if period.earliest is None or period.latest is None:
        return None
    return date.fromisoformat(period.earliest), date.fromisoformat(period.latest)


def _events(language: Language, items: Iterable[Item], prop: str, kind: EventClass) -> list[Event]:
    return [
        Event(*bounds, f"{item.name.text}: {language.day(item.literal(prop))}", kind,
              item.name.href)
        for item in items
        if (bounds := _bounds_of(item, prop))
    ]  # fmt: skip


def _bounds_of(item: Item, prop: str) -> Bounds | None:
    first, last = item.literal(f"{prop}Earliest"), item.literal(f"{prop}Latest")
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def draw_activities(viewer: Viewer, activities: Sequence[Item]) -> Markup | None:
    """Draw the activities of a partnership that have a date."""
    rows = [row for item in activities for row in _activity(viewer.language, item)]
    title = viewer.language.say("Time line of the activities")
    return _draw(viewer, rows, "activities", title)


def _activity(language: Language, item: Item) -> Iterator[Row]:
    held = item.literal("modality").rpartition("#")[2] == _DONE
    events = _events(language, [item], "date", EventClass.HELD if held else EventClass.PLANNED)
    began, ended = _bounds_of(item, "began"), _bounds_of(item, "ended")
    marks: list[Event | Span] = [*events]
    if began or ended:
        marks.append(Span(began, ended, None, item.name.text, href=item.name.href))
    if marks:
        stated = next(filter(None, map(item.literal, ("date", "began", "ended"))), "")
        yield Row(item.name.text, marks, item.name.lang, note=language.day(stated))


def draw_ties(viewer: Viewer, home: Thing, ties: Sequence[PartnershipRow]) -> Markup | None:
    """Draw the partnerships of a place, in the order in which they began."""
    rows = list(islice(_ties(viewer.language, home, ties), _MOST))
    return _draw(viewer, rows, "ties-in-time", viewer.language.say("Time line of the partnerships"))


def _ties(language: Language, home: Thing, ties: Iterable[PartnershipRow]) -> Iterator[Row]:
    for row in sorted(ties, key=lambda row: (row.began.earliest or "~", row.name.text)):
        others = [party.name for party in row.parties if party.thing != home]
        name = ", ".join(other.text for other in others) or row.name.text
        whole = _period(language, row, name)
        if whole:
            note = language.day(row.began.stated) if row.began.stated else None
            yield Row(name, [whole], note=note)


def _draw(viewer: Viewer, rows: Sequence[Row], name: str, title: str) -> Markup | None:
    shown = rows[:_MOST]
    days = sorted(day for row in shown for mark in row.marks for day in _days(mark))
    if not days:
        return None
    margin = max((days[-1] - days[0]) * _MARGIN, date.resolution * 30)
    return draw_timeline(
        shown, name=name, title=title, first=days[0] - margin, last=days[-1] + margin,
        write=partial(_write, viewer.language),
    )  # fmt: skip


def _days(mark: Event | Span) -> Iterator[date]:
    if isinstance(mark, Event):
        yield from (mark.earliest, mark.latest)
        return
    for bounds in (mark.began, mark.ended):
        yield from bounds or ()
    if mark.attested:
        yield mark.attested


@lru_cache(8192)
def _write(language: Language, day: date, unit: Unit) -> str:
    """Write a day of the axis as finely as the axis is marked."""
    length = {Unit.YEAR: 4, Unit.MONTH: 7, Unit.DAY: 10}[unit]
    return language.day(day.isoformat()[:length])


def draw_beginnings(viewer: Viewer, chosen: Chosen) -> Markup | None:
    """Draw how many of the chosen partnerships began in each decade."""
    counts, selection = _count_decades(viewer, chosen), chosen.selection
    if not counts:
        return None
    decades = sorted(int(value) for value in counts if value != NOT_STATED)
    span = range(decades[0], decades[-1] + 1, _DECADE) if decades else range(0)
    say = viewer.language.say
    bars = [_bar(viewer, selection, str(decade), counts) for decade in span]
    unstated = _bar(viewer, selection, NOT_STATED, counts) if counts.get(NOT_STATED) else None
    title = say("Partnerships by the decade in which they began")
    return draw_histogram(
        bars, name="beginnings", title=title, unstated=unstated, language=viewer.language.code
    )


def _count_decades(viewer: Viewer, chosen: Chosen) -> dict[str, int]:
    if chosen.is_everything:
        return viewer.index.facet_values("decade", "partnership")
    where, values = chosen.where
    rows = viewer.index.rows(
        f"SELECT decade, COUNT(*) FROM partnership p WHERE {where} GROUP BY decade", values
    )
    return dict(rows)


def _bar(viewer: Viewer, selection: Selection, decade: str, counts: dict[str, int]) -> Bar:
    language = viewer.language
    name = language.say("not stated")
    if decade != NOT_STATED:
        name = language.say("%(year)ss") % {"year": decade}
    count = counts.get(decade, 0)
    number = language.number(count)
    told = language.count("%(num)s partnership", "%(num)s partnerships", count) % {"num": number}
    facets = (*selection.without("decade"), ("decade", decade))
    address = selection.address(facets=facets, page=1)
    href = f"{viewer.base.path}partnerships{address}" if count else None
    return Bar(name, count, f"{name}: {told}", href, number)
