"""What a person does who has never seen the project, in a real browser, with scripts and without.

The browser asks nobody but the server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import Site, watched


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, server: Site) -> Iterator[Page]:
    """Open a tab with scripts, and one without; the test fails on a request to anybody else."""
    with watched(browser, server.base, java_script_enabled=request.param) as tab:
        yield tab


def test_from_a_search_to_a_place_a_partnership_a_source_and_back(page: Page, server: Site) -> None:
    page.goto(server.base)
    page.get_by_role("searchbox").or_(page.get_by_role("combobox", name="Search")).fill(
        "miyakonojo"
    )
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Miyakonojō", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Miyakonojō")
    row = page.get_by_role("region", name="Partners").get_by_role("row", name="Jiangjin").first
    for told in ("sister city", "as of", "18 November 1999"):
        expect(row).to_contain_text(told)
    row.get_by_role("link", name="Miyakonojō–Jiangjin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Miyakonojō–Jiangjin")
    page.get_by_role("link", name=re.compile("^characters")).first.click()
    expect(page).to_have_url(re.compile(r"/doc/source/ichongqing\.html#char="))
    expect(page.locator(":target")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Miyakonojō–Jiangjin")


def test_a_list_is_filtered_by_country_and_year_and_what_is_seen_is_downloaded(
    page: Page, server: Site
) -> None:
    page.goto(f"{server.base}partnerships")
    page.get_by_label("Country").select_option("china")
    page.get_by_label("Began in").select_option("1970")
    page.get_by_role("button", name="Show").click()
    rows = page.get_by_role("region", name="Partnerships").locator("tbody tr")
    expect(rows).to_have_count(3)
    seen = [row.get_by_role("rowheader").inner_text() for row in rows.all()]
    assert sorted(seen) == ["Kobe–Tianjin", "Kyoto–Xi'an", "Osaka City–Shanghai"]
    expect(page.get_by_text("All 3 rows:")).to_be_visible()
    address = page.get_by_role("link", name="JSON", exact=True).get_attribute("href") or ""
    answer = page.request.get(server.base.rstrip("/") + address)
    assert sorted(r["name"] for r in json.loads(answer.body())["partnerships"]) == sorted(seen)


def test_the_language_is_switched_and_stays(page: Page, server: Site) -> None:
    page.goto(f"{server.base}doc/place/osaka-city.html")
    page.get_by_role("link", name="日本語").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("大阪市")
    assert page.locator("html").get_attribute("lang") == "ja"
    page.locator("#partners ~ .wide a[href*='osaka-city-chicago']").first.click()
    assert page.locator("html").get_attribute("lang") == "ja"
    expect(page).to_have_url(re.compile(r"lang=ja"))
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Osaka City–Chicago")


def test_who_had_chinese_partners_on_a_day_is_answered_by_the_pages_alone(
    page: Page, server: Site
) -> None:
    page.goto(server.base)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Partnerships").click()
    page.get_by_label("Country").select_option("china")
    page.get_by_label("On the day").fill("1987-04-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("attested: 4")).to_be_visible()
    listed = page.get_by_role("region", name="Partnerships").inner_text()
    for locality in ("Kobe", "Kyoto", "Osaka City", "Osaka Prefecture"):
        assert locality in listed


def test_the_fields_that_matsudo_and_constanza_mean_to_work_in_and_how_we_know(
    page: Page, server: Site
) -> None:
    page.goto(f"{server.base}search?q=constanza")
    page.get_by_role("main").get_by_role("link", name="Matsudo–Constanza").first.click()
    table = page.get_by_role("region", name="Fields of cooperation")
    told = table.inner_text()
    # The newsletter: agriculture, sport, the environment, culture and education are hoped for.
    for field in ("agriculture", "culture", "education", "environment", "sport"):
        assert field in told
    assert "expected" in told
    table.get_by_role("link", name=re.compile("^characters")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("newsletter")


def test_no_page_says_active_without_its_day(page: Page, server: Site) -> None:
    for address in ("", "partnerships", "doc/place/osaka-city.html", "doc/source/kansai-1987.html",
                    "doc/partnership/saga-prefecture-finland.html"):  # fmt: skip
        page.goto(server.base + address)
        states = page.locator(".state").all()
        assert states, address
        for state in states:
            day = state.locator("xpath=following-sibling::*[1]").inner_text()
            assert re.match(r"as of .*\d{4}$|day not stated$", day), address


def test_what_is_derived_and_what_is_not_stated_is_marked(page: Page, server: Site) -> None:
    page.goto(f"{server.base}doc/partnership/osaka-city-shanghai.html")
    began = page.locator("dt:text-is('Began') + dd")
    expect(began).to_contain_text("18 April 1974")
    began.get_by_role("link", name="derived").click()
    expect(page.get_by_role("main")).to_contain_text("Beginning and end of a partnership")
    page.goto(f"{server.base}doc/partnership/osaka-city-chicago.html")
    expect(page.locator("dt:text-is('Began') + dd")).to_have_text("not stated")


def test_what_validation_found_is_told_on_the_page_of_the_thing(page: Page, server: Site) -> None:
    page.goto(f"{server.base}report")
    link = page.get_by_role("main").locator("a[href*='/doc/partnership/']").first
    if link.count() == 0:
        link = page.get_by_role("main").locator("a[href*='/doc/']").first
    link.click()
    expect(page.get_by_role("heading", name="What validation found")).to_be_visible()
