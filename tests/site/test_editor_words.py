"""The table of what the scripts of the editor say, against the scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from kizuna.web.editor_words import WORDS, translate_words
from kizuna.web.language import Language, languages

SCRIPTS = sorted((ROOT / "server" / "kizuna" / "web" / "static" / "editor").glob("*.js"))
SAID = re.compile(r"\bsay\(\"([^\"]+)\"")
COUNTED = re.compile(r"\bcount\(\"([^\"]+)\"")
CALLED = re.compile(r"(?<!function )\b(?:say|count)\((?!\")")
GAP = re.compile(r"\{\w+\}")


def asked_for() -> set[str]:
    """Collect the names that scripts ask for."""
    source = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    counted = {f"{name}-{form}" for name in COUNTED.findall(source) for form in ("one", "many")}
    return set(SAID.findall(source)) | counted


def test_every_word_that_scripts_ask_for_is_in_the_table_and_no_other() -> None:
    assert asked_for() - set(WORDS) == set()
    assert set(WORDS) - asked_for() == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_name_their_words_where_they_say_them(path: Path) -> None:
    """What a script puts together, this test could not find in the table."""
    source = path.read_text(encoding="utf-8").replace("say(`${name}-", "")
    assert CALLED.findall(source) == []


@pytest.mark.parametrize("language", languages().values(), ids=lambda one: one.code)
def test_words_have_the_same_gaps_in_every_language(language: Language) -> None:
    for name, text in translate_words(language).items():
        assert set(GAP.findall(text)) == set(GAP.findall(WORDS[name])), name


def test_all_words_are_translated() -> None:
    told = translate_words(languages()["ja"])
    same = {name for name, text in WORDS.items() if told[name] == text}
    assert same == set()
