"""The W3C's tests of SPARQL 1.0 and 1.1 queries, asked through HTTP.

``known_failures.json`` lists by IRI what does not pass, with the reason: each is expected to
fail, and fails this suite once it passes. Only those under ``editions`` may do either: they were
rewritten under the same IRI when the suite of SPARQL 1.0 was brought up to SPARQL and RDF 1.1.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from manifests import FOLDER, SKIPPED, Case, read_cases
from results import Result, read_cells, read_expected, read_json, read_triples, read_xml, same
from suite_server import EMPTY, Answer, Server, serve

from kizuna.formats import FORM, QUERY, UPDATE

CASES = read_cases() if FOLDER.is_dir() else []
KNOWN: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("known_failures.json").read_text("utf-8")
)
REASONS = {iri: reason for part in KNOWN.values() for iri, reason in part.items()}

TABLES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}


def choose(*kinds: str, updates: bool = False) -> list[object]:
    """Choose the tests of some types; those that fail are marked, with the reason."""
    if not CASES:
        return [pytest.param(None, marks=pytest.mark.skip(SKIPPED), id="suite")]
    return [
        pytest.param(
            case,
            id=case.name,
            marks=[mark(case.iri)] if case.iri in REASONS else [],
        )
        for case in CASES
        if case.kind in kinds and (case.request.suffix == ".ru") == updates
    ]


def mark(iri: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(reason=REASONS[iri], strict=iri not in KNOWN["editions"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    files = {f for c in CASES for f in (*c.data, *c.named, *c.named_in_query()) if f.is_file()}
    graphs = {file.as_uri(): read_triples(file) for file in sorted(files)}
    with serve(graphs, tmp_path_factory.mktemp("suite")) as served:
        yield served


@pytest.mark.parametrize("case", choose("QueryEvaluationTest", "CSVResultFormatTest"))
def test_the_result_of_a_query_is_the_expected_one(server: Server, case: Case) -> None:
    assert case.result is not None
    # The base of a query is the address it was read from: the suite's README.
    query = f"BASE <{case.request.as_uri()}>\n{case.read()}"
    accept = TABLES.get(case.result.suffix, "application/sparql-results+json, text/turtle;q=0.9")
    answer = server.ask(query, accept, *dataset(case))
    assert answer.status == 200, answer.body.decode()
    if case.result.suffix in (".csv", ".tsv"):
        suffix = case.result.suffix
        assert read_cells(answer.body, suffix) == read_cells(case.result.read_bytes(), suffix)
        return
    ordered = re.search(r"\bORDER\s+BY\b", query, re.IGNORECASE) is not None
    expected = read_expected(case.result)
    assert same(read_answer(answer), expected, ordered=ordered, lax=case.lax), answer.body.decode()


def dataset(case: Case) -> list[tuple[str, str]]:
    """Say the dataset of a test by the protocol; who says none, and no FROM, has an empty one."""
    said = [("default-graph-uri", file.as_uri()) for file in case.data]
    said += [("named-graph-uri", file.as_uri()) for file in case.named]
    return said or ([] if case.named_in_query() else [("default-graph-uri", EMPTY)])


def read_answer(answer: Answer) -> Result:
    match answer.content_type:
        case "application/sparql-results+json":
            return read_json(answer.body)
        case "application/sparql-results+xml":
            return read_xml(answer.body)
    assert answer.content_type == "text/turtle"
    return frozenset(q.triple for q in ox.parse(answer.body, ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("case", choose("PositiveSyntaxTest", "PositiveSyntaxTest11"))
def test_a_query_of_sound_syntax_is_answered(server: Server, case: Case) -> None:
    answer = post_query(server, case)
    assert answer.status == 200, answer.body.decode()


@pytest.mark.parametrize("case", choose("NegativeSyntaxTest", "NegativeSyntaxTest11"))
def test_a_query_of_faulty_syntax_is_a_400(server: Server, case: Case) -> None:
    answer = post_query(server, case)
    assert answer.status == 400
    assert json.loads(answer.body)["type"].endswith(("#query-syntax", "#bad-request"))


def post_query(server: Server, case: Case) -> Answer:
    """Ask a query, as it stands, of nothing."""
    dataset = urllib.parse.urlencode({"default-graph-uri": EMPTY})
    return server.send(
        "POST", f"/sparql?{dataset}", case.request.read_bytes(), Content_Type=QUERY.media_type
    )


@pytest.mark.parametrize(
    "case",
    choose(
        "UpdateEvaluationTest",
        "PositiveUpdateSyntaxTest11",
        "NegativeUpdateSyntaxTest11",
        "NegativeSyntaxTest11",
        updates=True,
    ),
)
def test_an_update_is_refused_in_every_form(server: Server, case: Case) -> None:
    update = case.request.read_bytes()
    form = urllib.parse.urlencode({"update": update}).encode()
    answers = [
        server.send("POST", "/sparql", form, Content_Type=FORM.media_type),
        server.send("POST", "/sparql", update, Content_Type=UPDATE.media_type),
        server.send("GET", f"/sparql?{form.decode()}"),
    ]
    as_query = server.send("POST", "/sparql", update, Content_Type=QUERY.media_type)
    assert {a.status for a in (*answers, as_query)} == {400}
    assert all(json.loads(a.body)["type"].endswith("#update-refused") for a in answers)
