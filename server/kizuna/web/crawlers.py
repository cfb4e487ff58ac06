"""What crawlers ask for: robots.txt and the map of the site."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from kizuna.formats import TEXT, XML, Format
from kizuna.namespaces import KINDS, SITEMAP
from kizuna.web.current import Published, published
from kizuna.web.headers import answer
from kizuna.web.language import saying
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.problems import not_found
from kizuna.web.representations import represent

crawlers = Blueprint("crawlers", __name__)

LIMIT = 50_000
"""Addresses that a map of a site may have; beyond it there is a map of maps."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@crawlers.get("/robots.txt")
def see_robots() -> Response:
    """Allow everything but queries, and name the map; the endpoint describes itself to anyone."""
    base = published().base
    rules = f"User-agent: *\nDisallow: {base.path}sparql?\n\nSitemap: {base.iri}sitemap.xml\n"
    return _send("robots.txt", rules, TEXT)


@crawlers.get("/sitemap.xml")
def see_sitemap() -> Response:
    """Serve the map of the site, or the map of its maps."""
    served = published()
    addresses = _addresses(served)
    if len(addresses) <= LIMIT:
        return _send("sitemap", _map("urlset", "url", addresses), XML)
    count = -(-len(addresses) // LIMIT)
    maps = [f"{served.base.iri}sitemap-{number}.xml" for number in range(1, count + 1)]
    return _send("sitemap", _map("sitemapindex", "sitemap", maps), XML)


@crawlers.get("/sitemap-<int:number>.xml")
def see_part(number: int) -> Response:
    """Serve a part of the map."""
    part = _addresses(published())[(number - 1) * LIMIT : number * LIMIT] if number > 0 else []
    if not part:
        raise not_found(saying("The release has no part %(part)s of the map.", part=number))
    return _send(f"sitemap-{number}", _map("urlset", "url", part), XML)


def _addresses(served: Published) -> list[str]:
    """List the documents about things and the saved queries, by the address of every format."""
    things = (
        served.base.document(kind, slug) for kind in KINDS for slug in served.index.slugs(kind)
    )
    asked = [f"{served.base}query", *(f"{served.base}query/{name}" for name in served.queries)]
    lists = [f"{served.base}{name}" for name in ("partnerships", "places", "sources")]
    return [served.base.iri, served.base.dataset, *lists, *asked, *things]


def _map(root: str, item: str, addresses: Iterable[str]) -> str:
    lines = "".join(f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses)
    return f'{_DECLARATION}<{root} xmlns="{SITEMAP}">\n{lines}</{root}>\n'


def _send(key: str, body: str, format_: Format) -> Response:
    made = represent(body, format_)
    kept = published().cache.fetch(("crawlers", key), lambda: made, compress=accepts_gzip())
    return answer(kept)
