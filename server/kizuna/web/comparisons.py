"""The comparison with Wikidata: a page for each way to differ, and a file of the rows."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, request

from kizuna.comparison import DIFFERENCES
from kizuna.formats import RESULTS_CSV
from kizuna.web.current import published
from kizuna.web.headers import answer
from kizuna.web.language import DEFAULT, saying
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.pages.compared import build, table
from kizuna.web.problems import ProblemError, no_page, not_found
from kizuna.web.representations import represent
from kizuna.web.serving import page, serve_page, viewer

comparisons = Blueprint("comparisons", __name__)


@comparisons.get("/comparison")
def see_comparison() -> Response:
    """Serve a page of what was compared, of one difference at a time.

    :raises ProblemError: 400 for a difference that is none, 404 for a page that there is not.
    """
    chosen, number = _read()
    return serve_page(lambda: _page(chosen, number), key=(chosen, str(number)))


@comparisons.get("/comparison.csv")
def see_rows() -> Response:
    """Serve all rows of a difference, or of all of them, as CSV.

    :raises ProblemError: 400 for a difference that is none.
    """
    chosen, _ = _read()
    served = published()
    made = served.cache.fetch(
        ("comparison", chosen), lambda: represent(_write(chosen), RESULTS_CSV),
        compress=accepts_gzip(),
    )  # fmt: skip
    return answer(made)


def _page(chosen: str, number: int) -> str:
    view = build(viewer(), chosen, number)
    if number > view.pages:
        raise no_page(view.pages, number)
    address = f"comparison?difference={chosen}" if chosen else "comparison"
    page_address = f"{address}&page={number}" if number > 1 else address
    return page("comparison.html", view=view, number=number, path=address, address=page_address)


def _write(chosen: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(table(published().viewers[DEFAULT], chosen))
    return out.getvalue()


def _read() -> tuple[str, int]:
    chosen, wanted = request.args.get("difference", ""), request.args.get("page", "1")
    if chosen and chosen not in DIFFERENCES:
        named = ", ".join(DIFFERENCES)
        told = saying("There is no such difference; there are: %(names)s.", names=named)
        raise ProblemError("bad-request", told)
    number = int(wanted[:7]) if wanted.isascii() and wanted.isdigit() else 0
    if number < 1:
        raise not_found(saying("This list has no page %(page)r.", page=wanted[:20]))
    return chosen, number
