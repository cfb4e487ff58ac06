r"""SERVICE and updates are found in any spelling, and nowhere else.

The last test asks the engine itself: whatever passes the examination never tries a connection.
"""

from __future__ import annotations

import contextlib
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kizuna.errors import QueryError
from kizuna.web.examination import Form, examine
from kizuna.web.lexer import read_tokens

BASE = "http://localhost:8080/"
TARGET = "<http://localhost:1/>"

REFUSED = (
    f"SELECT * {{ SERVICE {TARGET} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {TARGET} {{ ?s ?p ?o }} }}",
    "SELECT * { ?s ?p ?x SERVICE ?x { ?a ?b ?c } }",
    f"SELECT * {{ FILTER EXISTS {{ SERVICE {TARGET} {{ ?s ?p ?o }} }} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE{TARGET}{{ ?s ?p ?o }} }} }} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{TARGET}{{}} }}",
    f"SELECT * {{ ?s ?p trueSERVICE{TARGET}{{}} }}",
    f"SELECT * {{ ?s ?p 'a'SERVICE{TARGET}{{}} }}",
    f"SELECT * {{{{}}ServiceSILENT{TARGET}{{}}}}",
    "PREFIX : <http://localhost:1/> SELECT * { SERVICE:p {} }",
    f"SELECT * {{ # comment\n SERVICE # {{\n {TARGET} {{ }} }}",
    f"SELECT * {{ BIND(1<?x AS ?b)SERVICE{TARGET}{{}} }}",
    "SELECT * { FILTER(?o<?b)SERVICE?x#>\n{} }",
    f"SELECT * {{ FILTER(?o<?b&&'>'='x')SERVICE {TARGET} {{?s ?p 'y'}} FILTER('a'='b') }}",
    f"SELECT * {{ ?s ?p '''a'b'''SERVICE{TARGET}{{}} }}",
    f'SELECT * {{ ?s ?p ""SERVICE{TARGET}{{}} }}',
    f"ASK {{ ?s \\u0053ERVICE {TARGET} {{}} }}",
)

PASSED = (
    "SELECT * { ?s ?p 'SERVICE <http://localhost:1/> {}' }",
    'SELECT * { ?s ?p """ " SERVICE """ }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://localhost:1/> {}",
    "SELECT ?service { ?service ?p ?o }",
    "SELECT * { ?s <http://example.org/SERVICE> ?o }",
    "PREFIX service: <http://example.org/service#> SELECT * { ?s service:SERVICE ?o }",
    "PREFIX service: <x> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX ex: <x> SELECT * { ?s ex:service ?o . FILTER(?o < 5 && ?s > 3) }",
    "SELECT * { ?s ?p <http://dbpedia.org/resource/Xi'an> . FILTER(?s != 'service') }",
    "SELECT * { _:service ?p ?o }",
    "SELECT * { ?s ?p 'x'@en-service }",
)


def evaluate(store: ox.Store, query: str) -> bytes | None:
    results = store.query(query, base_iri=BASE)
    assert isinstance(results, ox.QuerySolutions)
    return results.serialize(format=ox.QueryResultsFormat.TSV)


@pytest.mark.parametrize("query", REFUSED)
def test_SERVICE_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        examine(query, BASE)


@pytest.mark.parametrize("query", PASSED)
def test_what_only_looks_like_SERVICE_passes_and_means_the_same(query: str) -> None:
    examined = examine(query, BASE)
    for text in (query, examined.text):
        assert evaluate(ox.Store(), text)


def test_the_form_and_the_graphs_of_a_query_are_read() -> None:
    examined = examine(
        "BASE <http://q/> PREFIX x: <y/> CONSTRUCT { } FROM <a> FROMNAMED x:b\\,c WHERE { }", BASE
    )
    assert examined.form is Form.CONSTRUCT
    assert examined.clause is not None
    assert examined.clause.default == ("http://q/a",)
    assert examined.clause.named == ("http://q/y/b,c",)


@given(st.text(max_size=200))
def test_the_tokens_of_a_text_are_the_text(text: str) -> None:
    try:
        tokens = list(read_tokens(text))
    except QueryError:
        return
    assert "".join(token.text for token in tokens) == text


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "'",
        "<",
        "a",
        "?a<",
        '"""',
        "x:.",
        "#",
        "{ SELECT ",
        "_:a.",
        "(",
        "@a-",
        "1,",
        "a.",
        "a-",
        "1.",
        "a:b.",
        "<a>",
        "a:\\-",
    ],
)
@pytest.mark.alone
def test_long_texts_are_read_in_linear_time(unit: str) -> None:
    def measure(size: int) -> float:
        start = time.process_time()
        with contextlib.suppress(QueryError):
            examine("ASK " + unit * (size // len(unit)), BASE)
        return time.process_time() - start

    # The machine may be half as fast a second later, so both are measured in turns: what is linear
    # takes ten times as long in one of five, what is not does in none.
    turns = [(measure(200_000), measure(20_000)) for _ in range(5)]
    assert min(long / max(short, 0.02) for long, short in turns) < 20


def test_a_mebibyte_of_values_is_read_and_more_tokens_than_that_are_refused() -> None:
    examine("SELECT * { VALUES ?x { " + "wd:Q42 " * 145_000 + "} }", BASE)
    examine("SELECT * { VALUES ?x { " + "123456 " * 145_000 + "} }", BASE)
    with pytest.raises(QueryError, match="More than 300000"):
        examine("SELECT * { VALUES ?x { " + "<a>" * 345_000 + "} }", BASE)


@pytest.mark.parametrize("graph", ["", "x:y", "?g", "'g'", f"{'a' * 300}:g"])
def test_FROM_with_what_names_no_graph_is_refused(graph: str) -> None:
    with pytest.raises(QueryError):
        examine(f"PREFIX {'a' * 300}: <http://localhost/> ASK FROM {graph} {{}}", BASE)


PIECES = (
    "SERVICE", "service", "SILENT", " ", "\n", TARGET, "{", "}", "?s", "?p", "'", '"', "'''",
    '"""', "#", "<", ">", "(", ")", "FILTER(", "1", "a", ":p", "x:p", ".", ";", ",", "&&",
    "\\u0053", "\\", "EXISTS", "GRAPH", "OPTIONAL", "@en", "_:a", "FILTER(?o<?s", "{?s ?p ?o}",
    f"SERVICE {TARGET} {{?s ?p ?o}}", "SERVICE:p{}", "VALUES ?x {", "'a'", "<a>", "<'>", "<?s&&'>",
)  # fmt: skip


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_whatever_passes_never_tries_a_connection(pieces: list[str]) -> None:
    query = (
        "PREFIX : <http://localhost:1/> PREFIX x: <http://x/> SELECT * {" + "".join(pieces) + "}"
    )
    try:
        examined = examine(query, BASE)
    except QueryError:
        return
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://x"), ox.NamedNode("http://p"), ox.Literal("1")))
    try:
        evaluate(store, examined.text)
    except SyntaxError:
        pass
    except OSError as error:
        pytest.fail(f"a connection was tried: {error}")
