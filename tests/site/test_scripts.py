"""What pages do more where scripts run: the search suggests, lists answer without loading anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from conftest import PARTNERSHIPS, Site, watched

pytestmark = pytest.mark.alone

STAYS = "window.stays = true"
"""A mark that is gone once a page is loaded anew."""

FAILED = re.compile(r"the server responded with a status of 503")


@pytest.fixture
def page(browser: Browser, server: Site) -> Iterator[Page]:
    with watched(browser, server.base) as tab:
        yield tab


def field(page: Page) -> Locator:
    return page.locator("#q")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def suggest(page: Page, text: str) -> None:
    """Type into the search, and wait for what it suggests."""
    field(page).press_sequentially(text)
    expect(page.get_by_role("listbox")).to_be_visible()


def asked(page: Page, name: str) -> list[str]:
    """List from now on what is asked for of an address."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url) if urlsplit(r.url).path == name else None)
    return found


def hold(_route: Route) -> None:
    """Leave a request without an answer."""


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def test_a_name_is_suggested_without_its_accents_and_enter_goes_there(
    page: Page, server: Site
) -> None:
    page.goto(server.base)
    suggest(page, "miyakonojo")
    expect(options(page).first).to_have_text(re.compile("^Miyakonojōplace$"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.base}doc/place/miyakonojo.html")


def test_a_name_is_suggested_in_another_script_than_the_one_it_is_shown_in(
    page: Page, server: Site
) -> None:
    page.goto(server.base)
    suggest(page, "大阪")
    expect(options(page).first).to_contain_text("Osaka City")
    options(page).first.click()
    page.wait_for_url(f"{server.base}doc/place/osaka-city.html")


def test_suggestions_stay_in_the_language_that_the_address_names(page: Page, server: Site) -> None:
    page.goto(f"{server.base}?lang=ja")
    suggest(page, "osaka")
    expect(options(page).first.locator("span").first).to_have_text("大阪市")
    expect(options(page).first.locator("span").first).to_have_attribute("lang", "ja")
    for option in options(page).all():
        address = urlsplit(option.get_attribute("href") or "")
        assert parse_qs(address.query)["lang"] == ["ja"], address
    options(page).first.click()
    page.wait_for_url(f"{server.base}doc/place/osaka-city.html?lang=ja")


def test_suggestions_name_no_language_where_the_address_names_none(
    browser: Browser, server: Site
) -> None:
    with watched(browser, server.base, locale="ja-JP") as page:
        page.goto(server.base)
        suggest(page, "osaka")
        expect(options(page).first.locator("span").first).to_have_text("大阪市")
        hrefs = [option.get_attribute("href") or "" for option in options(page).all()]
        assert [href for href in hrefs if "lang=" in href] == []


def test_arrows_go_through_the_suggestions_and_the_field(page: Page, server: Site) -> None:
    page.goto(server.base)
    suggest(page, "osaka")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    count = options(page).count()
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(0)
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(chosen).to_have_count(1)
    second = options(page).nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert field(page).get_attribute("aria-activedescendant") == second.get_attribute("id")
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    expect(chosen).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(options(page).nth(count - 1)).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("osaka")


def test_escape_closes_the_suggestions_and_keeps_what_is_typed(page: Page, server: Site) -> None:
    page.goto(server.base)
    suggest(page, "osaka")
    page.keyboard.press("Escape")
    expect(page.locator("ul.suggestions")).to_be_hidden()
    expect(field(page)).to_have_value("osaka")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("ul.suggestions")).to_be_hidden()


def test_an_empty_field_suggests_nothing(page: Page, server: Site) -> None:
    page.goto(server.base)
    suggest(page, "kobe")
    requests = asked(page, "/search.json")
    field(page).fill("")
    expect(page.locator("ul.suggestions")).to_be_hidden()
    field(page).press_sequentially("  ")
    page.wait_for_timeout(300)
    expect(page.locator("ul.suggestions")).to_be_hidden()
    assert requests == []


