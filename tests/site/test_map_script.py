"""Drawings where scripts run: maps are enlarged and moved, marks tell what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import hypot

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from conftest import Site, watched

OSAKA = "doc/place/osaka-city.html"
Point = tuple[float, float]


@pytest.fixture
def page(browser: Browser, server: Site) -> Iterator[Page]:
    """Open a tab in which nothing moves by itself."""
    with watched(browser, server.base, reduced_motion="reduce") as tab:
        yield tab


@pytest.fixture
def touched(browser: Browser, server: Site) -> Iterator[Page]:
    size = {"width": 360, "height": 640}
    with watched(
        browser, server.base, reduced_motion="reduce", viewport=size, has_touch=True, is_mobile=True
    ) as tab:
        yield tab


def a_map(page: Page, number: int = 0) -> Locator:
    """Find a map, and bring it into the middle of the window."""
    found = page.locator("main .map").nth(number)
    found.evaluate("map => map.scrollIntoView({ block: 'center' })")
    return found


def view(drawing: Locator) -> Locator:
    return drawing.locator(".view")


def press(drawing: Locator, name: str) -> None:
    drawing.get_by_role("button", name=name).click()


def place(drawing: Locator, name: str) -> Locator:
    """Find a place by its name, which is no title where it is told otherwise."""
    return drawing.locator(f'.place:is(:has(> title:text-is("{name}")), [aria-label="{name}"])')


def tie(drawing: Locator, name: str) -> Locator:
    return drawing.locator(f'.tie:is(:has(> title:text-is("{name}")), [aria-label="{name}"])')


def middle(mark: Locator) -> Point:
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def halfway(mark: Locator) -> Point:
    """Tell where the middle of a line is on the screen."""
    x, y = mark.locator("path.line").evaluate(
        "path => { const middle = path.getPointAtLength(path.getTotalLength() / 2)"
        ".matrixTransform(path.getScreenCTM()); return [middle.x, middle.y] }"
    )
    return x, y


def apart(drawing: Locator, one: str = "Osaka City", other: str = "Chicago") -> float:
    (x1, y1), (x2, y2) = (middle(place(drawing, n).locator(".dot")) for n in (one, other))
    return hypot(x2 - x1, y2 - y1)


def size(drawing: Locator, name: str = "Osaka City") -> float:
    box = place(drawing, name).locator(".dot").bounding_box()
    assert box
    return box["width"]


def is_seen(drawing: Locator, name: str) -> bool:
    (x, y), box = middle(place(drawing, name).locator(".dot")), view(drawing).bounding_box()
    assert box
    return box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"]


def names(drawing: Locator) -> set[str]:
    """List the names that have room."""
    texts = drawing.locator(".place text").all()
    return {t.text_content() or "" for t in texts if t.evaluate("t => t.getClientRects().length")}


def wait_for_zoom(page: Page, most: float) -> None:
    """Wait until the first map is so large, or larger."""
    page.wait_for_function(
        "most => document.querySelector('.view').style.getPropertyValue('--zoom') >= most", arg=most
    )


def touch(page: Page, *moves: Sequence[Point]) -> None:
    """Put down fingers, move them, and lift them."""
    hand = page.context.new_cdp_session(page)
    for number, places in enumerate((*moves, ())):
        kind = "touchMove" if number else "touchStart"
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        event = {"type": kind if points else "touchEnd", "touchPoints": points}
        hand.send("Input.dispatchTouchEvent", event)
        page.wait_for_timeout(50)


def tooltip(page: Page) -> Locator:
    return page.locator(".tooltip")


def test_a_button_enlarges_a_map_and_what_is_on_it_keeps_its_size(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    box, distance, dot = view(drawing).bounding_box(), apart(drawing), size(drawing)
    press(drawing, "Zoom in")
    assert apart(drawing) == pytest.approx(2 * distance, rel=0.01)
    press(drawing, "Zoom in")
    assert apart(drawing) == pytest.approx(4 * distance, rel=0.01)
    assert size(drawing) == pytest.approx(dot, abs=0.1)
    assert view(drawing).bounding_box() == box
    expect(drawing.get_by_role("status")).to_have_text("400%")
    press(drawing, "Zoom out")
    assert apart(drawing) == pytest.approx(2 * distance, rel=0.01)
    press(drawing, "Show the whole map")
    assert apart(drawing) == pytest.approx(distance, rel=0.01)


def test_a_map_is_enlarged_no_further_than_it_is_fine(page: Page, server: Site) -> None:
    page.goto(server.base + OSAKA)
    drawing = a_map(page)
    closer = drawing.get_by_role("button", name="Zoom in")
    expect(drawing).to_have_attribute("data-most", "2")
    expect(closer).to_have_attribute("aria-disabled", "false")
    press(drawing, "Zoom in")
    expect(closer).to_have_attribute("aria-disabled", "true")
    expect(closer).to_be_focused()
    wide = drawing.locator(".sheet").bounding_box()
    page.keyboard.press("Enter")
    assert drawing.locator(".sheet").bounding_box() == wide


def test_the_first_step_leads_to_what_a_map_is_about(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    for _ in range(4):
        press(drawing, "Zoom in")
    assert middle(place(drawing, "Osaka City").locator(".dot")) == pytest.approx(
        middle(view(drawing)), abs=2
    )


def test_a_map_of_two_parties_is_enlarged_between_them(page: Page, server: Site) -> None:
    page.goto(f"{server.base}doc/partnership/osaka-city-milan.html")
    drawing = a_map(page)
    dots = [place(drawing, name).locator(".dot") for name in ("Osaka City", "Milan")]
    press(drawing, "Zoom in")
    (x1, _), (x2, _) = map(middle, dots)
    assert (x1 + x2) / 2 == pytest.approx(middle(view(drawing))[0], abs=2)


def test_the_first_step_leads_to_where_most_places_are(page: Page, server: Site) -> None:
    page.goto(f"{server.base}places?country=japan")
    drawing = a_map(page)
    press(drawing, "Zoom in")
    box = view(drawing).bounding_box()
    assert box
    dots = [middle(dot) for dot in drawing.locator(".dot").all()]
    seen = [
        (x, y)
        for x, y in dots
        if 0 <= x - box["x"] <= box["width"] and 0 <= y - box["y"] <= box["height"]
    ]
    assert len(seen) >= len(dots) / 2


def test_more_names_find_room_on_a_larger_map_and_those_there_stay(
    page: Page, server: Site
) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    before = names(drawing)
    assert "Kyoto" not in before
    for _ in range(3):
        press(drawing, "Zoom in")
    assert before < names(drawing)
    assert "Kyoto" in names(drawing)


def test_names_and_dots_of_a_narrow_map_keep_their_size(touched: Page, server: Site) -> None:
    touched.goto(server.base)
    drawing = a_map(touched)
    dot = size(drawing)
    for _ in range(2):
        press(drawing, "Zoom in")
    assert size(drawing) == pytest.approx(dot, abs=0.1)


def test_keys_enlarge_and_move_a_map(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    distance, top = apart(drawing), page.evaluate("scrollY")
    expect(view(drawing)).to_have_accessible_name("Map of all partnerships")
    view(drawing).focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert apart(drawing) == pytest.approx(4 * distance, rel=0.01)
    x, y = middle(place(drawing, "Osaka City").locator(".dot"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    left, down = middle(place(drawing, "Osaka City").locator(".dot"))
    assert left < x - 50
    assert down > y + 50
    page.keyboard.press("-")
    assert apart(drawing) == pytest.approx(2 * distance, rel=0.01)
    page.keyboard.press("0")
    assert apart(drawing) == pytest.approx(distance, rel=0.01)
    assert page.evaluate("scrollY") == top
    page.keyboard.press("ArrowDown")  # Nothing of the map is beyond: the page scrolls.
    page.wait_for_function("top => scrollY > top", arg=top)


def test_a_key_enlarges_a_map_at_the_place_in_focus(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    place(drawing, "Milan").focus()
    for _ in range(4):
        page.keyboard.press("+")
    assert is_seen(drawing, "Milan")
    assert not is_seen(drawing, "Osaka City")


def test_a_place_comes_into_view_with_the_focus(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    for _ in range(3):
        press(drawing, "Zoom in")
    assert not is_seen(drawing, "Chicago")
    place(drawing, "Chicago").focus()
    assert is_seen(drawing, "Chicago")
    page.wait_for_timeout(100)  # The map is told that it was scrolled.
    press(drawing, "Zoom in")
    assert not is_seen(drawing, "Osaka City")


def test_the_way_back_hands_on_the_focus(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    back = drawing.get_by_role("button", name="Show the whole map")
    expect(back).to_be_hidden()
    press(drawing, "Zoom in")
    back.focus()
    page.keyboard.press("Enter")
    expect(back).to_be_hidden()
    expect(drawing.get_by_role("button", name="Zoom in")).to_be_focused()


def test_a_wheel_with_a_key_enlarges_a_map_where_the_pointer_is(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    chicago = middle(place(drawing, "Chicago").locator(".dot"))
    distance = apart(drawing)
    page.mouse.move(*chicago)
    page.keyboard.down("Control")
    for _ in range(3):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    wait_for_zoom(page, 2.5)
    assert apart(drawing) > 2 * distance
    assert middle(place(drawing, "Chicago").locator(".dot")) == pytest.approx(chicago, abs=3)


def test_a_wheel_alone_scrolls_the_page(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    press(drawing, "Zoom in")
    page.mouse.move(*middle(view(drawing)))
    top, moved = page.evaluate("scrollY"), view(drawing).evaluate("view => view.scrollTop")
    page.mouse.wheel(0, 200)
    page.wait_for_function("top => scrollY === top + 200", arg=top)
    assert view(drawing).evaluate("view => view.scrollTop") == moved


def test_a_drag_moves_a_map_and_follows_no_link(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    press(drawing, "Zoom in")
    dot = place(drawing, "Osaka City").locator(".dot")
    x, y = middle(dot)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y - 20, steps=4)
    page.mouse.move(x - 120, y - 60, steps=4)
    page.mouse.up()
    assert middle(dot) == pytest.approx((x - 120, y - 60), abs=3)
    page.wait_for_timeout(200)
    assert page.url == server.base
    assert page.evaluate("getSelection().isCollapsed")
    page.mouse.click(*middle(dot))
    page.wait_for_url(f"{server.base}{OSAKA}")


def test_a_drag_that_ends_outside_leaves_the_next_click_a_click(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    press(drawing, "Zoom in")
    x, y = middle(view(drawing))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 400, steps=4)
    page.mouse.up()
    place(drawing, "Osaka City").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.base}{OSAKA}")


def test_the_whole_map_is_not_dragged(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    x, y = middle(place(drawing, "Melbourne").locator(".dot"))
    page.mouse.move(x - 60, y)
    page.mouse.down()
    page.mouse.move(x - 160, y - 50, steps=4)
    page.mouse.up()
    assert middle(place(drawing, "Melbourne").locator(".dot")) == (x, y)


def test_one_finger_scrolls_an_enlarged_map(touched: Page, server: Site) -> None:
    touched.goto(server.base)
    drawing = a_map(touched)
    press(drawing, "Zoom in")
    press(drawing, "Zoom in")
    (x, y), left = middle(view(drawing)), middle(place(drawing, "Osaka City").locator(".dot"))[0]
    touch(touched, *([(x - way, y)] for way in (0, 20, 50, 80, 100)))
    touched.wait_for_timeout(200)
    now = middle(place(drawing, "Osaka City").locator(".dot"))[0]
    assert now == pytest.approx(left - 100, abs=30)
    press(drawing, "Zoom in")  # What came into the middle stays there.
    later = middle(place(drawing, "Osaka City").locator(".dot"))[0]
    assert x - later == pytest.approx(2 * (x - now), abs=5)


def test_one_finger_on_the_whole_map_scrolls_the_page(touched: Page, server: Site) -> None:
    touched.goto(server.base)
    (x, y), top = middle(view(a_map(touched))), touched.evaluate("scrollY")
    touch(touched, *([(x, y - way)] for way in (0, 20, 50, 80, 120)))
    touched.wait_for_function("top => scrollY > top + 80", arg=top)


def test_two_fingers_enlarge_a_map_and_not_the_page(touched: Page, server: Site) -> None:
    touched.goto(server.base)
    drawing = a_map(touched)
    (x, y), distance = middle(view(drawing)), apart(drawing)
    touch(touched, *([(x - way, y), (x + way, y)] for way in (20, 30, 45, 60)))
    assert apart(drawing) == pytest.approx(3 * distance, rel=0.05)
    assert touched.evaluate("visualViewport.scale") == 1


def test_a_line_that_is_pointed_at_stands_out_with_its_ends(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    page.mouse.move(*halfway(tie(drawing, "Osaka City–Chicago")))
    expect(drawing.locator(".tie.lit")).to_have_count(1)
    expect(tooltip(page)).to_have_text("Osaka City–Chicago")
    line = tie(drawing, "Osaka City–Chicago")
    expect(line).to_have_class(re.compile(r"\blit\b"))
    expect(line.locator("title")).to_have_count(0)  # The browser has none to tell, too.
    expect(line).to_have_accessible_name("Osaka City–Chicago")
    expect(drawing.locator(".place.lit")).to_have_count(2)
    for name in ("Osaka City", "Chicago"):
        expect(place(drawing, name)).to_have_class(re.compile(r"\blit\b"))
    other = tie(drawing, "Osaka City–Melbourne").locator(".line")
    expect(other).to_have_css("stroke-opacity", "0.12")
    page.mouse.move(5, 5)
    expect(tooltip(page)).to_be_hidden()
    expect(drawing.locator(".lit")).to_have_count(0)
    expect(line.locator("title")).to_have_text("Osaka City–Chicago")


def test_a_place_that_is_pointed_at_stands_out_with_its_lines(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    page.mouse.move(*middle(place(drawing, "Shanghai").locator(".dot")))
    expect(drawing.locator(".tie.lit")).to_have_count(2)
    for name in ("Osaka City–Shanghai", "Osaka Prefecture–Shanghai"):
        expect(tie(drawing, name)).to_have_class(re.compile(r"\blit\b"))
    for name in ("Shanghai", "Osaka City", "Osaka Prefecture"):
        expect(place(drawing, name)).to_have_class(re.compile(r"\blit\b"))
    expect(place(drawing, "Chicago").locator(".dot")).to_have_css("fill-opacity", "0.3")
    expect(tie(drawing, "Osaka City–Chicago").locator(".line")).to_have_css(
        "stroke-opacity", "0.12"
    )


def test_a_name_that_is_read_beside_its_place_is_told_once(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    page.mouse.move(*middle(place(drawing, "Chicago").locator(".dot")))
    expect(drawing.locator(".tie.lit")).to_have_count(1)
    assert "Chicago" in names(drawing)
    expect(tooltip(page)).to_be_hidden()
    expect(place(drawing, "Chicago").locator("title")).to_have_count(0)


def test_a_place_without_its_name_beside_it_is_told(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    assert "Kyoto" not in names(drawing)
    place(drawing, "Kyoto").focus()
    expect(tooltip(page)).to_have_text("Kyoto")


def test_what_has_the_focus_is_told_until_escape(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    expect(tooltip(page)).to_be_hidden()
    drawing.locator(".tie").first.focus()
    page.keyboard.press("Tab")
    second = drawing.locator(".tie").nth(1)
    expect(second).to_be_focused()
    expect(second.locator("title")).to_have_count(1)
    expect(tooltip(page)).to_have_text(second.locator("title").text_content() or "")
    expect(tooltip(page)).to_have_attribute("aria-hidden", "true")
    expect(drawing.locator(".tie.lit")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_be_hidden()
    expect(drawing.locator(".lit")).to_have_count(0)
    expect(second).to_be_focused()


def test_a_tooltip_speaks_the_language_of_its_mark(page: Page, server: Site) -> None:
    page.goto(f"{server.base}?lang=ja")
    drawing = a_map(page)
    drawing.locator(".tie").first.focus()
    page.keyboard.press("Tab")
    focused = page.locator(".tie:focus")
    language = focused.get_attribute("lang") or "ja"
    expect(tooltip(page)).to_have_attribute("lang", language)


def test_the_pointer_may_go_to_a_tooltip(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    page.mouse.move(*halfway(tie(drawing, "Osaka City–Chicago")))
    expect(tooltip(page)).to_be_visible()
    page.mouse.move(*middle(tooltip(page)), steps=3)
    page.wait_for_timeout(500)
    expect(tooltip(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("address", "mark"),
    [
        ("", ".histogram .column"),
        (OSAKA, ".timeline .span"),
        ("doc/partnership/osaka-city-shanghai.html", ".timeline .event"),
    ],
)
def test_marks_of_other_drawings_are_told(
    page: Page, server: Site, address: str, mark: str
) -> None:
    page.goto(server.base + address)
    found = page.locator(mark).first
    title = found.locator("title").text_content() or ""
    found.locator(".hit").evaluate("hit => hit.scrollIntoView({ block: 'center' })")
    page.mouse.move(*middle(found.locator(".hit")))
    expect(tooltip(page)).to_have_text(title)
    box = tooltip(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_be_hidden()
    expect(found.locator("title")).to_have_text(title)


def test_a_map_that_a_filter_brings_is_enlarged_and_told_of_too(page: Page, server: Site) -> None:
    page.goto(f"{server.base}partnerships")
    page.locator('form.filters [name="country"]').select_option("italy")
    expect(page.locator("#found strong")).to_have_text("1 partnership")
    drawing = a_map(page)
    expect(drawing.get_by_role("button", name="Zoom in")).to_have_count(1)
    distance = apart(drawing, other="Milan")
    press(drawing, "Zoom in")
    assert apart(drawing, other="Milan") == pytest.approx(2 * distance, rel=0.01)
    press(drawing, "Show the whole map")
    page.mouse.move(*halfway(tie(drawing, "Osaka City–Milan")))
    expect(tooltip(page)).to_have_text("Osaka City–Milan")


@pytest.mark.parametrize("address", ["sources", "query", "def", "add-a-partnership"])
def test_a_page_without_a_drawing_is_as_ever(page: Page, server: Site, address: str) -> None:
    page.goto(server.base + address)
    page.mouse.move(300, 300)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".view")).to_have_count(0)
    expect(tooltip(page)).to_be_hidden()


def test_what_moves_comes_to_its_end(browser: Browser, server: Site) -> None:
    with watched(browser, server.base) as page:
        page.goto(server.base)
        drawing = a_map(page)
        distance = apart(drawing)
        press(drawing, "Zoom in")
        press(drawing, "Zoom in")  # Asked for while the first is under way.
        wait_for_zoom(page, 4)
        assert apart(drawing) == pytest.approx(4 * distance, rel=0.01)
        press(drawing, "Show the whole map")
        expect(drawing.get_by_role("button", name="Show the whole map")).to_be_hidden()
        assert apart(drawing) == pytest.approx(distance, rel=0.01)


def test_the_whole_map_is_printed(page: Page, server: Site) -> None:
    page.goto(server.base)
    drawing = a_map(page)
    for _ in range(3):
        press(drawing, "Zoom in")
    page.emulate_media(media="print")
    box = drawing.bounding_box()
    assert box
    for name in ("Osaka City", "Chicago", "Milan", "São Paulo"):
        x, y = middle(place(drawing, name).locator(".dot"))
        assert box["x"] <= x <= box["x"] + box["width"]
        assert box["y"] <= y <= box["y"] + box["height"]
    expect(drawing.get_by_role("button", name="Zoom in")).to_be_hidden()


@pytest.mark.parametrize("address", ["", OSAKA, "partnerships", "?lang=ja"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_enlarged_map_is_accessible(
    browser: Browser, server: Site, address: str, scheme: str
) -> None:
    with watched(browser, server.base, reduced_motion="reduce", color_scheme=scheme) as page:
        page.goto(server.base + address)
        drawing = a_map(page)
        drawing.locator(".zoom button").last.click()
        drawing.locator(".place").first.focus()
        page.keyboard.press("Tab")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("address", ["", OSAKA])
def test_on_a_telephone_the_buttons_cover_nothing_and_nothing_moves_for_them(
    browser: Browser, server: Site, address: str
) -> None:
    heights = []
    for scripts in (True, False):
        size = {"width": 360, "height": 640}
        with watched(browser, server.base, viewport=size, java_script_enabled=scripts) as page:
            page.goto(server.base + address)
            box = page.locator("main .map svg:has(> .places)").first.bounding_box()
            assert box
            heights.append((box["width"], box["height"]))
            if scripts:
                tools = page.locator("main .zoom").first.bounding_box()
                assert tools
                assert tools["y"] >= box["y"] + box["height"]
                assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert heights[0] == pytest.approx(heights[1], abs=1)


@pytest.mark.parametrize("address", ["", OSAKA, "partnerships"])
def test_without_scripts_a_map_is_whole_and_has_no_button(
    browser: Browser, server: Site, address: str
) -> None:
    with watched(browser, server.base, java_script_enabled=False) as page:
        page.goto(server.base + address)
        drawing = page.locator("main .map").first
        expect(drawing.locator("button")).to_have_count(0)
        outer, inner = drawing.bounding_box(), drawing.locator("> svg").bounding_box()
        assert outer
        assert inner
        assert inner == pytest.approx(outer)
        dots = drawing.locator(".dot").all()
        assert dots
        for dot in dots:
            x, y = middle(dot)
            assert inner["x"] <= x <= inner["x"] + inner["width"]
            assert inner["y"] <= y <= inner["y"] + inner["height"]
