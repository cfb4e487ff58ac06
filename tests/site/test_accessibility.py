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
    "doc/person/v-o-kistanov.html", "doc/activity/osaka-mayor-visit-1974.html", "def.html",
    "kind.html", "shapes/place.html", "report", "release/latest", "dataset.html",
    "dataset/default.html", "graph/derived/bounds.html", "query", "query/network-on-a-day",
    "problems", "things/activity", "add-a-partnership", "nothing-here", "partnerships?country=x",
)  # fmt: skip
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                                                "wcag22aa", "best-practice"]}}  # fmt: skip


@pytest.mark.parametrize(("spoken", "scheme"), [("en", "light"), ("ja", "dark")])
def test_axe_finds_nothing_on_any_type_of_page(
    browser: Browser, server: Site, spoken: str, scheme: Literal["light", "dark"]
) -> None:
    tab = browser.new_page(
        color_scheme=scheme, locale=spoken, viewport={"width": 1280, "height": 900}
    )
    found: dict[str, Any] = {}
    for address in PAGES:
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
    for _ in range(60):
        tab.keyboard.press("Tab")
        if "/doc/" in (tab.evaluate("document.activeElement.getAttribute('href')") or ""):
            break
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/doc/**")
    tab.close()
