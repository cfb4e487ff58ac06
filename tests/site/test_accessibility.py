"""Every type of page passes axe-core, in both languages and both colour schemes."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from conftest import Site

PAGES = (
    "", "partnerships", "partnerships?on=1987-04-01", "places", "sources", "search?q=osaka",
    "search?q=nothing+of+that+name", "doc/place/osaka-city.html", "doc/place/japan.html",
    "doc/place/yen-bai-province.html", "doc/partnership/osaka-city-shanghai.html",
    "doc/partnership/matsudo-constanza.html", "doc/source/kansai-1987.html",
    "doc/person/v-o-kistanov.html", "doc/activity/osaka-mayor-visit-1974.html",
    "dataset.html",
    "dataset/default.html", "graph/derived/bounds.html", "query", "query/network-on-a-day",
    "problems", "comparison", "things/activity", "nothing-here", "partnerships?country=x",
)  # fmt: skip
"""Those of terms, shapes, report, release and of adding a partnership have tests of their own."""

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # What passes need not be listed, which takes half of the time.
    "resultTypes": ["violations"],
}


DARK = (
    "", "partnerships?on=1987-04-01", "places", "search?q=osaka", "doc/place/osaka-city.html",
    "doc/partnership/matsudo-constanza.html", "doc/person/v-o-kistanov.html", "query",
    "nothing-here",
)  # fmt: skip
"""Pages of every sort of element, for the other language and the other colours."""


@pytest.mark.parametrize(
    ("spoken", "scheme", "pages"), [("en", "light", PAGES), ("ja", "dark", DARK)]
)
def test_axe_finds_nothing_on_any_type_of_page(
    browser: Browser, server: Site, spoken: str, scheme: Literal["light", "dark"],
    pages: tuple[str, ...],
) -> None:  # fmt: skip
    tab = browser.new_page(
        color_scheme=scheme, locale=spoken, viewport={"width": 1280, "height": 900}
    )
    found: dict[str, Any] = {}
    for address in pages:
        tab.goto(server.base + address)
        violations = Axe().run(tab, options=RULES).response["violations"]
        if violations:
            found[address] = [
                (v["id"], v["help"], [node["html"][:160] for node in v["nodes"][:3]])
                for v in violations
            ]
    tab.close()
    assert found == {}


def test_a_page_is_used_by_keyboard_alone(browser: Browser, server: Site) -> None:
    tab = browser.new_page()
    tab.goto(server.base)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#content")
    for _ in range(90):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('table a[href*=\"/doc/\"]')"):
            break
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/doc/**")
    tab.close()
