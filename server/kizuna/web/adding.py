"""The page that walks a curator through adding a partnership; its template is its only source."""

from __future__ import annotations

from flask import Blueprint, Response

from kizuna.web.current import published
from kizuna.web.headers import Link
from kizuna.web.serving import dataset_links, page, serve_page, translations

adding = Blueprint("adding", __name__)

_ADDRESS = "add-a-partnership"


@adding.get(f"/{_ADDRESS}")
def see_walk() -> Response:
    """Serve the walk; a test follows it word by word."""
    iri = f"{published().base}{_ADDRESS}"
    links = (Link(iri, "canonical"), *dataset_links(), *translations(iri))
    return serve_page(lambda: page("add_a_partnership.html", address=_ADDRESS), links)
