"""The languages of pages: one catalogue of messages each, ``languages/<code>.po``.

What a page says is written in English in templates and code, and looked up in the catalogue of
the reader's language. A file more is a language more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from types import MappingProxyType

from babel import Locale
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

DEFAULT = "en"
"""The language of the messages themselves, and of whoever reads none of those there are."""

_LEAP_YEAR = 2000
"""A day without a year may be the 29th of February."""

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|--(\d\d)-(\d\d)")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language that pages are written in."""

    code: str
    locale: Locale
    messages: Translations

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.locale.get_language_name() or self.code

    def say(self, message: str) -> str:
        """Translate a message."""
        return _translate(self, message)

    def count(self, one: str, many: str, number: int) -> str:
        """Translate a message that depends on a number."""
        return self.messages.ngettext(one, many, number)

    def number(self, number: float) -> str:
        """Write a number."""
        return format_decimal(number, locale=self.locale)

    def day(self, text: str) -> str:
        """Write a date at its own precision: a day, a month, a year, or a day of any year.

        What is none of these stays as it is.
        """
        return _write_day(self, text)

    def duration(self, text: str) -> str:
        """Write an ``xsd:duration`` of years, months and days; any other stays as it is."""
        match = _DURATION.fullmatch(text)
        if match is None or not any(match.groups()):
            return text
        years, months, days = (int(part or 0) for part in match.groups())
        parts = (
            (years, self.count("%(num)d year", "%(num)d years", years)),
            (months, self.count("%(num)d month", "%(num)d months", months)),
            (days, self.count("%(num)d day", "%(num)d days", days)),
        )
        return " ".join(words % {"num": number} for number, words in parts if number)


@dataclass(frozen=True, slots=True)
class Saying:
    """A message with the values that stand in it, to be said in any language; text is English.

    Values may be sayings themselves.
    """

    message: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.message % self.values

    def say(self, language: Language) -> str:
        """Say it in a language."""
        values = {
            name: value.say(language) if isinstance(value, Saying) else value
            for name, value in self.values.items()
        }
        return language.say(self.message) % values


def saying(message: str, **values: object) -> Saying:
    """Mark a text as a message, and put values into it: ``%(name)s``."""
    return Saying(message, values)


def message(text: str) -> str:
    """Mark a text as a message that is translated where it is shown."""
    return text


@lru_cache(4096)
def _translate(language: Language, text: str) -> str:
    return language.messages.gettext(text)


@lru_cache(4096)
def _write_day(language: Language, text: str) -> str:
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    parts = (match[1], match[2] or match[4], match[3] or match[5])
    year, month, day = (int(part or 0) for part in parts)
    skeleton = f"{'y' if year else ''}{'MMMM' if month else ''}{'d' if day else ''}"
    try:
        when = date(year or _LEAP_YEAR, month or 1, day or 1)
    except ValueError:
        return text
    return str(format_skeleton(skeleton, when, locale=language.locale))


@cache
def languages() -> Mapping[str, Language]:
    """Read the languages there are, by code, the default one first."""
    folder = resources.files(__package__).joinpath("languages")
    codes = sorted(entry.name[:-3] for entry in folder.iterdir() if entry.name.endswith(".po"))
    ordered = sorted(codes, key=lambda code: (code != DEFAULT, code))
    return MappingProxyType({code: _read(code) for code in ordered})


def _read(code: str) -> Language:
    path = resources.files(__package__).joinpath("languages", f"{code}.po")
    catalog = read_po(BytesIO(path.read_bytes()), abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    locale = catalog.locale or Locale.parse(code)
    return Language(code, locale, Translations(compiled))