def test_where_nothing_is_chosen_enter_leads_to_all_that_is_found(page: Page, server: Site) -> None:
    page.goto(server.base)
    suggest(page, "osaka")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.base}search?q=osaka")


def test_the_last_suggestion_leads_to_as_much_as_it_says(page: Page, server: Site) -> None:
    page.goto(server.base)
    suggest(page, "osaka")
    said = re.fullmatch(r"All (\d+) results", options(page).last.inner_text())
    assert said
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.base}search?q=osaka")
    expect(page.locator("main")).to_contain_text(f"{said[1]} things found for “osaka”")


def test_the_number_of_suggestions_is_announced(page: Page, server: Site) -> None:
    page.goto(server.base)
    told = page.locator("form.search [role=status]")
    suggest(page, "osaka")
    expect(told).to_have_text("8 suggestions")
    field(page).fill("nowhere at all")
    expect(told).to_have_text("0 suggestions")
    expect(page.locator("ul.suggestions")).to_be_hidden()


AT_ONCE = """(input, text) => {
  for (const letter of text) {
    input.value += letter;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}"""
"""Types without a pause, however busy the machine is."""


def test_one_request_is_made_for_what_is_typed_at_once(page: Page, server: Site) -> None:
    page.goto(server.base)
    requests = asked(page, "/search.json")
    field(page).focus()
    field(page).evaluate(AT_ONCE, "osaka")
    expect(options(page).first).to_contain_text("Osaka City")
    assert [parse_qs(urlsplit(url).query)["q"] for url in requests] == [["osaka"]]


def test_an_answer_that_comes_late_does_not_replace_a_later_one(page: Page, server: Site) -> None:
    page.route("**/search.json?*q=kobe", hold)
    page.goto(server.base)
    with page.expect_request("**/search.json?*q=kobe") as first:
        field(page).fill("kobe")
    with page.expect_event("requestfailed", lambda request: request == first.value):
        field(page).fill("osaka")
    expect(options(page).first).to_contain_text("Osaka City")


def test_what_an_input_method_has_not_settled_is_not_asked_for(page: Page, server: Site) -> None:
    page.goto(server.base)
    requests = asked(page, "/search.json")
    field(page).focus()
    keyboard = page.context.new_cdp_session(page)
    for text in ("お", "おお", "おおさか", "大阪"):
        place = {"selectionStart": len(text), "selectionEnd": len(text)}
        keyboard.send("Input.imeSetComposition", {"text": text, **place})
    expect(field(page)).to_have_value("大阪")
    page.wait_for_timeout(300)
    assert requests == []
    keyboard.send("Input.insertText", {"text": "大阪"})
    expect(options(page).first).to_contain_text("Osaka City")
    assert len(requests) == 1


def test_where_suggestions_fail_the_search_works_as_without(browser: Browser, server: Site) -> None:
    with watched(browser, server.base, tolerated=FAILED) as page:
        page.route("**/search.json?*", lambda route: route.fulfill(status=503))
        page.goto(server.base)
        with page.expect_response("**/search.json?*"):
            field(page).press_sequentially("osaka")
        expect(page.locator("ul.suggestions")).to_be_hidden()
        page.keyboard.press("Enter")
        page.wait_for_url(f"{server.base}search?q=osaka")


