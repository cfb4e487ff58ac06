"""The index of a release: what lists, searches and maps of the pages are made from.

The compiler writes it and the web reads it, an SQLite file beside the store. It holds nothing
that the triples do not say, and is no part of the identity of a release.

thing         whatever has an address; the numbers of a kind are in the order of its names
label         what a thing is called, by language; ``''`` where the release does not say which
place         its country, its point, how many partnerships it is party to
containment   which place lies in which, at any depth
partnership   its dates as derived, what the network on a day is decided by, its decade as in facet
party         which place is party to which partnership
pair          each two parties of a partnership that have a point, and the countries they lie in
country       a point for each country: its own, or that of its place with most partnerships
report        the days of which reports say that a partnership was active or suspended
facet         what lists are filtered by: kind, status, field, country, decade, source, level
name          every name of a thing, folded, for full-text search
comparison    what Wikidata says of a tie beside what is said here, a row for each difference
document      the document about a thing: its classes, the numbers of its blocks, and of those that
              are its own and its parts', all as JSON
block         what a document says of one subject, in Turtle, or its prefixes; for all who say it;
              which of its triples, counted from 0, follow by which rule alone, as JSON
"""

from __future__ import annotations

import re
import unicodedata

INDEX = "index.sqlite"

NOT_STATED = "none"
"""The value of a facet for what has none: a partnership whose beginning no source states."""

SCHEMA = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, slug TEXT NOT NULL, folded TEXT NOT NULL,
  weight INTEGER NOT NULL, UNIQUE (kind, slug)
) STRICT;
CREATE TABLE label (
  thing INTEGER NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (thing, language)
) STRICT, WITHOUT ROWID;
CREATE TABLE place (
  thing INTEGER PRIMARY KEY, country INTEGER, longitude REAL, latitude REAL,
  partnerships INTEGER NOT NULL
) STRICT;
CREATE TABLE containment (
  whole INTEGER NOT NULL, part INTEGER NOT NULL, PRIMARY KEY (whole, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE partnership (
  thing INTEGER PRIMARY KEY, began TEXT, ended TEXT,
  began_earliest TEXT, began_latest TEXT, ended_earliest TEXT, ended_latest TEXT,
  last_as_of TEXT, over_by TEXT, sought INTEGER NOT NULL,
  states TEXT NOT NULL, decade TEXT NOT NULL
) STRICT;
CREATE TABLE party (
  partnership INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (partnership, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE pair (
  partnership INTEGER NOT NULL, one INTEGER NOT NULL, other INTEGER NOT NULL,
  of_one INTEGER, of_other INTEGER, PRIMARY KEY (partnership, one, other)
) STRICT, WITHOUT ROWID;
CREATE TABLE country (
  thing INTEGER PRIMARY KEY, longitude REAL NOT NULL, latitude REAL NOT NULL
) STRICT;
CREATE TABLE report (
  partnership INTEGER NOT NULL, earliest TEXT NOT NULL, latest TEXT NOT NULL
) STRICT;
CREATE TABLE facet (
  facet TEXT NOT NULL, value TEXT NOT NULL, thing INTEGER NOT NULL,
  PRIMARY KEY (facet, value, thing)
) STRICT, WITHOUT ROWID;
CREATE TABLE document (
  thing INTEGER PRIMARY KEY, classes TEXT NOT NULL, blocks TEXT NOT NULL, own TEXT NOT NULL
) STRICT;
CREATE TABLE block (
  number INTEGER PRIMARY KEY, turtle TEXT NOT NULL, derived TEXT NOT NULL
) STRICT;
CREATE TABLE comparison (
  difference TEXT NOT NULL, place_a INTEGER NOT NULL, place_b INTEGER NOT NULL,
  partnership INTEGER NOT NULL, item_a TEXT NOT NULL, item_b TEXT NOT NULL,
  here TEXT NOT NULL, there TEXT NOT NULL
) STRICT;
CREATE INDEX comparison_by_place ON comparison (place_a);
CREATE INDEX comparison_by_other ON comparison (place_b);
CREATE INDEX comparison_by_difference ON comparison (difference);
CREATE VIRTUAL TABLE name USING fts5(
  text, thing UNINDEXED, tokenize = "unicode61 remove_diacritics 0", prefix = "1 2 3"
);
"""

PAIRS = """
INSERT INTO pair
SELECT a.partnership, a.place, b.place, MIN(pa.country, pb.country), MAX(pa.country, pb.country)
FROM party a JOIN party b ON b.partnership = a.partnership AND b.place > a.place
JOIN place pa ON pa.thing = a.place AND pa.longitude IS NOT NULL
JOIN place pb ON pb.thing = b.place AND pb.longitude IS NOT NULL;
INSERT OR IGNORE INTO country
SELECT country, longitude, latitude FROM place
WHERE country IS NOT NULL AND longitude IS NOT NULL
ORDER BY country, thing <> country, partnerships DESC, thing;
"""
"""What follows from the other tables."""

KEYS = """
CREATE INDEX pair_by_country ON pair (of_one, of_other);
CREATE INDEX thing_by_kind ON thing (kind, id);
CREATE INDEX containment_by_part ON containment (part);
CREATE INDEX party_by_place ON party (place);
CREATE INDEX report_by_partnership ON report (partnership, earliest, latest);
CREATE INDEX facet_by_thing ON facet (thing, facet, value);
CREATE INDEX partnership_by_beginning ON partnership (began_earliest);
CREATE INDEX partnership_by_report ON partnership (last_as_of);
INSERT INTO name (name) VALUES ('optimize');
ANALYZE;
"""
"""What is made last: filling a table with its keys in place takes longer."""

_LATIN = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae",
                        "œ": "oe", "þ": "th", "ʻ": "", "ʼ": "", "'": "", "’": ""})  # fmt: skip
"""Letters that Unicode does not take apart, and marks within words."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_KATAKANA = re.compile("[\u30a1-\u30f6]")
_TO_HIRAGANA = 0x60
_SINGLE = re.compile(
    "([\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
"""Kana and Han, which are written without spaces: each is a word of its own to the search."""

_BETWEEN = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """Fold a name for comparison: no case, no accents, kana as hiragana, words apart.

    ``Ōsaka`` is ``osaka``, ``Yên Bái`` is ``yen bai``, ``大阪`` is ``大 阪``.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).translate(_LATIN)
    kana = _KATAKANA.sub(lambda match: chr(ord(match[0]) - _TO_HIRAGANA), plain)
    return " ".join(_BETWEEN.sub(" ", _SINGLE.sub(r" \1 ", kana)).replace("_", " ").split())
