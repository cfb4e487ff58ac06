"""The index of a release: what it holds agrees with what the triples say, counted by SPARQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import PARTNERSHIPS, Site
from kizuna.index import INDEX, fold

PREFIXES = """
PREFIX kizuna: <https://w3id.org/kizuna/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX level: <https://w3id.org/kizuna/level#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""


@pytest.fixture(scope="module")
def index(built: Site) -> Iterator[sqlite3.Connection]:
    path = built.releases / "current" / INDEX
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


def counts(store: ox.Store, pattern: str) -> dict[str, int]:
    found = store.query(
        f"{PREFIXES} SELECT ?v (COUNT(DISTINCT ?t) AS ?n) {{ ?t a kizuna:Partnership . {pattern} }}"
        " GROUP BY ?v"
    )
    assert isinstance(found, ox.QuerySolutions)
    return {local(s["v"].value): int(s["n"].value) for s in found if s["v"]}


def local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def facet(index: sqlite3.Connection, name: str) -> dict[str, int]:
    rows = index.execute(
        "SELECT value, COUNT(*) FROM facet JOIN partnership USING (thing) WHERE facet = ?"
        " GROUP BY value",
        (name,),
    )
    return dict(rows.fetchall())


FACETS = {
    "kind": "?t kizuna:kind ?v",
    "field": "?part kizuna:of+ ?t ; kizuna:field ?v",
    "country": "?t kizuna:party/schema:containedInPlace* ?v . ?v kizuna:level level:country",
    "source": "{ ?t dcterms:source ?p } UNION { ?part kizuna:of+ ?t ; dcterms:source ?p }"
    " ?p dcterms:isPartOf? ?v . FILTER(!CONTAINS(STR(?v), '#'))",
}


@pytest.mark.parametrize("name", FACETS)
def test_what_a_list_is_filtered_by_is_what_the_triples_say(
    name: str, index: sqlite3.Connection, store: ox.Store
) -> None:
    assert facet(index, name) == counts(store, FACETS[name])


def test_decades_are_those_in_which_the_beginning_lies_whole(index: sqlite3.Connection) -> None:
    # Kobe 1973-06, Osaka City 1974-04-18, Kyoto 1974-05; Osaka Prefecture 1980, ports 1981;
    # Miyakonojō 1999-11-18; Mimasaka 2019; Matsudo 2022-11-30. Of ten no document says when.
    wanted = {
        "kobe-tianjin": "1970", "osaka-city-shanghai": "1970", "kyoto-xian": "1970",
        "osaka-prefecture-shanghai": "1980", "port-of-osaka-port-of-shanghai": "1980",
        "miyakonojo-jiangjin": "1990", "mimasaka-yen-bai-province": "2010",
        "matsudo-constanza": "2020", "kazuno-sopron": "none", "naruto-narayanganj": "none",
    }  # fmt: skip
    rows = index.execute(
        "SELECT slug, value FROM facet JOIN thing ON thing.id = facet.thing WHERE facet = 'decade'"
    )
    found = dict(rows.fetchall())
    assert {slug: found[slug] for slug in wanted} == wanted
    assert sum(facet(index, "decade").values()) == len(found) == PARTNERSHIPS


def test_places_lie_in_what_they_are_contained_in_at_any_depth(
    index: sqlite3.Connection, store: ox.Store
) -> None:
    found = store.query(
        f"{PREFIXES} SELECT ?part ?whole"
        " { ?part a kizuna:Place ; schema:containedInPlace+ ?whole }"
    )
    assert isinstance(found, ox.QuerySolutions)
    wanted = {(local(s["part"].value), local(s["whole"].value)) for s in found}
    rows = index.execute(
        "SELECT a.slug, b.slug FROM containment JOIN thing a ON a.id = part"
        " JOIN thing b ON b.id = whole"
    )
    assert set(rows.fetchall()) == wanted


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Ōsaka", "osaka"), ("OSAKA", "osaka"), ("大阪", "大 阪"),
        ("大阪市–Chicago", "大 阪 市 chicago"), ("Yên Bái", "yen bai"), ("Đà Nẵng", "da nang"),
        ("Xi'an", "xian"), ("São Paulo", "sao paulo"), ("Ærø", "aero"), ("Łódź", "lodz"),
        ("ガ", "が"), ("ｵｵｻｶ", "お お さ か"), ("Straße", "strasse"), ("  a - b  ", "a b"),
        ("", ""), ("'\"*()", ""),
    ],
)  # fmt: skip
def test_names_are_folded_for_comparison(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=40))
def test_folding_leaves_nothing_that_a_search_takes_for_syntax(text: str) -> None:
    folded = fold(text)
    assert not set(folded) & set("\"'*():^+-{}")
    assert fold(folded) == folded
