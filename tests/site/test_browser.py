"""A real browser: what a page shows, and that it asks nobody else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from conftest import Site

PICTURES = "KIZUNA_TEST_PICTURES"
"""Where pictures of pages are written, if they are wanted."""


@pytest.fixture
def page(browser: Browser, server: Site) -> Iterator[Page]:
    """Open a tab that fails the test on any request that leaves the origin."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    yield tab
    tab.close()
    assert [url for url in asked if not url.startswith((server.base, "data:"))] == []


def test_a_partnership_is_reached_from_the_home_page_and_shows_its_source(
    page: Page, server: Site
) -> None:
    page.goto(server.base)
    page.get_by_role("region", name="Reported last").get_by_role(
        "link", name="Osaka City–Shanghai", exact=True
    ).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Osaka City–Shanghai"
    content = page.inner_text("main")
    for shown in ("18 April 1974", "as of 1 April 1987", "Shanghai", "youth exchanges", "shipping"):
        assert shown in content
    folder = os.environ.get(PICTURES)
    if folder:
        page.screenshot(path=Path(folder) / "partnership.png")


ADDRESSES = (
    "", "doc/partnership/osaka-city-shanghai.html", "doc/source/kansai-1987.html", "dataset.html",
    "def.html", "release/latest", "sparql", "nothing", "graph/derived/bounds.html",
    "things/activity", "query", "query/network-on-a-day", "query/people-of-a-tie",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_telephone(
    page: Page, server: Site, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for address in ADDRESSES:
        page.goto(server.base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