@pytest.mark.parametrize("address", ["", "?lang=ja", "partnerships"])
def test_a_page_with_its_suggestions_open_is_accessible(
    page: Page, server: Site, address: str
) -> None:
    page.goto(server.base + address)
    suggest(page, "osaka")
    page.keyboard.press("ArrowDown")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_suggestions_are_no_wider_than_a_telephone(page: Page, server: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(server.base)
    suggest(page, "consulate")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def control(page: Page, name: str) -> Locator:
    return page.locator(f'form.filters [name="{name}"]')


def count(page: Page) -> str:
    return page.locator("#found strong").inner_text()


def open_list(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(STAYS)


def stayed(page: Page) -> bool:
    return page.evaluate("window.stays === true") is True


def test_a_filter_answers_without_the_page_being_loaded_anew(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}partnerships")
    assert count(page) == f"{PARTNERSHIPS} partnerships"
    control(page, "country").focus()
    page.keyboard.type("Ita")
    expect(page.locator("#found strong")).to_have_text("1 partnership")
    expect(page.locator("main table tbody tr")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("Osaka City–Milan")
    expect(control(page, "country")).to_be_focused()
    expect(page.locator("body > [role=status]")).to_have_text("1 partnership")
    expect(page).to_have_url(f"{server.base}partnerships?country=italy")
    assert stayed(page)


def test_what_stands_around_a_list_follows_its_filters(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}partnerships?lang=en")
    control(page, "country").select_option("italy")
    expect(page.locator("#found strong")).to_have_text("1 partnership")
    canonical = page.locator('link[rel="canonical"]')
    expect(canonical).to_have_count(1)
    expect(canonical).to_have_attribute("href", f"{server.base}partnerships?country=italy")
    for code in ("en", "ja"):
        href = f"/partnerships?country=italy&lang={code}"
        link = page.locator(f'head link[hreflang="{code}"]')
        expect(link).to_have_attribute("href", server.base + href[1:])
        expect(page.locator(f'.languages a[hreflang="{code}"]')).to_have_attribute("href", href)
    expect(page).to_have_url(f"{server.base}partnerships?country=italy&lang=en")
    page.locator('.languages a[hreflang="ja"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("main table tbody tr")).to_have_count(1)


def test_filters_add_up_and_back_and_forward_go_through_them(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}partnerships")
    found = page.locator("#found strong")
    control(page, "country").select_option("china")
    expect(found).to_have_text("6 partnerships")
    control(page, "field").select_option("sport")
    expect(page.locator("#found")).to_contain_text("Field")
    both = count(page)
    assert parameters(page) == {"country": ["china"], "field": ["sport"]}
    page.go_back()
    expect(found).to_have_text("6 partnerships")
    expect(control(page, "field")).to_have_value("")
    page.go_back()
    expect(found).to_have_text(f"{PARTNERSHIPS} partnerships")
    expect(control(page, "country")).to_have_value("")
    expect(page).to_have_url(f"{server.base}partnerships")
    page.go_forward()
    page.go_forward()
    expect(found).to_have_text(both)
    expect(control(page, "country")).to_have_value("china")
    expect(control(page, "field")).to_have_value("sport")
    assert stayed(page)


def test_links_of_a_list_to_itself_answer_in_place(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}partnerships?on=1987-04-01")
    attested = count(page)
    possible = page.locator(".chips a", has_text="possible")
    possible.click()
    expect(page.locator('.chips a[aria-current="true"]')).to_contain_text("possible")
    expect(possible).to_be_focused()
    assert parameters(page) == {"on": ["1987-04-01"], "mark": ["possible"]}
    page.go_back()
    expect(page.locator("#found strong")).to_have_text(attested)
    control(page, "country").select_option("italy")
    expect(page.locator("#found")).to_contain_text("Italy")
    page.get_by_role("link", name="without this").click()
    expect(page.locator("#found")).not_to_contain_text("Italy")
    expect(page.locator("#found")).to_be_focused()
    assert parameters(page) == {"on": ["1987-04-01"]}
    assert stayed(page)


def test_the_pages_of_a_list_are_turned_in_place(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}places")
    first = page.locator("main table tbody tr").first.inner_text()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("link", name="Previous page")).to_be_visible()
    assert page.locator("main table tbody tr").first.inner_text() != first
    expect(page).to_have_url(f"{server.base}places?page=2")
    expect(page.locator("#found")).to_be_in_viewport()
    control(page, "sort").select_option("-partnerships")
    expect(page).to_have_url(f"{server.base}places?sort=-partnerships")
    expect(page.locator("main table tbody tr").first).to_contain_text("Osaka City")
    assert stayed(page)


def test_a_link_out_of_a_list_is_followed_as_ever(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}partnerships")
    control(page, "country").select_option("italy")
    expect(page.locator("#found strong")).to_have_text("1 partnership")
    page.locator("main table").get_by_role("link", name="Osaka City–Milan").click()
    page.wait_for_url("**/doc/partnership/osaka-city-milan.html")
    page.go_back()
    expect(page.locator("#found strong")).to_have_text("1 partnership")
    page.go_back()
    expect(page.locator("#found strong")).to_have_text(f"{PARTNERSHIPS} partnerships")


def test_a_day_is_typed_to_its_end(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}partnerships")
    control(page, "on").focus()
    page.keyboard.type("04011987", delay=40)
    expect(page.locator(".chips")).to_contain_text("attested")
    assert parameters(page) == {"on": ["1987-04-01"]}
    expect(control(page, "on")).to_be_focused()
    page.keyboard.press("ArrowDown")  # The year has the focus still.
    expect(page).to_have_url(f"{server.base}partnerships?on=1986-04-01")
    assert stayed(page)


def test_the_button_of_a_form_answers_in_place_and_keeps_the_focus(
    page: Page, server: Site
) -> None:
    open_list(page, f"{server.base}places")
    control(page, "country").select_option("china")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("China")
    expect(page.get_by_role("button", name="Show")).to_be_focused()
    expect(page).to_have_url(f"{server.base}places?country=china")
    assert stayed(page)


def test_one_request_is_under_way_at_a_time_and_the_last_choice_counts(
    page: Page, server: Site
) -> None:
    page.route("**/partnerships?*country=china*", hold)
    open_list(page, f"{server.base}partnerships")
    with page.expect_request("**/partnerships?*country=china*") as first:
        control(page, "country").select_option("china")
    with page.expect_event("requestfailed", lambda request: request == first.value):
        control(page, "country").select_option("italy")
    expect(page.locator("#found strong")).to_have_text("1 partnership")
    expect(control(page, "country")).to_have_value("italy")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    page.go_back()
    expect(page.locator("#found strong")).to_have_text(f"{PARTNERSHIPS} partnerships")
    assert stayed(page)


def test_where_an_answer_fails_the_page_is_loaded_as_without_a_script(
    browser: Browser, server: Site
) -> None:
    failed: list[str] = []

    def fail(route: Route) -> None:
        if route.request.resource_type == "fetch":
            failed.append(route.request.url)
            route.fulfill(status=503)
        else:
            route.continue_()

    with watched(browser, server.base, tolerated=FAILED) as page:
        page.route("**/partnerships?*", fail)
        open_list(page, f"{server.base}partnerships")
        control(page, "country").select_option("italy")
        expect(page.locator("#found strong")).to_have_text("1 partnership")
        assert len(failed) == 1
        assert not stayed(page)


def test_a_list_whose_filter_was_changed_is_accessible(page: Page, server: Site) -> None:
    open_list(page, f"{server.base}partnerships")
    control(page, "country").select_option("italy")
    expect(page.locator("#found strong")).to_have_text("1 partnership")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_without_scripts_search_and_filters_are_forms(browser: Browser, server: Site) -> None:
    with watched(browser, server.base, java_script_enabled=False) as page:
        page.goto(f"{server.base}partnerships?lang=ja")
        page.locator('select[name="country"]').select_option("italy")
        page.locator('form.filters button[type="submit"]').click()
        assert page.locator("main table tbody tr").count() == 1
        assert parameters(page)["lang"] == ["ja"]
        field(page).fill("大阪")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?*")
        assert "大阪市" in page.inner_text("main")
        assert page.locator("[role=combobox], [role=listbox]").count() == 0
