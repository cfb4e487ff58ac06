"""The competency questions: each is a query whose answer was read from the documents by people."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from conftest import ROOT, SHARED, Site

QUESTIONS = sorted((ROOT / "ontology" / "questions").glob("*.rq"))
ANSWERS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "answers.json").read_text(encoding="utf-8")
)
ABSENT = sorted(name for name, expected in ANSWERS.items() if expected["answer"] == [])
RULES = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
SOURCES = (
    "ichongqing",
    "forum-newsletter",
    "yen-bai-2023",
    "kansai-1987",
    "glocal-news-2026-05",
    "places",
)
LATER = [f.parent.name for f in ROOT.glob("data/*/source.ttl") if f.parent.name not in SOURCES]
EQUAL = {"sports": "sport", "youth exchange": "youth exchanges"}
"""Accepted as equal by whoever asked."""


def answer(store: ox.Store, name: str, base: str) -> list[str]:
    text = (ROOT / "ontology" / "questions" / f"{name}.rq").read_text(encoding="utf-8")
    solutions = store.query(text, base_iri=base)
    assert isinstance(solutions, ox.QuerySolutions)
    rows = [[written(term) for term in row] for row in solutions]
    if len(solutions.variables) == 1:
        return sorted({row[0] for row in rows})
    if len(rows) == 1:
        return rows[0]
    return sorted({" ".join(row) for row in rows})


def written(term: object) -> str:
    assert isinstance(term, ox.Literal | ox.NamedNode), "a column of a row is empty"
    return normal(term.value)


def normal(value: object) -> str:
    text = str(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        text = {"true": "yes", "false": "no"}.get(text, text)
        return EQUAL.get(text, text)
    return str(number.normalize()) if "." in text or text.isdigit() else text


def expected(name: str) -> list[str]:
    found = ANSWERS[name]
    values = [normal(value) for value in found["answer"]]
    return values if found.get("ordered") else sorted(values)


def without(store: ox.Store, base: str, sources: list[str]) -> ox.Store:
    """Copy the release without the graphs of some sources, merged and derived anew."""
    left_out = (f"{base}graph/derived/", *(f"{base}graph/data/{source}/" for source in sources))
    copy = ox.Store()
    for quad in store:
        graph = quad.graph_name
        if isinstance(graph, ox.NamedNode) and not graph.value.startswith(left_out):
            copy.add(quad)
            copy.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    for rule in RULES:
        derived = copy.query(rule.read_text(encoding="utf-8"))
        assert isinstance(derived, ox.QueryTriples)
        for triple in list(derived):
            copy.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    return copy


@pytest.fixture(scope="session")
def known(store: ox.Store, built: Site) -> ox.Store:
    """Leave out what came after the documents that the answers were read from."""
    return without(store, built.base, LATER) if LATER else store


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_question_is_answered_as_the_documents_say(
    name: str, known: ox.Store, built: Site
) -> None:
    assert answer(known, name, built.base) == expected(name)


@pytest.fixture(scope="session")
def bare(store: ox.Store, built: Site) -> dict[str, ox.Store]:
    """Copy the release without each source, and without all."""
    stores = {source: without(store, built.base, [source, *LATER]) for source in SOURCES}
    return {**stores, "all": without(store, built.base, [*SOURCES, *LATER])}


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - set(ABSENT)))
def test_a_question_has_no_answer_without_its_sources(
    name: str, bare: dict[str, ox.Store], built: Site
) -> None:
    sources = ANSWERS[name]["sources"]
    store = bare[sources[0]] if len(sources) == 1 else bare["all"]
    assert answer(store, name, built.base) == []


@pytest.mark.parametrize("name", ABSENT)
def test_a_question_without_answer_gets_one_once_the_fact_is_added(
    name: str, store: ox.Store, built: Site
) -> None:
    fact = (Path(__file__).parent / "facts" / f"{name}.ttl").read_bytes()
    told = ox.Store()
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        told.add(quad)
    for quad in store:
        told.add(quad)
    graph = ox.NamedNode(f"{built.base}graph/data/added")
    for target in (graph, ox.DefaultGraph()):
        told.load(fact, ox.RdfFormat.TURTLE, base_iri=built.base, to_graph=target)
    assert answer(told, name, built.base) != []


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda path: path.stem)
def test_no_answer_stands_in_its_query(query: Path) -> None:
    text = re.sub(r"(?m)^\s*#.*$", "", query.read_text(encoding="utf-8")).lower()
    values = ANSWERS.get(query.stem, {}).get("answer", [])
    assert [v for v in map(str, values) if re.search(rf"\b{re.escape(v.lower())}\b", text)] == []


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda path: path.stem)
def test_a_query_says_its_question_first(query: Path) -> None:
    assert re.match(r"# .+\?\n", query.read_text(encoding="utf-8"))


def test_every_query_has_an_answer_and_every_answer_a_query() -> None:
    assert {path.stem for path in QUESTIONS} == set(ANSWERS)


def test_every_class_and_property_of_the_ontology_is_asked_about() -> None:
    terms = set(re.findall(r"(?m)^kizuna:(\w+)", (ROOT / "ontology/kizuna.ttl").read_text("utf-8")))
    asked = {term for q in QUESTIONS for term in re.findall(r"kizuna:(\w+)", q.read_text("utf-8"))}
    assert terms - asked == set()


def test_every_class_and_property_of_the_ontology_is_used_by_the_data(store: ox.Store) -> None:
    terms = re.findall(r"(?m)^kizuna:(\w+)", (ROOT / "ontology/kizuna.ttl").read_text("utf-8"))
    head = "https://w3id.org/kizuna/def#"
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    unused = [
        term
        for term in terms
        if not any(store.quads_for_pattern(None, ox.NamedNode(head + term), None))
        and not any(store.quads_for_pattern(None, kind, ox.NamedNode(head + term)))
    ]
    assert unused == []


def test_the_committed_answers_are_those_that_were_asked_for() -> None:
    path = SHARED / "questions.jsonl"
    if not path.is_file():
        pytest.skip(f"the questions are not at {path}")
    asked = {q["id"]: q["answer"] for q in map(json.loads, path.read_text("utf-8").splitlines())}
    assert {name: ANSWERS[name]["answer"] for name in asked} == asked
