"""How values are written on a page: with their links, languages, days and sources, escaped.

Templates call these for every value, of which a long page has thousands: macros take longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from markupsafe import Markup

from kizuna.iris import Thing
from kizuna.web.language import Language, message
from kizuna.web.pages.rows import PartnershipRow, Span, State
from kizuna.web.pages.views import Evidence, Value

Carry = Callable[[str], str]
"""Lets a link name the language of the page, where its address does."""

FUNCTIONS = (
    "value", "values", "or_not_stated", "not_stated", "derived", "evidence", "state", "span",
    "spoken", "tie_row",
)  # fmt: skip
"""What templates are given."""

COLUMNS = (
    message("Partnership"), message("Kind"), message("Last reported"), message("Since"),
    message("Fields"), message("Source"),
)  # fmt: skip
"""The columns of a table of partnerships."""


@cache
def _labels(language: Language) -> list[str]:
    """Name the columns but for the first in each cell: on a narrow screen the rows are stacked."""
    return [escape(language.say(name)) for name in COLUMNS[1:]]


@dataclass(frozen=True, slots=True)
class Words:
    """Writes values for the readers of one page."""

    language: Language
    carry: Carry

    def spoken(self, language: str | None) -> Markup:
        """Write the attribute of a language that is not the page's."""
        if not language or language == self.language.code:
            return Markup("")
        return Markup(' lang="') + escape(language) + Markup('"')  # constants

    def value(self, value: Value) -> Markup:
        """Write a value: a link, a day, or words."""
        return Markup(self._value(value))  # noqa: S704  # escaped there

    def _value(self, value: Value) -> str:
        lang = self._lang(value.lang)
        if value.href:
            written = f'<a href="{escape(self.carry(value.href))}"{lang}>{escape(value.text)}</a>'
        elif value.raw:
            written = f'<time datetime="{escape(value.raw)}">{escape(value.text)}</time>'
        else:
            written = f"<span{lang}>{escape(value.text)}</span>"
        return f"{written} {self.derived(value.rule)}" if value.rule else written

    def _lang(self, language: str | None) -> str:
        if not language or language == self.language.code:
            return ""
        return f' lang="{escape(language)}"'

    def values(self, values: Iterable[Value], joint: str = message(", ")) -> Markup:
        """Write values one after the other."""
        between = escape(self.language.say(joint))
        return Markup(between.join(map(self._value, values)))  # noqa: S704  # escaped there

    def or_not_stated(self, values: Sequence[Value], joint: str = ", ") -> Markup:
        """Write values, or that none is stated."""
        return self.values(values, joint) if values else self.not_stated()

    def not_stated(self) -> Markup:
        """Write that nothing is stated."""
        words = escape(self.language.say("not stated"))
        return Markup(f'<span class="not-stated">{words}</span>')  # noqa: S704  # escaped

    def derived(self, rule: str) -> Markup:
        """Write that something was derived, with a link to its rule."""
        title = self.language.say("Derived by a rule; no source says it in these words")
        word = self.language.say("derived")
        return Markup(  # noqa: S704  # escaped
            f'<a class="derived" href="{escape(self.carry(rule))}" title="{escape(title)}">'
            f"{escape(word)}</a>"
        )

    def evidence(self, evidence: Sequence[Evidence]) -> Markup:
        """Write where something was read."""
        if not evidence:
            return Markup("")
        written = self.language.say(message("; ")).join(map(self._source, evidence))
        return Markup(f'<span class="evidence">{written}</span>')  # noqa: S704  # escaped

    def _source(self, evidence: Evidence) -> str:
        places = [self._value(place) for place in evidence.places if place.text]
        source = self._value(evidence.source)
        listed = self.language.say(", ").join(places)
        return f"{source}{self.language.say(': ')}{listed}" if places else source

    def state(self, state: State) -> Markup:
        """Write a state, always with its day, or that the day is not stated."""
        return Markup(self._state(state))  # noqa: S704  # escaped there

    def _state(self, state: State) -> str:
        kind = escape((state.name.href or "").rpartition("#")[2])
        day = self.language.say("day not stated")
        if state.as_of:
            day = self.language.say("as of %(day)s") % {"day": self.language.day(state.as_of)}
        return (
            f'<span class="state {kind}">{self._value(state.name)}</span>'
            f' <span class="as-of">{escape(day)}</span>'
        )

    def span(self, span: Span) -> Markup:
        """Write when something began or ended: as stated, between two days, or not stated."""
        day, say = self.language.day, self.language.say
        if span.stated:
            return self.value(Value(day(span.stated), raw=span.stated))
        if span.earliest and span.latest:
            words = say("between %(first)s and %(last)s")
            return Markup.escape(words % {"first": day(span.earliest), "last": day(span.latest)})
        return self.not_stated()

    def tie_row(self, row: PartnershipRow, home: Thing | None = None) -> Markup:
        """Write a partnership as a row of a table; ``home`` is the place whose page it is."""
        states = "<br>".join(map(self._state, row.states)) or self.not_stated()
        if row.ended.is_stated:
            words = escape(self.language.say("until %(day)s"))
            states += f"<br>{words % {'day': self.span(row.ended)}}"
        cells = (
            self.or_not_stated(row.kinds), states, self.span(row.began),
            self.or_not_stated(row.fields), self.values(row.sources),
        )  # fmt: skip
        named = zip(_labels(self.language), cells, strict=True)
        return Markup(  # noqa: S704  # escaped
            f'<tr role="row"><th scope="row" role="rowheader">{self._head(row, home)}</th>'
            + "".join([f'<td role="cell" data-label="{name}">{cell}</td>' for name, cell in named])
            + "</tr>"
        )

    def _head(self, row: PartnershipRow, home: Thing | None) -> str:
        if home is None:
            return self._value(row.name)
        partners = [self._value(party.name) for party in row.parties if party.thing != home]
        others = self.language.say(", ").join(partners)
        return f'{others}<br><span class="aside">{self._value(row.name)}</span>'
