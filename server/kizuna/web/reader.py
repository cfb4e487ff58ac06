"""Who reads a page: in which language, and whether the address says so.

``?lang=ja`` wins over ``Accept-Language``, and then every link of the page says it, too. What is
not a page never depends on the language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import g, request

from kizuna.formats import GRAPH_FORMATS
from kizuna.web.language import DEFAULT, Language, languages, saying
from kizuna.web.negotiation import choose_language
from kizuna.web.problems import ProblemError

PARAMETER = "lang"

_DATA = tuple(f".{form.extension}" for form in GRAPH_FORMATS)


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader's language; ``chosen`` if the address names it."""

    language: Language
    chosen: bool

    @property
    def key(self) -> tuple[str, bool]:
        """What a page depends on."""
        return self.language.code, self.chosen

    def carrier(self, root: str) -> Callable[[str], str]:
        """Give what lets links to other pages name the language, where this one's address does."""
        if not self.chosen:
            return _as_it_is
        return partial(_carry, root, self.language.code)


def _as_it_is(href: str) -> str:
    return href


def _carry(root: str, code: str, href: str) -> str:
    return with_language(href, code) if _is_page(href, root) else href


def with_language(href: str, code: str) -> str:
    """Let an address name a language."""
    path, mark, fragment = href.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{PARAMETER}={code}{mark}{fragment}"


def _is_page(href: str, root: str) -> bool:
    path = href.partition("#")[0].partition("?")[0]
    place = path.removeprefix(root)
    is_file = place.startswith("static/") or (place.startswith("release/") and place.count("/") > 1)
    ours = path.startswith(root) and not is_file
    return ours and not path.endswith((*_DATA, ".csv", ".json", ".tsv", ".xml", ".geojson"))


def reader() -> Reader:
    """Tell who reads the answer to the request at hand.

    :raises ProblemError: 400 if the address names a language that there is not.
    """
    found: Reader | None = g.get("reader")
    if found is None:
        found = g.reader = _read()
    return found


def _read() -> Reader:
    wanted = request.args.get(PARAMETER)
    if wanted is None:
        return Reader(languages()[choose_language()], chosen=False)
    if wanted not in languages():
        g.reader = Reader(languages()[DEFAULT], chosen=False)
        told = saying(
            "There is no page in the language %(language)r; there are: %(languages)s.",
            language=wanted[:20], languages=", ".join(languages()),
        )  # fmt: skip
        raise ProblemError("bad-request", told)
    return Reader(languages()[wanted], chosen=True)
