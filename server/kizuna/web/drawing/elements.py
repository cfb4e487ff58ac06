"""What markup is written with: what is not markup is escaped, what is too long is shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from markupsafe import Markup

TIERS = (300, 560, 880)
"""Widths in CSS pixels at which a drawing shows other things; drawing.css has the same."""

SIZE = 12.0
"""The size of text in CSS pixels; drawing.css has the same, and another for names on maps."""

_BEYOND = 6.0
"""How many pixels a text may stick out of a drawing: pages have margins."""

Attributes = Mapping[str, str | float | None]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML does not allow, and HTML changes."""

_SCHEME = re.compile(r"[\s\x00-\x20]*(?!https?:)[^/?#]*:", re.IGNORECASE)

_LONG = 100
"""Letters from which the width of a text is not kept."""

_ELLIPSIS = "…"
_WIDTHS = {" ": 0.3, _ELLIPSIS: 1.0} | dict.fromkeys("iljtfrI.,:;'|()[]-", 0.36)
_WIDE, _CAPITAL, _LETTER = 1.0, 0.7, 0.57


def element(tag: str, attributes: Attributes, *content: str | None) -> Markup:
    """Write an element; attributes and content that are None are left out."""
    told = "".join(
        [f' {key}="{_written(value)}"' for key, value in attributes.items() if value is not None]
    )
    inner = "".join([_written(part) for part in content if part is not None])
    return Markup(f"<{tag}{told}>{inner}</{tag}>")  # noqa: S704  # all parts are escaped


def joined(parts: list[Markup]) -> Markup:
    """Join elements to one piece of markup."""
    return Markup("").join(parts)


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return escaped(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")


def escaped(text: str) -> str:
    """Write text as markup, in an element or a quoted attribute; what is markup stays."""
    if isinstance(text, Markup):
        return text
    return escape(text if text.isprintable() else _ILLEGAL.sub("", text))


def attribute(name: str, text: str | None) -> str:
    """Write an attribute after others, or nothing."""
    return "" if text is None else f' {name}="{escaped(text)}"'


def linked(
    href: str | None, attributes: Attributes, *content: str | None, other: str = "g"
) -> Markup:
    """Write a link around content; without an address that a page may link to, another element."""
    if href is None or _SCHEME.match(href):
        return element(other, attributes, *content)
    return element("a", {"href": href, **attributes}, *content)


def link(href: str | None, attributes: str, content: str, other: str = "g") -> str:
    """Write a link, as ``linked`` does, of attributes and content that are written already."""
    if href is None or _SCHEME.match(href):
        return f"<{other}{attributes}>{content}</{other}>"
    return f'<a href="{escaped(href)}"{attributes}>{content}</a>'


@lru_cache
def shown(first: int, last: int = len(TIERS) - 1) -> str | None:
    """Name the classes of what is shown from one width on, and up to the end of another."""
    after = [f"from-{TIERS[first]}"] if first else []
    before = [f"to-{TIERS[last + 1]}"] if last + 1 < len(TIERS) else []
    return " ".join(after + before) or None


def em(pixels: float) -> str:
    """Write a length that the style sheet makes smaller on narrow drawings."""
    return f"{pixels / 10:.3g}em"


def percent(share: float) -> str:
    """Write a share of the width or the height."""
    return f"{share * 100:.4g}%"


def identifier(name: str, part: str) -> str:
    """Make the identifier of a part of a drawing."""
    return f"{re.sub('[^A-Za-z0-9_-]', '-', name)}-{part}"


def centred(text: str, share: float, tier: int) -> str:
    """Centre a text at a share of the width, or bring it inside where it would stick out far."""
    half = (measure(text) * SIZE / 2 - _BEYOND) / TIERS[tier]
    if share < half:
        return ' x="0%" text-anchor="start"'
    if share > 1 - half:
        return ' x="100%" text-anchor="end"'
    return f' x="{percent(share)}" text-anchor="middle"'


def measure(text: str) -> float:
    """Estimate the width of a line of text, in heights of its letters (em)."""
    return _measure(text) if len(text) < _LONG else sum(map(_width, text))


@lru_cache(4096)
def _measure(text: str) -> float:
    return sum(map(_width, text))


@lru_cache(4096)
def _width(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.category(letter) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() or letter in "mw" else _LETTER


def shorten(text: str, width: float) -> str:
    """Bring a text on one line, and end it early if it is wider than so many em."""
    line = " ".join(text[: int(width) * 16].split())
    if measure(line) <= width:
        return line
    room = width - _WIDTHS[_ELLIPSIS]
    for end, letter in enumerate(line):
        room -= _width(letter)
        if room < 0:
            return line[:end].rstrip() + _ELLIPSIS
    return line
