"""The names of a place on its page: in all languages, each spelling once."""

from __future__ import annotations

import re

import pytest
from test_lists import ask

from conftest import Site


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("place", ["japan", "osaka-city", "yen-bai-province"])
def test_a_spelling_that_several_languages_share_is_shown_once(
    server: Site, place: str, language: str
) -> None:
    page = ask(f"{server.base}doc/place/{place}.html?lang={language}")[2].decode()
    listed = re.search('<p class="names">(.*?)</p>', page)
    assert listed is not None
    names = re.findall("<span[^>]*>(.*?)</span>", listed[1])
    assert names
    assert len(names) == len(set(names))
