"""The search: a page, and suggestions for those who type."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from kizuna.formats import JSON
from kizuna.web.current import Published, published
from kizuna.web.headers import answer
from kizuna.web.index import Found, Named
from kizuna.web.language import saying
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.pages.kinds import KIND_NAMES
from kizuna.web.pages.rows import show
from kizuna.web.problems import ProblemError
from kizuna.web.reader import reader
from kizuna.web.representations import represent
from kizuna.web.serving import page, serve_page, viewer, written

searches = Blueprint("searches", __name__)

_KINDS = ("place", "partnership", "source", "body", "person", "agreement", "activity")
_SUGGESTED = ("place", "partnership", "source")
_SUGGESTIONS = 8
_SHOWN = 100
_LONGEST = 200
"""Characters of what is searched for."""


@searches.get("/search")
def see_search() -> Response:
    """Serve the page of what is found.

    :raises ProblemError: 400 if what is searched for is too long.
    """
    asked = _read()
    return serve_page(lambda: _page(published(), asked), key=(asked,))


def _page(served: Published, asked: str) -> str:
    found = _search(served, asked, _KINDS, _SHOWN)
    groups = [
        (
            reader().language.say(KIND_NAMES[kind].many),
            [show(viewer(), t) for t in found.things if t.thing.kind == kind],
        )
        for kind in _KINDS
    ]
    shown = [(name, things) for name, things in groups if things]
    return page(
        "search.html",
        asked=asked,
        groups=shown,
        total=found.total,
        listed=len(found.things),
        address=f"search?{urlencode({'q': asked})}" if asked else "search",
    )


@searches.get("/search.json")
def see_suggestions() -> Response:
    """Serve what may be meant, as JSON: names, their languages, addresses and kinds.

    Beside them stands what a page says of them: how many there are, and that there is more.

    :raises ProblemError: 400 if what is searched for is too long.
    """
    asked = _read()
    served = published()
    key = ("suggestions", asked, *reader().key)
    made = served.cache.fetch(
        key, lambda: represent(_suggest(served, asked), JSON), compress=accepts_gzip()
    )
    return answer(made, written=written())


def _suggest(served: Published, asked: str) -> str:
    found = _search(served, asked, _SUGGESTED, _SUGGESTIONS)
    # The page of what is found has kinds that are not suggested.
    total = _search(served, asked, _KINDS, 0).total
    said = {"total": total, "suggestions": [_suggestion(served, named) for named in found.things]}
    return json.dumps(said | _words(len(found.things), total), ensure_ascii=False) + "\n"


def _suggestion(served: Published, named: Named) -> dict[str, str | None]:
    value = show(viewer(), named)
    return {
        "name": value.text,
        "lang": value.lang,
        "href": _carry(served, value.href),
        "kind": reader().language.say(KIND_NAMES[named.thing.kind].one),
    }


def _carry(served: Published, href: str | None) -> str | None:
    return reader().carrier(served.base.path)(href) if href else None


def _words(suggested: int, total: int) -> dict[str, str | None]:
    """Say how many suggestions there are, and that there is more where there is."""
    language = reader().language
    told = language.count("%(n)s suggestion", "%(n)s suggestions", suggested)
    more = language.count("All %(n)s result", "All %(n)s results", total)
    return {
        "told": told % {"n": language.number(suggested)},
        "more": more % {"n": language.number(total)} if total > suggested else None,
    }


def _read() -> str:
    asked = " ".join(request.args.get("q", "").split())
    if len(asked) > _LONGEST:
        detail = saying(
            "A search has at most %(most)s characters; this one has %(size)s.",
            most=_LONGEST, size=format(len(asked), ","),
        )  # fmt: skip
        raise ProblemError("bad-request", detail)
    return asked


def _search(served: Published, asked: str, kinds: tuple[str, ...], limit: int) -> Found:
    return served.index.search(asked, reader().language.code, kinds=kinds, limit=limit)
